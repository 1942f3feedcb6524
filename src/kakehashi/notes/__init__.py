"""Contact notes: what was said in a call, on a visit or in a mail, kept within a minute.

Own entries: each side writes its own, sees its own, and shares one where it chooses to.
"""
