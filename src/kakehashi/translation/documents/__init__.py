"""Files that go out to a translator and come back: XLIFF, and Word in columns."""
