"""Plans: what one step will write, worked out before anything is written.

Every step, for one record or for a hundred thousand, becomes a list of plans that :func:`commit`
writes in one transaction: items, versions, faces, links, search documents and timeline events.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.ledger import services as ledger
from kakehashi.ledger.rows import write_rows
from kakehashi.people.models import Account
from kakehashi.people.rules import Circle
from kakehashi.people.services import Interner
from kakehashi.records import search
from kakehashi.records.attached import Attached, attached_of
from kakehashi.records.kinds import kind_of, natural_key
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Link, Version, wording_said
from kakehashi.records.rules import DRAFT as DRAFT_STATE
from kakehashi.records.rules import Standing
from kakehashi.records.services.entered import LONGEST_TITLE
from kakehashi.records.services.rows import (
    write_attachments,
    write_facets,
    write_kind_rows,
    write_links,
)
from kakehashi.trust import (
    Content,
    content_digest,
    fresh_salt,
    version_canonical,
    version_digest,
)

OWN_FACE, SHARED_FACE, PUBLIC_FACE = "own", "shared", "public"
FACES = (OWN_FACE, SHARED_FACE, PUBLIC_FACE)
"""From the newest text, seen by fewest, to the oldest, seen by most."""

MISSING, MACHINE, DRAFTED, STALE, CHECKED = "missing", "machine", "draft", "stale", "checked"

BATCH = 500


class EditConflict(Refused):
    """Somebody saved a newer text while this one was being written. Both are kept and shown."""

    code = "edit-conflict"
    status = 409
    message = {
        "en": "Somebody saved a newer text of {reference} while you were writing.",
        "ja": "編集中に、{reference} の新しい版が保存されました。",
    }
    hint = {
        "en": "Nothing of yours is lost: both texts stand below. Take over what you want and save "
        "again.",
        "ja": "入力内容は失われていません。両方の文章を下に表示しています。"
        "必要な部分を反映して、もう一度保存してください。",
    }


@dataclass(frozen=True)
class LinkTo:
    """A named relation to another record."""

    relation: str
    to: uuid.UUID


@dataclass(frozen=True)
class NewText:
    """A text as it is entered: wording per language, facts, links, marking."""

    wording: Mapping[str, Mapping[str, str]]
    """Field to language to text."""
    facts: Mapping[str, object] = field(default_factory=dict)
    links: Sequence[LinkTo] = ()
    marking: Marking = field(default_factory=Marking)
    authoritative: Sequence[str] = ("en", "ja")
    """Languages that are authoritative; another is a courtesy translation (仮訳)."""
    language_states: Mapping[str, Mapping[str, str]] | None = None
    """Given where they are known (a checked import); else worked out from what changed."""
    still_same: Sequence[str] = ()
    """Languages whose unchanged wording the author says still matches the changed one."""
    note: str = ""
    attachments: Sequence[Attached] | None = None
    """None: as in the version it starts from. Whose bytes are kept already: ``records.files``."""


@dataclass
class Plan:
    """One version to be written and the face it is put on."""

    item: Item
    text: NewText
    state: str
    face: str
    event: str
    fields: Sequence[str] = ()
    new: bool = False
    removes: Sequence[str] = ()
    """Faces that this one replaces."""
    previous: Version | None = None
    """The text it starts from: whose salt it keeps where the content is the same."""
    sort_key: str = ""
    salt: str = ""
    """Given for a loaded public text; else kept or drawn."""
    given: "Given | None" = None
    """Of a text that another node wrote: taken over byte for byte."""
    version: Version | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class Given:
    """A version as another node wrote it, checked by whoever took it in."""

    content: bytes
    header: bytes
    content_digest: str
    digest: str
    number: int
    previous: str | None
    salt: str
    side: str
    post: str
    at: dt.datetime


def standing_of(item: Item, entry: Entry) -> Standing:
    """Return what the rules read of a record at one of its faces."""
    kind = kind_of(item.kind)
    return Standing(
        lane=item.lane,
        state=entry.state,
        origin=item.origin_id or "",
        sides=tuple(item.sides),
        pen=item.pen_id or "",
        needs=kind.needs,
        barred=kind.barred(item) if kind.barred else {},
    )


def language_states(
    new: Mapping[str, Mapping[str, str]],
    old: Mapping[str, Mapping[str, str]],
    old_states: Mapping[str, Mapping[str, str]],
    *,
    still_same: Sequence[str],
    languages: Sequence[str] = ("en", "ja"),
) -> dict[str, dict[str, str]]:
    """Return the state of each language of each field after an edit.

    A language that changed is a draft; one that did not while the other did is stale, unless the
    author says that it still says the same. What fills a gap leaves the other language as it was.
    """
    states: dict[str, dict[str, str]] = {}
    for name in sorted(set(new) | set(old)):
        now, before = new.get(name, {}), old.get(name, {})
        changed = {code for code in languages if now.get(code) != before.get(code)}
        reworded = {code for code in changed if before.get(code)}
        states[name] = {}
        for code in languages:
            if not now.get(code):
                state = MISSING
            elif code in changed:
                state = DRAFTED
            elif reworded and code not in still_same:
                state = STALE
            else:
                state = old_states.get(name, {}).get(code, DRAFTED)
            states[name][code] = state
    return states


def fields_changed(new: Mapping[str, Any], old: Mapping[str, Any], *, languages: bool) -> list[str]:
    """Return names of fields that differ, ``title.ja`` where it is wording."""
    changed = []
    for name in sorted(set(new) | set(old)):
        if languages:
            codes = sorted(set(new.get(name, {})) | set(old.get(name, {})))
            changed += [
                f"{name}.{code}"
                for code in codes
                if new.get(name, {}).get(code) != old.get(name, {}).get(code)
            ]
        elif new.get(name) != old.get(name):
            changed.append(name)
    return changed


def commit(
    plans: Sequence[Plan], *, by: Account | None, at: dt.datetime, later: bool = False
) -> None:
    """Write the plans: all of them, or nothing.

    The caller has checked the rules and holds the transaction that reading happened in.

    Args:
        plans: what is written.
        by: who; None where the node or another side did it.
        at: when.
        later: leave search and what is derived to :func:`settle`, which the caller sees to.
    """
    if not plans:
        return
    with transaction.atomic():
        interner = Interner()
        for plan in plans:
            _write_version(plan, interner, by=by, at=at)
        write_rows([plan.item for plan in plans if plan.new])
        write_rows([plan.version for plan in plans if plan.version])
        write_attachments(plans)
        _replace_faces(plans, interner, at=at)
        for plan in plans:
            if not plan.new:
                plan.item.save(update_fields=["newest", "pen", "pen_asked_by", "pen_asked_at"])
        ledger.append([_event(plan, by) for plan in plans], at=at)
        if not later:
            search.index(
                [(plan.entry, plan.version) for plan in plans if plan.entry and plan.version]
            )
            follow([plan.item for plan in plans])


def _write_version(plan: Plan, interner: Interner, *, by: Account | None, at: dt.datetime) -> None:
    if plan.given is not None:
        _take_over(plan, plan.given, interner)
        return
    text, item, previous = plan.text, plan.item, plan.previous
    languages = tuple(sorted(text.authoritative))
    authoritative = {
        name: sorted(code for code in by_language if code in languages) or sorted(by_language)
        for name, by_language in text.wording.items()
    }
    firm = {
        name: {code: words for code, words in by_language.items() if code in authoritative[name]}
        for name, by_language in text.wording.items()
    }
    courtesy = {
        name: {code: words for code, words in by_language.items() if code not in firm[name]}
        for name, by_language in text.wording.items()
    }
    facts: dict[str, object] = {
        name: value for name, value in text.facts.items() if value is not None
    }
    if text.links:
        facts["links"] = sorted(
            ({"relation": link.relation, "to": str(link.to)} for link in text.links),
            key=lambda link: (link["relation"], link["to"]),
        )
    attached = text.attachments
    if attached is None:
        attached = attached_of(previous.attached) if previous else ()
    content, salt = _content(plan, authoritative, firm, facts, attached)
    digest = content_digest(content)
    chained = _chained(plan)
    item.newest += 1
    header = version_canonical(
        record=str(item.pk),
        content=digest,
        courtesy={name: words for name, words in courtesy.items() if words},
        marking=text.marking.as_object(),
        sides=item.sides,
        number=item.newest,
        previous=chained,
    )
    states = text.language_states
    if states is None:
        states = language_states(
            text.wording,
            previous.wording if previous else {},
            previous.language_states if previous else {},
            still_same=text.still_same,
        )
    plan.version = Version(
        item=item,
        number=item.newest,
        content=content.canonical(),
        header=header,
        salt=salt,
        content_digest=digest,
        digest=version_digest(header),
        previous=chained,
        marking=text.marking.as_object(),
        state=plan.state,
        language_states={name: dict(codes) for name, codes in states.items()},
        audience_id=interner.number(_circle(plan)),
        author=by,
        author_post_id=by.post_id if by else None,
        side_id=by.side_id if by else None,
        at=at,
        note=text.note[:500],
    )


def _take_over(plan: Plan, given: Given, interner: Interner) -> None:
    item, text = plan.item, plan.text
    item.newest = max(item.newest, given.number)
    plan.version = Version(
        item=item,
        number=given.number,
        content=given.content,
        header=given.header,
        salt=given.salt,
        content_digest=given.content_digest,
        digest=given.digest,
        previous=given.previous,
        marking=text.marking.as_object(),
        state=plan.state,
        language_states={name: dict(codes) for name, codes in (text.language_states or {}).items()},
        audience_id=interner.number(_circle(plan)),
        author_post_id=given.post or None,
        side_id=given.side,
        at=given.at,
        note=text.note[:500],
    )


def _chained(plan: Plan) -> str | None:
    """Return the digest of the version before, as a reader of this one can know it.

    What has been shared follows on what was shared, never on a draft: the chain that the other
    side holds must not name texts it was never given.
    """
    if plan.previous is None:
        return None
    if plan.face == OWN_FACE or plan.previous.state != DRAFT_STATE:
        return plan.previous.digest
    return (
        Version.objects.filter(item=plan.item)
        .exclude(state=DRAFT_STATE)
        .order_by("-number")
        .values_list("digest", flat=True)
        .first()
    )


def _content(
    plan: Plan,
    authoritative: Mapping[str, list[str]],
    firm: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, object],
    attached: Sequence[Attached],
) -> tuple[Content, str]:
    """Return the content with its salt: the old salt where nothing changed, else a fresh one."""
    previous = plan.previous
    named = [one.as_object() for one in attached]
    if previous is not None and previous.salt:
        same = Content(plan.item.kind, authoritative, firm, facts, previous.salt, named)
        if content_digest(same) == previous.content_digest:
            return same, previous.salt
    salt = plan.salt or fresh_salt()
    return Content(plan.item.kind, authoritative, firm, facts, salt, named), salt


def _circle(plan: Plan) -> Circle:
    item = plan.item
    origin = item.origin_id or ""
    if plan.face == OWN_FACE:
        origin = item.pen_id or origin
    return plan.text.marking.circle(state=plan.state, origin=origin, sides=item.sides)


def _replace_faces(plans: Sequence[Plan], interner: Interner, *, at: dt.datetime) -> None:
    replaced = [plan for plan in plans if plan.removes]
    for plan in replaced:
        gone = Entry.objects.filter(item=plan.item, face__in=plan.removes)
        search.forget(list(gone.values_list("pk", flat=True)))
        gone.delete()
    entries = [_entry(plan, at=at) for plan in plans]
    for plan, entry in zip(plans, entries, strict=True):
        plan.entry = entry
    # The audience of a face names the one above it, so faces are numbered from the top.
    for plan in plans:
        assert plan.entry is not None
        plan.entry.audience_id = interner.number(_circle(plan), _newer(plan))
    for entry in entries:
        entry.version_id = entry.version.pk
    write_rows(entries)
    write_kind_rows(plans)
    write_links(plans)
    write_facets(plans)
    for plan in plans:
        if not plan.new:
            settle_audiences(plan.item, interner)


def _newer(plan: Plan) -> int | None:
    if plan.new or plan.face == OWN_FACE:
        return None
    above = FACES[: FACES.index(plan.face)]
    for face in reversed(above):
        entry = Entry.objects.filter(item=plan.item, face=face).first()
        if entry is not None:
            return entry.audience_id
    return None


def settle_audiences(item: Item, interner: Interner | None = None) -> None:
    """Number the audiences of all faces of ``item`` again, from the top down."""
    interner = interner or Interner()
    newer: int | None = None
    by_face = {
        entry.face: entry for entry in Entry.objects.filter(item=item).select_related("version")
    }
    for face in FACES:
        entry = by_face.get(face)
        if entry is None:
            continue
        marking = Marking.from_object(entry.version.marking)
        origin = item.origin_id or ""
        if face == OWN_FACE:
            origin = item.pen_id or origin
        circle = marking.circle(state=entry.state, origin=origin, sides=item.sides)
        number = interner.number(circle, newer)
        if entry.audience_id != number:
            move_audience(entry, number)
        newer = number


def move_audience(entry: Entry, audience: int) -> None:
    """Put a face, its kind's row, its links and its search document in another audience."""
    Entry.objects.filter(pk=entry.pk).update(audience_id=audience)
    kind_of(entry.kind).model.objects.filter(pk=entry.pk).update(audience_id=audience)
    Link.objects.filter(entry_id=entry.pk).update(audience_id=audience)
    search.move(entry.pk, audience)
    entry.audience_id = audience


def move_state(item: Item, entry: Entry, state: str) -> None:
    """Put a face in another state, with the audience that follows from it."""
    Entry.objects.filter(pk=entry.pk).update(state=state)
    kind_of(entry.kind).model.objects.filter(pk=entry.pk).update(state=state)
    entry.state = state
    settle_audiences(item)
    follow([item])


def _titles(text: NewText) -> tuple[str, str]:
    title = text.wording.get("title", {})
    return title.get("en", "")[:LONGEST_TITLE], title.get("ja", "")[:LONGEST_TITLE]


def _entry(plan: Plan, *, at: dt.datetime) -> Entry:
    kind, item, version = kind_of(plan.item.kind), plan.item, plan.version
    assert version is not None
    title_en, title_ja = _titles(plan.text)
    key = plan.sort_key or (kind.sort_key(item.reference, plan.text.facts) if kind.sort_key else "")
    states = [state for codes in version.language_states.values() for state in codes.values()]
    return Entry(
        item=item,
        kind=item.kind,
        reference=item.reference,
        title_en=title_en,
        title_ja=title_ja,
        state=plan.state,
        face=plan.face,
        version=version,
        sort_key=key or natural_key(item.reference),
        updated_at=at,
        side=item.origin_id or "",
        pen=item.pen_id or "",
        reach=plan.text.marking.reach,
        stale=any(state in (STALE, MISSING) for state in states)
        and not (kind.stays and plan.face == OWN_FACE),
    )


def guard(step: str, item: Item, version: Version, by: Account) -> None:
    """Let the kind of ``item`` refuse a step that it does not let this text through."""
    guarded = kind_of(item.kind).guarded
    if guarded is not None:
        guarded(step, item, version, by)


def follow(items: Sequence[Item]) -> None:
    """Let the kinds of ``items`` settle what is derived from them."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    for code, found in by_kind.items():
        followed = kind_of(code).followed
        if followed is not None:
            followed(found)


def _event(plan: Plan, by: Account | None) -> ledger.Entry:
    version, kind = plan.version, kind_of(plan.item.kind)
    assert version is not None
    return ledger.Entry(
        name=f"{kind.room}.{kind.code}.{plan.event}",
        actor=str(by.pk) if by else "",
        side=(by.side_id or "") if by else (plan.given.side if plan.given else ""),
        subject=str(plan.item.pk),
        facts={
            "number": version.number,
            "content": version.content_digest,
            "version": version.digest,
            "state": plan.state,
            "fields": list(plan.fields),
        },
        audience_id=version.audience_id,
    )


def note_event(
    item: Item,
    event: str,
    *,
    by: Account | None,
    at: dt.datetime,
    audience: int,
    facts: Mapping[str, object] | None = None,
    side: str = "",
) -> None:
    """Append an event about ``item`` that made no new version.

    Args:
        item: the record.
        event: last part of the event's name.
        by: who; None where the node or another side did it.
        at: when.
        audience: who may read of it.
        facts: ids, digests and field names.
        side: whose doing it was, where ``by`` does not say.
    """
    kind = kind_of(item.kind)
    ledger.append(
        [
            ledger.Entry(
                name=f"{kind.room}.{kind.code}.{event}",
                actor=str(by.pk) if by else "",
                side=(by.side_id or "") if by else side,
                subject=str(item.pk),
                facts=facts or {},
                audience_id=audience,
            )
        ],
        at=at,
    )


def text_of(version: Version, *, links: Sequence[LinkTo] | None = None) -> NewText:
    """Return a version's text as it would be entered again."""
    header = json.loads(bytes(version.header)) if version.header else {}
    text = text_said(version.body, header, states=version.language_states)
    text = replace(text, marking=Marking.from_object(version.marking))
    return text if links is None else replace(text, links=links)


def text_said(
    content: Mapping[str, Any],
    header: Mapping[str, Any],
    *,
    states: Mapping[str, Mapping[str, str]],
) -> NewText:
    """Return the text that content and version object say, as it would be entered again.

    Args:
        content: the content object; empty after a disposal.
        header: the version object; empty likewise.
        states: field to language to its state.
    """
    facts = dict(content.get("facts", {}))
    linked = facts.pop("links", [])
    wording = wording_said(content, header)
    firm = content.get("authoritative", {})
    # Where one language stands alone it is authoritative for want of another, which says nothing.
    chosen = {code for name, codes in firm.items() if len(wording[name]) > 1 for code in codes}
    languages = sorted(chosen or {code for codes in firm.values() for code in codes})
    return NewText(
        wording=wording,
        facts=facts,
        links=[LinkTo(one["relation"], uuid.UUID(one["to"])) for one in linked],
        marking=Marking.from_object(header["marking"]) if "marking" in header else Marking(),
        authoritative=languages or ("en", "ja"),
        language_states=states,
    )
