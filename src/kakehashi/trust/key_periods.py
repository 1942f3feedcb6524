"""Which keys sign a log at which size: a retired key verifies only below the leaf that retired it.

The checkpoint whose last entry is a ``key`` statement is the last one that the keys it retires may
sign; every larger one is signed by those in force after it. Format: ``spec/keys.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kakehashi.trust.note_keys import VerifierKey


@dataclass(frozen=True)
class KeyPeriods:
    """The signing keys of one log over its sizes."""

    sets: tuple[tuple[int, tuple[VerifierKey, ...]], ...]
    """Smallest size that each set signs, and the set; ascending, the first from 0."""
    also: tuple[VerifierKey, ...] = ()
    """Keys that sign beside them at every size: the countersigner's."""

    def at(self, size: int) -> tuple[VerifierKey, ...]:
        """Return the keys that a checkpoint of ``size`` entries must be signed by."""
        held = self.sets[0][1]
        for first, keys in self.sets:
            if first > size:
                break
            held = keys
        return (*held, *self.also)


Keys = Sequence[VerifierKey] | KeyPeriods
"""Keys of a log: one set for every size, or which at which."""


def beside(keys: Keys, others: Sequence[VerifierKey]) -> Keys:
    """Return a log's keys with a countersigner's beside them."""
    if isinstance(keys, KeyPeriods):
        return KeyPeriods(keys.sets, (*keys.also, *others))
    return [*keys, *others]
