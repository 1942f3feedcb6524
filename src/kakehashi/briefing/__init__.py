"""Briefs and pictures, composed from the rooms below for one reader: nothing is kept here."""
