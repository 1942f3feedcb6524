"""Loading the items of a record: as published facts, or lived through step by step.

What comes from the public record is loaded as it stands. What the practice partnership has under
way is made by the same steps that officials take, so that its history is a legal one.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.framework.loading.index import Index
from kakehashi.framework.loading.text import published, words
from kakehashi.framework.profile.items import ProposedChange, WorkItem
from kakehashi.people.models import Account
from kakehashi.people.rules import NAMED
from kakehashi.records import services
from kakehashi.records.kinds import kind_of
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item, Version
from kakehashi.records.services import LinkTo, NewText, load

STEP = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Shape:
    """How a room makes a record out of an item: body field, facts, further links, sort key."""

    body: str
    facts: Mapping[str, object] = field(default_factory=dict)
    links: Sequence[LinkTo] = ()
    sort_key: str = ""
    wording: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def load_items(
    items: Sequence[WorkItem],
    index: Index,
    shape: Callable[[WorkItem, Index], Shape],
    *,
    at: dt.datetime,
) -> None:
    """Load items of one room in the order given, entering each in ``index``.

    Raises:
        Refused: for data that a record cannot hold; the caller's transaction undoes the rest.
    """
    for item in items:
        made = shape(item, index)
        found = _lived(item, index, made) if item.by else _as_it_stands(item, index, made, at=at)
        index.put(item.kind, item.id, found)


def _wording(item: WorkItem, shape: Shape) -> dict[str, dict[str, str]]:
    return {
        "title": words(item.title),
        shape.body: words(item.body),
        **{name: words(text) for name, text in shape.wording.items()},
    }


def _facts(item: WorkItem, shape: Shape) -> dict[str, object]:
    declared = {fact.name for fact in kind_of(item.kind).facts}
    facts = {"sources": list(item.sources), "sourced": item.sourced, **shape.facts}
    return {name: value for name, value in facts.items() if name in declared}


def _links(item: WorkItem, index: Index, shape: Shape) -> list[LinkTo]:
    return list(dict.fromkeys([*index.links(item.links), *shape.links]))


def _as_it_stands(item: WorkItem, index: Index, shape: Shape, *, at: dt.datetime) -> uuid.UUID:
    loaded = published(
        item.kind,
        item.id,
        _wording(item, shape),
        index=index,
        facts=_facts(item, shape),
        links=_links(item, index, shape),
        sort_key=shape.sort_key,
        authoritative=item.authority or ("en", "ja"),
    )
    return load([loaded], by=index.operator, at=at)[0].pk


def _marking(item: WorkItem, index: Index) -> Marking:
    national = {item.side: item.marking.code} if item.marking.code and item.side else {}
    return Marking(
        reach=item.marking.audience if item.marking.audience == NAMED else "own_side",
        national=national,
        caveats=item.marking.caveats,
        people=[str(index.accounts[name].pk) for name in item.marking.named],
    )


def _lived(item: WorkItem, index: Index, shape: Shape) -> uuid.UUID:
    """Take an item through its steps: written, saved again, shared, confirmed, published."""
    author = index.accounts[item.by]
    moment = index.moment(item.earlier[0].at if item.earlier else item.at)
    facts, links = _facts(item, shape), _links(item, index, shape)
    marking = _marking(item, index)
    rest = {name: words(text) for name, text in shape.wording.items()}

    def text(title: Mapping[str, str], body: Mapping[str, str], note: str = "") -> NewText:
        return NewText(
            wording={"title": words(title), shape.body: words(body), **rest},
            facts=facts,
            links=links,
            marking=marking,
            authoritative=item.authority or ("en", "ja"),
            note=note,
        )

    first = item.earlier[0] if item.earlier else None
    made = services.create(
        kind=item.kind,
        text=text(first.title, first.body) if first else text(item.title, item.body),
        by=index.accounts[first.by] if first else author,
        at=moment,
        lane=item.lane if item.lane != "shared" or kind_of(item.kind).lane != "own" else "",
        reference=item.id,
    )
    for earlier in item.earlier[1:]:
        moment = max(moment + STEP, index.moment(earlier.at))
        _save(
            made,
            text(earlier.title, earlier.body, _note(earlier.note)),
            index.accounts[earlier.by],
            moment,
        )
    if item.earlier:
        moment = max(moment + STEP, index.moment(item.at))
        moved = _moved_by(item)
        if moved is None:
            _save(made, text(item.title, item.body), author, moment)
        else:
            services.share(item=made.pk, by=who_may(index, author, "share"), at=moment)
            moment = _propose(made, moved, index, moment)
    _mark_languages(made, item)
    _raise(made, item, index, author, moment)
    return made.pk


def _note(note: Mapping[str, str]) -> str:
    return " / ".join(note[code] for code in ("en", "ja") if note.get(code))


def _save(made: Item, text: NewText, by: Account, at: dt.datetime) -> None:
    number = Version.objects.filter(item=made).order_by("-number")[0].number
    services.save(item=made.pk, base=number, text=text, by=by, at=at)


def _mark_languages(made: Item, item: WorkItem) -> None:
    """Set the states of the languages that the profile gives for the newest version."""
    if not item.languages:
        return
    version = Version.objects.filter(item=made).order_by("-number")[0]
    version.language_states = {
        name: {code: item.languages.get(code, state) for code, state in codes.items()}
        for name, codes in version.language_states.items()
    }
    version.save(update_fields=["language_states"])


def _raise(made: Item, item: WorkItem, index: Index, author: Account, moment: dt.datetime) -> None:
    """Take a draft on to the state that the profile gives it."""
    if item.state == "draft":
        return
    sharer = who_may(index, author, "share")
    own = item.lane == "own"
    if not (own and item.state == "published"):
        moment += STEP
        if item.lane == "restricted":
            services.consent(
                item=made.pk,
                by=who_may(index, sharer, "approve_restricted", other=True),
                at=moment,
            )
        services.share(item=made.pk, by=sharer, at=moment)
    if not own:
        _confirm(made, item, index, moment)
    if item.state == "published":
        moment += STEP
        publishers = [author.side_id] if own else list(made.sides)
        for side in publishers:
            services.publish(item=made.pk, by=_of_side(index, side, "publish"), at=moment)
    if item.state == "withdrawn":
        services.withdraw(item=made.pk, why=_note(item.body)[:300] or "-", by=sharer, at=moment)
    if item.state == "overtaken":
        services.overtake(item=made.pk, why=_note(item.body)[:300] or "-", by=sharer, at=moment)
    _propose_rest(made, item, index, moment)


def _confirm(made: Item, item: WorkItem, index: Index, moment: dt.datetime) -> None:
    digest = Version.objects.filter(item=made).order_by("-number")[0].content_digest
    given = {one.side: index.accounts[one.by] for one in item.confirmations}
    if item.state in ("confirmed", "published"):
        for side in made.sides:
            given.setdefault(side, _of_side(index, side, "confirm"))
    for by in given.values():
        services.confirm(item=made.pk, digest=digest, by=by, at=moment + STEP)


def _moved_by(item: WorkItem) -> ProposedChange | None:
    """Return the accepted proposal that the newest wording came of, if one was."""
    if item.lane != "shared" or not item.earlier:
        return None
    newest = (words(item.title), words(item.body))
    return next(
        (
            change
            for change in item.proposals
            if change.state == "accepted" and (words(change.title), words(change.body)) == newest
        ),
        None,
    )


def _propose_rest(made: Item, item: WorkItem, index: Index, moment: dt.datetime) -> None:
    moved = _moved_by(item)
    for change in sorted(item.proposals, key=lambda one: index.moment(one.at)):
        if change is not moved:
            moment = _propose(made, change, index, moment)


def _propose(made: Item, change: ProposedChange, index: Index, moment: dt.datetime) -> dt.datetime:
    """Put a change to whoever holds the pen, have it answered as the profile says; return when."""
    newest = Version.objects.filter(item=made).order_by("-number")[0]
    body = next(name for name in newest.wording if name != "title")
    moment = max(moment + STEP, index.moment(change.at))
    proposal = services.propose(
        item=made.pk,
        base=newest.number,
        wording={"title": words(change.title), body: words(change.body)},
        note=_note(change.note),
        by=index.accounts[change.by],
        at=moment,
    )
    if change.state != "open":
        moment += STEP
        holder = Item.objects.get(pk=made.pk)
        services.answer_proposal(
            proposal=proposal.pk,
            take=change.state == "accepted",
            answer="",
            by=_of_side(index, holder.pen_id or holder.origin_id, "write"),
            at=moment,
        )
    return moment


def who_may(index: Index, first: Account, permission: str, *, other: bool = False) -> Account:
    """Return ``first`` where it may, else a colleague of its side who may."""
    from kakehashi.people.selectors import viewer_of

    colleagues = [one for one in index.accounts.values() if one.side_id == first.side_id]
    if not other:
        colleagues.insert(0, first)
    return next(
        one
        for one in colleagues
        if viewer_of(one).may(permission) and not (other and one.pk == first.pk)
    )


def _of_side(index: Index, side: str | None, permission: str) -> Account:
    first = next(one for one in index.accounts.values() if one.side_id == side)
    return who_may(index, first, permission)
