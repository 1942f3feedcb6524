"""Api: reading for programs, by the same access decision as the pages."""
