"""The enquiries room as Django sees it."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    """Enquiries of parliaments, press and requesters of documents."""

    name = "kakehashi.enquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.enquiries import belongings, destroying, kinds  # noqa: F401
