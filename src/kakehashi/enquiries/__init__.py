"""Enquiries: what parliaments, the press and requesters of documents ask, each with its clock.

Own entries: each side keeps its own. The requester is no part of any record.
"""
