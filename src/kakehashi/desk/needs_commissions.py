"""What commissions ask of one person on the desk: returns that are owed, returns that came."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kakehashi.commissions import selectors
from kakehashi.commissions.selectors import OURS, OWED, Line
from kakehashi.desk.sections import LATE, Reader, Remark, Row, Section, due_remark


def owed(reader: Reader) -> Section:
    """Return the commissions that the reader's own office has not answered, soonest due first."""
    rows = selectors.owed_rows(reader.viewer)
    found = selectors.lines(
        list(selectors.courses(OWED, reader.viewer)[: reader.limit]), reader.viewer
    )
    return Section(
        "commissions",
        _("Returns that your office owes"),
        rows.count(),
        [
            Row(
                one.entry,
                [due_remark(one.mine.due_date, reader)],
                at=one.course.at,
                action=_("Answer"),
                href=reverse("desk:commission-office", args=[one.entry.reference, one.mine.pk]),
            )
            for one in found
            if one.mine is not None
        ],
        2,
        href=reverse("desk:commissions"),
    )


def returns(reader: Reader) -> Section:
    """Return the reader's own commissions that are complete, overdue or asked for more time."""
    found, total = selectors.awaited(reader.viewer, reader.today, reader.limit)
    return Section(
        "returns",
        _("Your office’s commissions: your turn"),
        total,
        [
            Row(
                one.entry,
                _remarks(one, reader),
                at=one.course.at,
                href=reverse("desk:commission", args=[one.entry.reference]),
                action=_("See the returns"),
            )
            for one in found
        ],
        3,
        href=f"{reverse('desk:commissions')}?list={OURS}",
    )


def _remarks(line: Line, reader: Reader) -> list[Remark]:
    remarks = [
        Remark(
            _("%(answered)s of %(offices)s answered")
            % {"answered": line.answered, "offices": line.offices}
        )
    ]
    if line.asking:
        remarks.append(
            Remark(
                ngettext(
                    "%(count)d office asks for more time",
                    "%(count)d offices ask for more time",
                    line.asking,
                )
                % {"count": line.asking}
            )
        )
    if line.answered < line.offices and line.course.due_date < reader.today:
        remarks.append(Remark(_("deadline passed"), LATE))
    return remarks
