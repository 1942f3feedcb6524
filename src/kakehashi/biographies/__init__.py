"""Short biographies of office-holders: who holds which post, since when, and as of which day."""
