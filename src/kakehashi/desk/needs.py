"""What needs one person on the desk: sections computed from state, the most urgent first."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kakehashi.clearance import selectors as clearance
from kakehashi.desk import (
    needs_commissions,
    needs_enquiries,
    needs_files,
    needs_reviews,
    needs_translations,
)
from kakehashi.desk.needs_points import follow_ups, sent_back, to_accept, to_verify, unfollowed
from kakehashi.desk.needs_rounds import round_open
from kakehashi.desk.sections import (
    LATE,
    SHOWN,
    SOON,
    WEEK,
    Reader,
    Remark,
    Row,
    Section,
    due_remark,
    reader_of,
    today_of,
)
from kakehashi.desk.words import EVENTS
from kakehashi.errors import Words
from kakehashi.framework import selectors as framework
from kakehashi.governance import selectors as governance
from kakehashi.governance.selectors.actions import waiting_for
from kakehashi.lines import selectors as lines
from kakehashi.look.tags.moments import brief_day
from kakehashi.people.calendars import working_day_from, working_days_until
from kakehashi.records import news, waiting
from kakehashi.records.kinds import Kind, kind_of
from kakehashi.records.models import Record
from kakehashi.workplan import selectors as workplan

__all__ = [
    "LATE",
    "LISTS",
    "SHOWN",
    "SOON",
    "Reader",
    "Remark",
    "Row",
    "Section",
    "due_remark",
    "reader_of",
    "today_of",
    "unfollowed",
]

LISTED = 200
AHEAD = dt.timedelta(days=30)
"""How far ahead something due already needs somebody."""

MEETINGS_AHEAD = 15
"""Working days ahead in which a meeting already needs somebody."""


def _field(kind: Kind, name: str) -> str:
    base, _dot, language = name.partition(".")
    if base == waiting.LINKS:
        return _("Links")
    labels = {text.name: text.label for text in kind.texts}
    labels.update({fact.name: fact.label for fact in kind.facts})
    usual: Words = {"en": "paragraphs", "ja": "項"} if base.startswith("p-") else {"en": base}
    label = labels.get(base, usual)
    words = label.get(get_language() or "en", label["en"])
    spoken = {"ja": _("Japanese"), "en": _("English")}.get(language)
    return _("%(field)s (%(language)s)") % {"field": words, "language": spoken} if spoken else words


def _fields(kind: str, names: Sequence[str]) -> str:
    return _(", ").join(dict.fromkeys(_field(kind_of(kind), name) for name in names))


def to_confirm(reader: Reader) -> Section:
    """Return what waits for the confirmation of the reader's side; unchanged texts as one line."""
    texts, more = waiting.to_confirm(reader.viewer)
    changed = [one for one in texts if not one.unchanged]
    rows = []
    for one in changed[: reader.limit]:
        entry, other = one.entry, one.waiting.other
        remarks = [
            Remark(_("changed: %(fields)s") % {"fields": _fields(entry.kind, one.fields)})
            if one.base
            else Remark(_("new text"))
        ]
        if other is not None:
            remarks.append(Remark(_("%(side)s confirmed it") % {"side": other.side.name}))
        rows.append(
            Row(
                entry,
                remarks,
                side=entry.version.side,
                at=entry.updated_at,
                action=_("See what changed") if one.base else "",
                href=reverse("desk:compare", args=[entry.reference])
                + f"?old={one.base}&new={entry.version.number}"
                if one.base
                else "",
            )
        )
    return Section(
        key="confirm",
        title=_("To confirm"),
        total=len(texts),
        rows=rows,
        rank=2,
        href=reverse("desk:confirm"),
        unchanged=len(texts) - len(changed),
        over=more,
    )


def my_pen(reader: Reader) -> Section:
    """Return where the reader's side holds the pen and the other side waits for it."""
    found, total = waiting.pens(reader.viewer, reader.limit)
    rows = []
    for one in found:
        remarks = []
        if one.asked_by is not None and one.asked_at is not None and one.free is not None:
            last_day = one.free - dt.timedelta(days=1)
            left = working_days_until(reader.today, last_day, reader.calendars)
            asked = _("%(side)s asked for the pen on %(day)s") % {
                "side": one.asked_by.name,
                "day": brief_day(timezone.localtime(one.asked_at).date()),
            }
            clock = ngettext(
                "%(count)d working day left to answer",
                "%(count)d working days left to answer",
                left,
            ) % {"count": left}
            over = _("they may take it now")
            remarks.append(Remark(f"{asked} · {clock if one.free > reader.today else over}", LATE))
        if one.proposals:
            remarks.append(
                Remark(
                    ngettext(
                        "%(count)d proposal to answer",
                        "%(count)d proposals to answer",
                        one.proposals,
                    )
                    % {"count": one.proposals}
                )
            )
        rows.append(
            Row(
                one.entry,
                remarks,
                at=one.since,
                action=_("Answer"),
                href=reverse("desk:record", args=[one.entry.reference])
                + ("#proposals" if one.proposals else ""),
            )
        )
    asked_for = any(one.asked_by for one in found)
    return Section("pen", _("Your pen"), total, rows, 1 if asked_for else 3)


def due(reader: Reader) -> Section:
    """Return what is due within a month or overdue: joint actions, decisions, action points.

    An action point counts once its owner has accepted the date; a decision of which nobody said
    anything when its day passed stands under :func:`unfollowed` alone.
    """
    until = reader.today + AHEAD
    points, more = waiting_for("due", reader.reading, until=until, limit=reader.limit)
    actions, some = workplan.due(reader.viewer, until=until, limit=reader.limit)
    decisions, others = governance.decisions_due(
        reader.viewer, today=reader.today, until=until, limit=reader.limit
    )
    dated: list[tuple[dt.date, Record]] = [
        (row.due_date, row) for row in (*actions, *decisions) if row.due_date is not None
    ]
    dated += [(row.agreed_date, row) for row in points if row.agreed_date is not None]
    dated.sort(key=lambda one: (one[0], one[1].sort_key, one[1].pk))
    may_say = reader.viewer.may("record_decisions")
    decided = {row.pk for row in decisions}
    rows = [
        Row(
            row,
            [due_remark(day, reader)],
            action=_("Say what became of it") if may_say and row.pk in decided else "",
            href=reverse("desk:became", args=[row.reference])
            if may_say and row.pk in decided
            else "",
        )
        for day, row in dated[: reader.limit]
    ]
    overdue = bool(dated) and dated[0][0] <= reader.today
    return Section(
        "due",
        _("Due"),
        some + others + more,
        rows,
        0 if overdue else 4,
        hint=_("Working days are days on which both sides work."),
    )


def languages(reader: Reader) -> Section:
    """Return the records of which one language has not followed the other."""
    found, total = waiting.behind(reader.viewer, reader.limit)
    rows = [
        Row(
            one.entry,
            [Remark(_("to follow: %(fields)s") % {"fields": _fields(one.entry.kind, one.fields)})],
            at=one.entry.updated_at,
        )
        for one in found
    ]
    return Section("languages", _("Other language changed since"), total, rows, 6)


def to_clear(reader: Reader) -> Section:
    """Return the texts that the reader's own office is asked to clear, soonest due first."""
    found = clearance.waiting_for(reader.viewer, reader.limit)
    faces = clearance.faces_of([one.clearance.item_id for one in found], reader.viewer)
    rows = [
        Row(
            faces[one.clearance.item_id],
            [due_remark(one.clearance.due_date, reader)] if one.clearance.due_date else [],
            at=one.clearance.at,
            action=_("Answer"),
            href=reverse("desk:clearance", args=[faces[one.clearance.item_id].reference]),
        )
        for one in found
        if one.clearance.item_id in faces
    ]
    return Section("clearance", _("For your office to clear"), len(rows), rows, 3)


def lines_ending(reader: Reader) -> Section:
    """Return the lines to take of the reader's post that have expired or soon will."""
    post = reader.account.post_id or ""
    found = lines.ending(reader.viewer, post=post, today=reader.today, limit=reader.limit)
    rows = [
        Row(one, [due_remark(one.valid_until, reader)] if one.valid_until else []) for one in found
    ]
    return Section("lines", _("Lines to take that expire"), len(rows), rows, 5)


def drafts(reader: Reader) -> Section:
    """Return the drafts of the reader's side that the other side has not seen."""
    found, total = waiting.drafts(reader.viewer, reader.limit)
    rows = [Row(entry, at=entry.updated_at) for entry in found]
    return Section("drafts", _("Drafts of your side"), total, rows, 7)


def lead(reader: Reader) -> Section:
    """Return the joint actions that the reader's post leads, itself or through an area."""
    title, post = _("Yours to lead"), reader.account.post_id
    if not post:
        return Section("lead", title, 0, [], 9)
    found, total = workplan.owned(
        reader.viewer, post, areas=framework.areas_led_by(post), limit=reader.limit
    )
    rows = [
        Row(one, [due_remark(one.due_date, reader)] if one.due_date else [], progress=one.progress)
        for one in found
    ]
    return Section("lead", title, total, rows, 9)


def new(reader: Reader) -> Section:
    """Return what others did since the reader's last visit."""
    since = reader.account.seen_until or timezone.now()
    found = news.news(reader.viewer, since)
    rows = []
    for one in found[: reader.limit]:
        happened = str(EVENTS.get(one.event.name.rsplit(".", 1)[-1], one.event.name))
        remarks = [Remark(happened)]
        if one.times > 1:
            more = one.times - 1
            remarks.append(
                Remark(
                    ngettext("and %(count)d more step", "and %(count)d more steps", more)
                    % {"count": more}
                )
            )
        rows.append(
            Row(
                one.entry,
                remarks,
                side=reader.sides.get(one.event.side),
                by=one.by.name if one.by else "",
                at=one.event.at,
            )
        )
    return Section(
        "new",
        _("New since your last visit"),
        len(found),
        rows,
        8,
        over=len(found) >= news.MOST,
    )


def year_steps(reader: Reader) -> Section:
    """Return the steps of the partnership year that are the reader's side's, late first."""
    title = _("Next steps of the year")
    if not reader.viewer.may("manage_meetings"):
        return Section("cycle", title, 0, [], 4)
    until = reader.today + AHEAD
    found = [
        one
        for one in governance.steps_ahead(reader.viewer, reader.today)
        if one.day is not None and one.day <= until
    ]
    rows = [
        Row(
            one.cycle,
            [
                Remark(one.row.name),
                *([Remark(one.meeting.title)] if one.meeting else []),
                *([due_remark(one.day, reader)] if one.day else []),
            ],
            side=one.row.side,
            action=_("Open the year"),
            href=reverse("desk:year", args=[one.cycle.reference]) + f"#step-{one.row.pk}",
        )
        for one in found[: reader.limit]
    ]
    late = any(one.standing == LATE for one in found)
    return Section("cycle", title, len(found), rows, 0 if late else 4)


def meetings(reader: Reader) -> Section:
    """Return meetings of the next fifteen working days, and those held that nobody closed."""
    until = working_day_from(reader.today, MEETINGS_AHEAD, reader.calendars)
    past = governance.meetings_unclosed(reader.viewer, today=reader.today)
    soon = governance.meetings_soon(reader.viewer, today=reader.today, until=until)
    may_run = reader.viewer.may("manage_meetings")
    rows = []
    for one in [*past, *soon][: reader.limit]:
        assert one.date is not None
        day = brief_day(one.date)
        if one.date < reader.today:
            remark = Remark(
                _("its day has passed (%(day)s); it is not closed") % {"day": day}, LATE
            )
        elif one.date == reader.today:
            remark = Remark(_("today"), LATE)
        else:
            left = working_days_until(reader.today, one.date, reader.calendars)
            words = ngettext("%(count)d working day left", "%(count)d working days left", left)
            remark = Remark(f"{day} · {words % {'count': left}}", SOON if left <= WEEK else "")
        held = may_run and one.date <= reader.today
        rows.append(
            Row(
                one,
                [remark],
                action=_("Hold the meeting") if held else _("Agenda"),
                href=reverse("desk:meeting-run" if held else "desk:meeting", args=[one.reference]),
            )
        )
    return Section("meetings", _("Meetings soon"), len(past) + len(soon), rows, 3)


def papers(reader: Reader) -> Section:
    """Return papers that the other side ought to have by now."""
    found, total = governance.papers_late(reader.viewer, today=reader.today, limit=reader.limit)
    rows = [
        Row(
            one,
            [due_remark(one.deadline, reader)] if one.deadline else [],
            side=one.entry.version.side,
        )
        for one in found
    ]
    return Section(
        "papers",
        _("Papers late"),
        total,
        rows,
        1,
        hint=_("Their deadline has passed, and the other side does not have them."),
    )


NEEDS: Mapping[str, Callable[[Reader], Section]] = {
    "confirm": to_confirm,
    "pen": my_pen,
    "due": due,
    "cycle": year_steps,
    "round": round_open,
    "papers": papers,
    "meetings": meetings,
    "returned": sent_back,
    "verify": to_verify,
    "accept": to_accept,
    "follow-ups": follow_ups,
    "decisions": unfollowed,
    "languages": languages,
    "drafts": drafts,
    "reviews": needs_reviews.reviews,
    "raised": needs_reviews.raised,
    "clearance": to_clear,
    "commissions": needs_commissions.owed,
    "returns": needs_commissions.returns,
    "translations": needs_translations.translations,
    "lines": lines_ending,
    "enquiries": needs_enquiries.to_answer,
    "consultations": needs_enquiries.asked_of,
}
"""What asks something of those who write for a side."""

KEEPING: Mapping[str, Callable[[Reader], Section]] = {
    "files": needs_files.due,
    "disposals": needs_files.to_approve,
}
"""What asks something of those who keep a side's files, whether they write or not."""

LISTS: Mapping[str, Callable[[Reader], Section]] = {**NEEDS, **KEEPING, "lead": lead, "new": new}


def needs(reader: Reader) -> list[Section]:
    """Return every section of what needs the reader, the most urgent first.

    A fixed number of queries; nothing for those who only read.
    """
    if not reader.viewer.side:
        return []
    asked = {**(NEEDS if reader.viewer.may("write") else {}), **(KEEPING if _keeps(reader) else {})}
    return sorted((_leading(find(reader)) for find in asked.values()), key=lambda one: one.rank)


def _keeps(reader: Reader) -> bool:
    return reader.viewer.may("manage_records") or reader.viewer.may("approve_disposal")


def one_list(key: str, reader: Reader) -> Section | None:
    """Return one section whole; None for one there is not, or that asks nothing of the reader."""
    find = LISTS.get(key)
    if find is None or (key in NEEDS and not (reader.viewer.may("write") and reader.viewer.side)):
        return None
    if key in KEEPING and not (_keeps(reader) and reader.viewer.side):
        return None
    return _leading(find(reader))


def _leading(section: Section) -> Section:
    return (
        section
        if section.href
        else replace(section, href=reverse("desk:work-list", args=[section.key]))
    )
