"""Logs of a line: appending, signing under a guard, mirroring, tiles as files.

An own log grows by :mod:`.appending` and is signed by :mod:`.signing`; the other side's is taken in
by :mod:`.mirror`. What is signed is guarded by :mod:`.guard`, a file outside the data folder.
"""
