"""People: sides, organisations, posts, roles, accounts, and who may see and do what."""
