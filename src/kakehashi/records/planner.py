"""What the database's planner knows of the tables: told after much was written."""

from django.db import connection

MUCH = 500
"""So many records in one write change what the planner should know."""

ROWS_READ = 1000
"""Rows that SQLite reads of each index: some milliseconds, however large the tables are."""


def tell_planner() -> None:
    """Let the database take stock of its tables.

    Nearly every row is of one audience on a young node. Without figures SQLite holds every equality
    for equally telling, and then reads all rows of an audience to find four of them.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_READ}")
        cursor.execute("ANALYZE")
