"""Building the progress rounds of a profile from checked plain values."""

from kakehashi.framework.profile.build_text import Raw
from kakehashi.framework.profile.pieces import NO_WORDS
from kakehashi.framework.profile.rounds import ReportGiven, RoundHeld, StatementGiven


def held(raw: Raw) -> RoundHeld:
    """Return one round."""
    return RoundHeld(
        id=raw["id"],
        title=raw["title"],
        start=raw["from"],
        until=raw["until"],
        by=raw["by"],
        other=raw["other"],
        freeze=raw.get("freeze", ""),
        remarks=raw.get("remarks", NO_WORDS),
        locked=raw.get("locked", ""),
        published=raw.get("published", False),
        reports=tuple(map(_report, raw.get("reports") or ())),
        statements=tuple(map(_statement, raw.get("statements") or ())),
    )


def _report(raw: Raw) -> ReportGiven:
    return ReportGiven(
        action=raw["action"],
        by=raw["by"],
        at=raw["at"],
        stands=raw["stands"],
        progress=raw["progress"],
        done=raw.get("done", NO_WORDS),
        conclusion=raw.get("conclusion", NO_WORDS),
        reason=raw.get("reason", NO_WORDS),
        activity=raw.get("activity", ""),
        activity_kind=raw.get("activity_kind", ""),
        result_kind=raw.get("result_kind", ""),
        ending=raw.get("ending", ""),
    )


def _statement(raw: Raw) -> StatementGiven:
    return StatementGiven(
        by=raw["by"], at=raw["at"], title=raw["title"], body=raw["body"], shared=raw["shared"]
    )
