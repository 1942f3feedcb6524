"""Receipts: what became there of what this side said, in its present log or a closed one.

A receipt names its entry by index and leaf hash. Every leaf holds 16 random bytes, so the hash also
says in which of this side's logs it stands.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kakehashi.errors import Refused
from kakehashi.exchange import parcels
from kakehashi.exchange.models import HELD, OPENED, ClosedLog, Line, Outgoing
from kakehashi.ledger.models import Leaf
from kakehashi.ledger.rows import update_rows
from kakehashi.trust.envelopes import SealNotForUs


class ReceiptForNothing(Refused):
    """A receipt for an entry that this side's log does not have, or has otherwise."""

    code = "receipt-for-nothing"
    message = {
        "en": "The receipt is for an entry {index} that was never made here.",
        "ja": "受領記録が示す第{index}番のエントリーは、ここで作成されたものではありません。",
    }
    hint = {
        "en": "It was refused and kept as evidence. What is known of that entry is unchanged.",
        "ja": "受入れを拒否し、証拠として保存しました。当該エントリーの状況に変更はありません。",
    }


def take_receipts(
    line: Line, receipts: Sequence[Mapping[str, Any]], *, at: dt.datetime
) -> list[Refused | None]:
    """Note what became there of what this side said.

    Args:
        line: whose other side says it.
        receipts: the fields of each, in order.
        at: when.

    Returns:
        For each what was refused, None where it stands.
    """
    closed = ClosedLog.objects.filter(line=line, own=True).values_list("origin", flat=True)
    logs = [line.origin, *closed]
    made = {
        (index, bytes(hashed).hex()): log
        for log, index, hashed in Leaf.objects.filter(
            log__in=logs, index__in=[one["index"] for one in receipts]
        ).values_list("log_id", "index", "hash")
    }
    answers: list[Refused | None] = []
    told: dict[str, dict[int, Mapping[str, Any]]] = {}
    for facts in receipts:
        index = facts["index"]
        log = made.get((index, facts["leaf"]))
        stands = log is not None
        if log is not None and "blob" in facts:
            stands = parcels.take_answer(line, log, facts, at=at)
        elif log is not None:
            told.setdefault(log, {})[index] = facts
        answers.append(None if stands else ReceiptForNothing(index=index))
    for log, facts_of in told.items():
        states = {index: facts["state"] for index, facts in facts_of.items()}
        parcels.take_record_answers(line, log, states, at=at)
        _take(line, log, facts_of, at=at)
    return answers


def _take(line: Line, log: str, told: Mapping[int, Mapping[str, Any]], *, at: dt.datetime) -> None:
    name = "" if log == line.origin else log
    rows = list(Outgoing.objects.filter(line=line, log=name, index__in=list(told)))
    for row in rows:
        assert row.index is not None
        facts = told[row.index]
        state = facts["state"]
        if state == OPENED:
            row.opened_at = row.opened_at or at
        if state in (HELD, OPENED):
            row.held_at = row.held_at or at
        elif row.held_at and facts["why"] == SealNotForUs.code:
            continue  # it was held; a node with new keys cannot open it once more
        if not (state == HELD and row.state == OPENED):
            row.state = state
        row.why = facts["why"] or ""
    update_rows(rows, ["state", "why", "held_at", "opened_at"])
