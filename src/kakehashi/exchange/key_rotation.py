"""Changing this node's own keys: made, said in the log by old and new, in force once countersigned.

New keys lie beside the old ones until the other side's countersignature covers the statement; then
files are renamed, one by one, so that a node killed in between goes on where it stopped.
"""

import dataclasses
import datetime as dt
import os
import secrets
from collections.abc import Collection

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.keys_in_force import BEHIND, Period, note_change, own_periods, write_period
from kakehashi.exchange.models import (
    ENROLLED,
    ENTERED,
    MISSING,
    QUEUED,
    REFUSED,
    Incoming,
    KeySet,
    Line,
    Outgoing,
    Parcel,
)
from kakehashi.exchange.own_keys import (
    KEYS,
    LINE_CERTIFICATE,
    LINE_KEY,
    NEXT,
    RETIRED,
    certificate_pin,
    escrow,
    folder,
    fresh_certificate,
    next_keys,
    own_certificate,
    own_keys,
    own_public,
    rename_next,
    retired_files,
    write_key,
)
from kakehashi.exchange.waking import wake
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.guard import sync_folder
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Log
from kakehashi.people.models import Account
from kakehashi.trust.key_changes import prove_change
from kakehashi.trust.key_sets import SecretKeys, fresh_keys
from kakehashi.trust.key_succession import named_change, succeed
from kakehashi.trust.note_keys import SigningKey
from kakehashi.trust.statements import Statement, read_statement

LOG, COUNTERSIGN, SEALING, LINE = "log", "countersign", "sealing", "line"
KINDS = (LOG, COUNTERSIGN, SEALING, LINE)
"""Kinds of key that are changed each by itself or together."""


class NoSuchKind(Refused):
    """A kind of key that there is not."""

    code = "no-such-kind-of-key"
    message = {"en": "There is no kind of key “{kind}”.", "ja": "「{kind}」という鍵はありません。"}
    hint = {
        "en": "One or more of: log, countersign, sealing, line.",
        "ja": "log、countersign、sealing、line から選んでください。",
    }


class KeysChanging(Refused):
    """Another change of keys waits for the other side."""

    code = "keys-changing"
    status = 409
    message = {
        "en": "A change of keys is under way already.",
        "ja": "鍵の変更が既に進行中です。",
    }
    hint = {
        "en": "It is complete once the other side has countersigned it. Then ask again.",
        "ja": "相手側の連署により完了します。その後、改めて依頼してください。",
    }


class NewKeysGone(Refused):
    """The other side countersigned new keys that this node does not have."""

    code = "new-keys-gone"
    status = 409
    message = {
        "en": "The keys that took effect at entry {index} are not on this node.",
        "ja": "第{index}番のエントリーで有効となった鍵が、このノードにありません。",
    }
    hint = {
        "en": "Put the folder of keys back from a copy made since. If there is none, they are "
        "lost: enrol anew with a new log.",
        "ja": "その後に作成した写しから鍵のフォルダーを復元してください。写しがないときは、"
        "新しいログにより再登録してください。",
    }


def rotate(line: Line, kinds: Collection[str], *, by: Account, at: dt.datetime) -> Outgoing:
    """Make new keys of these kinds and queue the statement that puts them in force.

    Two officials have approved it: see :mod:`.approving`.

    Raises:
        NoSuchKind: for a kind that there is not.
        KeysChanging: while another change is not complete.
        NoKeys: when this node has none.
    """
    check_kinds(kinds)
    with transaction.atomic():
        locked = Line.objects.select_for_update(of=("self",)).get(pk=line.pk, state=ENROLLED)
        check_none_under_way(locked)
        _make(kinds)
        row = Outgoing.objects.create(
            line=locked, act="key", facts={"kinds": sorted(kinds)}, by=by, at=at
        )
        transaction.on_commit(wake)
    return row


def check_kinds(kinds: Collection[str]) -> None:
    """Refuse kinds of key that there are not.

    Raises:
        NoSuchKind: naming the first.
    """
    for kind in sorted(kinds) or [""]:
        if kind not in KINDS:
            raise NoSuchKind(kind=kind)


def check_none_under_way(line: Line) -> None:
    """Refuse while a change of keys is not complete.

    Raises:
        KeysChanging: when there is one.
    """
    waits = Outgoing.objects.filter(line=line, act="key", log="", state=QUEUED).exists()
    if waits or under_way(line) is not None:
        raise KeysChanging


def under_way(line: Line) -> int | None:
    """Return the index of a change of this side's keys that is not in force here yet."""
    row = KeySet.objects.filter(origin=line.origin, first__gt=0).order_by("-first").first()
    return None if row is None or row.closing else row.first - BEHIND


def _make(kinds: Collection[str]) -> None:
    old = own_keys()
    fresh = fresh_keys(
        partnership=old.partnership,
        side=old.side,
        origin=old.origin,
        countersigner=old.countersigner,
    )
    made = dataclasses.replace(
        old,
        log=fresh.log if LOG in kinds else old.log,
        countersign=fresh.countersign if COUNTERSIGN in kinds else old.countersign,
        sealing=fresh.sealing if SEALING in kinds else old.sealing,
    )
    for name in (LINE_KEY, LINE_CERTIFICATE):
        (folder() / NEXT / name).unlink(missing_ok=True)
    if LINE in kinds:
        key, certificate = fresh_certificate(_host())
        write_key(f"{NEXT}/{LINE_KEY}", key)
        write_key(f"{NEXT}/{LINE_CERTIFICATE}", certificate)
    write_key(f"{NEXT}/{KEYS}", made.as_bytes())


def _host() -> str:
    subject = x509.load_pem_x509_certificate(own_certificate()).subject
    return str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _next_period(first: int) -> Period | None:
    """Return what the keys made are, as the other side reads them; None where none were made."""
    made = next_keys()
    if made is None:
        return None
    pem = _next_certificate()
    public = made.public(escrow=escrow(), certificate=certificate_pin(pem))
    return Period(first, public, pem.decode())


def _next_certificate() -> bytes:
    try:
        return (folder() / NEXT / LINE_CERTIFICATE).read_bytes()
    except FileNotFoundError:
        return own_certificate()


def stated(statement: Statement) -> Statement:
    """Return the ``key`` statement with what changes, and the proofs of old and new keys.

    Args:
        statement: the act ``key`` with any facts.

    Raises:
        NewKeysGone: when no keys were made.
        KeyChangeWrong: when nothing would change.
    """
    made = next_keys()
    if made is None:
        raise NewKeysGone(index="-")
    old = own_keys()
    before = own_public()
    pem = _next_certificate()
    after = made.public(escrow=escrow(), certificate=certificate_pin(pem))
    changed = after.certificate != before.certificate
    ders = (_der(own_certificate()), _der(pem)) if changed else None
    added, retired = named_change(before, after, ders)
    bare = dataclasses.replace(statement, facts={"added": added, "retired": retired, "proofs": []})
    signers = [one for one in _signing(made) if one.verifier.text in added]
    signers += [one for one in _signing(old) if one.verifier.text in retired]
    proven = prove_change(bare, signers)
    succeed(proven, before)
    return proven


def _signing(keys: SecretKeys) -> tuple[SigningKey, ...]:
    return (*keys.log, *keys.countersign)


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def entered(line: Line, index: int, *, at: dt.datetime) -> None:
    """Write down, in the transaction that enters the statement, which keys sign what follows it.

    Raises:
        NewKeysGone: when no keys were made.
    """
    after = _next_period(index + BEHIND)
    if after is None:
        raise NewKeysGone(index=index)
    write_period(line, line.origin, own_periods(line)[-1], after, at=at)


def settle(line: Line, *, at: dt.datetime) -> bool:
    """Put this side's new keys in force where the other side has countersigned their statement.

    Returns:
        Whether more may be entered: not behind a statement that is not countersigned yet.

    Raises:
        NewKeysGone: when the keys are not here.
    """
    row = KeySet.objects.filter(origin=line.origin, first__gt=0).order_by("-first").first()
    if row is None or row.closing:
        return True
    log = Log.objects.get(pk=line.origin)
    size = row.first - 1
    if log.countersigned_size < size:
        return False
    wanted = bytes(row.keys)
    coming = _next_period(row.first)
    if coming is not None and coming.keys.canonical() == wanted:
        _switch(size)
    if own_public().canonical() != wanted:
        raise NewKeysGone(index=row.first - BEHIND)
    with transaction.atomic():
        if KeySet.objects.filter(pk=row.pk, closing=b"").update(closing=bytes(log.signed)):
            entry = entries(line.origin, size - 1, size)[0]
            note_change(own_keys().side, line.origin, read_statement(entry), size - 1, at=at)
    return True


def _switch(size: int) -> None:
    """Let the new files take the place of the old ones; may be cut off and done again."""
    made, old = next_keys(), own_keys()
    assert made is not None
    if made.sealing != old.sealing:
        write_key(f"{RETIRED}/{size}", old.sealing.secret)
    rename_next()


def destroy_retired(line: Line, *, at: dt.datetime) -> int:
    """Destroy retired sealing keys once nothing that they have to open can be on its way.

    That is when the other side wrote something after it had countersigned the change, all before
    it was opened here with its blobs, and all that this side shared before was receipted.

    Returns:
        How many were destroyed.
    """
    files = retired_files()
    if not files or not line.opened:
        return 0
    last = entries(line.peer_origin, line.opened - 1, line.opened)[0]
    try:
        seen = read_statement(last).seen
    except Refused:
        return 0
    follows = Parcel.objects.filter(line=line, log=line.peer_origin, held_at=None)
    waits = (
        Incoming.objects.filter(line=line, state=MISSING).exists()
        or follows.exclude(state=REFUSED).exists()
    )
    gone = 0
    for path in files:
        size = int(path.name)
        unreceipted = Outgoing.objects.filter(
            line=line, act="share", log="", index__lt=size, state=ENTERED
        ).exists()
        if waits or unreceipted or seen is None or seen.size < size:
            continue
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        gone += 1
    if gone:
        sync_folder(folder() / RETIRED)
        ledger.append(
            [
                ledger.Entry(
                    name="exchange.keys.destroyed",
                    actor="",
                    side=own_keys().side,
                    subject="",
                    facts={"origin": line.origin, "keys": gone},
                )
            ],
            at=at,
        )
    return gone
