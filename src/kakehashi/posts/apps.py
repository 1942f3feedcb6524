"""The posts room as Django sees it."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """What posts own, and how it is handed over."""

    name = "kakehashi.posts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kind of this room, and what posts own of it."""
        from kakehashi.posts import belongings, kinds  # noqa: F401
