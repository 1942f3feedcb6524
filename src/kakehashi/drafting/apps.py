"""The drafting room as Django sees it."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """Joint texts, comments on them, checks of their wording."""

    name = "kakehashi.drafting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room."""
        from kakehashi.drafting import kinds  # noqa: F401
