"""The cast: the same people in every test. Haruka (JP), Alice (GB), Mallory (nobody's)."""

import datetime as dt
from dataclasses import dataclass

from kakehashi.people.models import Account, Organisation, Post, Role, Side
from kakehashi.people.rules import PERMISSIONS
from kakehashi.records.models import MarkingTerm

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

READ = ["read_own_side", "read_participants"]
WRITE = [*READ, "write", "propose", "comment"]
ROLES = {
    "coordinator": [
        permission for permission in PERMISSIONS if permission not in ("operate", "audit")
    ],
    "topic_lead": [
        *WRITE,
        "share",
        "confirm",
        "hold_pen",
        "request_pen",
        "record_decisions",
        "see_timeline",
    ],
    "contributor": WRITE,
    "reader": READ,
    "auditor": [*READ, "audit", "see_timeline"],
    "operator": ["operate", "see_timeline"],
}


@dataclass
class Cast:
    """Who plays."""

    haruka: Account  # coordinator, Japan
    kenji: Account  # topic lead, Japan
    yuki: Account  # reader, Japan
    alice: Account  # coordinator, the UK
    bob: Account  # contributor, the UK
    grace: Account  # auditor, the UK
    mallory: Account  # an account without any role or side
    olga: Account  # operator


def make_cast() -> Cast:
    """Make sides, roles and everybody."""
    for position, (code, en, ja, language, zone) in enumerate(
        [
            ("JP", "Japan", "日本側", "ja", "Asia/Tokyo"),
            ("GB", "the UK", "英国側", "en", "Europe/London"),
        ]
    ):
        Side.objects.create(
            code=code,
            name_en=en,
            name_ja=ja,
            language=language,
            zone=zone,
            calendar=code,
            position=position,
        )
    for position, (code, permissions) in enumerate(ROLES.items()):
        Role.objects.create(
            code=code,
            name_en=code.capitalize(),
            name_ja=code,
            description_en=code,
            description_ja=code,
            permissions=permissions,
            position=position,
        )
    for side, organisation in (("JP", "mic"), ("GB", "dsit")):
        Organisation.objects.create(
            id=organisation,
            side_id=side,
            name_en=organisation.upper(),
            name_ja=organisation.upper(),
        )
        Post.objects.create(
            id=f"coordinator-{organisation}",
            organisation_id=organisation,
            name_en=f"Coordinator, {organisation.upper()}",
            name_ja=f"{organisation} 調整担当",
        )
    for side, text, rank, accepted, named in (
        ("JP", "機密性1", 1, True, False),
        ("JP", "機密性2", 2, True, False),
        ("JP", "機密性3", 3, False, False),
        ("GB", "OFFICIAL", 1, True, False),
        ("GB", "OFFICIAL-SENSITIVE", 2, True, True),
        ("GB", "SECRET", 3, False, False),
    ):
        MarkingTerm.objects.create(
            side_id=side, text=text, rank=rank, accepted=accepted, named_only=named
        )
    MarkingTerm.objects.create(
        side_id="GB", text="HMG USE ONLY", rank=0, caveat=True, limit="own_side"
    )
    people = {
        "haruka": ("JP", "mic", "coordinator", "Haruka", "春香"),
        "kenji": ("JP", "mic", "topic_lead", "Kenji", "健二"),
        "yuki": ("JP", "mic", "reader", "Yuki", "由紀"),
        "alice": ("GB", "dsit", "coordinator", "Alice", "アリス"),
        "bob": ("GB", "dsit", "contributor", "Bob", "ボブ"),
        "grace": ("GB", "dsit", "auditor", "Grace", "グレース"),
        "mallory": (None, None, None, "Mallory", "マロリー"),
        "olga": (None, None, "operator", "Olga", "オルガ"),
    }
    accounts = {}
    for name, (side, organisation, role, en, ja) in people.items():
        account = Account.objects.create(
            username=name,
            side_id=side,
            organisation_id=organisation,
            name_en=en,
            name_ja=ja,
            post_id=f"coordinator-{organisation}" if role == "coordinator" else None,
            language="ja" if side == "JP" else "en",
            zone="Asia/Tokyo" if side == "JP" else "Europe/London",
            created_at=NOW,
        )
        if role:
            account.roles.add(role)
        accounts[name] = account
    return Cast(**accounts)
