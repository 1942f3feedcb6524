"""Loading what is handed over in a practice partnership, lived through the services themselves."""

import datetime as dt
from pathlib import Path

import yaml

from kakehashi.framework.loading import Index
from kakehashi.posts import services

FOLDER = Path(__file__).parent / "rehearsals"
MORNING = dt.time(1, tzinfo=dt.UTC)


def load_posts(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load the advice and the planned handovers of a shipped practice partnership.

    A profile without such a file has none.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    for one in read["advice"]:
        services.advise(
            title=one["title"],
            body=one["body"],
            language=one["language"],
            for_all=one.get("for_all", False),
            by=index.accounts[one["by"]],
            at=min(at, _at(one["at"], index)),
        )
    for one in read["handovers"]:
        services.plan(
            post=one["post"],
            on=dt.date.fromisoformat(index.day(one["on"])),
            successor=one.get("successor", ""),
            roles=one.get("roles", ()),
            by=index.accounts[one["by"]],
            at=min(at, _at(one["at"], index)),
        )


def _at(said: str, index: Index) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(index.day(said)), MORNING)
