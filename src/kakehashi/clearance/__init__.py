"""Clearance: which offices of one's own side have to see a text, and what they say.

Seen by that side alone: to the other side it does not exist. It hangs on any record.
"""
