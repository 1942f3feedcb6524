"""Writing contact notes: a new one with its follow-ups, a new text, an answer to another's."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.services import open_action_point
from kakehashi.governance.services.seeing import seen
from kakehashi.look.dates import day_words
from kakehashi.notes.follow_ups import FollowUp, follow_ups
from kakehashi.notes.models import KeptFile
from kakehashi.notes.rules import CALL, MEDIA
from kakehashi.notes.selectors import post_of
from kakehashi.notes.tagging import chosen, propose
from kakehashi.people.models import Account
from kakehashi.people.rules import OWN_SIDE, Circle, Viewer, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import Interner
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import note_event
from kakehashi.wording.scripts import CJK_CLASS

CORRECTS, OF_NOTE = "corrects", "of_note"
ANSWERS = (OF_NOTE, CORRECTS)
"""How one note may stand to another: of the same conversation, or saying what is wrong in it."""

_CJK = re.compile(f"[{CJK_CLASS}]")
_SENTENCE = re.compile(r"(?<=[.!?])\s|(?<=[。！？])|\n")
_TITLE = {"en": 90, "ja": 45}
"""Characters of a title made from a note's first sentence."""


class NothingSaid(Refused):
    """A note without what was said."""

    code = "note-empty"
    message = {
        "en": "What was said is missing.",
        "ja": "会談の概要が記入されていません。",
    }
    hint = {"en": "One sentence is enough.", "ja": "一文で構いません。"}


class DayToCome(Refused):
    """A note of a day that is still to come."""

    code = "note-day-to-come"
    message = {
        "en": "{day} is still to come.",
        "ja": "{day}は未到来の日付です。",
    }
    hint = {
        "en": "Give the day on which it was said, today at the latest.",
        "ja": "会談の日（本日まで）を記入してください。",
    }


class NobodyToFollowUp(Refused):
    """A note with follow-ups by somebody who holds no post, and works for none."""

    code = "note-follow-up-post"
    message = {
        "en": "A follow-up belongs to a post, and your account holds none.",
        "ja": "要対応事項には担当の職が必要ですが、あなたのアカウントには職がありません。",
    }
    hint = {
        "en": "Take the mark (→) off the line, or have a coordinator of your side name your post.",
        "ja": "行頭の印（→）を外すか、自国側の調整担当に職の登録を依頼してください。",
    }


class NoteStaysInside(Refused):
    """A contact note was to be published."""

    code = "note-stays-inside"
    status = 409
    message = {
        "en": "A contact note is not published.",
        "ja": "会談概要は公表の対象ではありません。",
    }
    hint = {
        "en": "Write what may be public as an update or a result, and publish that.",
        "ja": "公表できる内容は、進捗又は成果として別に作成し、公表してください。",
    }


@dataclass(frozen=True)
class FileToKeep:
    """A file that is kept with a note."""

    name: str
    digest: str
    content: bytes


@dataclass(frozen=True)
class NewNote:
    """What is entered of a note."""

    with_whom: str
    what: str
    date: dt.date
    medium: str = CALL
    title: str = ""
    """Made from the first sentence where empty."""
    tags: Sequence[str] | None = None
    """Codes of the tags that were ticked; None where none were shown: those proposed are taken."""
    answers: str = ""
    """Reference of the note that this one is about."""
    how: str = ""
    """One of :data:`ANSWERS`, with ``answers``."""
    files: Sequence[FileToKeep] = field(default=())


def language_of(text: str) -> str:
    """Return the language that a note is in, by its characters.

    >>> language_of("A call with METI"), language_of("METI と電話")
    ('en', 'ja')
    """
    return "ja" if _CJK.search(text) else "en"


def title_of(what: str, with_whom: str = "") -> str:
    """Return a title for a note: its first sentence, cut where it is long.

    >>> title_of("They will ratify in May. No date yet.")
    'They will ratify in May.'
    """
    first = next((one.strip() for one in _SENTENCE.split(what.strip()) if one.strip()), "")
    first = first or with_whom.strip()
    most = _TITLE[language_of(first)]
    return first if len(first) <= most else first[: most - 1].rstrip() + "…"


def write(
    *,
    note: NewNote,
    by: Account,
    at: dt.datetime,
    today: dt.date,
    thread: str = "",
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> tuple[Item, list[Item]]:
    """Write a note of one's own side, and open the follow-ups that its lines ask for.

    The note and its action points are seen by one's own side alone until they are shared. Sent a
    second time with the same ``id`` (a form sent twice) it gives the note already made.

    Args:
        note: what is entered.
        by: who writes.
        at: when.
        today: the day where the writer is.
        thread: what was quoted below, kept under the text; nothing in it is a follow-up or a tag.
        id: an id drawn beforehand.

    Returns:
        The note, and the action points opened for it.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NothingSaid, DayToCome, TooLong, FactWrong: for what is entered.
        NobodyToFollowUp: when there are follow-ups and no post that they would belong to.
        OwnerUnknown: when that post is no more.
    """
    viewer = viewer_of(by)
    side = check_side(viewer, ["write"])
    _check(note, today)
    with transaction.atomic():
        made = Item.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.kind, made.origin_id) != ("contact_note", side):
                raise NotHere
            return made, []
        asked = follow_ups(note.what, note.date)
        owner = post_of(by) if asked else ""
        if asked and not owner:
            raise NobodyToFollowUp
        text = _text(note, viewer, by, thread)
        item = records.create(kind="contact_note", text=text, by=by, at=at, id=id)
        opened = [
            _open(one, item, text, number, owner=owner, today=today, by=by, at=at)
            for number, one in enumerate(asked)
        ]
        _keep(note.files, item, side, by=by, at=at)
    return item, opened


def rewrite(
    *,
    item: uuid.UUID,
    base: int,
    note: NewNote,
    by: Account,
    at: dt.datetime,
    today: dt.date,
) -> Item:
    """Save a new text of a note; follow-ups that were opened stay, and none are opened again.

    Raises:
        Refused: as :func:`write` and :func:`kakehashi.records.services.save`.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["write"])
    _check(note, today)
    with transaction.atomic():
        return records.save(item=item, base=base, text=_text(note, viewer, by), by=by, at=at)


def end_follow_up(*, action: str, by: Account, at: dt.datetime) -> None:
    """Take a follow-up off one's own side's list: it is done, and was never shared.

    Its text stays in the history of the own side, and the step on the timeline. One that was
    shared is reported done as every action point is.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
    """
    with transaction.atomic():
        entry = seen(action, by, "action_point")
        item, audience = entry.item, entry.audience_id
        records.discard(item=item.pk, by=by, at=at)
        note_event(item, "follow_up_done", by=by, at=at, audience=audience)


def _check(note: NewNote, today: dt.date) -> None:
    if not note.what.strip():
        raise NothingSaid
    if note.date > today:
        raise DayToCome(day=day_words(note.date))


def _text(note: NewNote, viewer: Viewer, by: Account, thread: str = "") -> NewText:
    language = language_of(note.what)
    codes = note.tags
    if codes is None:
        codes = [one.code for one in propose(f"{note.with_whom}\n{note.what}", viewer)]
    tags = chosen(codes, viewer)
    links = list(tags.links)
    if note.answers:
        how = note.how if note.how in ANSWERS else OF_NOTE
        links.append(LinkTo(how, seen(note.answers, by, "contact_note").item_id))
    wording = {
        "title": {language: note.title.strip() or title_of(note.what, note.with_whom)},
        "body": {language: "\n\n".join(filter(None, (note.what, thread)))},
    }
    if note.with_whom.strip():
        wording["with_whom"] = {language: note.with_whom}
    return NewText(
        wording=wording,
        facts={
            "date": note.date.isoformat(),
            "medium": note.medium if note.medium in MEDIA else CALL,
            "organisations": list(tags.organisations),
            "concepts": list(tags.concepts),
        },
        links=links,
    )


def _open(
    one: FollowUp,
    item: Item,
    text: NewText,
    number: int,
    *,
    owner: str,
    today: dt.date,
    by: Account,
    at: dt.datetime,
) -> Item:
    areas = [link.to for link in text.links if link.relation == "of_area"]
    area = Item.objects.filter(pk=areas[0]).values_list("reference", flat=True) if areas else None
    language = language_of(one.words)
    return open_action_point(
        title={language: one.words},
        task={},
        owner=owner,
        due_date=one.due if one.due and one.due >= today else None,
        area=area.get() if area is not None else "",
        about=[item.reference],
        share=False,
        by=by,
        at=at,
        id=uuid.uuid5(item.pk, f"follow-up {number}"),
    )


def _keep(
    files: Sequence[FileToKeep], item: Item, side: str, *, by: Account, at: dt.datetime
) -> None:
    if not files:
        return
    audience = Interner().number(Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,)))
    KeptFile.objects.bulk_create(
        KeptFile(
            item=item,
            name=one.name[:200],
            digest=one.digest,
            size=len(one.content),
            content=one.content,
            audience_id=audience,
            at=at,
        )
        for one in files
    )
    note_event(
        item,
        "file_kept",
        by=by,
        at=at,
        audience=audience,
        facts={"digests": [one.digest for one in files]},
    )
