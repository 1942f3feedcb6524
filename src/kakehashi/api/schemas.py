"""Shapes of the answers: every field always there, null where there is nothing."""

import datetime as dt
import uuid
from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict


class Shape(Schema):
    """A shape with these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Bilingual(Shape):
    """A text in both languages; null where one is missing."""

    en: str | None
    ja: str | None


Row = TypeVar("Row", bound=Shape)


class Page(Shape, Generic[Row]):
    """One page of a list; `next` is the address of the next one."""

    items: list[Row]
    next: str | None


class Summary(Shape):
    """A record in a list."""

    id: uuid.UUID
    reference: str
    kind: str
    title: Bilingual
    state: str
    side: str | None
    """The side it comes from; null for what is of both."""
    version: int
    updated_at: dt.datetime
    url: str
    page: str | None
    """Its page on the public site, where it is published."""


class AreaRow(Summary):
    """An area of joint work."""

    code: str
    pillar: str | None


class PillarRow(Summary):
    """A pillar of joint work."""

    code: str


class JointActionRow(Summary):
    """A Joint Action with what it is tracked by."""

    provision: str
    area: str | None
    pillar: str | None
    nature: str
    strength: int
    due_date: dt.date | None
    progress: str


class ResultRow(Summary):
    """A result."""

    date: str | None
    result_kind: str | None
    area: str | None


class MeetingRow(Summary):
    """A meeting, held or to come."""

    body: str
    number: int | None
    date: dt.date | None
    starts_at: str | None
    standing: str


class BodyNameRow(Shape):
    """A name of a body, as its issuers write it; `until` is the first day it is no longer borne."""

    language: str
    text: str
    since: str | None
    until: str | None
    issued_by: list[str]


class BodyRow(Summary):
    """A body with its dated names; `silence_days` is null where silence never confirms."""

    body_kind: str | None
    every: str | None
    names: list[BodyNameRow]
    silence_days: int | None
    scope: str | None


class CycleStepRow(Shape):
    """A step of a partnership year; `day` is null while its meeting has no date."""

    code: str
    name: Bilingual
    body: str
    meeting: str | None
    side: str | None
    offset: int
    day: dt.date | None
    standing: str


class CycleRow(Summary):
    """A partnership year; its steps are for officials of the sides alone."""

    first_day: dt.date | None
    last_day: dt.date | None
    steps: list[CycleStepRow]


class RoundRow(Summary):
    """A progress round."""

    starts: dt.date | None
    ends: dt.date | None
    locked: bool


class PeriodValueRow(Shape):
    """What a period says of one Joint Action."""

    reference: str
    title: Bilingual
    area: str
    nature: str
    progress: str
    changed_from: str | None
    result_kind: str | None
    done: Bilingual
    ending: str | None
    evidence: list[str]


class PeriodRow(Shape):
    """A progress round with the value of every Joint Action in it."""

    reference: str
    title: Bilingual
    starts: dt.date | None
    ends: dt.date | None
    locked: bool
    values: list[PeriodValueRow]


class AgendaRow(Summary):
    """A record on the agenda of a meeting; what only those preparing it know is else null."""

    number: int | None
    wish: str | None
    minutes: int | None
    why: str | None
    ending: str | None


class Agenda(Shape):
    """The agenda of a meeting, as far as its reader may see the items."""

    meeting: str
    items: list[AgendaRow]


class FollowUp(Shape):
    """What became of a decision, as one side says."""

    reference: str
    side: str | None
    ending: str
    date: str | None


class DecisionRow(Summary):
    """A decision with what became of it."""

    meeting: str | None
    area: str | None
    date: dt.date | None
    due_date: dt.date | None
    follow_ups: list[FollowUp]


class ActionPointRow(Summary):
    """An action point. Where it stands is said to the sides; to the public only that it is done."""

    meeting: str | None
    body: str | None
    area: str | None
    priority: bool
    owner: str | None
    """Id of the post that owns it now; to the public the post that the published text names."""
    owner_side: str | None
    asked_due_date: dt.date | None
    """The date that the text asks for."""
    due_date: dt.date | None
    """The date that the owner has accepted."""
    standing: str | None
    closed_date: dt.date | None


class Text(Shape):
    """The wording of one field in one language."""

    text: str
    authoritative: bool
    """False for a courtesy translation."""
    state: str
    """checked, draft, machine or stale."""


class Field(Shape):
    """One text field side by side; a language that is missing is null."""

    name: str
    label: Bilingual
    en: Text | None
    ja: Text | None


class Fact(Shape):
    """A field without language: a day, a choice, a number, a list."""

    name: str
    label: Bilingual
    type: str
    value: Any
    words: Any
    """The value in words per language, where it is a choice."""


class VersionHead(Shape):
    """A version by number and digests (SHA-256, hexadecimal)."""

    number: int
    at: dt.datetime
    state: str
    side: str | None
    content_digest: str
    digest: str
    previous: str | None


class VersionFull(VersionHead):
    """One version with its text."""

    reference: str
    wording: list[Field]
    facts: list[Fact]


class Marking(Shape):
    """How it is to be handled, as its originator marked it."""

    reach: str
    national: dict[str, str]
    caveats: list[str]
    tlp: str


class Link(Shape):
    """A named relation to another record."""

    relation: str
    reference: str
    kind: str
    title: Bilingual


class Linked(Shape):
    """Records of one kind that point here: how many, and the first of them."""

    kind: str
    total: int
    first: list[str]


class Record(Summary):
    """Everything about one record that the caller may see."""

    lane: str
    sides: list[str]
    confirmed_by: list[str]
    """Sides that confirmed this very wording. It creates no obligation."""
    progress: str | None
    """Of a Joint Action."""
    marking: Marking
    head: VersionHead
    wording: list[Field]
    facts: list[Fact]
    links: list[Link]
    linked: list[Linked]


class Branch(Shape):
    """A provision in the tree with those below it."""

    reference: str
    number: str
    title: Bilingual
    nature: str
    strength: int
    now: str
    """What it is called today, which is what `/provisions/{reference}` knows it by."""
    below: list["Branch"]


class AreaBranch(Shape):
    """An area in the tree."""

    reference: str
    title: Bilingual
    provisions: list[Branch]


class PillarBranch(Shape):
    """A pillar in the tree."""

    reference: str
    title: Bilingual
    areas: list[AreaBranch]


class Section(Shape):
    """A section of the text."""

    id: str
    title: Bilingual
    provisions: list[Branch]
    pillars: list[PillarBranch]


class Edition(Shape):
    """The text as it stood from a day until a day (the first on which it no longer stood)."""

    name: Bilingual
    since: dt.date
    until: dt.date | None


class EditionRow(Edition):
    """One text of the framework, with how many provisions it has and what led to it."""

    provisions: int
    review: str | None
    """Reference of the review that led to it; null for the text as it was first decided."""


class Editions(Shape):
    """Every text of the framework, newest first."""

    items: list[EditionRow]


class Tree(Shape):
    """The framework."""

    edition: Edition | None
    total: int
    sections: list[Section]


class ProvisionFull(Shape):
    """One provision as it stood on a day: its text in our own words."""

    reference: str
    number: str
    parent: str | None
    area: str | None
    pillar: str | None
    nature: str
    strength: int
    edition: Edition | None
    version: VersionHead
    wording: list[Field]
    below: list[str]
    url: str
    """The record, with what hangs on it."""


class Side(Shape):
    """A side of the partnership."""

    code: str
    name: Bilingual
    zone: str


class Notice(Shape):
    """The standing notice."""

    provision: str
    text: Bilingual


class Partnership(Shape):
    """Whose node this is, and what is to be said with everything taken from it."""

    profile: str
    title: Bilingual
    participants: Bilingual
    text_date: dt.date
    practice: bool
    banner: Bilingual | None
    """To be shown with whatever is made of these data; null once the node has an identity."""
    identity: Bilingual | None
    notices: list[Notice]
    sides: list[Side]
    reads_as: str
    """`public`, or the side the caller reads for."""


class Term(Shape):
    """A concept with its words."""

    id: str
    preferred: Bilingual
    admitted: dict[str, list[str]]
    avoided: dict[str, list[str]]
    note: Bilingual


class Hit(Summary):
    """A record that says what was asked for, with the passages that say it."""

    where: str
    """reference, title or body."""
    passages: Bilingual


class Hits(Shape):
    """One page of hits."""

    total: int
    more_than_counted: bool
    """Whether counting stopped at `total`."""
    items: list[Hit]
    next: str | None


class Change(Shape):
    """One thing that happened to a record; fetch it anew from `url`."""

    id: uuid.UUID
    kind: str
    event: str
    at: dt.datetime
    version: int | None
    digest: str | None
    """Of that version."""
    state: str | None
    reference: str | None
    """Null where the record is not, or no longer, visible to the caller."""
    url: str | None


class Changes(Shape):
    """A page of changes; keep `next` and ask again later: what is new then stands there."""

    items: list[Change]
    next: str


class Health(Shape):
    """That the node answers and its database does."""

    status: str
    version: str


class ProblemError(Shape):
    """One parameter that is wrong."""

    name: str
    message: str


class Problem(Shape):
    """What went wrong and what to do next (RFC 9457), in the language of the request."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    hint: str
    errors: list[ProblemError] | None = None
