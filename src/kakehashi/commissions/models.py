"""The commissions room's tables: three kinds of record, and the working state around them."""

import datetime as dt
from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Audience, Organisation, Post, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Record


class Commission(Record):
    """A request for text, sent to many offices of one side."""

    area = models.CharField(max_length=80, blank=True)


class CommissionReturn(Record):
    """What one person of one office answered; a second answer of theirs is a newer version."""

    commission = models.CharField(max_length=80)
    given = models.CharField(max_length=8)
    """``text`` or ``nil``."""


class ConsolidatedText(Record):
    """One text made of returns, each paragraph bearing the return that it comes from."""

    commission = models.CharField(max_length=80)


class Course(models.Model):
    """The course of a commission: whose it is, where it hangs, by when, whether it is open."""

    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, primary_key=True, related_name="course"
    )
    root = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    """The commission at the top of the tree; itself where nobody passed it on."""
    under = models.OneToOneField(
        "Asked", null=True, on_delete=models.PROTECT, related_name="passed_on"
    )
    """The request that was passed on by this one."""
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The office that commissions."""
    state = models.CharField(max_length=12, default="open")
    """``open``, ``closed`` or ``withdrawn``."""
    due_date = models.DateField()
    """By when the offices are to answer."""
    outer_date = models.DateField()
    """By when who commissions needs it; never before ``due_date``."""
    language = models.CharField(max_length=8)
    """In which the offices are written to."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    """Whose it is: the post, not the person."""
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    """Why it was withdrawn."""
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "state", "due_date"]),
            models.Index(fields=["audience", "at"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_date__lte=models.F("outer_date")),
                name="commission_due_before_outer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class Asked(models.Model):
    """One office that was asked, by when, and what came of it."""

    commission = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="asked")
    root = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(max_length=120, blank=True)
    """Within the organisation, as its side calls it."""
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    """Who is to answer, where a post is named."""
    mailbox = models.EmailField(blank=True)
    """Where the request goes with a link; empty for an office that answers on the desk."""
    position = models.PositiveSmallIntegerField(default=0)
    due_date = models.DateField()
    """Its own: that of the commission, or later where more time was granted."""
    answer = models.CharField(max_length=8, blank=True)
    """``text``, ``nil``, or empty before it answered."""
    answered_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    chosen = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    """Of several people's returns: the one that counts."""
    extension = models.CharField(max_length=8, blank=True)
    """``asked``, ``granted`` or ``refused``."""
    extension_date = models.DateField(null=True)
    extension_why = models.CharField(max_length=500, blank=True)
    extension_reply = models.CharField(max_length=500, blank=True)
    moved_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    """The successor's, where the office's work passed on while it was asked."""

    class Meta:
        ordering: ClassVar = ["commission_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["root", "organisation", "division"], name="commission_asked_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "answer", "due_date"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.answer}"


class Given(models.Model):
    """That an office gave a return: which record it is, who gave it and how it came."""

    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, primary_key=True, related_name="given"
    )
    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="returns")
    given = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    """Of who answered: of the account, or as it was typed."""
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    """Empty for what came by a link."""
    late = models.BooleanField(default=False)
    at = models.DateTimeField()
    """When its newest version came."""

    class Meta:
        ordering: ClassVar = ["asked_id", "at"]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.given}"

    @property
    def by_link(self) -> bool:
        """Whether it came by a link, so that the name is as it was typed."""
        return self.account_id is None


class Draft(models.Model):
    """A text that an office is writing, or that came too late to be taken; nothing overwrites it.

    Every saving that changes it is a row; the oldest go when there are very many.
    """

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="drafts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    name = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=12, blank=True)
    """``closed`` or ``withdrawn`` where it was sent after that; empty for a draft."""
    taken_at = models.DateTimeField(null=True)
    """When who commissioned took it as a return after all."""
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["asked_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked", "number"], name="commission_draft_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.number}"


class AnswerLink(models.Model):
    """A link by which an office answers one request without an account. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret."""
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    """Empty where a reminder made it."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    """The day something was last written by it; reading is not watched."""
    hour = models.DateTimeField(null=True)
    """The hour in which :attr:`writes` are counted."""
    writes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["asked_id", "made_at"]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.made_at:%Y-%m-%d}"

    def works_at(self, at: dt.datetime) -> bool:
        """Say whether it is neither revoked nor over at the moment ``at``."""
        return self.revoked_at is None and at < self.expires_at


class Mailing(models.Model):
    """One mail to a mailbox: a request, or the day's reminders, claimed before it goes out."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    mailbox = models.EmailField()
    sort = models.CharField(max_length=40)
    """``reminders``, or ``request:`` and the number of the office asked."""
    day = models.DateField()
    state = models.CharField(max_length=12)
    """As of :class:`kakehashi.governance.models.Digest`."""
    claimed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "sort", "day"], name="commission_mail_once_a_day"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "claimed_at"])]

    def __str__(self) -> str:
        return f"{self.sort} {self.day} {self.state}"


class Chaser(models.Model):
    """That a mailbox was told one thing about one request: never told again."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="chasers")
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="chasers")
    link = models.ForeignKey(AnswerLink, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=60)
    """``request``, or what is owed and since when."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked", "key"], name="commission_chased_once")
        ]

    def __str__(self) -> str:
        return self.key
