"""The records room as Django sees it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Items, versions, faces, confirmations, proposals, links."""

    name = "kakehashi.records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter its kinds of record, and what posts own of it."""
        from kakehashi.records import belongings, carried_proposals  # noqa: F401
