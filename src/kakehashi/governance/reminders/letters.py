"""The digest as a letter: in the reader's language, as plain text and as HTML."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join

from kakehashi.errors import Words
from kakehashi.governance.models import Digest
from kakehashi.governance.reminders.owed import NEEDS, Thing
from kakehashi.look.tags.moments import day as say_day
from kakehashi.people.models import Account

SUBJECTS: Mapping[bool, Words] = {
    False: {
        "en": "Kakehashi: {count} things wait for you",
        "ja": "【架け橋】対応が必要な事項（{count}件）",
    },
    True: {"en": "Kakehashi: one thing waits for you", "ja": "【架け橋】対応が必要な事項（1件）"},
}
_GREETING: Words = {"en": "{name}", "ja": "{name} 様"}
_LEDE: Words = {
    "en": "This is new since your last reminder. Everything that waits for you stands under "
    "My work.",
    "ja": "前回のお知らせ以降に生じた事項です。対応が必要な事項は、全て業務画面に表示されます。",
}
_NO_TITLE: Words = {"en": "(title on the desk only)", "ja": "（件名は業務画面でのみ表示）"}
_WORK: Words = {"en": "My work", "ja": "担当業務"}
_CHANGE: Words = {
    "en": "How often such mail comes, or none: {href}",
    "ja": "お知らせメールの頻度の変更・停止: {href}",
}
_NO_ADDRESS: Words = {
    "en": "Sign in to the desk and search for the reference.",
    "ja": "業務画面にサインインし、番号で検索してください。",
}
_DAYS: Mapping[str, Words] = {
    "late": {"en": "was due {day}", "ja": "期限 {day}"},
    "due": {"en": "due {day}", "ja": "期限 {day}"},
    "returned": {"en": "due {day}", "ja": "期限 {day}"},
    "verify": {"en": "done on {day}", "ja": "実施日 {day}"},
    "accept": {"en": "asked for {day}", "ja": "期限案 {day}"},
    "unrecorded": {"en": "of {day}", "ja": "{day}"},
}


def letter(account: Account, digest: Digest, things: Sequence[Thing]) -> EmailMultiAlternatives:
    """Return the mail of one person: references, and titles as far as their marking allows.

    Args:
        account: to whom, in their language.
        digest: whose number makes the mail the same mail wherever it is seen.
        things: what is told, in order.
    """
    language = account.language if account.language in ("en", "ja") else "en"
    with translation.override(language):
        groups = [
            (said(words, language), [one for one in things if one.need == need])
            for need, words in NEEDS.items()
        ]
        groups = [(words, rows) for words, rows in groups if rows]
        subject = said(SUBJECTS[len(things) == 1], language).format(count=len(things))
        mail = EmailMultiAlternatives(
            subject=subject,
            body=_plain(account, groups, language),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[account.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "Content-Language": language,
                "Message-ID": f"<{digest.pk}@{_host()}>",
            },
        )
        mail.attach_alternative(_html(account, groups, language, subject), "text/html")
    return mail


def said(words: Words, language: str) -> str:
    """Return words in ``language``."""
    return words.get(language) or words["en"]


def address(path: str, language: str) -> str:
    """Return the whole address of a page of the desk; empty where the node does not know it."""
    base = settings.DESK_ADDRESS
    return f"{base}/{language}{path}" if base else ""


def _host() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip(" >") or "localhost"


def _page(thing: Thing, language: str) -> str:
    usual = "desk:action" if thing.kind == "action_point" else "desk:became"
    name = thing.page or usual
    return address(reverse(name, args=[thing.reference]), language)


def _title(thing: Thing, language: str) -> str:
    if not thing.title:
        return said(_NO_TITLE, language)
    return thing.title.get(language) or next((one for one in thing.title.values() if one), "")


def _when(thing: Thing, language: str) -> str:
    day: dt.date | None = thing.day
    return (
        said(_DAYS.get(thing.need, _DAYS["due"]), language).format(day=say_day(day)) if day else ""
    )


_Groups = Sequence[tuple[str, Sequence[Thing]]]


def _plain(account: Account, groups: _Groups, language: str) -> str:
    lines = [said(_GREETING, language).format(name=account.name_in(language)), ""]
    lines += [said(_LEDE, language), ""]
    for words, rows in groups:
        lines.append(f"■ {words}" if language == "ja" else words.upper())
        for one in rows:
            when = _when(one, language)
            lines.append(
                f"- {one.reference} {_title(one, language)}" + (f" — {when}" if when else "")
            )
            href = _page(one, language)
            if href:
                lines.append(f"  {href}")
        lines.append("")
    work = address(reverse("desk:work"), language)
    lines.append(f"{said(_WORK, language)}: {work}" if work else said(_NO_ADDRESS, language))
    change = address(reverse("desk:work-mail"), language)
    if change:
        lines.append(said(_CHANGE, language).format(href=change))
    return "\n".join(lines) + "\n"


def _html(account: Account, groups: _Groups, language: str, subject: str) -> str:
    sections = format_html_join(
        "",
        "<h2>{}</h2><ul>{}</ul>",
        (
            (
                words,
                format_html_join("", "<li>{}</li>", ((_line(one, language),) for one in rows)),
            )
            for words, rows in groups
        ),
    )
    work = address(reverse("desk:work"), language)
    change = address(reverse("desk:work-mail"), language)
    foot = (
        format_html(
            '<p><a href="{}">{}</a></p><p><small>{}</small></p>',
            work,
            said(_WORK, language),
            said(_CHANGE, language).format(href=change),
        )
        if work
        else format_html("<p>{}</p>", said(_NO_ADDRESS, language))
    )
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        "<body><p>{}</p><p>{}</p>{}{}</body></html>",
        language,
        subject,
        said(_GREETING, language).format(name=account.name_in(language)),
        said(_LEDE, language),
        sections,
        foot,
    )


def _line(one: Thing, language: str) -> str:
    href, when = _page(one, language), _when(one, language)
    name = (
        format_html('<a href="{}">{}</a>', href, one.reference)
        if href
        else format_html("<b>{}</b>", one.reference)
    )
    return format_html("{} {}{}", name, _title(one, language), f" — {when}" if when else "")
