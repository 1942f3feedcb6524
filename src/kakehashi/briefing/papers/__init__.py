"""Papers of a meeting or a period: composed once, written as DOCX, for print, or as tables.

``kinds`` says which papers there are, what each holds and how it is laid out. ``gathering`` reads
for one reader, or for the whole table; ``composing`` puts it into words; ``documents`` fills a
template in a process of its own (``sandbox``); ``printing`` and ``tables`` write the rest.
"""
