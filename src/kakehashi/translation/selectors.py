"""Reading translation jobs: lists, one job beside the record as it is now, what goes out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from kakehashi.errors import NotHere
from kakehashi.glossary.concepts import NewConcept
from kakehashi.look.partnership import among_participants, participants
from kakehashi.people.models import Account
from kakehashi.people.rules import PARTICIPANTS, Viewer
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.kinds import kind_of
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import may_step
from kakehashi.records.services.plans import standing_of
from kakehashi.translation import rules
from kakehashi.translation.codes import digest_of, plain
from kakehashi.translation.documents.shapes import Outgoing, Unit
from kakehashi.translation.models import Delivery, Job, Passage
from kakehashi.translation.services.bringing import last_taken
from kakehashi.translation.services.reviewing import shown_digest
from kakehashi.translation.services.standing import Now, may_take, now_of
from kakehashi.translation.terms import Remark, Terms, remarks_on, terms_now
from kakehashi.wording import Piece, compare_words

MINE, OPEN, ENDED = "mine", "open", "ended"
LISTS = (MINE, OPEN, ENDED)
"""Lists of jobs: what waits for the reader, every open one, every ended one."""
A_PAGE = 50
MOST_COUNTED = 99
"""More jobs than this are not counted where they wait."""


@dataclass(frozen=True)
class Line:
    """One job in a list."""

    job: Job
    entry: Entry | None
    """The record that is translated, as the reader sees it."""
    passages: int
    accepted: int
    late: bool

    @property
    def state(self) -> Mapping[str, str]:
        """Where it stands, in words."""
        return rules.STATES[self.job.state]


@dataclass(frozen=True)
class Row:
    """One passage of a job beside what the record says now."""

    passage: Passage
    now_source: str
    now_target: str
    gone: bool
    """Whether the record no longer has this paragraph."""
    source_moved: Sequence[Piece]
    """What changed in the source since it was sent; empty for nothing."""
    target_moved: Sequence[Piece]
    """What somebody changed in the record's other language since then; empty for nothing."""
    changes: Sequence[Piece]
    """What the translation changes of what the record says now; empty where it says nothing."""
    remarks: Sequence[Remark]
    terms: Sequence[NewConcept]
    shown: str
    """Digest that a decision sends back."""
    unseen: bool
    """Whether it was accepted for other words than the record has now."""


@dataclass(frozen=True)
class Page:
    """A job with all that its page shows."""

    job: Job
    entry: Entry
    """The job as a record."""
    of: Entry | None
    rows: Sequence[Row]
    deliveries: Sequence[Delivery]
    waiting: Delivery | None
    """A file that was looked at and not taken in."""
    steps: frozenset[str]
    late: bool
    writes: str
    """``save``, ``propose``, or empty where the record takes neither from this side."""
    languages: tuple[str, str] = field(default=("ja", "en"))


def listing(
    viewer: Viewer, account: Account, which: str, today: dt.date, page: int = 1
) -> tuple[list[Line], bool]:
    """Return one page of a list of jobs, late ones first, and whether more follow."""
    found = _visible(viewer)
    if which == ENDED:
        found = found.exclude(state__in=rules.OPEN_STATES).order_by("-settled_at", "pk")
    else:
        found = found.filter(state__in=rules.OPEN_STATES).order_by("due_date", "pk")
        if which == MINE:
            found = found.filter(_for(account))
    start = (max(page, 1) - 1) * A_PAGE
    rows = list(found[start : start + A_PAGE + 1])
    lines = _lines(rows[:A_PAGE], viewer, today)
    if which != ENDED:
        lines.sort(key=lambda one: not one.late)
    return lines, len(rows) > A_PAGE


def waiting(viewer: Viewer, account: Account, today: dt.date, most: int) -> list[Line]:
    """Return the jobs on which the next step is the reader's post's, soonest due first."""
    found = _visible(viewer).filter(_for(account), state__in=rules.OPEN_STATES)
    return _lines(list(found.order_by("due_date", "pk")[:most]), viewer, today)


def waiting_count(viewer: Viewer, account: Account, most: int) -> int:
    """Return how many jobs wait for the reader's post, counted up to ``most``."""
    found = _visible(viewer).filter(_for(account), state__in=rules.OPEN_STATES)
    return found[:most].count()


def _visible(viewer: Viewer) -> QuerySet[Job]:
    return Job.objects.filter(audience_id__in=visible_audiences(viewer)).select_related(
        "item", "of", "post", "translator", "reviewer", "side"
    )


def _for(account: Account) -> Q:
    """Whose turn it is: the translator's before it is returned, then the reviewer's.

    What somebody outside translates is followed by whoever asked.
    """
    post = account.post_id
    if post is None:
        return Q(by=account, post=None)
    before = Q(state__in=(rules.ASKED, rules.WITH))
    after = Q(state__in=(rules.RETURNED, rules.REVIEWED))
    return (
        (before & Q(translator=post))
        | (before & Q(translator=None, post=post))
        | (after & Q(reviewer=post))
        | (after & Q(reviewer=None, post=post))
    )


def _lines(jobs: Sequence[Job], viewer: Viewer, today: dt.date) -> list[Line]:
    entries = {
        one.item_id: one
        for one in Entry.objects.filter(
            item_id__in={one.of_id for one in jobs}, audience_id__in=visible_audiences(viewer)
        )
    }
    counted = Passage.objects.filter(job__in=[one.pk for one in jobs]).values("job")
    passages = {
        one["job"]: one
        for one in counted.annotate(
            all=Count("pk"), accepted=Count("pk", filter=Q(state=rules.ACCEPTED))
        )
    }
    none = {"all": 0, "accepted": 0}
    return [
        Line(
            one,
            entries.get(one.of_id),
            passages.get(one.pk, none)["all"],
            passages.get(one.pk, none)["accepted"],
            rules.is_late(one.state, one.due_date, today),
        )
        for one in jobs
    ]


def job_for(reference: str, viewer: Viewer) -> Job:
    """Return one job that the reader sees.

    Raises:
        NotHere: when there is none.
    """
    found = _visible(viewer).filter(item__reference=reference).first()
    if found is None:
        raise NotHere
    return found


def page(reference: str, account: Account, today: dt.date) -> Page:
    """Return a job with all that its page shows; the number of queries does not grow with it.

    Raises:
        NotHere: when there is none that the reader sees.
    """
    viewer = viewer_of(account)
    job = job_for(reference, viewer)
    visible = visible_audiences(viewer)
    entry = (
        Entry.objects.filter(item=job.item_id, audience_id__in=visible)
        .select_related("version", "item")
        .first()
    )
    if entry is None:
        raise NotHere
    now = now_of(job.of, viewer)
    terms = terms_now()
    deliveries = list(job.deliveries.select_related("by").order_by("-number"))
    steps = {
        step for step in rules.MOVES.get(job.state, {}) if may_take(step, job, account, viewer)
    }
    if last_taken(job) is None:
        steps.discard(rules.UNDO)
    return Page(
        job=job,
        entry=entry,
        of=now.entry,
        rows=[_row(one, job, now, terms) for one in job.passages.all()],
        deliveries=[one for one in deliveries if one.state != rules.SEEN],
        waiting=next((one for one in deliveries if one.state == rules.SEEN), None),
        steps=frozenset(steps),
        late=rules.is_late(job.state, job.due_date, today),
        writes=_writes(now, viewer),
        languages=(job.source, job.target),
    )


def _writes(now: Now, viewer: Viewer) -> str:
    if now.entry is None:
        return ""
    standing = standing_of(now.entry.item, now.entry)
    return next((step for step in ("save", "propose") if may_step(viewer, standing, step)), "")


def _row(passage: Passage, job: Job, now: Now, terms: Terms) -> Row:
    source, target = now.said(passage.field, job.source), now.said(passage.field, job.target)
    gone = passage.field not in now.fields
    accepted = passage.state == rules.ACCEPTED
    return Row(
        passage=passage,
        now_source=source,
        now_target=target,
        gone=gone,
        source_moved=() if gone else _moved(passage.source, source, job.source),
        target_moved=() if gone else _moved(passage.before, target, job.target),
        changes=_moved(target, passage.words, job.target) if target and passage.words else (),
        remarks=remarks_on(passage.source, passage.words, (job.source, job.target), terms),
        terms=terms.found_in(passage.source, job.source, job.target),
        shown=shown_digest(passage, now, job),
        unseen=accepted and not gone and passage.seen != digest_of(source, target),
    )


def _moved(old: str, new: str, language: str) -> Sequence[Piece]:
    if plain(old) == plain(new):
        return ()
    return compare_words(plain(old), plain(new), language)


@dataclass(frozen=True)
class Looked:
    """A file that was looked at: what it would put where, and what was met in it."""

    delivery: Delivery
    fills: Sequence[tuple[Passage, Sequence[Piece], str]]
    """Each passage that it fills in, what changes of the words there now, and the words."""
    met: Sequence[tuple[str, Sequence[str]]]
    """Code of a remark, and what the fields it was met at are called."""


def looked_at(job: Job) -> Looked | None:
    """Return the file of a job that was looked at and not taken in; None where there is none."""
    delivery = job.deliveries.filter(state=rules.SEEN).first()
    if delivery is None:
        return None
    passages = {one.field: one for one in job.passages.all()}
    return Looked(
        delivery,
        [
            (
                one,
                _moved(one.words or one.before, delivery.words[field], job.target),
                str(delivery.words[field]),
            )
            for field, one in passages.items()
            if field in delivery.words
        ],
        [
            (code, [passages[one].label if one in passages else one for one in fields])
            for code, fields in delivery.remarks.items()
        ],
    )


def marking_of(page: Page) -> Mapping[str, str]:
    """Return what is printed of the marking of what a job translates, empty for no record."""
    if page.of is None:
        return {}
    return marking_words(Marking.from_object(page.of.version.marking), page.job.side_id)


def outgoing(job: Job, viewer: Viewer) -> Outgoing:
    """Return a job as it goes out, with the terms that stand in it.

    Raises:
        NotHere: when the reader no longer sees the record.
    """
    now = now_of(job.of, viewer)
    entry = Entry.objects.filter(
        item=job.item_id, audience_id__in=visible_audiences(viewer)
    ).select_related("version")[:1]
    if now.entry is None or not entry:
        raise NotHere
    terms = terms_now()
    units: list[Unit] = []
    concepts: dict[str, NewConcept] = {}
    for one in job.passages.all():
        found = terms.found_in(one.source, job.source, job.target)
        concepts |= {concept.id: concept for concept in found}
        units.append(
            Unit(
                field=one.field,
                label={"en": one.label_en, "ja": one.label_ja},
                source=one.source,
                target=one.words or one.before,
                state=one.state if one.words or not one.before else rules.GIVEN,
                comment=one.comment,
                concepts=[concept.id for concept in found],
            )
        )
    titles = {"en": now.entry.title_en, "ja": now.entry.title_ja}
    return Outgoing(
        job=str(job.pk),
        reference=job.item.reference,
        title=titles[job.source] or job.of.reference,
        source=job.source,
        target=job.target,
        due=job.due_date.isoformat(),
        marking=marking_words(Marking.from_object(now.entry.version.marking), job.side_id),
        note=next(iter(entry[0].version.wording.get("body", {}).values()), ""),
        units=units,
        concepts=concepts,
    )


_REACH: Mapping[str, Mapping[str, str]] = {
    "own_side": {"en": "own side only", "ja": "自国側限り"},
    "named": {"en": "named people only", "ja": "関係者限り"},
    "public": {"en": "public", "ja": "公表"},
}


def marking_words(marking: Marking, side: str) -> dict[str, str]:
    """Return what is printed of a marking on what goes out: reach, national marking, caveats."""
    national = [marking.national[side]] if marking.national.get(side) else []
    others = [words for code, words in sorted(marking.national.items()) if code != side]
    said = [*national, *others, *marking.caveats]
    return {
        code: (" · " if code == "en" else "・").join([reach, *said])
        for code, reach in _reach_words(marking.reach).items()
    }


def _reach_words(reach: str) -> Mapping[str, str]:
    if reach == PARTICIPANTS:
        return {"en": f"for {participants()['en']} only", "ja": among_participants()["ja"]}
    return _REACH[reach]


def choices_of(
    item: Item, viewer: Viewer
) -> list[tuple[str, Mapping[str, str], Mapping[str, str]]]:
    """Return the text fields of a record that may be translated.

    Raises:
        NotHere: when the reader sees no face of it.
    """
    now = now_of(item, viewer)
    if now.entry is None:
        raise NotHere
    texts = kind_of(now.entry.kind).texts_of(now.entry.version.facts)
    return [(one.name, one.label, now.words[one.name]) for one in texts if now.words.get(one.name)]
