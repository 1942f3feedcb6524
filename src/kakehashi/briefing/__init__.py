"""Briefs, pictures and papers, composed from the rooms below for one reader, or for the table."""
