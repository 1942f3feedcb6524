"""What a program of the lines keeps of the database in memory."""

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from kakehashi.exchange import database_pages


@pytest.mark.database("sqlite")
def test_few_pages_are_kept_now_and_after_a_new_connection(db):
    def kept():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    before = kept()
    try:
        database_pages.keep_few_pages()
        assert kept() == -database_pages.KIBIBYTES != before
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")
        connection_created.send(type(connection), connection=connection)
        assert kept() == -database_pages.KIBIBYTES
    finally:
        assert connection_created.disconnect(dispatch_uid="kakehashi.exchange.few-pages")
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")
