"""Joint actions in a spreadsheet: tables out, and the same tables back in.

Out: :mod:`~kakehashi.workplan.sheets.rows` reads what a reader may see,
:mod:`~kakehashi.workplan.sheets.writing` makes CSV and JSON and
:mod:`~kakehashi.workplan.sheets.books` XLSX of it. In:
:mod:`~kakehashi.workplan.sheets.reading` makes lines of a file,
:mod:`~kakehashi.workplan.sheets.comparing` says what they would change, and
:mod:`~kakehashi.workplan.sheets.applying` keeps a file until somebody says to make the changes.
The columns are data: :mod:`~kakehashi.workplan.sheets.columns`.
"""
