"""Lines to take and Q&A: what one's side says on a subject, cleared by whom, valid until when.

Own entries: each side keeps its own; one may be offered to the other side before it is used.
"""
