"""A log kept in a list: what the logs in the database are held against."""

from kakehashi.trust.bundles import AddedCheckpoint
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.key_sets import fresh_keys
from kakehashi.trust.merkle import complete_root, leaf_hashes, tree_root
from kakehashi.trust.mirroring import Package, Upload
from kakehashi.trust.notes import sign_note
from kakehashi.trust.proofs import prove_consistency, prove_subtree

TOKYO, LONDON = "tokyo.example/gb", "london.example/jp"


def keys_of(side, origin):
    return fresh_keys(
        partnership="practice", side=side, origin=origin, countersigner=f"{origin}/mirror"
    )


def verifiers(keys):
    return [one.verifier for one in keys]


class PaperLog:
    """A log as one side would have it, without any database."""

    def __init__(self, origin, keys, entries=()):
        self.origin, self.keys, self.entries = origin, keys, [*entries]

    def nodes(self, level, index):
        return complete_root(leaf_hashes(self.entries[index << level : (index + 1) << level]))

    def root(self, size):
        return tree_root(leaf_hashes(self.entries[:size]))

    def note(self, size=None):
        size = len(self.entries) if size is None else size
        return sign_note(Checkpoint(self.origin, size, self.root(size)).text, self.keys, at=1)

    def added(self, old, size=None):
        size = len(self.entries) if size is None else size
        return AddedCheckpoint(
            old, tuple(prove_consistency(self.nodes, old, size)), self.note(size)
        )

    def body(self, start, size=None):
        upload = Upload(self.origin, start, len(self.entries) if size is None else size)
        parts = []
        for place in upload.places():
            proof = prove_subtree(self.nodes, place.branch, place.end, place.size)
            entries = tuple(self.entries[place.start : place.end])
            parts.append(Package(entries, tuple(proof)).as_bytes())
        return upload, b"".join(parts)
