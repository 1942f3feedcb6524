"""The index in the database: FTS5 on SQLite, a GIN index over a tsvector on PostgreSQL.

Both hold the same tokens, made by :mod:`kakehashi.wording`, each as it is: neither database's
own idea of a word plays a part. Both give candidates in the same order, that of
``SearchDocument.place``, compared byte by byte:

* SQLite's FTS5 walks its index by row number, so there a document's row number says where it
  stands (see :mod:`kakehashi.records.search.positions`): the first hits of a word that stands
  in every record are found by reading the first records.
* PostgreSQL reads all candidates out of the index and sorts them by ``place``. The long columns
  are kept out of the table, so that this reads little.

Triggers keep the SQLite index equal to the table, whatever writes to it. A later migration that
alters the table on SQLite makes it anew and loses them: it must call :func:`install` again.
"""
# ruff: noqa: S608 - what is put into SQL here are constants of this file and numbers

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "records_searchdocument"
INDEX = "records_searchtokens"

_CHUNK = 250


class Row(NamedTuple):
    """A candidate as it comes from the database."""

    entry: int
    reference: str
    unread: bool
    tokens: str
    title: str
    body: str


_SQLITE = (
    f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(tokens, content='{TABLE}', content_rowid='id',
        detail=none, columnsize=0, tokenize='ascii')""",
    f"CREATE INDEX {TABLE}_place ON {TABLE} (place)",
    f"""CREATE TRIGGER {TABLE}_entered AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO {INDEX} (rowid, tokens) VALUES (new.id, new.tokens); END""",
    f"""CREATE TRIGGER {TABLE}_taken_out AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO {INDEX} ({INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
    f"""CREATE TRIGGER {TABLE}_changed AFTER UPDATE OF id, tokens ON {TABLE} BEGIN
        INSERT INTO {INDEX} ({INDEX}, rowid, tokens) VALUES ('delete', old.id, old.tokens);
        INSERT INTO {INDEX} (rowid, tokens) VALUES (new.id, new.tokens); END""",
)

_LEXEMES = "array_to_tsvector(string_to_array(tokens, ' '))"

_POSTGRESQL = (
    f'ALTER TABLE {TABLE} ALTER COLUMN place TYPE varchar(600) COLLATE "C"',
    f"ALTER TABLE {TABLE} SET (toast_tuple_target = 256)",
    f"CREATE INDEX {INDEX} ON {TABLE} USING gin (({_LEXEMES}))",
)


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index and what keeps it, in the database that ``editor`` works on."""
    if editor.connection.vendor == "sqlite":
        remove(editor)
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement)
    if editor.connection.vendor == "sqlite":
        editor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away again."""
    if editor.connection.vendor != "sqlite":
        editor.execute(f"DROP INDEX IF EXISTS {INDEX}")
        return
    for name in ("entered", "taken_out", "changed"):
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}")
    editor.execute(f"DROP INDEX IF EXISTS {TABLE}_place")
    editor.execute(f"DROP TABLE IF EXISTS {INDEX}")


def tidy() -> None:
    """Bring the index into its best shape, after much was entered."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")
        else:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])
            cursor.execute(f"ANALYZE {TABLE}")


class Expression:
    """What is asked of the index: tokens joined by *and* and *or*, as the database writes it.

    Tokens are letters and figures alone, so nothing in them needs escaping.
    """

    def __init__(self) -> None:
        self._sqlite = connection.vendor == "sqlite"

    def token(self, token: str) -> str:
        """Return the expression for one token."""
        return f'"{token}"' if self._sqlite else f"'{token}'"

    def every(self, parts: Sequence[str]) -> str:
        """Return the expression for all of ``parts``, of which there must be one."""
        return self._joined(parts, " AND " if self._sqlite else " & ")

    def some(self, parts: Sequence[str]) -> str:
        """Return the expression for at least one of ``parts``, of which there must be one."""
        return self._joined(parts, " OR " if self._sqlite else " | ")

    def without(self, wanted: str, unwanted: str) -> str:
        """Return the expression for what is ``wanted``, where it is not also ``unwanted``."""
        return f"({wanted} NOT {unwanted})" if self._sqlite else f"({wanted} & !{unwanted})"

    def _joined(self, parts: Sequence[str], joint: str) -> str:
        return f"({joint.join(dict.fromkeys(parts))})"


@contextmanager
def reading() -> Iterator[None]:
    """Hold what PostgreSQL needs to hand out rows as they are wanted; SQLite needs nothing.

    No lock is taken on either, so writers need not wait.
    """
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Reading every row to see whether it matches is what the index is there to avoid.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        yield


def candidates(
    expression: str,
    *,
    audiences: Sequence[int],
    kinds: Sequence[str] | None,
    texts: bool,
    first: int | None = None,
    ordered: bool = True,
) -> Iterator[Row]:
    """Yield the documents that the index has for ``expression``, while they are wanted.

    On SQLite this is one query, read only as far as the caller reads. So it is on PostgreSQL for
    the ``first`` of them, and one more query for each that many times sixteen. Called within
    :func:`reading`.

    Args:
        expression: Made by :class:`Expression`.
        audiences: Only documents for these. This is where rights are applied.
        kinds: Only records of these kinds; None for all.
        texts: Whether tokens and texts are wanted; else only those of unread documents.
        first: How many will probably be enough; None for all.
        ordered: Whether their order matters.
    """
    # The numbers are this node's own, and may be more than a database takes as parameters.
    inside = ",".join(str(int(audience)) for audience in audiences)
    if not inside or kinds == []:
        return
    parameters: list[Any] = [expression]
    where = f"d.audience_id IN ({inside})"
    if kinds is not None:
        where += f" AND d.kind IN ({','.join(['%s'] * len(kinds))})"
        parameters += kinds
    # The long columns are not looked at before the rows are in order: that would read them all.
    wanted = "d.{0}" if texts else "CASE WHEN d.unread THEN d.{0} ELSE '' END"
    long = ", ".join(map(wanted.format, ("tokens", "title", "body")))
    columns = f"SELECT d.entry_id, d.reference, d.unread, {long}"
    if connection.vendor == "sqlite":
        yield from _rows(
            f"{columns} FROM {INDEX} CROSS JOIN {TABLE} d ON d.id = {INDEX}.rowid "
            f"WHERE {INDEX} MATCH %s AND {where} ORDER BY {INDEX}.rowid",
            parameters,
        )
        return
    sql = f"{columns} FROM {TABLE} d WHERE {_LEXEMES} @@ %s::tsquery AND {where}"
    if ordered:
        sql += " ORDER BY d.place"
    done = 0
    while True:
        number = 0
        part = "" if first is None else f" LIMIT {first} OFFSET {done}"
        for row in _rows(sql + part, parameters):
            number += 1
            yield row
        if first is None or number < first:
            return
        done += first
        first *= 16


def _rows(sql: str, parameters: Sequence[Any]) -> Iterator[Row]:
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(_CHUNK):
            yield from map(Row._make, rows)
