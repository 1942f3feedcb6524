"""List numbers of a DOCX, which stand in numbering.xml and styles.xml and not in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kakehashi.wording.files.numerals import written

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"


def local(element: Element) -> str:
    """Return the tag of ``element`` without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child with that tag."""
    if element is None:
        return None
    return next((one for one in element if local(one) == name), None)


def value_of(element: Element | None, name: str) -> str | None:
    """Return ``w:val`` of the first child with that tag."""
    found = child(element, name)
    return None if found is None else attribute(found, "val")


def whole(text: str | None) -> int | None:
    """Return ``text`` as a whole number within reason, else none."""
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,9}", text) else None


def on(element: Element | None, name: str) -> bool:
    """Whether a switch such as ``w:isLgl`` is there and not turned off."""
    found = child(element, name)
    return found is not None and (attribute(found, "val") or "1") not in {
        "0",
        "false",
        "off",
        "none",
    }


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    link: str | None = None


@dataclass(slots=True)
class _Instance:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


@dataclass(slots=True)
class _Style:
    based_on: str | None = None
    number: str | None = None
    level: int | None = None


class Numbering:
    """Counts the lists of one document in the order its paragraphs are met."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._instances: dict[str, _Instance] = {}
        self._styles: dict[str, _Style] = {}
        self._default_style: str | None = None
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if styles is not None:
            self._read_styles(styles)
        if numbering is not None:
            self._read_numbering(numbering)

    def mark(self, properties: Element | None) -> str:
        """Return the number before a paragraph with these properties; empty where it has none.

        Must be called for every paragraph of the text, in order.
        """
        style = value_of(properties, "pStyle") or self._default_style
        own = child(properties, "numPr")
        number = value_of(own, "numId")
        level = whole(value_of(own, "ilvl"))
        if number is None:
            number, styled = self._from_style(style)
            level = level if level is not None else styled
        if number is None or number == "0":
            return ""
        instance = self._instances.get(number)
        if instance is None:
            return ""
        if level is None:
            level = self._level_of_style(instance, style)
        return self._count(number, instance, min(max(level, 0), _LEVELS - 1))

    def _count(self, number: str, instance: _Instance, level: int) -> str:
        name, levels = self._levels(instance)
        counts = self._counts.setdefault(name, [None] * _LEVELS)
        for place in range(level + 1):
            if place in instance.starts and (number, place) not in self._begun:
                self._begun.add((number, place))
                counts[place] = None if place < level else instance.starts[place] - 1
        here = levels.get(level, _Level(text=f"%{level + 1}."))
        before = counts[level]
        counts[level] = here.start if before is None else before + 1
        for place in range(level + 1, _LEVELS):
            restart = levels[place].restart if place in levels else None
            # 0 never begins anew; n only after a level above n; without it after any above.
            if restart is None or (restart > 0 and level < restart):
                counts[place] = None
        if here.form == "bullet":
            return _BULLET

        def number_at(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            form = levels.get(place, _Level())
            value = counts[place]
            value = form.start if value is None else value
            return written(value, "decimal" if here.legal and place != level else form.form)

        return _PLACE.sub(number_at, here.text)

    def _levels(self, instance: _Instance) -> tuple[str, dict[int, _Level]]:
        """Return the name of the count and its levels, following links to list styles."""
        name = instance.abstract
        abstract = self._abstracts.get(name, _Abstract())
        for _ in range(_LEVELS):
            if abstract.link is None:
                break
            linked = self._styles.get(abstract.link, _Style()).number
            other = self._instances.get(linked or "")
            if other is None or other.abstract == name:
                break
            name = other.abstract
            abstract = self._abstracts.get(name, _Abstract())
        return name, {**abstract.levels, **instance.levels}

    def _level_of_style(self, instance: _Instance, style: str | None) -> int:
        _, levels = self._levels(instance)
        return next((place for place, one in levels.items() if style and one.style == style), 0)

    def _from_style(self, style: str | None) -> tuple[str | None, int | None]:
        level: int | None = None
        for _ in range(20):
            found = self._styles.get(style or "")
            if found is None:
                break
            level = found.level if level is None else level
            if found.number is not None:
                return found.number, level
            style = found.based_on
        return None, None

    def _read_styles(self, styles: Element) -> None:
        for one in styles:
            if local(one) != "style":
                continue
            name = attribute(one, "styleId") or ""
            own = child(child(one, "pPr"), "numPr")
            level = whole(value_of(own, "ilvl"))
            self._styles[name] = _Style(value_of(one, "basedOn"), value_of(own, "numId"), level)
            kind = attribute(one, "type")
            if kind == "paragraph" and attribute(one, "default") in {"1", "true"}:
                self._default_style = name

    def _read_numbering(self, numbering: Element) -> None:
        for one in numbering:
            if local(one) == "abstractNum":
                levels = dict(_level(level) for level in one if local(level) == "lvl")
                name = attribute(one, "abstractNumId") or ""
                self._abstracts[name] = _Abstract(levels, value_of(one, "numStyleLink"))
        for one in numbering:
            if local(one) != "num":
                continue
            instance = _Instance(value_of(one, "abstractNumId") or "")
            for override, place in _overrides(one):
                start = whole(value_of(override, "startOverride"))
                if start is not None:
                    instance.starts[place] = start
                replaced = child(override, "lvl")
                if replaced is not None:
                    instance.levels[place] = _level(replaced)[1]
            self._instances[attribute(one, "numId") or ""] = instance


def _overrides(instance: Element) -> Iterator[tuple[Element, int]]:
    for one in instance:
        if local(one) == "lvlOverride":
            yield one, whole(attribute(one, "ilvl")) or 0


def _level(element: Element) -> tuple[int, _Level]:
    start = whole(value_of(element, "start"))
    return whole(attribute(element, "ilvl")) or 0, _Level(
        start=0 if start is None else start,
        form=value_of(element, "numFmt") or "decimal",
        text=value_of(element, "lvlText") or "",
        restart=whole(value_of(element, "lvlRestart")),
        legal=on(element, "isLgl"),
        style=value_of(element, "pStyle"),
    )
