"""What goes out and what comes back, whatever the format: pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.glossary.concepts import NewConcept


@dataclass(frozen=True)
class Unit:
    """One passage as it goes out."""

    field: str
    label: Mapping[str, str]
    """Language to what the field is called."""
    source: str
    target: str
    """What stands in the target language already; empty for nothing."""
    state: str
    """As :data:`kakehashi.translation.rules.PASSAGES` has it."""
    comment: str = ""
    concepts: Sequence[str] = ()
    """Ids of the concepts whose words stand in the source."""


@dataclass(frozen=True)
class Outgoing:
    """A job as it goes out."""

    job: str
    """Its id."""
    reference: str
    title: str
    """Of the record that is translated, in the source language."""
    source: str
    target: str
    due: str
    """Day, as 2026-03-31."""
    marking: Mapping[str, str]
    """Language to the marking, printed on every page."""
    note: str
    """To the translator."""
    units: Sequence[Unit]
    concepts: Mapping[str, NewConcept] = field(default_factory=dict)
    """Those that stand in any unit, by id."""


@dataclass(frozen=True)
class Incoming:
    """One passage as it came back."""

    field: str
    source: str
    """As the file has it; empty where it has none."""
    target: str
    codes_unknown: int = 0
    """Inline codes that the source does not have; they are left out."""


@dataclass(frozen=True)
class Brought:
    """A file that came back, read and not yet matched to its job."""

    job: str
    """Id of the job that it names; empty where it names none."""
    reference: str
    """Reference of that job; empty where it names none."""
    target: str
    """Language of the translation; empty where the file does not say."""
    units: Sequence[Incoming]
    form: str
