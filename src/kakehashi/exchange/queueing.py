"""The queue: what a step on a record asks to be told, in the transaction of the step.

Nothing is sealed, signed or sent here, so a step costs no more than a row for each line.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from kakehashi.exchange.gate_asked import check_gate
from kakehashi.exchange.models import ENROLLED, FROZEN, Line, Outgoing
from kakehashi.exchange.waking import wake
from kakehashi.people.models import Account
from kakehashi.records.models import Item, Version


class Queue:
    """Carries steps to the other sides' nodes: see :class:`kakehashi.records.crossing.Carrier`."""

    def carry(
        self,
        act: str,
        item: Item,
        version: Version | None,
        facts: Mapping[str, object],
        *,
        by: Account | None,
        at: dt.datetime,
    ) -> None:
        """Queue a step for every line whose side the record is shared with.

        Raises:
            GateShut: when an official shares what may not go: nothing is queued, the step undone.
        """
        lines = list(Line.objects.filter(peer__in=item.sides, state__in=(ENROLLED, FROZEN)))
        if act == "share" and by is not None and version is not None:
            check_gate(version.marking, [line.peer_id for line in lines])
        rows = [
            Outgoing(
                line=line, act=act, item=item, version=version, facts=dict(facts), by=by, at=at
            )
            for line in lines
        ]
        if rows:
            Outgoing.objects.bulk_create(rows)
            transaction.on_commit(wake)
