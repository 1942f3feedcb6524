"""The database takes stock of its tables when it is told to."""

from django.db import connection

from kakehashi.records.models import Entry
from kakehashi.records.planner import tell_planner


def test_the_planner_knows_how_many_rows_there_are(node):
    tell_planner()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = %s",
                ["records_entry"],
            )
        else:
            cursor.execute(
                "SELECT reltuples::int FROM pg_class WHERE relname = %s", ["records_entry"]
            )
        known = cursor.fetchone()[0]
    assert known == Entry.objects.count() > 200
