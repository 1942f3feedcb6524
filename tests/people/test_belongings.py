"""The register of what belongs to posts: complete, and no column that names a post forgotten."""

import pytest
from django.apps import apps
from django.db import models

from kakehashi.people.belongings import BELONGINGS, OPENINGS, STAYS, belongs, covered_fields
from kakehashi.people.models import Account, Post
from kakehashi.records.kinds import all_kinds

NAMED_LIKE_A_POST = {"post", "owner", "owners", "lead", "leads", "members", "chairs", "holder"}


def columns() -> set[str]:
    """Return every column of every table that names a post or an account."""
    found = set()
    for model in apps.get_models():
        if not model.__module__.startswith("kakehashi."):
            continue
        for field in model._meta.concrete_fields:
            points = isinstance(field, models.ForeignKey) and field.related_model in (Account, Post)
            says = isinstance(field, models.CharField) and field.name in NAMED_LIKE_A_POST
            if points or says:
                found.add(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    return found


def facts() -> set[str]:
    """Return every fact of every kind of record that names posts."""
    return {
        f"fact:{kind.code}.{fact.name}"
        for kind in all_kinds()
        for fact in kind.facts
        if fact.type == "posts" or fact.name in NAMED_LIKE_A_POST
    }


def test_every_column_that_names_a_post_or_an_account_is_answered_for() -> None:
    """A new table or kind that nobody entered fails here, by name."""
    assert (columns() | facts()) - covered_fields() == set()


def test_nothing_is_entered_that_there_is_not() -> None:
    """An entry left behind by a column that went would hide the next one of its name."""
    assert covered_fields() - columns() - facts() == set()


def test_every_entry_has_both_languages_and_every_reason_is_given() -> None:
    """What the page of a post shows of it."""
    for one in [*BELONGINGS.values(), *OPENINGS.values()]:
        assert one.names["en"], one.code
        assert one.names["ja"], one.code
    assert all(STAYS.values())


def test_a_kind_is_entered_once() -> None:
    """Two entries for one kind would hand a thing over twice."""
    with pytest.raises(ValueError, match="twice"):
        belongs(
            "other",
            {"en": "x", "ja": "x"},
            open_things=lambda _: (),
            hand_over=BELONGINGS["record"].hand_over,
            kinds=("action_point",),
        )
