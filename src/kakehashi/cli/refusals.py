"""Every refusal that any room declares, found by looking, so that none can be left out."""

import importlib
import os
import pkgutil
import secrets

import kakehashi
from kakehashi.errors import Refused


def all_refusals() -> list[type[Refused]]:
    """Return every kind of refusal, by code. Imports the whole package; needs no database."""
    _start_django()
    for module in pkgutil.walk_packages(kakehashi.__path__, "kakehashi."):
        if ".migrations" not in module.name and not module.name.startswith("kakehashi.config"):
            importlib.import_module(module.name)
    found = {kind for kind in _kinds(Refused) if kind.__module__.startswith("kakehashi.")}
    return sorted(found, key=lambda kind: (kind.code, kind.__module__))


def _kinds(root: type[Refused]) -> set[type[Refused]]:
    found = {root}
    for kind in root.__subclasses__():
        found |= _kinds(kind)
    return found


def _start_django() -> None:
    import django
    from django.apps import apps

    if apps.ready:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakehashi.config.settings")
    # Nothing is read or written: without this, the settings would make a data folder.
    os.environ.setdefault("KAKEHASHI_SECRET_KEY", secrets.token_urlsafe())
    django.setup()
