"""The record in the database: identity, versions, faces, and what hangs on them.

*Item* is the identity. *Version* is one text with its digests, never changed. *Entry* is a face:
the newest text that some circle of people may see. An item has up to three: a draft on its own
side, on top of what the Participants share, on top of what is published. The audience of a lower
face names the upper one as newer, so that ``audience_id IN (…)`` gives each reader every record
once. The kinds' own tables have one row a face, with the columns that lists filter and sort by.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import get_language

from kakehashi.people.models import Account, Audience, Organisation, Post, Side
from kakehashi.people.models.accounts import fresh_id


class Item(models.Model):
    """A record's identity: it keeps its id and reference for ever."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    kind = models.CharField(max_length=32)
    reference = models.CharField(max_length=80, unique=True)
    lane = models.CharField(max_length=16)
    origin = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    """The side it comes from; empty for the framework itself, which is of both."""
    sides = models.JSONField(default=list)
    pen = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    pen_asked_by = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    pen_asked_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="owned")
    newest = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "created_at"]),
            models.Index(
                fields=["pen", "pen_asked_at"],
                condition=models.Q(pen_asked_by__isnull=False),
                name="item_pen_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Version(models.Model):
    """One text of a record, with the bytes that were hashed. Never changed.

    Recall or retention may destroy ``content``, ``header`` and ``salt`` by a recorded disposal;
    number and digests stay.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.BinaryField(null=True)
    """Canonical bytes of the content object."""
    header = models.BinaryField(null=True)
    """Canonical bytes of the version object."""
    salt = models.CharField(max_length=64, blank=True)
    content_digest = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, null=True)
    marking = models.JSONField(default=dict)
    state = models.CharField(max_length=16)
    """The state the record came to with this version."""
    language_states = models.JSONField(default=dict)
    """Field to language to missing, machine, draft, stale or checked."""
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    author_post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    disposed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number_once")
        ]
        ordering: ClassVar = ["item_id", "number"]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    @property
    def body(self) -> dict[str, Any]:
        """The content object as parsed JSON; empty after a disposal."""
        parsed: dict[str, Any] = json.loads(bytes(self.content)) if self.content else {}
        return parsed

    @property
    def facts(self) -> dict[str, Any]:
        """The facts: field name to value."""
        facts: dict[str, Any] = self.body.get("facts", {})
        return facts

    @property
    def authoritative(self) -> dict[str, list[str]]:
        """Field name to the languages that are authoritative for it."""
        languages: dict[str, list[str]] = self.body.get("authoritative", {})
        return languages

    @property
    def attached(self) -> list[dict[str, Any]]:
        """The attachments as the content object names them: name, digest, size."""
        named: list[dict[str, Any]] = self.body.get("attachments", [])
        return named

    @property
    def wording(self) -> dict[str, dict[str, str]]:
        """Field name to language to text, courtesy translations included."""
        return wording_said(self.body, json.loads(bytes(self.header)) if self.header else {})


def wording_said(
    content: Mapping[str, Any], header: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Return field name to language to text, of a content object and its version object."""
    texts: dict[str, dict[str, str]] = {
        name: dict(by_language) for name, by_language in content.get("wording", {}).items()
    }
    for name, by_language in header.get("courtesy", {}).items():
        texts.setdefault(name, {}).update(by_language)
    return texts


class StoredFile(models.Model):
    """Bytes that were attached somewhere, kept once whatever hangs on them, by their digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    """SHA-256 in hexadecimal."""
    size = models.BigIntegerField()
    place = models.CharField(max_length=120, unique=True)
    """Name in the storage of files; never used again for another file."""
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class Attachment(models.Model):
    """One attachment of one version: named in its content object, and whether it can be had."""

    HERE, COMING, REFUSED, DESTROYED = "here", "coming", "refused", "destroyed"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="attachments")
    part = models.PositiveSmallIntegerField()
    """Its place, from 1."""
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    """SHA-256 of its bytes in hexadecimal; stays when they are destroyed."""
    size = models.BigIntegerField()
    state = models.CharField(max_length=10, default=HERE)
    """``here``, ``coming`` from another side's node, ``refused`` here, or ``destroyed``."""
    why = models.CharField(max_length=64, blank=True)
    """Code of the refusal."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "part"], name="attachment_part_once")
        ]
        ordering: ClassVar = ["version_id", "part"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_here(self) -> bool:
        """Whether its bytes can be read."""
        return self.state == self.HERE


class Face(models.Model):
    """What an entry and a kind's row both hold, so that a list reads one table."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    title_en = models.CharField(max_length=300, blank=True)
    title_ja = models.CharField(max_length=300, blank=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16)
    sort_key = models.CharField(max_length=240)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """The title in the language of the page being made, or in the other one."""
        if get_language() == "ja":
            return self.title_ja or self.title_en
        return self.title_en or self.title_ja

    @property
    def title_language(self) -> str:
        """The language that :attr:`title` is really in, for its ``lang`` attribute."""
        language = "ja" if get_language() == "ja" else "en"
        if language == "ja":
            return "ja" if self.title_ja else "en"
        return "en" if self.title_en else "ja"


class Entry(Face):
    """A face of a record as links, search and mixed lists see it."""

    kind = models.CharField(max_length=32)
    face = models.CharField(max_length=8)
    """``own``, ``shared`` or ``public``."""
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, blank=True)
    """The side it comes from."""
    pen = models.CharField(max_length=8, blank=True)
    reach = models.CharField(max_length=16, default="own_side")
    """Reach of its marking, shown on every page and output."""
    stale = models.BooleanField(default=False)
    """Whether a language has not followed the other's last change, or is missing."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "face"], name="entry_face_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "audience", "sort_key"]),
            models.Index(fields=["item", "audience"]),
            models.Index(fields=["audience", "updated_at"]),
            models.Index(fields=["state", "audience", "updated_at"]),
            models.Index(
                fields=["audience", "updated_at"],
                condition=models.Q(stale=True),
                name="entry_stale",
            ),
            models.Index(fields=["reference"]),
        ]


class Record(Face):
    """What every kind's table has: the face columns, with the entry as its key."""

    entry = models.OneToOneField(
        Entry, on_delete=models.CASCADE, primary_key=True, related_name="%(class)s"
    )

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True


class Link(models.Model):
    """A named relation from a face of one record to another record.

    Kept with the version as a fact, and here to be looked up from the other end. The audience is
    that of the face it stands on: a link is as secret as the text that makes it.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="links")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    kind = models.CharField(max_length=32)
    """Kind of the record that the link stands on."""
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    sort_key = models.CharField(max_length=240)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["to", "kind", "audience", "sort_key"]),
            models.Index(fields=["relation", "to"]),
            models.Index(
                fields=["to", "relation", "kind", "audience", "sort_key", "entry"],
                name="link_by_relation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.relation} {self.to_id}"


class Facet(models.Model):
    """One of several values of a face that lists filter by: an owner's post, a beneficiary."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "value", "entry"])]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Confirmation(models.Model):
    """That a side confirmed a wording: it records what both worked out, and binds nobody."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="confirmations")
    content_digest = models.CharField(max_length=64)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    signature = models.CharField(max_length=200, blank=True)
    """Of the side's node, once there is exchange."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "content_digest", "side"], name="confirmed_once_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.side_id} {self.content_digest[:12]}"


class Consent(models.Model):
    """One official's consent to a step that takes two: publication, restricted sharing.

    Bound to the version digest: any change makes it void.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="consents")
    version_digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=16)
    """``publish`` or ``share``."""
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version_digest", "purpose", "by"], name="consent_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.side_id}"


class Proposal(models.Model):
    """A change that somebody without the pen puts to the one who holds it."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="proposals")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="proposals")
    """The text it was written against."""
    wording = models.JSONField(default=dict)
    """Field to language to text, only what it would change."""
    note = models.TextField(blank=True)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    """``open``, ``taken``, ``declined`` or ``withdrawn``."""
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "state"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class ProposedChange(Record):
    """A proposal as it goes to another side's node: a record of the side that proposes."""


class ProposalAnswer(Record):
    """The answer to a proposal of another side, as it goes back to its node."""


class Publication(models.Model):
    """A publication planned for a time: of one version, chosen by one official.

    The worker carries it out when its time has come and no participating side pauses publication.
    """

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    """The text that was chosen; no other is published by this plan."""
    publish_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    """IANA name of the zone the time was given in."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default="planned")
    """``planned``, ``held`` (refused when due), ``published`` or ``cancelled``."""
    refusal = models.JSONField(default=dict)
    """Of a held one: ``code``, and ``message`` and ``hint`` per language."""
    settled_at = models.DateTimeField(null=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    """Of the version: who may read the text may know that it is planned."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(state__in=["planned", "held"]),
                name="publication_open_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "publish_at"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.publish_at:%Y-%m-%d %H:%M} {self.state}"


class Pause(models.Model):
    """Days on which a side publishes nothing, as before an election."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="pauses")
    first_day = models.DateField()
    last_day = models.DateField()
    """Inclusive, both on the side's own calendar."""
    reason_en = models.CharField(max_length=300)
    reason_ja = models.CharField(max_length=300)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["first_day", "side_id"]

    def __str__(self) -> str:
        return f"{self.side_id} {self.first_day} to {self.last_day}"

    @property
    def reason(self) -> str:
        """The reason in the language of the page being made."""
        return self.reason_ja if get_language() == "ja" else self.reason_en


class PublishedName(models.Model):
    """The name under which a ministry published a record's matter, in one language, with its link.

    The other side and the public read it once the record is public.
    """

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="published_names")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    """Whose officials entered it, and whose organisation it is."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=300)
    link = models.CharField(max_length=1000)
    day = models.DateField()
    """On which the ministry published it, on its side's calendar."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["side_id", "organisation_id", "language", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "organisation", "language"],
                condition=models.Q(removed_at=None),
                name="published_name_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.organisation_id} {self.language}"


class Counter(models.Model):
    """The next number of a readable reference."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class MarkingTerm(models.Model):
    """A national marking this node knows, verbatim, with its rank and what it asks for."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="marking_terms")
    text = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField()
    accepted = models.BooleanField(default=True)
    """False for what has no place here: SECRET, 機密性3, 特定秘密 …"""
    caveat = models.BooleanField(default=False)
    """True for a handling caveat beside a marking."""
    limit = models.CharField(max_length=16, blank=True)
    """The reach that a caveat limits to; empty where it only says how to handle."""
    named_only = models.BooleanField(default=False)
    """True where it may reach named people only (-SENSITIVE)."""
    handled = models.JSONField(default=dict)
    """Other side's code to its own words: how it handles what bears this."""
    mail = models.BooleanField(default=False)
    """Whether the title of what bears it may stand in a mail over an open network."""
    handling_en = models.TextField(blank=True)
    handling_ja = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["side_id", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["side", "text"], name="marking_term_once")
        ]

    def __str__(self) -> str:
        return self.text


class SearchDocument(models.Model):
    """What search reads of a face: see :mod:`kakehashi.records.search`.

    On SQLite the row's number is its place among all documents, which is where it stands among
    equal hits; on PostgreSQL hits are sorted by ``place``.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="search_document")
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=32)
    reference = models.CharField(max_length=80)
    place = models.CharField(max_length=600)
    """Weight of the kind, the face's sort key, its reference: the order of equal hits."""
    title = models.TextField(blank=True)
    """The titles in both languages, in the form that hits are verified on."""
    body = models.TextField(blank=True)
    """All other text in both languages, and the reference, in the same form."""
    tokens = models.TextField()
    """What the index holds, parted by blanks: of the whole text, of the titles, who and what."""
    unread = models.BooleanField(default=False)
    """Whether it has more tokens than the index takes, so that only its texts tell."""

    def __str__(self) -> str:
        return self.reference
