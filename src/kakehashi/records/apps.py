"""The records room as Django sees it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Items, versions, faces, confirmations, proposals, links."""

    name = "kakehashi.records"
    default_auto_field = "django.db.models.BigAutoField"
