"""Retention: which file each record is in, how long it is kept, and what then becomes of it.

Computed from the side's schedule, a table of data: there are rows only for what departs from it
(another class, a hold) and for what was done (a transfer, a disposal). It hangs on any record.
"""
