"""Joint texts as files, each paragraph with its identity: Word, Akoma Ntoso, XLIFF."""
