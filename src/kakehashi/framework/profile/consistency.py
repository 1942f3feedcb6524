"""What no single value shows: counts, order, circles, periods and names that must agree.

Only files without a problem of their own are looked at, so nothing is said twice.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from kakehashi.framework.profile import dates
from kakehashi.framework.profile.consistency_glossary import glossary_problems
from kakehashi.framework.profile.consistency_record import record_problems
from kakehashi.framework.profile.files import Document, Path_
from kakehashi.framework.profile.index import Index
from kakehashi.framework.profile.problems import Problem, problem
from kakehashi.people.calendars import is_calendar

Documents = Mapping[str, Document]

_MENTIONED: Final = (
    "organisations",
    "bodies",
    "forums",
    "instruments",
    "programmes",
    "occasions",
)
"""Files whose ids provisions mention without saying of which kind they are."""

_PARENTS: Final[Mapping[str, tuple[str, str]]] = {
    "provisions": ("ref", "parent"),
    "bodies": ("id", "parent"),
    "forums": ("id", "parent"),
    "programmes": ("id", "successor"),
}
"""File to the key that names an entry and the key that names what it hangs on."""

_HOUR_LENGTH: Final = 5
_SATURDAY: Final = 5


def consistency_problems(documents: Documents, index: Index) -> list[Problem]:
    """Return what does not agree within and between the sound documents."""
    problems: list[Problem] = []
    for document in documents.values():
        problems += _reversed_periods(document)
    problems += _names_taken(documents)
    problems += glossary_problems(documents)
    for file, (name, parent) in _PARENTS.items():
        if file in documents:
            problems += _circles(documents[file], name, parent)
    if "provisions" in documents:
        problems += _tree(documents)
    if "profile" in documents:
        problems += _counts(documents)
        problems += _sides(documents["profile"])
        if "accounts" in documents:
            problems += _accounts(documents, index)
        if "record" in documents:
            problems += record_problems(documents, index)
    return problems


def _reversed_periods(document: Document) -> Iterator[Problem]:
    for path, entry in mappings(document.value):
        start, until = entry.get("from"), entry.get("until")
        if isinstance(start, str) and isinstance(until, str) and _reversed(start, until):
            place = document.place((*path, "until"))
            yield problem("dates-reversed", document.name, place, start=start, until=until)


def _reversed(start: str, until: str) -> bool:
    if dates.is_date(start) == dates.is_date(until) and dates.is_relative(start):
        return _day(until) < _day(start)
    return len(start) == len(until) == _HOUR_LENGTH and ":" in start and until <= start


def _day(text: str) -> date:
    """Return the first day of a date, a relative one seen from some Monday."""
    return dates.first_day(
        dates.resolve(text, date(2024, 1, 1), lambda day: day.weekday() < _SATURDAY)
    )


def mappings(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Mapping[str, Any]]]:
    """Yield every mapping in a value with its path, the outer ones first."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from mappings(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from mappings(inner, (*path, position))


def _names_taken(documents: Documents) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file in _MENTIONED:
        document = documents.get(file)
        for position, entry in enumerate(document.value if document else ()):
            other = first.setdefault(entry["id"], file)
            if document and other != file:
                place = document.place((position, "id"))
                facts = {"value": entry["id"], "other": f"{other}.yaml"}
                yield problem("name-taken", document.name, place, **facts)


def _circles(document: Document, name: str, parent: str) -> Iterator[Problem]:
    above = {entry[name]: entry.get(parent) for entry in document.value}
    for position, entry in enumerate(document.value):
        seen = {entry[name]}
        step = above.get(entry[name])
        while step and step not in seen:
            seen.add(step)
            step = above.get(step)
        if step == entry[name]:
            place = document.place((position, parent))
            yield problem("circle", document.name, place, value=entry[name])


def _tree(documents: Documents) -> Iterator[Problem]:
    document = documents["provisions"]
    head = documents.get("profile")
    levels = [level["id"] for level in head.value["levels"]] if head else []
    areas = documents.get("areas")
    pillars = {area["ref"]: area["pillar"] for area in areas.value} if areas else {}
    before: dict[str, Mapping[str, Any]] = {}
    everything = {entry["ref"] for entry in document.value}
    for position, entry in enumerate(document.value):
        parent = entry.get("parent")
        if parent in before:
            yield from _below(document, position, before[parent], levels)
        elif parent in everything and parent != entry["ref"]:
            place = document.place((position, "parent"))
            facts = {"value": entry["ref"], "parent": parent}
            yield problem("order-wrong", document.name, place, **facts)
        pillar = pillars.get(entry.get("area", ""))
        if pillar and entry.get("pillar") not in {None, pillar}:
            place = document.place((position, "pillar"))
            facts = {"value": entry["ref"], "parent": entry["area"]}
            yield problem("parent-astray", document.name, place, what=_PILLARS, **facts)
        before[entry["ref"]] = entry


_PILLARS: Final = {"en": "pillars", "ja": "柱"}
_SECTIONS: Final = {"en": "sections", "ja": "節"}
_AREAS: Final = {"en": "areas", "ja": "分野"}


def _below(
    document: Document, position: int, parent: Mapping[str, Any], levels: list[str]
) -> Iterator[Problem]:
    entry = document.value[position]
    facts = {"value": entry["ref"], "parent": parent["ref"]}
    for key, what in (("section", _SECTIONS), ("area", _AREAS)):
        if entry.get(key) != parent.get(key):
            place = document.place((position, key))
            yield problem("parent-astray", document.name, place, what=what, **facts)
    if entry["level"] in levels and parent["level"] in levels:
        depth = levels.index(parent["level"]) + 1
        expected = levels[depth] if depth < len(levels) else "-"
        if entry["level"] != expected:
            place = document.place((position, "level"))
            facts |= {"level": entry["level"], "expected": expected}
            yield problem("level-astray", document.name, place, **facts)


_COUNTED: Final[Mapping[str, Mapping[str, str]]] = {
    "provisions": {"en": "provisions", "ja": "項の数"},
    "pillars": {"en": "pillars", "ja": "柱の数"},
    "areas": {"en": "areas", "ja": "分野の数"},
    "sections": {"en": "section headings", "ja": "節の数"},
}


def _counts(documents: Documents) -> Iterator[Problem]:
    head = documents["profile"]
    counts = head.value["counts"]
    found: dict[tuple[str, ...], tuple[int, Mapping[str, str], str]] = {
        ("signatories",): (
            len(head.value["signatories"]),
            {"en": "signatories", "ja": "署名者の数"},
            "profile.yaml",
        )
    }
    for file, words in _COUNTED.items():
        if file in documents:
            found[file,] = (len(documents[file].value), words, f"{file}.yaml")
    if "provisions" in documents:
        provisions = documents["provisions"].value
        for level in sorted({*counts["levels"], *(one["level"] for one in provisions)}):
            number = sum(one["level"] == level for one in provisions)
            words = {"en": f"provisions of level {level}", "ja": f"段「{level}」の項の数"}
            found["levels", level] = (number, words, "provisions.yaml")
    for path, (number, words, file) in found.items():
        expected = counts[path[0]] if len(path) == 1 else counts["levels"].get(path[1], 0)
        if expected != number:
            place = head.place(("counts", *path))
            facts = {"expected": expected, "found": number, "what": words, "other": file}
            yield problem("count-wrong", head.name, place, **facts)


def _sides(head: Document) -> Iterator[Problem]:
    if head.value["practice"] and "watermark" not in head.value:
        yield problem("watermark-missing", head.name, head.place(("practice",)))
    for position, side in enumerate(head.value["sides"]):
        for key, known in (("zone", dates.is_zone), ("calendar", is_calendar)):
            if not known(side[key]):
                place = head.place(("sides", position, key))
                yield problem(f"{key}-unknown", head.name, place, value=side[key])
        codes = [marking["code"] for marking in side["markings"]]
        for key in ("highest_marking", "default_marking"):
            if side[key] not in codes:
                place = head.place(("sides", position, key))
                facts = {"side": side["code"], "value": side[key], "known": ", ".join(codes)}
                yield problem("marking-unknown", head.name, place, **facts)


def _accounts(documents: Documents, index: Index) -> Iterator[Problem]:
    document = documents["accounts"]
    organisations = documents.get("organisations")
    sides = {one["id"]: one["side"] for one in organisations.value} if organisations else {}
    posts = documents.get("posts")
    holders = {one["id"]: one["organisation"] for one in posts.value} if posts else {}
    for position, account in enumerate(document.value):
        if not dates.is_zone(account["zone"]):
            place = document.place((position, "zone"))
            yield problem("zone-unknown", document.name, place, value=account["zone"])
        side = account.get("side")
        if side is None and account.get("purpose") != "operator":
            yield problem(
                "side-needed",
                document.name,
                document.place((position,)),
                why={"en": "only an operator has none", "ja": "側を持たないのは運用担当だけです"},
                known=", ".join(sorted(index.all("side"))),
            )
            continue
        expected = ((account.get("organisation"), "organisation"),)
        for organisation, key in (
            *expected,
            (holders.get(account.get("post", "")), "post"),
        ):
            found = sides.get(organisation or "")
            if found and found != side:
                place = document.place((position, key))
                facts = {"value": account[key], "found": found, "expected": side}
                yield problem("side-mixed", document.name, place, **facts)
