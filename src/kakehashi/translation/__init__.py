"""Translation jobs: who translates which paragraphs of a record, by when, and what comes back.

A person translates, never a machine. A job is its side's alone; what its reviewer accepted becomes
a version of the record, or a proposal where the other side holds the pen.
"""
