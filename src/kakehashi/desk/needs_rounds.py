"""What a progress round asks of one person: what is left to do in it, and what of theirs stalls."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from kakehashi.desk.sections import Reader, Remark, Row, Section, due_remark
from kakehashi.desk.words import said
from kakehashi.workplan.rounds import reading, stalling
from kakehashi.workplan.rounds.rules import STALLS


def round_open(reader: Reader) -> Section:
    """Return the open progress round with what is left to do in it, then what of mine stalls."""
    title = _("Progress round")
    period = reading.open_round(reader.viewer)
    if period is None:
        return Section("round", title, 0, [], 4)
    href = reverse("desk:round", args=[period.reference])
    drafted = reading.drafted(period, reader.viewer)
    left = (
        (
            len(reading.newest_updates(period, reader.viewer)),
            ngettext_lazy(
                "%(count)d update says something new",
                "%(count)d updates say something new",
                "count",
            ),
        ),
        (
            len(drafted.drafts),
            ngettext_lazy(
                "%(count)d draft not yet shared", "%(count)d drafts not yet shared", "count"
            ),
        ),
        (
            len(drafted.to_confirm),
            ngettext_lazy("%(count)d change to confirm", "%(count)d changes to confirm", "count"),
        ),
    )
    remarks = [due_remark(period.freeze_date, reader)] if period.freeze_date else []
    remarks += [Remark(words % {"count": number}) for number, words in left if number]
    mine = reading.led_by(
        reading.values(reader.viewer).filter(period_id=period.item_id),
        reader.account.post_id or "",
        reader.viewer,
    )
    stuck = stalling.stalled(mine, period, reader.viewer, reader.today)
    values = list(stuck.order_by("sort_key", "pk")[: reader.limit])
    why = stalling.why(values, period, reader.viewer, reader.today)
    faces = reading.actions(values, reader.viewer)
    rows = [Row(period, remarks, action=_("Open the sheet"), href=href)]
    rows += [
        Row(
            faces[value.action_id],
            [Remark(said(STALLS[one.code])) for one in why.get(value.action_id, ())],
            progress=value.progress,
            action=_("Open the sheet"),
            href=f"{href}?show=mine",
        )
        for value in values
        if value.action_id in faces
    ]
    return Section(
        "round", title, 1 + stuck.count(), rows[: reader.limit], 2 if remarks else 4, href=href
    )
