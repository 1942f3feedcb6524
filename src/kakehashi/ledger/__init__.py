"""Ledger: the hash-chained timeline that every write appends to."""
