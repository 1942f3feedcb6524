"""Exchange: what crosses between the nodes of two sides.

Knows records, never what they are about. What a step on a record asks to be told is queued in the
transaction of the step (:mod:`.queueing`), sealed and entered in this side's log (:mod:`.sending`),
mirrored and countersigned by the other side (:mod:`.line`), opened there and applied
(:mod:`.opening`). Formats: ``spec/``; guarantees: ``docs/explanation/exchange.md``.
"""
