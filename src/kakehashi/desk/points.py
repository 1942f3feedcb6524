"""Action points as the desk says them: remarks, buttons, the picture of a course."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from kakehashi.desk.words import said
from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionPoint
from kakehashi.governance.selectors import actions as selectors
from kakehashi.governance.selectors.actions import Followed, Listed, Reading
from kakehashi.governance.selectors.owners import ENDED, VACANT, Owner, owners_of
from kakehashi.governance.selectors.unrecorded import is_unrecorded
from kakehashi.look import charts
from kakehashi.look.charts.drawing import Frame
from kakehashi.look.tags.moments import brief_day
from kakehashi.people.calendars import working_days_until
from kakehashi.people.models import Post, Side
from kakehashi.people.selectors import posts

SHOWING: Mapping[str, str | Promise] = {
    selectors.STILL: pgettext_lazy("action points", "Open"),
    selectors.OVERDUE: pgettext_lazy("action points", "Overdue"),
    selectors.TO_ACCEPT: pgettext_lazy("action points", "To accept"),
    selectors.TO_VERIFY: pgettext_lazy("action points", "To verify"),
    selectors.SENT_BACK: pgettext_lazy("action points", "Returned or reopened"),
    selectors.UNRECORDED: pgettext_lazy("action points", "Completion not recorded"),
    selectors.CLOSED: pgettext_lazy("action points", "Closed"),
    selectors.EVERY: pgettext_lazy("action points", "All"),
}

WHOSE: Mapping[str, str | Promise] = {
    selectors.MINE: pgettext_lazy("action points", "My post's"),
    selectors.OURS: pgettext_lazy("action points", "My side's"),
    selectors.THEIRS: pgettext_lazy("action points", "The other side's"),
}

LATE, SOON = "late", "soon"
_A_WEEK = 5


@dataclass(frozen=True)
class Told:
    """An action point with all that is said of it in a line."""

    row: ActionPoint
    owner: Owner | None
    owner_words: str
    side: Side | None
    due: str
    tone: str
    standing: str
    unrecorded: bool
    steps: Sequence[str]

    @property
    def tag(self) -> str:
        """The colour of the standing's tag."""
        return {
            rules.REPORTED: "blue",
            rules.RETURNED: "orange",
            rules.REOPENED: "orange",
            rules.DONE: "green",
            rules.PROPOSED: "grey",
        }.get(self.row.standing, "grey" if self.row.standing in rules.ENDED else "light-blue")


def told(one: Listed, reading: Reading, sides: Sequence[Side]) -> Told:
    """Return what is said of an action point to this reader today."""
    row = one.row
    words, tone = due_words(row, reading.today, [side.calendar for side in sides])
    return Told(
        row,
        one.owner,
        owner_words(one.owner),
        next((side for side in sides if side.code == row.side), None),
        words,
        tone,
        said(rules.STANDINGS[row.standing]),
        is_unrecorded(row, reading.today),
        one.steps,
    )


def owner_words(owner: Owner | None) -> str:
    """Return the owner in words: never nobody, but a vacancy where there is one."""
    if owner is None:
        return _("No owner is on record")
    if owner.state == ENDED:
        return _("%(post)s — this post is no more") % {"post": owner.post.name}
    if owner.state == VACANT:
        return _("%(post)s — vacant") % {"post": owner.post.name}
    if owner.holder is not None:
        return f"{owner.post.name} — {owner.holder.name}"
    return owner.post.name


def due_words(row: ActionPoint, today: dt.date, calendars: Sequence[str]) -> tuple[str, str]:
    """Return when it is due, as far as its owner has accepted it, and how pressing that is."""
    if row.standing in rules.ENDED:
        return (
            _("closed %(day)s") % {"day": brief_day(row.closed_date)} if row.closed_date else "",
            "",
        )
    if row.agreed_date is None:
        if row.offered_date is None:
            return _("no due date"), ""
        words = (
            _("%(day)s proposed by the owner, not yet accepted")
            if row.due_standing == rules.COUNTERED
            else _("asked for %(day)s, not yet accepted by the owner")
        )
        return words % {"day": brief_day(row.offered_date)}, ""
    day, late = row.agreed_date, row.standing in rules.WORKED_ON
    if day < today and late:
        return _("overdue since %(day)s") % {"day": brief_day(day)}, LATE
    words = _("due %(day)s") % {"day": brief_day(day)}
    if row.offered_date is not None:
        words += " · " + _("another date is proposed: %(day)s") % {
            "day": brief_day(row.offered_date)
        }
    if not late:
        return words, ""
    left = working_days_until(today, day, calendars)
    count = ngettext("%(count)d working day left", "%(count)d working days left", left)
    return f"{words} · {count % {'count': left}}", SOON if left <= _A_WEEK else ""


@dataclass(frozen=True)
class Button:
    """A step that the reader may take now."""

    step: str
    label: str
    href: str
    at_once: bool
    hint: str = ""


_MAIN = (
    *(rules.ACCEPT_DUE, rules.VERIFY, rules.REPORT_DONE),
    *(rules.WAS_DONE, rules.WAS_NOT_DONE, rules.WAS_REPLACED),
)
_UNRECORDED = (rules.WAS_DONE, rules.WAS_NOT_DONE, rules.WAS_REPLACED)


def buttons(row: ActionPoint, offered: Sequence[str], reading: Reading) -> list[Button]:
    """Return the buttons of the state table for this reader, what moves it on first."""
    usable = [
        step
        for step in offered
        if (step not in _UNRECORDED or is_unrecorded(row, reading.today))
        and (
            step != rules.REOPEN
            or (row.reopen_until is not None and reading.today <= row.reopen_until)
        )
    ]
    usable.sort(key=lambda step: (step not in _MAIN, list(rules.STEPS).index(step)))
    return [
        Button(
            step,
            _capital(said(rules.STEPS[step])),
            reverse("desk:action-step", args=[row.reference, step]),
            step in (rules.ACCEPT_DUE, rules.VERIFY),
            _hint(row, step),
        )
        for step in usable
    ]


def _hint(row: ActionPoint, step: str) -> str:
    if step == rules.ACCEPT_DUE and row.offered_date:
        return _("due %(day)s") % {"day": brief_day(row.offered_date)}
    if step == rules.REOPEN and row.reopen_until:
        return _("until %(day)s") % {"day": brief_day(row.reopen_until)}
    return ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


_TONES: Mapping[str, str] = {
    rules.REPORT_DONE: "done",
    rules.VERIFY: "done",
    rules.WAS_DONE: "done",
    rules.RETURN: "otherwise",
    rules.REOPEN: "otherwise",
    rules.WAS_NOT_DONE: "otherwise",
}


def picture(course: Followed, sides: Sequence[Side]) -> SafeString:
    """Return the course as a picture: each step in the lane of the side that took it."""
    lanes = {side.code: at for at, side in enumerate(sides)}
    marks = [
        charts.Mark(
            one.number,
            lanes.get(one.entry.item.origin_id or "", 0),
            _TONES.get(one.entry.step, "firm" if one.entry.step != rules.NOTE else "empty"),
        )
        for one in course.steps
    ]
    steps = [
        f"{one.number} {said(rules.TAKEN.get(one.entry.step, {'en': one.entry.step}))}"
        for one in course.steps
    ]
    return charts.steps(
        marks,
        [side.name for side in sides],
        Frame(
            name="course",
            title=_("The course of %(reference)s") % {"reference": course.row.reference},
            description=_(", ").join(steps),
            language=get_language() or "en",
        ),
    )


def every_post(reading: Reading) -> list[tuple[str, Any]]:
    """Return every post there is today, grouped by side and organisation: three queries."""
    return _grouped(posts(reading.today))


def own_posts(row: ActionPoint, reading: Reading) -> list[tuple[str, Any]]:
    """Return the posts of the reader's side that an action point may be handed over to."""
    return _grouped(
        [
            one
            for one in posts(reading.today)
            if one.organisation.side_id == reading.viewer.side and one.pk != row.post
        ]
    )


def _grouped(found: Sequence[Post]) -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for post in found:
        name = f"{post.organisation.side.name}: {post.organisation.name}"
        groups.setdefault(name, []).append((post.pk, post.name))
    return [("", "—"), *groups.items()]


def proposed_post(row: ActionPoint, reading: Reading) -> str:
    """Return the post proposed to take an action point over, where its owner is gone."""
    owner = owners_of([row.post], reading.today).get(row.post)
    if owner is None or owner.proposed is None:
        return ""
    return owner.proposed.pk if owner.proposed.organisation.side_id == reading.viewer.side else ""


def address(request: HttpRequest, **changed: str) -> str:
    """Return the address of the list with some filters changed, from its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return f"{reverse('desk:actions')}?{query.urlencode()}"
