"""The desk as Django sees it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk: a face; of its own it keeps only the views that people saved."""

    name = "kakehashi.desk"

    def ready(self) -> None:
        """Enter what posts own of it."""
        from kakehashi.desk import belongings  # noqa: F401
