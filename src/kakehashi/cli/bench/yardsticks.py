"""Yardsticks: what this machine does at this moment, measured between the parts of every row.

A figure in records a second says as much of the machine, and of what else runs on it, as of us. So
each part of a row stands between two slices of the same yardstick, and its seconds are counted in
what the yardstick would have done in them.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Final

SLICE: Final = 0.06
"""Seconds of one slice."""
_AT_ONCE: Final = 32
_MESSAGE: Final = b"kakehashi bench exchange: one signature, verified again and again" * 2


class Yardstick:
    """Something simple done over and over; each slice says how often in a second."""

    def __init__(self, once: Callable[[], int]) -> None:
        """Measure by ``once``, which returns how many things it did."""
        self._once = once
        self.rates: list[float] = []
        self.processor_rates: list[float] = []
        """The same for each second of the processor, which nothing else on the machine slows."""

    def slice(self) -> float:
        """Return how many things are done in a second, right now."""
        done, used, begun = 0, time.process_time(), time.perf_counter()
        while (passed := time.perf_counter() - begun) < SLICE:
            done += self._once()
        self.rates.append(done / passed)
        self.processor_rates.append(done / max(time.process_time() - used, 1e-9))
        return self.rates[-1]

    def beside(self, part: Callable[[], float]) -> float:
        """Return what the yardstick would have done in the seconds that ``part`` says it took."""
        before = self.slice()
        seconds = part()
        return seconds * (before + self.slice()) / 2


def verifying() -> Yardstick:
    """Return the yardstick of libsodium: an Ed25519 signature is verified."""
    from nacl import bindings
    from nacl.signing import SigningKey

    key = SigningKey.generate()
    signed, public = bytes(key.sign(_MESSAGE)), bytes(key.verify_key)

    def once() -> int:
        for _ in range(_AT_ONCE):
            bindings.crypto_sign_open(signed, public)
        return _AT_ONCE

    return Yardstick(once)


def hashing(leaves: Sequence[bytes]) -> Yardstick:
    """Return the yardstick of hashlib: one call for each of ``leaves``."""

    def once() -> int:
        for leaf in leaves:
            hashlib.sha256(leaf).digest()
        return len(leaves)

    return Yardstick(once)
