"""The progress round of a period, read: its rules, its sheet, what stalls, its report.

It is written by ``workplan/services``.
"""
