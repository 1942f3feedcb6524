"""Writing the framework: the posts that lead its areas, notes for its review."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.framework.models import AreaLead, ReviewNote
from kakehashi.people.models import Account, Post
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import note_event, text_of


class NotYourPost(Refused):
    """A side tried to name a post that is not its own, or that is no longer there."""

    code = "not-your-post"
    message = {
        "en": "“{post}” is not a post of your side that exists today.",
        "ja": "「{post}」は、自国側に現在置かれている職ではありません。",
    }
    hint = {
        "en": "Each side names its own lead posts. Choose one from the list.",
        "ja": "主担当の職は、各側がそれぞれ指定します。一覧から選択してください。",
    }


class NothingFound(Refused):
    """A note for the review without a finding."""

    code = "finding-missing"
    message = {
        "en": "It is not said what became of the occasion.",
        "ja": "機会がどうなったかが選択されていません。",
    }
    hint = {"en": "Choose one of the three.", "ja": "三つのうち一つを選択してください。"}


def name_leads(*, leads: Mapping[str, str], by: Account, at: dt.datetime) -> list[str]:
    """Name for one's own side the post that leads each area given; empty takes the lead off.

    Whoever led before stays on record until that day.

    Args:
        leads: reference of an area, as ``area-VD``, to the id of a post or empty.
        by: a coordinator.
        at: when.

    Returns:
        The references of the areas whose lead changed.

    Raises:
        NoSide, NotYourRole: when the account may not manage posts.
        NotHere: for an area the account does not see.
        NotYourPost: for a post of the other side, or one that has ended.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["manage_people"])
    changed = []
    with transaction.atomic():
        areas = {
            entry.reference: entry
            for entry in Entry.objects.filter(
                kind="area", reference__in=list(leads), audience_id__in=visible_audiences(viewer)
            )
        }
        if set(leads) - set(areas):
            raise NotHere
        posts = {
            post.pk: post
            for post in Post.objects.filter(
                pk__in=[post for post in leads.values() if post], organisation__side_id=side
            )
        }
        present = {
            lead.item_id: lead
            for lead in AreaLead.objects.select_for_update().filter(
                item_id__in=[entry.item_id for entry in areas.values()],
                side_id=side,
                until__isnull=True,
            )
        }
        for reference, post in leads.items():
            if post and (post not in posts or not posts[post].holds_on(at.date())):
                raise NotYourPost(post=post[:80])
            if _name(areas[reference], post, present.get(areas[reference].item_id), by=by, at=at):
                changed.append(reference)
    return changed


def _name(
    entry: Entry, post: str, before: AreaLead | None, *, by: Account, at: dt.datetime
) -> bool:
    if post == (before.post_id if before else ""):
        return False
    if before is not None and before.since == at.date():
        before.delete()  # a slip mended on the day it was made
    elif before is not None:
        AreaLead.objects.filter(pk=before.pk).update(until=at.date())
    if post:
        assert by.side_id is not None
        AreaLead.objects.create(
            item_id=entry.item_id,
            side_id=by.side_id,
            post_id=post,
            since=at.date(),
            named_by=by,
            named_at=at,
        )
    note_event(
        Item.objects.get(pk=entry.item_id),
        "lead_named",
        by=by,
        at=at,
        audience=entry.audience_id,
        facts={"post": post},
    )
    return True


def hand_lead_over(*, area: uuid.UUID, before: str, to: str, by: Account, at: dt.datetime) -> None:
    """Let the post ``to`` lead an area where ``before`` does, as part of a handover.

    Nothing changes where another post leads it by now.
    """
    with transaction.atomic():
        present = (
            AreaLead.objects.select_for_update()
            .filter(item_id=area, post_id=before, until__isnull=True)
            .first()
        )
        entry = Entry.objects.filter(item_id=area).order_by("-version__number").first()
        if present is not None and entry is not None:
            _name(entry, to, present, by=by, at=at)


def note_for_review(
    *,
    provision: str,
    finding: str,
    words: Mapping[str, str],
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Say for one's own side what became of a provision whose occasion has passed.

    An own entry, shared with the other side at once. Said again, it is a new version of the same.

    Raises:
        NoSide, NotYourRole: when the account may not write.
        NotHere: for a provision the account does not see.
        NothingFound: without a finding.
        FactWrong, TooLong: for what is entered.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write"])
    with transaction.atomic():
        visible = visible_audiences(viewer)
        found = Entry.objects.filter(
            kind="provision", reference=provision, audience_id__in=visible
        ).first()
        if found is None:
            raise NotHere
        if not finding:
            raise NothingFound
        wording = {"title": {"en": found.title_en, "ja": found.title_ja}, "body": dict(words)}
        facts = {"provision": provision, "finding": finding}
        known = (
            ReviewNote.objects.filter(
                provision=provision, audience_id__in=visible, item__origin_id=side
            )
            .exclude(state__in=["withdrawn", "overtaken"])
            .select_related("item", "entry__version")
            .order_by("-updated_at", "-pk")
            .first()
        )
        if known is None:
            item = records.create(
                kind="review_note",
                text=NewText(wording=wording, facts=facts, links=[LinkTo("about", found.item_id)]),
                by=by,
                at=at,
                id=id,
            )
        else:
            version = known.entry.version
            before = text_of(version)
            if (
                before.wording.get("body", {})
                == {code: text.strip() for code, text in words.items() if text.strip()}
                and version.facts.get("finding") == finding
            ):
                return known.item
            item = records.save(
                item=known.item_id,
                base=version.number,
                text=NewText(
                    wording=wording, facts=facts, links=before.links, marking=before.marking
                ),
                by=by,
                at=at,
            )
        if viewer.may("share"):
            records.share(item=item.pk, by=by, at=at)
    return item
