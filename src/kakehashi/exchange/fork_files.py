"""The evidence of a fork as a file, made from what this node holds and checked before."""

from kakehashi.errors import NotHere, Refused
from kakehashi.exchange.keys_in_force import own_periods, peer_periods, periods_of
from kakehashi.exchange.models import Line
from kakehashi.ledger.logs.reading import Reader
from kakehashi.ledger.models import Fork
from kakehashi.trust.checkpoints import read_checkpoint
from kakehashi.trust.fork_evidence import ForkEvidence, check_fork_evidence
from kakehashi.trust.notes import read_note
from kakehashi.trust.proofs import prove_consistency


def fork_file(fork: Fork) -> bytes:
    """Return the evidence of a fork as one file that anyone can check (``spec/keys.md``).

    Raises:
        NotHere: where the two checkpoints alone, with what is held here, prove no contradiction.
    """
    line = Line.objects.filter(origin=fork.log_id).first()
    periods = own_periods(line) if line else []
    if line is None:
        line = Line.objects.filter(peer_origin=fork.log_id).first()
        periods = peer_periods(line) if line else periods_of(fork.log_id)
    if not periods:
        raise NotHere
    notes = sorted((bytes(fork.first), bytes(fork.second)), key=_size, reverse=True)
    large, small = (read_checkpoint(read_note(one).text) for one in notes)
    said, proof = large.root, ()  # type: tuple[bytes, tuple[bytes, ...]]
    try:
        if small.size < large.size:
            reader = Reader(fork.log_id)
            said = reader.root(small.size)
            proof = tuple(prove_consistency(reader.nodes(large.size), small.size, large.size))
        evidence = ForkEvidence(
            tuple((one.first, one.keys) for one in periods), notes[0], notes[1], said, proof
        )
        check_fork_evidence(evidence)
    except Refused as fault:
        raise NotHere from fault
    return evidence.as_bytes()


def _size(note: bytes) -> int:
    return read_checkpoint(read_note(note).text).size
