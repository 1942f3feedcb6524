"""Loading the biographies of a practice partnership, through the service itself."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from kakehashi.biographies import services
from kakehashi.biographies.services import NewLife
from kakehashi.framework.loading import Index

FOLDER = Path(__file__).parent / "rehearsals"


def load_biographies(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load the biographies of a shipped practice partnership; a profile without any has none."""
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["biographies"]:
        by = index.accounts[one["by"]]
        today = at.astimezone(ZoneInfo(by.zone)).date()
        services.write(
            life=NewLife(
                person=one["person"],
                post=one["post"],
                career=one["career"],
                as_of=today - dt.timedelta(days=one["days_ago"]),
                checked_by=one["checked_by"],
            ),
            by=by,
            at=at,
        )
