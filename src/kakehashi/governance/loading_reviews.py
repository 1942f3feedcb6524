"""Loading a review of a practice partnership, half done, through the services themselves."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kakehashi.framework.loading import Index
from kakehashi.governance.services import reviews

FOLDER = Path(__file__).parent / "rehearsals"


def load_review(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load the review that is under way in a shipped practice partnership.

    A profile without such a file has none.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    one = yaml.safe_load(file.read_text(encoding="utf-8"))["review"]
    item = reviews.open_review(
        title=one["title"],
        words=one["words"],
        proposal=one["proposal"],
        triggers=one["triggers"],
        by=index.accounts[one["by"]],
        at=_earlier(one["at"], index, at),
    )
    for change in one["changes"]:
        _propose(item.reference, change, index, at=at)


def _propose(review: str, change: Mapping[str, Any], index: Index, *, at: dt.datetime) -> None:
    reviews.add_change(
        review=review,
        change=change["change"],
        sources=change["sources"],
        into=change.get("into", ""),
        number=change.get("number", ""),
        wording=change.get("wording"),
        why=change.get("why"),
        by=index.accounts[change["by"]],
        at=_earlier(change["at"], index, at),
    )


def _earlier(day: str, index: Index, at: dt.datetime) -> dt.datetime:
    """Return the moment of loading on a day counted from it."""
    return dt.datetime.combine(dt.date.fromisoformat(index.day(day)), at.timetz())
