"""The framework: the text of a partnership, provision by provision, and what hangs on it."""
