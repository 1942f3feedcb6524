"""Accounts: their roles and groups, posts they act in, sign-in links, tokens for programs."""

import datetime as dt
import uuid
from typing import ClassVar

import uuid_utils.compat
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kakehashi.people.models.offices import Bilingual, Organisation, Person, Post, Side


def fresh_id() -> uuid.UUID:
    """Return a new UUIDv7."""
    return uuid_utils.compat.uuid7()


class Role(Bilingual):
    """What an account may do, as data: a list of permissions, described in both languages."""

    code = models.SlugField(primary_key=True, max_length=40)
    description_en = models.TextField()
    description_ja = models.TextField()
    permissions = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]


class Group(Bilingual):
    """A named circle of accounts, of one side or of both."""

    code = models.SlugField(primary_key=True, max_length=60)
    side = models.ForeignKey(Side, null=True, blank=True, on_delete=models.PROTECT)


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by user name."""


class Account(AbstractBaseUser, Bilingual):
    """Somebody who can sign in, on behalf of a side or as the node's operator."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    username = models.SlugField(max_length=60, unique=True)
    side = models.ForeignKey(Side, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts"
    )
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=40, default="UTC")
    is_active = models.BooleanField(default=True)
    roles = models.ManyToManyField(Role, related_name="accounts", blank=True)
    groups = models.ManyToManyField(Group, related_name="members", blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    """``officer`` or ``private_office``: whose sign-in links a first start prints."""
    created_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    """When the desk was last asked for anything; a longer pause begins a new visit."""
    looked_at = models.DateTimeField(null=True)
    """When what is new was last shown."""
    seen_until = models.DateTimeField(null=True)
    """What happened after this is new to them; moves only when a visit begins."""
    email = models.EmailField(blank=True)
    """Where reminders go; none go out without one."""
    reminders = models.CharField(max_length=8, default="daily")
    """``daily``, ``weekly`` or ``off``."""
    shortcuts = models.BooleanField(default=True)
    """Whether single keys do something on the desk (WCAG 2.1.4)."""

    objects = Accounts()

    USERNAME_FIELD = "username"

    class Meta:
        ordering: ClassVar = ["side_id", "username"]

    def __str__(self) -> str:
        return self.username


class Seat(models.Model):
    """That an account acts in a post, with the roles it has there; over once ``ended_at`` is set.

    An account that has ever had one post alone needs none: its own columns say it. One that holds
    several has a seat for each and acts in one at a time; ``Account.post``, ``organisation``,
    ``roles`` and ``groups`` are always those of that one, so that whatever asks what somebody may
    do asks the account alone.
    """

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="seats")
    """None for what an account may do without any post."""
    roles = models.JSONField(default=list)
    """Codes of roles."""
    groups = models.JSONField(default=list)
    """Codes of groups."""
    given_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who gave the account this post and its roles; None for what the profile or operator gave."""
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["account_id", "begun_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "post"],
                condition=models.Q(ended_at__isnull=True),
                name="seat_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.post_id}"


class SignInLink(models.Model):
    """A link that signs an account in once, before it expires. Only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """A secret by which a program reads as an account. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    """The post in which it was made; it ends when the account leaves that post."""
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    """The day it was last used; no finer, so that reading is not watched."""

    class Meta:
        ordering: ClassVar = ["account_id", "made_at"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.name}"

    def works_at(self, at: dt.datetime) -> bool:
        """Say whether it is neither revoked nor over at the moment ``at``."""
        return self.revoked_at is None and at < self.expires_at
