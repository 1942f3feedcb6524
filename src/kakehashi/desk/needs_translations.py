"""What translation jobs ask of one person on the desk: to translate, to review, to put in."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.sections import Reader, Remark, Row, Section, due_remark
from kakehashi.desk.words import said
from kakehashi.records.models import Entry
from kakehashi.translation import selectors
from kakehashi.translation.rules import ASKED, RETURNED, REVIEWED, STATES, WITH

_NEXT: Mapping[str, str | Promise] = {
    ASKED: gettext_lazy("Open the job"),
    WITH: gettext_lazy("Open the job"),
    RETURNED: gettext_lazy("Review it"),
    REVIEWED: gettext_lazy("Put it in"),
}


def translations(reader: Reader) -> Section:
    """Return the jobs on which the next step is the reader's post's, soonest due first."""
    total = selectors.waiting_count(reader.viewer, reader.account, selectors.MOST_COUNTED + 1)
    found = selectors.waiting(reader.viewer, reader.account, reader.today, reader.limit)
    faces = {
        one.item_id: one
        for one in Entry.objects.filter(item__in=[line.job.item_id for line in found])
    }
    return Section(
        "translations",
        _("Translations that wait for you"),
        min(total, selectors.MOST_COUNTED),
        [
            Row(
                faces[one.job.item_id],
                [due_remark(one.job.due_date, reader), Remark(said(STATES[one.job.state]))],
                at=one.job.at,
                action=str(_NEXT[one.job.state]),
                href=reverse("desk:translation", args=[one.job.item.reference]),
            )
            for one in found
        ],
        2,
        href=reverse("desk:translations"),
        over=total > selectors.MOST_COUNTED,
    )
