"""The drafting room as Django sees it."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """Joint texts, comments on them, checks of their wording."""

    name = "kakehashi.drafting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.drafting import belongings, kinds  # noqa: F401
