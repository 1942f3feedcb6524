"""Profiles: one partnership each, as data files with a schema, a checker and typed shapes."""
