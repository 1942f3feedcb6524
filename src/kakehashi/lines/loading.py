"""Loading the lines to take of a practice partnership, through the services themselves."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from kakehashi.framework.loading import Index
from kakehashi.lines import services
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText

FOLDER = Path(__file__).parent / "rehearsals"


def load_lines(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load the lines to take of a shipped practice partnership; a profile without any has none."""
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["lines"]:
        _load(one, index, at=at)


def _load(one: dict[str, Any], index: Index, *, at: dt.datetime) -> None:
    by, begun = index.accounts[one["by"]], _moved(at, one["at"])
    area = Item.objects.get(reference=f"area-{one['area']}")
    cleared = one.get("cleared_by")
    facts: dict[str, object] = {
        "form": one["form"],
        "area": one["area"],
        "valid_until": _moved(at, one["until"]).date().isoformat(),
    }
    if cleared:
        facts["cleared_by"] = cleared["text"]
        facts["cleared_date"] = _moved(at, cleared["days"]).date().isoformat()
    item = records.create(
        kind="line_to_take",
        text=NewText(
            wording={name: one[name] for name in ("title", "line", "pressed") if name in one},
            facts=facts,
            links=[LinkTo("of_area", area.pk)],
        ),
        by=by,
        at=begun,
    )
    if one.get("share"):
        records.share(item=item.pk, by=by, at=begun)
    for used in one.get("used", ()):
        moment = _moved(at, used["at"])
        services.use(line=item.reference, where=used["where"], date=moment.date(), by=by, at=moment)
    if "view" in one:
        view, writer = one["view"], index.accounts[one["view"]["by"]]
        services.react(
            line=item.reference,
            view=view["code"],
            words=view[writer.language],
            language=writer.language,
            by=writer,
            at=begun + dt.timedelta(days=1),
        )


def _moved(at: dt.datetime, written: str) -> dt.datetime:
    return at + dt.timedelta(days=int(written.removesuffix("d")))
