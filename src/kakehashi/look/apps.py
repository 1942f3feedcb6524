"""Tells Django about the look and hangs up its checks."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """The room ``look``: templates, tags, static files and translations, no models."""

    name = "kakehashi.look"
    label = "look"

    def ready(self) -> None:
        """Register the checks of the settings the look relies on."""
        from kakehashi.look import checks  # noqa: F401 - registering is its effect
