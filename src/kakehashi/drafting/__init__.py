"""Drafting: joint texts in two languages, paragraph by paragraph.

A joint text is a record like any other. Its paragraphs are text fields of it, each with an
identity that stays when it is moved, split or merged; their order is a fact of the version, so
that the digest both sides confirm covers it.
"""
