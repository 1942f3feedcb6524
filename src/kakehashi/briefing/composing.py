"""Putting a brief into words: what was gathered becomes a sheet in the language asked for."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from kakehashi.briefing.gathering import Gathered, Opposite
from kakehashi.briefing.handling import Handling
from kakehashi.briefing.picture import Address
from kakehashi.briefing.saying import day_twice, notices_said, said
from kakehashi.briefing.sheet import Line, Section, Sheet
from kakehashi.governance.models import Meeting
from kakehashi.governance.rules import ENDINGS, STANDINGS, UNKNOWN
from kakehashi.governance.selectors import Followed
from kakehashi.look import dates
from kakehashi.look.tags.badges import say_audience
from kakehashi.people.selectors import name_on
from kakehashi.workplan.models import Result, Update
from kakehashi.workplan.rules import PROGRESS_WORDS


def compose(
    gathered: Gathered,
    language: str,
    *,
    at: dt.datetime,
    address: str,
    record: Address,
    cleared: Sequence[Line] = (),
) -> Sheet:
    """Return the sheet of what was gathered.

    Args:
        gathered: for one reader.
        language: ``ja`` or ``en``.
        at: when it is made.
        address: where the brief is found again.
        record: gives the page of a record from its kind and reference.
        cleared: lines to take that were cleared; their section is there only with them.
    """
    with translation.override(language):
        known = gathered.partnership
        return Sheet(
            language=language,
            kind=_("One-page brief"),
            title=_title(gathered),
            marking=marking_words(gathered.handling),
            sections=[
                Section("meetings", _("Meetings"), _meetings(gathered, record)),
                *([Section("lines", _("Lines to take"), cleared)] if cleared else []),
                Section(
                    "results",
                    _("Results and progress") if gathered.updates else _("Results"),
                    [
                        *(_result(one, record) for one in gathered.results),
                        *(_update(one, record) for one in gathered.updates),
                    ],
                    nothing=_("No result is on record."),
                ),
                Section(
                    "decisions",
                    _("Decisions and their state"),
                    [_decision(one, record) for one in gathered.decisions],
                    nothing=_("No decision is on record."),
                ),
                Section(
                    "opposite",
                    _("Who sits opposite"),
                    opposite_lines(gathered),
                    nothing=_("No post of the other side is on record."),
                ),
                Section(
                    "waiting",
                    pgettext("brief", "What waits"),
                    _waiting(gathered, record),
                    left_out=gathered.due_total - len(gathered.due),
                    nothing=_("Nothing is overdue or due soon."),
                ),
            ],
            more=_("+%(number)s more"),
            note=notices_said(known.notices) if known else "",
            source=_("Made from the register on %(when)s")
            % {"when": dates.say_moments(at, tuple(gathered.zones), language)}
            if gathered.zones
            else "",
            address=address,
            watermark=said(known.watermark) if known and known.watermark else "",
        )


def marking_words(handling: Handling) -> str:
    """Return a marking in one line: the audience, national markings and caveats verbatim, TLP."""
    audience = say_audience(handling.reach)
    return " · ".join([*handling.national, audience, *handling.caveats, handling.tlp])


def _title(gathered: Gathered) -> str:
    if gathered.meeting is not None:
        return gathered.meeting.title
    if gathered.area is not None:
        return gathered.area.title
    return said(gathered.partnership.titles) if gathered.partnership else _("The partnership")


def _meetings(gathered: Gathered, record: Address) -> list[Line]:
    if gathered.meeting is not None:
        lines = [_meeting(_("This meeting"), gathered.meeting, gathered, record)]
        if gathered.last is not None:
            lines.append(_meeting(_("Before it"), gathered.last, gathered, record))
        return lines
    found = []
    for words, none, meeting in (
        (pgettext("meeting", "Next"), pgettext("meeting", "not set"), gathered.coming),
        (pgettext("meeting", "Last"), pgettext("meeting", "none on record"), gathered.last),
    ):
        if meeting is None:
            found.append(Line(_named(words, none)))
        else:
            found.append(_meeting(words, meeting, gathered, record))
    return found


def _meeting(words: str, meeting: Meeting, gathered: Gathered, record: Address) -> Line:
    standing = "" if meeting.standing == "held" else said(STANDINGS.get(meeting.standing, {}))
    return Line(
        _named(words, meeting.title),
        " · ".join(one for one in (_when(meeting, gathered), standing) if one),
        record("meeting", meeting.reference),
    )


def _when(meeting: Meeting, gathered: Gathered) -> str:
    language = get_language() or "en"
    try:
        starts = dt.datetime.fromisoformat(meeting.starts_at)
    except ValueError:
        starts = None
    if starts is not None:
        if starts.tzinfo is None:
            starts = starts.replace(tzinfo=dt.UTC)
        there = dates.say_moments(starts, tuple(gathered.zones), language)
        other = "en" if language == "ja" else "ja"
        day = starts.astimezone(ZoneInfo(gathered.zones[0])).date() if gathered.zones else None
        return f"{there} ({dates.say_day(day or starts.date(), other, weekday=True)})"
    return both_days(meeting.date.isoformat()) if meeting.date else _("no date yet")


def both_days(day: str) -> str:
    """Return a perhaps partial date in both calendars, the reader's first."""
    own, other, _language = day_twice(day)
    return f"{own} ({other})"


def _result(one: Result, record: Address) -> Line:
    language = get_language() or "en"
    return Line(
        one.title,
        dates.say_partial(one.date, language),
        record("result", one.reference),
        _other(one.title_language),
    )


def _update(one: Update, record: Address) -> Line:
    language = get_language() or "en"
    side = one.entry.version.side
    told = (
        side.name if side else "",
        said(PROGRESS_WORDS.get(one.progress, {})) if one.progress else "",
    )
    day = dates.say_partial(one.date, language) if one.date else ""
    return Line(
        one.title,
        " · ".join(filter(None, (" ".join(filter(None, told)), day))),
        record("update", one.reference),
        _other(one.title_language),
    )


def _decision(one: Followed, record: Address) -> Line:
    language = get_language() or "en"
    told = [
        " ".join(
            filter(
                None,
                (
                    follow.entry.version.side.name if follow.entry.version.side else "",
                    said(ENDINGS.get(follow.ending, {"en": follow.ending})),
                    dates.say_partial(follow.date, language) if follow.date else "",
                ),
            )
        )
        for follow in one.follow_ups
    ]
    day = dates.say_day_briefly(one.decision.date, language) if one.decision.date else ""
    return Line(
        one.decision.title,
        " · ".join(filter(None, (day, "; ".join(told) or said(UNKNOWN)))),
        record("decision", one.decision.reference),
        _other(one.decision.title_language),
    )


def opposite_lines(gathered: Gathered) -> list[Line]:
    """Return who sits opposite, a post a line, in the language now spoken."""
    return [_across(one) for one in gathered.opposite]


def _across(one: Opposite) -> Line:
    language = get_language() or "en"
    office = one.organisation.short or name_on(one.organisation, None, language)
    between = " " if language == "ja" else ", "
    post = one.post.name if office in one.post.name else f"{office}{between}{one.post.name}"
    if one.person is None:
        return Line(post, _("holder not on record: check"))
    if one.as_of is None:
        return Line(_named(post, one.person.name), _("check"))
    when = dates.say_day(one.as_of, language, weekday=False)
    return Line(_named(post, one.person.name), _("post as of %(day)s, check") % {"day": when})


def _waiting(gathered: Gathered, record: Address) -> list[Line]:
    language = get_language() or "en"
    found = []
    if gathered.to_confirm:
        number = len(gathered.to_confirm)
        words = ngettext("%(number)s text to confirm", "%(number)s texts to confirm", number) % {
            "number": number
        }
        found.append(Line(words))
    unknown = sum(one.unknown for one in gathered.decisions)
    if unknown:
        words = ngettext(
            "%(number)s decision whose completion is not recorded",
            "%(number)s decisions whose completion is not recorded",
            unknown,
        ) % {"number": unknown}
        found.append(Line(words))
    if gathered.unreported:
        found.append(
            Line(
                _("%(number)s of %(total)s Joint Actions not yet reported on")
                % {"number": gathered.unreported, "total": gathered.actions}
            )
        )
    for point in gathered.points:
        if point.due_on is None:
            continue
        # Nothing is overdue before its owner accepted the date.
        late = point.agreed_date is not None and point.agreed_date < gathered.today
        words = _("overdue since") if late else _("due")
        found.append(
            Line(
                f"{point.reference} {point.title}",
                f"{words} {dates.say_day_briefly(point.due_on, language)}",
                record("action_point", point.reference),
                _other(point.title_language),
            )
        )
    for one in gathered.due:
        if one.due_date is None:
            continue
        words = _("overdue since") if one.due_date < gathered.today else _("due")
        found.append(
            Line(
                f"{one.reference} {one.title}",
                f"{words} {dates.say_day_briefly(one.due_date, language)}",
                record("joint_action", one.reference),
                _other(one.title_language),
            )
        )
    return found


def _named(what: str, words: str) -> str:
    return f"{what}：{words}" if get_language() == "ja" else f"{what}: {words}"


def _other(language: str) -> str:
    return "" if language == (get_language() or "en") else language
