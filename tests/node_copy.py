"""A loaded node for tests: loaded once, afterwards put in place row by row.

Loading takes most of a second and is the same each time; writing its rows again takes a twentieth.
"""

from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from kakehashi.cli.loading import load_node
from tests.cast import NOW

Rows = list[tuple[Any, ...]]

_kept: dict[str, dict[type[models.Model], Rows]] = {}


def put_node(profile: str) -> None:
    """Load ``profile`` into the empty database of this test."""
    if profile not in _kept:
        before = {model: _rows(model) for model in _models()}
        load_node(profile, NOW)
        after = {model: _rows(model) for model in _models()}
        _kept[profile] = {model: rows for model, rows in after.items() if rows != before[model]}
        assert _kept[profile]
        # What stood there before may have been changed: those tables are emptied first.
        _emptied.update(model for model in _kept[profile] if before[model])
        return
    with connection.cursor() as cursor:
        for model, rows in _kept[profile].items():
            table = connection.ops.quote_name(model._meta.db_table)
            if model in _emptied:
                cursor.execute(f"DELETE FROM {table}")
            columns = ", ".join(connection.ops.quote_name(one) for one in _columns(model))
            holes = ", ".join(["%s"] * len(_columns(model)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({holes})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_kept[profile])):
            cursor.execute(statement)


_emptied: set[type[models.Model]] = set()


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model.__module__.startswith("kakehashi")
    ]


def _columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def _rows(model: type[models.Model]) -> Rows:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(one) for one in _columns(model))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        return [tuple(row) for row in cursor.fetchall()]
