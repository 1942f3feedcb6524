"""Making the tables of an empty database in a quarter of the time Django takes by itself.

After each step of a migration Django builds the classes of all models anew that are related to the
one it changed, however distantly; here nearly all are. On an empty database most steps add a model,
an index or a constraint, which changes no other class. The tables come out the same to the letter:
``tests/cli/test_first_tables.py`` compares them. Any other database is migrated as Django does it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db.migrations.state import ModelState, ProjectState

_add_any_model: Final = ProjectState.add_model


@contextmanager
def less_built_anew() -> Iterator[None]:
    """Have Django build only the model that a step adds, and none for an index or a constraint."""
    ours = {"add_model": _add_model, "_append_option": _append_option}
    theirs = {name: getattr(ProjectState, name) for name in ours}
    try:
        for name, method in ours.items():
            setattr(ProjectState, name, method)
        yield
    finally:
        for name, method in theirs.items():
            setattr(ProjectState, name, method)


def _add_model(state: Any, added: ModelState) -> None:
    key = added.app_label, added.name_lower
    if key in state.models or "apps" not in vars(state):
        _add_any_model(state, added)
        return
    # Nobody can point at it yet; those it points at learn of it when it is built.
    apps = vars(state).pop("apps")
    try:
        _add_any_model(state, added)
    finally:
        state.apps = apps
    apps.render_multiple([added])


def _append_option(state: Any, label: str, model: str, option: str, added: object) -> None:
    options = state.models[label, model].options
    options[option] = [*options[option], added]
    if "apps" in vars(state):
        meta = state.apps.get_model(label, model)._meta  # noqa: SLF001 - Django's documented way to a model's options
        setattr(meta, option, [*getattr(meta, option), added])
