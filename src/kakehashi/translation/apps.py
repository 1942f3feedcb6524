"""The translation room as Django sees it."""

from django.apps import AppConfig


class TranslationConfig(AppConfig):
    """Translation jobs, what goes out and what comes back."""

    name = "kakehashi.translation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.translation import belongings, destroying, kinds  # noqa: F401
