"""Writing many rows of one table: one prepared statement, values made ready once a column.

What ``bulk_create`` does for any model and any value takes longer for each row than the database
does. Here a column whose values the database takes as they are is handed over as it is.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

_NOTHING = type(None)
_AS_THEY_ARE: tuple[tuple[type, frozenset[type]], ...] = (
    (models.CharField, frozenset({str, _NOTHING})),
    (models.TextField, frozenset({str, _NOTHING})),
    (models.BooleanField, frozenset({bool, _NOTHING})),
    (models.IntegerField, frozenset({int, _NOTHING})),
)
"""Kinds of field, and the types of value that the database takes as they are."""

Row = tuple[Any, ...]
Ready = Callable[[list[Any]], list[Any]]
"""Makes the values of a column ready for the database."""


def write_rows(rows: Sequence[models.Model]) -> None:
    """Write rows of one table that are not there yet; must run in a transaction.

    A row whose key the database counts is given its number, as by ``bulk_create``.
    """
    if not rows:
        return
    model = type(rows[0])
    key = model._meta.pk  # noqa: SLF001 - Django's documented way
    if isinstance(key, models.AutoField | models.BigAutoField):
        for row, number in zip(rows, _numbers(model, len(rows)), strict=True):
            row.pk = number
    statement, columns = _shape(model, connection.vendor)
    values = [ready([getattr(row, name) for row in rows]) for name, ready in columns]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, strict=True)))
    alias = connection.alias
    for row in rows:
        state = row._state  # noqa: SLF001
        state.adding, state.db = False, alias


def write_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Write rows that nobody looks at afterwards, as :func:`write_rows` without any instances.

    Args:
        model: of which table.
        names: what is given of each row, ``line_id`` for a key elsewhere; the rest is as a new
            instance has it.
        rows: the values, each in the order of the names.
    """
    if not rows:
        return
    given = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    key = model._meta.pk  # noqa: SLF001
    if isinstance(key, models.AutoField | models.BigAutoField):
        given[key.attname] = list(_numbers(model, len(rows)))
    statement, columns = _shape(model, connection.vendor)
    usual = {one.attname: one for one in model._meta.concrete_fields}  # noqa: SLF001
    values = [
        ready(given[name] if name in given else [usual[name].get_default() for _ in rows])
        for name, ready in columns
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, strict=True)))


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write some columns of rows of one table that are there; must run in a transaction."""
    if not rows:
        return
    model = type(rows[0])
    quoted = connection.ops.quote_name
    key = model._meta.pk  # noqa: SLF001
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001
    columns = [(str(one.attname), str(one.column), _ready(one)) for one in (*fields, key)]  # type: ignore[union-attr, arg-type]
    values = [ready([getattr(row, name) for row in rows]) for name, _, ready in columns]
    told = ", ".join(f"{quoted(column)} = %s" for _, column, _ in columns[:-1])
    table = quoted(model._meta.db_table)  # noqa: SLF001
    statement = f"UPDATE {table} SET {told} WHERE {quoted(columns[-1][1])} = %s"  # noqa: S608 - names of models
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, strict=True)))


@cache
def _shape(model: type[models.Model], _vendor: str) -> tuple[str, list[tuple[str, Ready]]]:
    """Return the statement that writes a row, and how each column is made ready."""
    quoted = connection.ops.quote_name
    fields = model._meta.concrete_fields  # noqa: SLF001
    names = ", ".join(quoted(str(one.column)) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quoted(model._meta.db_table)  # noqa: SLF001
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of models
    return statement, [(one.attname, _ready(one)) for one in fields]


def _ready(field: "models.Field[Any, Any]") -> Ready:
    """Return what makes the values of a column ready."""
    end: models.Field[Any, Any] = field
    while isinstance(end, models.ForeignKey):
        end = end.target_field
    plain = next((types for kind, types in _AS_THEY_ARE if isinstance(end, kind)), frozenset())
    in_hex = isinstance(end, models.UUIDField) and not connection.features.has_native_uuid_field

    def ready(values: list[Any]) -> list[Any]:
        types = {*map(type, values)}
        if types <= plain or types == {_NOTHING}:
            return values
        if in_hex and types <= {UUID, _NOTHING}:
            return [value and value.hex for value in values]
        if isinstance(end, models.DateTimeField):
            known = {value: end.get_db_prep_save(value, connection) for value in {*values}}
            return [known[value] for value in values]
        return [end.get_db_prep_save(value, connection) for value in values]

    return ready


def _numbers(model: type[models.Model], count: int) -> range | list[int]:
    """Return the next numbers of a table, which nobody else is given."""
    table = model._meta.db_table  # noqa: SLF001
    key = str(model._meta.pk.column)  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction holds the only lock that there is for writing.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            return range(first, first + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), key, count],
        )
        return [number for (number,) in cursor.fetchall()]
