"""How many of the database's pages a program of the lines keeps in memory: few."""

from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

KIBIBYTES: Final = 8 * 1024


def keep_few_pages() -> None:
    """Let every connection of this process keep 8 MiB of pages, where it is SQLite's.

    The pages that officers read are read again and again, and their server keeps more. What goes
    through the lines is read once: kept, it would make memory grow with the backlog.
    """
    connection_created.connect(_few, dispatch_uid="kakehashi.exchange.few-pages")
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:
            _few(connection=connection)


def _few(connection: BaseDatabaseWrapper, **_facts: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{KIBIBYTES}")
