"""The people room as Django sees it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Sides, organisations, posts, accounts, audiences."""

    name = "kakehashi.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what is reached through a post."""
        from kakehashi.people import openings  # noqa: F401
