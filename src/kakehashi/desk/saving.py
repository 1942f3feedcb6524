"""Views of a list that somebody saved: saving, renaming, removing, putting back."""

import datetime as dt
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction
from django.http import HttpRequest
from django.urls import get_script_prefix

from kakehashi.desk.models import SavedView
from kakehashi.desk.viewing import account_of
from kakehashi.errors import NotHere, Refused
from kakehashi.look.languages import split
from kakehashi.people.models import Account

KEPT = ("/desk/register/", "/desk/search/")
"""The lists whose views can be saved."""

MOST = 50
LONGEST = 1500
LONGEST_NAME = 80
PUT_BACK = dt.timedelta(days=1)
"""How long a removed view can be put back."""


class ViewNotKept(Refused):
    """Something other than a list of the desk was to be saved as a view."""

    code = "view-not-kept"
    message = {
        "en": "Only the register and the search can be saved as a view.",
        "ja": "保存できるのは、登録簿と検索の画面のみです。",
    }
    hint = {
        "en": "Open the list, set its filters, and save it from there.",
        "ja": "登録簿又は検索を開いて絞り込みを設定し、その画面から保存してください。",
    }


class ViewNameMissing(Refused):
    """A view without a name, or with one that is too long."""

    code = "view-name-missing"
    message = {
        "en": "The view needs a name of at most {most} characters.",
        "ja": "画面の名称を{most}文字以内で記入してください。",
    }
    hint = {
        "en": "Say what the list is, for example “Semiconductors, overdue”.",
        "ja": "内容が分かる名称にしてください（例「半導体 期限超過」）。",
    }


class TooManyViews(Refused):
    """An account has as many saved views as it may."""

    code = "too-many-views"
    status = 409
    message = {
        "en": "You have {most} saved views, which is as many as fit.",
        "ja": "保存した画面が上限（{most}件）に達しています。",
    }
    hint = {"en": "Remove one that you no longer need.", "ja": "不要なものを削除してください。"}


def clean_address(address: str) -> str:
    """Return path and query of a list as they are kept: no language, no host, no page number.

    Raises:
        ViewNotKept: for anything that is not one of the lists, or is too long.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ViewNotKept from None
    path = split(parts.path)[1]
    if parts.scheme or parts.netloc or path not in KEPT or "\x00" in address:
        raise ViewNotKept
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    if any(ord(letter) < ord(" ") for pair in kept for words in pair for letter in words):
        raise ViewNotKept
    cleaned = path + (f"?{urlencode(kept)}" if kept else "")
    if len(cleaned) > LONGEST:
        raise ViewNotKept
    return cleaned


def _named(name: str) -> str:
    trimmed = " ".join(name.replace("\x00", "").split())
    if not trimmed or len(trimmed) > LONGEST_NAME:
        raise ViewNameMissing(most=LONGEST_NAME)
    return trimmed


def save_view(*, name: str, address: str, by: Account, at: dt.datetime) -> SavedView:
    """Save a list with its filters under a name; one that is saved already is renamed.

    Raises:
        ViewNotKept, ViewNameMissing, TooManyViews: for what is given.
    """
    named, cleaned = _named(name), clean_address(address)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)
        mine = SavedView.objects.filter(account=by)
        mine.filter(removed_at__lt=at - PUT_BACK).delete()
        known = mine.filter(address=cleaned, removed_at__isnull=True).first()
        if known is None:
            if mine.filter(removed_at__isnull=True).count() >= MOST:
                raise TooManyViews(most=MOST)
            return SavedView.objects.create(account=by, name=named, address=cleaned, saved_at=at)
        known.name = named
        known.save(update_fields=["name"])
    return known


def _mine(view: uuid.UUID, by: Account) -> SavedView:
    found = SavedView.objects.filter(pk=view, account=by).first()
    if found is None:
        raise NotHere
    return found


def rename_view(*, view: uuid.UUID, name: str, by: Account) -> None:
    """Give one's own view another name.

    Raises:
        NotHere: for a view that is not one's own.
        ViewNameMissing: for the name.
    """
    found = _mine(view, by)
    found.name = _named(name)
    found.save(update_fields=["name"])


def remove_view(*, view: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Remove one's own view; for a day it can be put back.

    Raises:
        NotHere: for a view that is not one's own.
    """
    found = _mine(view, by)
    found.removed_at = found.removed_at or at
    found.save(update_fields=["removed_at"])


def restore_view(*, view: uuid.UUID, by: Account) -> None:
    """Put back a view that was removed.

    Raises:
        NotHere: for a view that is not one's own, or gone.
        TooManyViews: when others took its place.
    """
    found = _mine(view, by)
    if found.removed_at is None:
        return
    if SavedView.objects.filter(account=by, removed_at__isnull=True).count() >= MOST:
        raise TooManyViews(most=MOST)
    found.removed_at = None
    found.save(update_fields=["removed_at"])


def views_of(account: Account) -> list[SavedView]:
    """Return the views that ``account`` saved, in the order of their names. One query."""
    return list(
        SavedView.objects.filter(account=account, removed_at__isnull=True).order_by("name", "pk")
    )


def removed_views(account: Account, at: dt.datetime) -> list[SavedView]:
    """Return the views that can still be put back, the last removed first. One query."""
    return list(
        SavedView.objects.filter(account=account, removed_at__gte=at - PUT_BACK).order_by(
            "-removed_at", "pk"
        )
    )


def address_now(view: SavedView) -> str:
    """Return a view's address in the language of the page being made."""
    return get_script_prefix().rstrip("/") + view.address


@dataclass(frozen=True)
class SaveHere:
    """What ``desk/parts/save_view.html`` needs: the list that is open, and whether it is saved."""

    address: str
    name: str
    saved: SavedView | None


def save_here(request: HttpRequest, name: str = "") -> dict[str, SaveHere]:
    """Return the context of ``desk/parts/save_view.html`` for the list being shown. One query.

    Args:
        request: the request for the list, whose path and query would be saved.
        name: a name to propose.
    """
    address = request.get_full_path()
    try:
        cleaned = clean_address(address)
    except ViewNotKept:
        return {"save_here": SaveHere("", name, None)}
    saved = SavedView.objects.filter(
        account=account_of(request), address=cleaned, removed_at__isnull=True
    ).first()
    return {"save_here": SaveHere(cleaned, saved.name if saved else name[:LONGEST_NAME], saved)}
