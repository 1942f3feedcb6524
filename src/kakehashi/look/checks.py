"""Checks of the settings the look relies on, run by ``manage check`` and at every start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LANGUAGE = "kakehashi.look.languages.LanguageMiddleware"
ACCOUNT = "kakehashi.look.languages.AccountLanguageMiddleware"
SIGN_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"


@register()
def check_addresses(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Static files keep one address in every language, and languages are known in time."""
    found: list[CheckMessage] = []
    # Django puts a relative one behind the script prefix it first meets, so perhaps behind /ja/;
    # what the settings themselves say is only in the wrapped object.
    given = str(settings._wrapped.STATIC_URL)  # type: ignore[misc]  # noqa: SLF001
    if not given.startswith(("/", "http://", "https://")) or given.startswith(("/ja/", "/en/")):
        found.append(
            Error(
                "STATIC_URL must begin with a slash and bear no language",
                hint='Set STATIC_URL = "/static/".',
                id="look.E001",
            )
        )
    order = [name for name in settings.MIDDLEWARE if name in (LANGUAGE, SIGN_IN, ACCOUNT)]
    if order != [LANGUAGE, SIGN_IN, ACCOUNT]:
        found.append(
            Error(
                "the language middleware are not in their order",
                hint=f"MIDDLEWARE must hold {LANGUAGE}, {SIGN_IN}, {ACCOUNT}, in this order.",
                id="look.E002",
            )
        )
    return found
