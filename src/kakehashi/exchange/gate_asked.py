"""The share gate, asked before anything is queued: what would go, to whom, handled how there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.exchange.equivalents import TableNotConfirmed, table_in_force
from kakehashi.exchange.models import ENROLLED, FROZEN, Line
from kakehashi.people.models import Side
from kakehashi.records.crossing import node_side
from kakehashi.trust.gate import REASONS, Recipients, Verdict, ask_gate, pass_gate
from kakehashi.trust.markings import read_marking


@dataclass(frozen=True)
class Asked:
    """What the share gate says of one recipient."""

    peer: Side
    line: Line | None
    """None where no line to that side is enrolled: it would not be told."""
    verdict: Verdict | None
    """None while both sides have not confirmed a table: what is shared waits on this node."""

    @property
    def refused(self) -> Words:
        """Why the gate stays shut, in words; empty where it is open."""
        return REASONS[self.verdict.shut] if self.verdict and self.verdict.shut else {}

    @property
    def handling(self) -> tuple[str, ...]:
        """How the other side handles it, in its own words."""
        return tuple(self.verdict.handling.get(self.peer.code, ())) if self.verdict else ()


def ask(marking: Mapping[str, object], sides: Sequence[str]) -> list[Asked]:
    """Return what the gate says of a text of this side with ``marking``, recipient by recipient.

    Args:
        marking: the object as it would cross.
        sides: codes of the sides the record is between.
    """
    own = node_side()
    peers = list(Side.objects.filter(pk__in=sides).exclude(pk=own).order_by("position"))
    lines = {
        line.peer_id: line
        for line in Line.objects.filter(
            peer__in=[peer.pk for peer in peers], state__in=(ENROLLED, FROZEN)
        )
    }
    said = read_marking(marking)
    try:
        table = table_in_force()
    except TableNotConfirmed:
        return [Asked(peer, lines.get(peer.pk), None) for peer in peers]
    return [
        Asked(
            peer,
            lines.get(peer.pk),
            ask_gate(said, Recipients([peer.code], list(said.people)), table, origin=own),
        )
        for peer in peers
    ]


def check_gate(marking: Mapping[str, object], peers: Sequence[str]) -> None:
    """Refuse what the gate would not let through to the sides of ``peers``.

    While no table is confirmed nothing is refused here: it waits, and is asked when it is sealed.

    Raises:
        GateShut: with the reason.
    """
    try:
        table = table_in_force()
    except TableNotConfirmed:
        return
    said = read_marking(marking)
    for peer in peers:
        pass_gate(said, Recipients([peer], list(said.people)), table, origin=node_side())
