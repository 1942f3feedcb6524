"""The briefing room as Django knows it."""

from django.apps import AppConfig


class BriefingConfig(AppConfig):
    """Briefs and pictures."""

    name = "kakehashi.briefing"

    def ready(self) -> None:
        """Enter what posts own of it."""
        from kakehashi.briefing import belongings  # noqa: F401
