"""The clearance room as Django sees it."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """Clearance of texts within one side."""

    name = "kakehashi.clearance"
    default_auto_field = "django.db.models.BigAutoField"
