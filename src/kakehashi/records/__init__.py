"""Records: the one idea in the middle, written once for all kinds of record."""
