"""Enrolment: two nodes come to know each other's keys, once their words were compared by voice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from cryptography import x509
from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.equivalents import confirm_table, partnership, proposed_table
from kakehashi.exchange.keys_in_force import note_first, own_periods
from kakehashi.exchange.models import ENROLLED, Line, Outgoing
from kakehashi.exchange.own_keys import certificate_pin, own_certificate, own_keys, own_public
from kakehashi.exchange.waking import wake
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.appending import make_log
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import check_side
from kakehashi.people.seats import check_independent
from kakehashi.people.selectors import viewer_of
from kakehashi.records.crossing import node_side
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.fingerprints import check_words
from kakehashi.trust.key_sets import PublicKeys, read_public_keys
from kakehashi.trust.reading import is_base64, is_text, read_object
from kakehashi.trust.spellings import from_base64, to_base64

CARD = "kakehashi/enrolment/v1"
LARGEST_CARD = 1 << 17


class CardWrong(Refused):
    """A card that is not of the other side of this partnership, or contradicts itself."""

    code = "enrolment-card-wrong"
    message = {
        "en": "This card cannot be enrolled: {why}.",
        "ja": "この登録カードは使用できません（{why}）。",
    }
    hint = {
        "en": "Nothing was changed. Ask the other side for its card again.",
        "ja": "何も変更されていません。相手側に登録カードの再送を依頼してください。",
    }


class TwoOfficialsNeeded(Refused):
    """Enrolling takes two different officials of this side."""

    code = "two-officials-needed"
    status = 409
    message = {
        "en": "This takes two different officials of your side.",
        "ja": "自国側の異なる担当者2名が必要です。",
    }
    hint = {
        "en": "Ask a colleague who may approve restricted sharing to confirm it too.",
        "ja": "限定共有の承認権限を持つ同僚の確認を得てください。",
    }


class AlreadyEnrolled(Refused):
    """There is a line to that side."""

    code = "already-enrolled"
    status = 409
    message = {
        "en": "A line to {side} is enrolled already.",
        "ja": "{side}との接続は、既に登録されています。",
    }
    hint = {
        "en": "End it first; new keys come with a statement of the old ones.",
        "ja": "既存の接続を終了してください。鍵の更新は、旧鍵による記載によって行います。",
    }


@dataclass(frozen=True)
class Card:
    """What a node hands to the other side: its public keys, its certificate, its address."""

    keys: bytes
    certificate: str
    address: str

    def as_bytes(self) -> bytes:
        """Return the card as it is handed over."""
        return canonical_bytes(
            {
                "type": CARD,
                "keys": to_base64(self.keys),
                "certificate": to_base64(self.certificate.encode()),
                "address": self.address or "-",
            }
        )


def own_card(address: str) -> Card:
    """Return this node's card.

    Raises:
        NoKeys: when it has no keys.
    """
    return Card(own_public().canonical(), own_certificate().decode(), address)


def read_card(content: bytes) -> Card:
    """Return what a card says.

    Raises:
        ObjectMalformed: when it is none.
    """
    fields = {"keys": is_base64(), "certificate": is_base64(), "address": is_text(200)}
    value = read_object(content, CARD, fields, largest=LARGEST_CARD)
    address = "" if value["address"] == "-" else value["address"]
    return Card(
        from_base64(value["keys"]) or b"",
        (from_base64(value["certificate"]) or b"").decode("ascii", "replace"),
        address,
    )


def words_of(card: Card, language: str) -> tuple[str, ...]:
    """Return the twelve words to be read out by the side whose card it is.

    Raises:
        ObjectMalformed, KeyMalformed, KeyWeak: when the card holds no proper keys.
    """
    return read_public_keys(card.keys).words(language)


def enrol(card: Card, *, words: str, language: str, by: Sequence[Account], at: dt.datetime) -> Line:
    """Enrol the other side, after two officials compared the words with it by voice.

    Both sides' logs begin here, and this side confirms the table of handling equivalents.

    Args:
        card: theirs.
        words: as they were heard.
        language: of the words.
        by: the two officials.
        at: when.

    Raises:
        TwoOfficialsNeeded, NoSide, NotYourRole, RoleGivenByOther: for the officials.
        ObjectMalformed, KeyMalformed, KeyWeak, SealingKeyWrong, CardWrong: for the card.
        WordsDiffer: when the words are not those of the card.
        AlreadyEnrolled: when there is a line to that side.
        TableUnsound: when this node's table contradicts itself.
    """
    if len({one.pk for one in by}) != 2:  # noqa: PLR2004 - two officials
        raise TwoOfficialsNeeded
    for one in by:
        check_side(viewer_of(one), ["approve_restricted"])
    check_independent(by[0], by[1], "approve_restricted")
    keys = own_keys()
    theirs = read_public_keys(card.keys)
    if theirs.origin == keys.origin:
        raise CardWrong(why={"en": "its log has the name of yours", "ja": "ログ名が自ノードと同一"})
    check_card(card, theirs)
    check_words(card.keys, words, language)
    with transaction.atomic():
        if Line.objects.filter(peer=theirs.side).exists():
            raise AlreadyEnrolled(side=theirs.side)
        line = Line.objects.create(
            peer_id=theirs.side,
            state=ENROLLED,
            origin=keys.origin,
            peer_origin=theirs.origin,
            peer_keys=card.keys,
            certificate=card.certificate,
            address=card.address.rstrip("/"),
            enrolled_by=[str(one.pk) for one in by],
            enrolled_at=at,
        )
        make_log(keys.origin, own=True)
        make_log(theirs.origin, own=False)
        note_first(line, keys.origin, own_periods(line)[0], at=at)
        table = proposed_table()
        confirm_table(table, keys.side, at=at)
        Outgoing.objects.create(
            line=line,
            act="correspondence",
            facts={"correspondence": table.digest},
            by=by[0],
            at=at,
        )
        ledger.append(
            [
                ledger.Entry(
                    name="exchange.line.enrolled",
                    actor=str(one.pk),
                    side=keys.side,
                    subject="",
                    facts={"peer": theirs.side, "origin": theirs.origin},
                )
                for one in by
            ],
            at=at,
        )
        transaction.on_commit(wake)
    return line


def _is_address(address: str) -> bool:
    """Say whether it is empty or ``https://host:port``: the words do not cover the address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = urlunsplit((parts.scheme, parts.netloc, "", "", "")) == address.rstrip("/")
    named = parts.scheme == "https" and bool(parts.hostname) and port != 0
    return not address or (named and plain and "@" not in parts.netloc)


def check_card(card: Card, keys: PublicKeys, *, peer: str = "") -> None:
    """Check that a card is of the other side of this partnership, and all of one piece.

    Args:
        card: the card.
        keys: on it.
        peer: code of the side that it has to be of; empty for any other side.

    Raises:
        CardWrong: naming what is not so.
    """
    side = node_side()
    origins = set(Line.objects.values_list("origin", flat=True))
    try:
        held = certificate_pin(card.certificate.encode())
        x509.load_pem_x509_certificate(card.certificate.encode())
    except ValueError:
        held = ""
    claims = (
        (_is_address(card.address), "its address is none", "接続先アドレスが正しくない"),
        (keys.partnership == partnership(), "another partnership", "別のパートナーシップのもの"),
        (keys.side != side, "it is your own side's", "自国側のもの"),
        (
            Side.objects.filter(pk=keys.side).exists() and peer in ("", keys.side),
            "no side of this partnership",
            "当該側が存在しない",
        ),
        (
            held == keys.certificate,
            "its certificate is not the one its keys name",
            "証明書が鍵の記載と異なる",
        ),
        (keys.origin not in origins, "its log has the name of yours", "ログ名が自ノードと同一"),
    )
    for holds, en, ja in claims:
        if not holds:
            raise CardWrong(why={"en": en, "ja": ja})
