"""The look: base pages, the two language skins, dates as each reader expects them, refusals.

It has no models and knows no record: it is handed words, codes, dates and rows.
"""
