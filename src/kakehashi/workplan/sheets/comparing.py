"""The dry run: what a table would change, line by line, before anything is made.

Each line names the version it was written from. What it changes is what differs from that
version; where the record has a newer one, the line is a conflict and both texts are shown.
"""

import difflib
import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kakehashi.errors import Refused
from kakehashi.framework.models import Provision
from kakehashi.framework.rules import ENDED
from kakehashi.people.models import Post
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import check_step
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.entered import clean_wording
from kakehashi.records.services.plans import standing_of, text_of
from kakehashi.records.services.writing import clean_facts
from kakehashi.workplan.rules import BENEFICIARIES, PROGRESS
from kakehashi.workplan.sheets import troubles
from kakehashi.workplan.sheets.cells import day_of, plain
from kakehashi.workplan.sheets.columns import FIXED, WRITTEN, Column
from kakehashi.workplan.sheets.reading import Line, Table
from kakehashi.workplan.sheets.rows import BATCH, LINES, PARTED, cells_of
from kakehashi.workplan.sheets.troubles import Said, Trouble, Wrong

KIND = "joint_action"
NOTE = {"en": "From a spreadsheet", "ja": "表の取込み"}

_LISTED = re.compile(r"[;；,，、\s]+")


@dataclass(frozen=True)
class FieldChange:
    """One cell that would change."""

    column: Column
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One record that would get a new draft version, or be started."""

    line: int
    reference: str
    """Empty for a new record."""
    title: Mapping[str, str]
    fields: Sequence[FieldChange]
    text: NewText
    item: uuid.UUID | None = None
    base: int = 0


@dataclass(frozen=True)
class Conflict:
    """A line whose record somebody else changed meanwhile: nothing of it is made."""

    line: int
    reference: str
    title: Mapping[str, str]
    fields: Sequence[FieldChange]
    """``old`` is what the record says now, ``new`` what the line says."""


@dataclass
class DryRun:
    """What a table would do."""

    changed: list[Change] = field(default_factory=list)
    new: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Trouble] = field(default_factory=list)
    unchanged: int = 0
    missing: Sequence[str] = ()
    """Columns the file does not have, which stay as they are."""

    @property
    def total(self) -> int:
        """How many records would be written."""
        return len(self.changed) + len(self.new)

    @property
    def digest(self) -> str:
        """What says whether two dry runs would make the same changes to the same versions."""
        made = [
            [one.reference, one.base, one.line, [[c.column.name, c.old, c.new] for c in one.fields]]
            for one in (*self.changed, *self.new)
        ]
        return hashlib.sha256(json.dumps(made, ensure_ascii=True).encode()).hexdigest()


def compare(table: Table, viewer: Viewer, columns: Sequence[Column]) -> DryRun:
    """Return what ``table`` would change for ``viewer``; nothing is written.

    A number of queries that grows by one for each five hundred lines.
    """
    return _Comparison(table, viewer, columns).run()


class _Comparison:
    def __init__(self, table: Table, viewer: Viewer, columns: Sequence[Column]) -> None:
        self._table, self._viewer = table, viewer
        self._visible = visible_audiences(viewer)
        self._columns = [one for one in columns if one.name not in table.missing]
        self._kind = kind_of(KIND)
        self._posts = {post.pk: post for post in Post.objects.select_related("organisation")}
        self._result = DryRun(missing=table.missing)
        self._places: dict[str, list[int]] = {}
        for line in table.lines:
            self._places.setdefault(line.cells["reference"], []).append(line.number)

    def run(self) -> DryRun:
        """Compare every line."""
        lines = self._table.lines
        for start in range(0, len(lines), BATCH):
            some = lines[start : start + BATCH]
            entries = self._entries(some)
            bases = self._bases(some, entries)
            for line in some:
                try:
                    self._line(line, entries, bases)
                except Wrong as wrong:
                    self._result.refused += wrong.troubles(line)
        return self._result

    def _entries(self, lines: Iterable[Line]) -> dict[str, Entry]:
        references = {line.cells["reference"] for line in lines} - {""}
        return {
            entry.reference: entry
            for entry in Entry.objects.filter(
                kind=KIND, reference__in=references, audience_id__in=self._visible
            ).select_related("version", "item")
        }

    def _bases(
        self, lines: Iterable[Line], entries: Mapping[str, Entry]
    ) -> dict[tuple[str, int], Version]:
        """Return the older versions that lines name, where the viewer may see them."""
        wanted = {
            (line.cells["reference"], _number(line.cells["version"]))
            for line in lines
            if line.cells["reference"] in entries
            and _number(line.cells["version"]) != entries[line.cells["reference"]].version.number
        }
        if not wanted:
            return {}
        items = {entries[reference].item_id: reference for reference, _ in wanted}
        return {
            (items[version.item_id], version.number): version
            for version in Version.objects.filter(
                item_id__in=items,
                number__in={number for _, number in wanted},
                audience_id__in=self._visible,
            )
            if (items[version.item_id], version.number) in wanted
        }

    def _line(
        self,
        line: Line,
        entries: Mapping[str, Entry],
        bases: Mapping[tuple[str, int], Version],
    ) -> None:
        if line.width:
            raise Wrong(troubles.width(*line.width))
        if line.odd:
            raise Wrong(*(troubles.odd(name, what) for name, what in line.odd.items()))
        reference = line.cells["reference"]
        if not reference:
            self._result.new.append(self._started(line))
            return
        if len(self._places[reference]) > 1:
            raise Wrong(troubles.twice(reference, self._places[reference]))
        entry = entries.get(reference)
        if entry is None:
            raise Wrong(troubles.unknown(reference))
        number = _number(line.cells["version"])
        current = entry.version
        as_now = "version" in self._table.missing or number == current.number
        base = current if as_now else bases.get((reference, number))
        if base is None:
            raise Wrong(troubles.version(line.cells["version"], current.number))
        self._compared(line, entry, base)

    def _compared(self, line: Line, entry: Entry, base: Version) -> None:
        before = cells_of(base, self._columns)
        cells = self._read(line, before)
        touched = [
            column
            for column in self._columns
            if column.use in (WRITTEN, FIXED) and cells[column.name] != plain(before[column.name])
        ]
        fixed = [column for column in touched if column.use == FIXED]
        if fixed:
            raise Wrong(*(troubles.fixed(one.name, before[one.name]) for one in fixed))
        current = entry.version
        now = before if current is base else cells_of(current, self._columns)
        fields = [
            FieldChange(column, now[column.name], cells[column.name])
            for column in touched
            if cells[column.name] != plain(now[column.name])
        ]
        if not fields:
            self._result.unchanged += 1
            return
        title = {"en": entry.title_en, "ja": entry.title_ja}
        if current is not base:
            self._result.conflicts.append(Conflict(line.number, entry.reference, title, fields))
            return
        try:
            check_step(self._viewer, standing_of(entry.item, entry), "save")
            text = self._text(text_of(current), fields)
        except Refused as refusal:
            raise Wrong(troubles.refusal(refusal, self._columns)) from refusal
        self._result.changed.append(
            Change(line.number, entry.reference, title, fields, text, entry.item_id, current.number)
        )

    def _text(self, before: NewText, fields: Sequence[FieldChange]) -> NewText:
        """Return the text with the cells of ``fields`` in it, checked as when it is saved."""
        wording = {name: dict(words) for name, words in before.wording.items()}
        facts = dict(before.facts)
        owners = dict(facts.get("owners") or {})  # type: ignore[call-overload]
        for change in fields:
            column, new = change.column, change.new
            if column.text:
                name, language = column.text
                wording.setdefault(name, {})[language] = new
            elif column.side:
                owners[column.side] = new
            else:
                facts[column.fact] = _as_fact(column.fact, new)
        facts["owners"] = {side: post for side, post in owners.items() if post} or None
        clean_wording(self._kind, wording)
        clean_facts(self._kind, facts)
        return replace(
            before,
            wording=wording,
            facts=facts,
            language_states=None,
            note=" / ".join(NOTE.values()),
        )

    def _started(self, line: Line) -> Change:
        """Return what a line without a reference would start."""
        cells = self._read(line, {})
        found = (
            Provision.objects.filter(
                reference=cells.get("provision", ""), audience_id__in=self._visible
            )
            .exclude(state__in=ENDED)
            .first()
        )
        wrong = []
        if found is None:
            wrong.append(troubles.no_provision(cells.get("provision", "")))
        if cells.get("nature", "") not in PROGRESS:
            wrong.append(troubles.no_nature(cells.get("nature", ""), list(PROGRESS)))
        if found is None or wrong:
            raise Wrong(*wrong)
        fields = [
            FieldChange(column, "", cells[column.name])
            for column in self._columns
            if column.use == WRITTEN and cells[column.name]
        ]
        blank = NewText(
            wording={},
            facts={
                "provision": found.reference,
                "area": found.area,
                "pillar": found.pillar,
                "nature": cells["nature"],
                "strength": found.strength,
            },
            links=self._links(found),
        )
        try:
            check_side(self._viewer, ["write"])
            text = self._text(blank, fields)
        except Refused as refusal:
            raise Wrong(troubles.refusal(refusal, self._columns)) from refusal
        title = {"en": cells.get("title_en", ""), "ja": cells.get("title_ja", "")}
        return Change(line.number, "", title, fields, text)

    def _links(self, provision: Provision) -> list[LinkTo]:
        links = [LinkTo("of_provision", provision.item_id)]
        area = Item.objects.filter(kind="area", reference=f"area-{provision.area}").first()
        return [*links, LinkTo("of_area", area.pk)] if area else links

    def _read(self, line: Line, before: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of a line in the one form they are compared in.

        What stands as it was ``before`` is never wrong, whatever has become of a post or a rule.

        Raises:
            Wrong: for every cell that cannot be read.
        """
        cells = dict(line.cells)
        wrong: list[Said] = []
        for column in self._columns:
            if column.use not in (WRITTEN, FIXED) or (
                cells[column.name] == plain(before.get(column.name, ""))
            ):
                continue
            try:
                cells[column.name] = self._normal(column, cells[column.name])
            except Wrong as found:
                wrong += found.said
        if wrong:
            raise Wrong(*wrong)
        return cells

    def _normal(self, column: Column, text: str) -> str:
        if not text or column.text:
            return text
        if column.date:
            return _day(column, text)
        if column.side:
            return self._post(column, text)
        if column.fact == "beneficiaries":
            return _codes(column, text)
        if column.fact == "sources":
            return LINES.join(one.strip() for one in text.split() if one.strip())
        return text

    def _post(self, column: Column, text: str) -> str:
        """Return the id of a post that is named by its id or by its name in a language."""
        own = [post for post in self._posts.values() if post.organisation.side_id == column.side]
        if any(text == post.pk for post in own):
            return text
        named = [post.pk for post in own if text in (post.name_en, post.name_ja)]
        if len(named) == 1:
            return named[0]
        names = {name: post.pk for post in own for name in (post.pk, post.name_en, post.name_ja)}
        near = difflib.get_close_matches(text, names, n=1, cutoff=0.5)
        raise Wrong(troubles.no_post(column.name, text, names[near[0]] if near else ""))


def _number(text: str) -> int:
    text = unicodedata.normalize("NFKC", text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004


def _day(column: Column, text: str) -> str:
    day = day_of(text)
    if day is None:
        raise Wrong(troubles.no_day(column.name, text))
    return day.isoformat()


def _codes(column: Column, text: str) -> str:
    """Return codes of beneficiaries, given as codes or as words in either language."""
    known = {code: code for code in BENEFICIARIES}
    for code, words in BENEFICIARIES.items():
        known |= {word.casefold().replace(" ", ""): code for word in words.values()}
    found = []
    for one in filter(None, _LISTED.split(text.casefold().replace("the economy", "economy"))):
        if one not in known:
            raise Wrong(troubles.no_code(column.name, one, list(BENEFICIARIES)))
        found.append(known[one])
    return PARTED.join(code for code in BENEFICIARIES if code in found)


def _as_fact(name: str, text: str) -> object:
    if not text:
        return None
    if name == "sources":
        return text.split()
    return text.split(PARTED) if name == "beneficiaries" else text


def differing(run: DryRun) -> Iterator[str]:
    """Yield what a dry run would do, a line a field, for a terminal; conflicts with ``!``."""
    lines: list[Change | Conflict] = [*run.changed, *run.new, *run.conflicts]
    for change in lines:
        mark = "!" if isinstance(change, Conflict) else ""
        for one in change.fields:
            name = f"{mark}{change.reference or '+'} {one.column.name}"
            yield f"{change.line}: {name}: {one.old!r} -> {one.new!r}"
