"""What needs somebody of action points, and of what the record shows no end of."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.points import due_words
from kakehashi.desk.sections import Reader, Remark, Row, Section, due_remark
from kakehashi.governance import action_rules as rules
from kakehashi.governance import selectors as governance
from kakehashi.governance.selectors.actions import (
    SENT_BACK,
    TO_ACCEPT,
    TO_VERIFY,
    UNRECORDED,
    waiting_for,
)
from kakehashi.look.tags.moments import brief_day
from kakehashi.notes import selectors as notes

ONE_CLICK: Mapping[str, str | Promise] = {
    # ending -> the words of its link
    "held": gettext_lazy("Done, with date and evidence"),
    "not_held": gettext_lazy("Not done, and why"),
    "replaced": gettext_lazy("Replaced by another"),
}
UNRECORDED_STEPS = (rules.WAS_DONE, rules.WAS_NOT_DONE, rules.WAS_REPLACED)


def unfollowed(reader: Reader) -> Section:
    """Return decisions and action points of which the record shows no end."""
    title = _("Completion not recorded")
    if not reader.viewer.may("record_decisions"):
        return Section("decisions", title, 0, [], 5)
    found, total = governance.unfollowed(reader.viewer, reader.limit, today=reader.today)
    points, more = waiting_for(UNRECORDED, reader.reading, limit=reader.limit)
    rows = [
        Row(
            one,
            [
                *(
                    [Remark(_("decided %(day)s") % {"day": brief_day(one.date)})]
                    if one.date
                    else []
                ),
                *(
                    [Remark(_("was due %(day)s") % {"day": brief_day(one.due_date)})]
                    if one.due_date
                    else []
                ),
            ],
            actions=[
                (str(words), reverse("desk:became", args=[one.reference]) + f"?ending={ending}")
                for ending, words in ONE_CLICK.items()
            ],
        )
        for one in found
    ]
    rows += [
        Row(
            one,
            [Remark(_("never accepted by its owner"))],
            actions=[
                (str(words), reverse("desk:action-step", args=[one.reference, step]))
                for (ending, words), step in zip(ONE_CLICK.items(), UNRECORDED_STEPS, strict=True)
                if not (ending == "held" and one.priority and one.side == reader.viewer.side)
            ],
        )
        for one in points
    ]
    return Section(
        "decisions",
        title,
        total + more,
        rows[: reader.limit],
        5,
        hint=_("Completion not recorded: please confirm. Only officials see this."),
    )


def to_accept(reader: Reader) -> Section:
    """Return the action points whose due date waits for the reader's side."""
    return _points(
        reader,
        "accept",
        _("Due dates to accept"),
        name=TO_ACCEPT,
        rank=3,
        action=_("Accept or propose"),
    )


def to_verify(reader: Reader) -> Section:
    """Return the action points that the other side reported done: the reader's side verifies."""
    return _points(
        reader,
        "verify",
        _("To verify"),
        name=TO_VERIFY,
        rank=2,
        action=_("Verify or return"),
    )


def follow_ups(reader: Reader) -> Section:
    """Return the follow-ups of the reader's notes that were not shared, those due first on top."""
    found, total = notes.follow_ups_of(reader.viewer, notes.post_of(reader.account), reader.limit)
    rows = [
        Row(
            one,
            [due_remark(one.due_on, reader)] if one.due_on else [],
            action=_("Done: from its note"),
            href=reverse("desk:record", args=[note.reference]),
        )
        for one, note in found
    ]
    return Section("follow-ups", _("Follow-ups of your notes"), total, rows, 4)


def sent_back(reader: Reader) -> Section:
    """Return the action points of the reader's side that were returned or reopened."""
    return _points(
        reader,
        "returned",
        _("Returned to you"),
        name=SENT_BACK,
        rank=1,
        action=_("Read why"),
    )


def _points(reader: Reader, key: str, title: str, *, name: str, rank: int, action: str) -> Section:
    if name == TO_VERIFY and not reader.viewer.may("confirm"):
        return Section(key, title, 0, [], rank)
    found, total = waiting_for(name, reader.reading, limit=reader.limit)
    calendars = reader.calendars
    rows = []
    for one in found:
        words, tone = due_words(one, reader.today, calendars)
        remarks = [Remark(words, tone)]
        if one.priority:
            remarks.insert(0, Remark(_("priority")))
        rows.append(
            Row(
                one,
                remarks,
                side=reader.sides.get(one.side),
                action=action,
                href=reverse("desk:action", args=[one.reference]),
            )
        )
    href = reverse("desk:actions") + f"?show={name}" if name != SENT_BACK else ""
    return Section(key, title, total, rows, rank, href=href)
