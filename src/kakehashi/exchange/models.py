"""Lines to other sides' nodes, what waits to go across, what came, sealed blobs."""

import datetime as dt
from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Side
from kakehashi.records.models import Item, Version

ENROLLED, FROZEN, ENDED = "enrolled", "frozen", "ended"
COMING = "coming"
"""Of what follows an entry of another side: it is being fetched."""
QUEUED, ENTERED, HELD, OPENED, REFUSED, MISSING = (
    "queued",
    "entered",
    "held",
    "opened",
    "refused",
    "missing",
)
STATES = (QUEUED, ENTERED, HELD, OPENED, REFUSED, MISSING)
"""What became of something told: waits here; in the log; held there; seen there by an official."""


class Line(models.Model):
    """The line to one other side: keys of both, address, how far each has come."""

    peer = models.OneToOneField(Side, primary_key=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=ENROLLED)
    origin = models.CharField(max_length=255, unique=True)
    """Of this node's own log to them."""
    peer_origin = models.CharField(max_length=255, unique=True)
    peer_keys = models.BinaryField()
    """Canonical bytes of their public keys, whose words were compared."""
    certificate = models.TextField(blank=True)
    """Theirs, PEM: what the outer TLS wall is checked against."""
    address = models.CharField(max_length=200, blank=True)
    """``https://host:port`` of their line port; empty for a line carried by hand."""
    enrolled_by = models.JSONField(default=list)
    """Ids of the two accounts that compared the words."""
    enrolled_at = models.DateTimeField()
    opened = models.BigIntegerField(default=0)
    """Entries of their log that this node has acted on."""
    followed = models.BigIntegerField(default=0)
    """Of these, whose texts search and the kinds have caught up with."""
    heard_at = models.DateTimeField(null=True)
    """When they last answered, or news of theirs was last taken in."""
    waiting_since = models.DateTimeField(null=True)
    """Since when something of ours is not countersigned; empty where all is."""
    failure = models.JSONField(default=dict)
    """Of the last attempt, where it failed: ``code``, ``message`` per language, ``since`` when."""
    failures = models.PositiveIntegerField(default=0)
    restored_at = models.DateTimeField(null=True)
    """When this node found that it was restored; nothing is said until two officials release it."""
    next_try_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.peer_id} {self.state}"

    @property
    def failing_since(self) -> dt.datetime | None:
        """Since when every attempt has failed; None where the last one did not."""
        since = self.failure.get("since")
        return dt.datetime.fromisoformat(since) if since else None


KEYS_LOST, LOG_FORKED, LEAVES_LOST, NODE_LOST = "keys", "fork", "leaves", "node"
CLOSED_WHYS = (KEYS_LOST, LOG_FORKED, LEAVES_LOST, NODE_LOST)
"""Why a log was closed: its keys are lost, it contradicts itself, entries are gone, all is lost."""


class ClosedLog(models.Model):
    """A log of a line that was closed, and the one that follows it."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="closed_logs")
    origin = models.CharField(max_length=255, unique=True)
    own = models.BooleanField()
    why = models.CharField(max_length=8, blank=True)
    """One of ``CLOSED_WHYS``; empty for one of the other side."""
    followed_by = models.CharField(max_length=255, unique=True)
    """Origin of the log that follows it."""
    told = models.JSONField(default=dict)
    """``last`` and ``forked``: what the other side says that the next log begins with."""
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.origin


class Outgoing(models.Model):
    """One thing this side says to another: queued with the step that says it, then in the log."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="outgoing")
    act = models.CharField(max_length=16)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    index = models.BigIntegerField(null=True)
    """Its place in this side's log, once it stands there."""
    log = models.CharField(max_length=255, blank=True)
    """Origin of the closed log that it stands in; empty for the one that the line has now."""
    state = models.CharField(max_length=8, default=QUEUED)
    why = models.CharField(max_length=64, blank=True)
    """Code of the refusal: of our own share gate, or of the other side."""
    held_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "log", "index"], name="outgoing_index_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["line", "state", "id"]),
            models.Index(fields=["item", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.act} {self.state}"

    @property
    def origin(self) -> str:
        """Of the log that it stands in, or will."""
        return self.log or self.line.origin


class Incoming(models.Model):
    """What became here of one entry of another side's log."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="incoming")
    index = models.BigIntegerField()
    log = models.CharField(max_length=255, blank=True)
    """Origin of the closed log that it stands in; empty for the one that the line has now."""
    act = models.CharField(max_length=16, blank=True)
    """Empty for bytes that are no statement."""
    record = models.UUIDField(null=True)
    version = models.CharField(max_length=64, blank=True)
    """Version digest, where it names one."""
    state = models.CharField(max_length=8)
    why = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    """When an official of this side first opened it."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "log", "index"], name="incoming_index_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["record", "index"]),
            models.Index(fields=["line", "state", "index"]),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.index} {self.state}"

    @property
    def origin(self) -> str:
        """Of the log that it stands in."""
        return self.log or self.line.peer_origin


class Blob(models.Model):
    """A sealed record as it crossed, by its digest; larger ones lie in files."""

    digest = models.CharField(max_length=64, primary_key=True)
    """SHA-256 in hexadecimal."""
    size = models.BigIntegerField()
    content = models.BinaryField(null=True)
    """Empty where it lies in a file, or was destroyed."""

    def __str__(self) -> str:
        return self.digest


class Parcel(models.Model):
    """A blob that follows its entry: an attachment, or a record too large to go with it."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="parcels")
    log = models.CharField(max_length=255)
    """Origin of the log whose entry names it."""
    index = models.BigIntegerField()
    part = models.PositiveSmallIntegerField()
    """0 the record, from 1 its attachments in their order."""
    digest = models.CharField(max_length=64, db_index=True)
    """SHA-256 of the sealed bytes in hexadecimal."""
    size = models.BigIntegerField()
    record = models.UUIDField()
    version = models.CharField(max_length=64)
    """Version digest."""
    state = models.CharField(max_length=8, default=ENTERED)
    """Of ours: in the log, then as the other side answered; of theirs: as it was answered."""
    why = models.CharField(max_length=64, blank=True)
    come = models.BigIntegerField(default=0)
    """Bytes that the receiver has, as far as this node knows."""
    tries = models.PositiveIntegerField(default=0)
    """Times that the other side was asked in vain."""
    next_try_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "index", "part"], name="parcel_part_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["line", "state", "part", "size"]),
            models.Index(fields=["record"]),
        ]

    def __str__(self) -> str:
        return f"{self.log}#{self.index}/{self.part} {self.state}"


class Table(models.Model):
    """A table of handling equivalents, and which sides have confirmed it."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    """Canonical bytes."""
    confirmed_by = models.JSONField(default=list)
    """Codes of sides."""
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.digest[:12]


class KeySet(models.Model):
    """The keys of one side's log from one of its sizes on. There is a row once keys changed."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="key_sets")
    origin = models.CharField(max_length=255)
    """Of the log whose keys they are."""
    first = models.BigIntegerField()
    """The smallest checkpoint that they sign: 0, or two more than the index of the statement."""
    keys = models.BinaryField()
    """Canonical bytes of the public keys."""
    certificate = models.TextField(blank=True)
    """Of the line, PEM."""
    closing = models.BinaryField(default=bytes)
    """Of this node's own log: the last checkpoint that the keys before these signed."""
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["origin", "first"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "first"], name="key_set_first_once"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.first}"


WAITING, DONE, VOID, WITHDRAWN = "waiting", "done", "void", "withdrawn"


class Approval(models.Model):
    """What one official asked for and a second has to approve: keys, a new enrolment, a restore."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="approvals")
    purpose = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    """What is to be done, whole: the second official approves this and nothing else."""
    binding = models.CharField(max_length=64)
    """Digest of the facts and of how the line stood; where either moves, the approval is void."""
    state = models.CharField(max_length=10, default=WAITING)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    told_once = ""
    """Of a row just approved: a secret that is shown once and kept nowhere here."""

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line", "purpose"],
                condition=models.Q(state="waiting"),
                name="approval_one_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.purpose} {self.state}"


MADE, LOOKED_AT, TAKEN_IN, DISCARDED = "made", "looked_at", "taken_in", "discarded"


class Bundle(models.Model):
    """One bundle carried by hand: made here for another side, or brought from there."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="bundles")
    state = models.CharField(max_length=10)
    """Made here; brought and looked at, then taken in, refused or discarded."""
    digest = models.CharField(max_length=64)
    """SHA-256 of its manifest."""
    start = models.BigIntegerField(null=True)
    """The first entry of the maker's log in it; empty where it brings none."""
    size = models.BigIntegerField(null=True)
    """Size of the checkpoint in it."""
    files = models.PositiveIntegerField()
    bytes = models.BigIntegerField()
    next_entry = models.BigIntegerField(default=0)
    """Of the receiver's log: the first entry that the maker did not have."""
    asks = models.BigIntegerField(null=True)
    """Where the maker was restored: the first entry of its own log that it asks for."""
    outcome = models.JSONField(default=dict)
    """What one that was brought ``holds``; what ``came`` of it, or why it was ``refused``."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When it was taken in, refused or discarded."""

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["line", "state", "-id"])]

    def __str__(self) -> str:
        return f"{self.line_id} {self.digest[:12]} {self.state}"

    @property
    def entries(self) -> int:
        """How many entries of the maker's log it brings."""
        return max((self.size or 0) - (self.start or 0), 0)

    @property
    def last(self) -> int | None:
        """The last entry in it; None where it brings none."""
        return self.size - 1 if self.size and self.entries else None
