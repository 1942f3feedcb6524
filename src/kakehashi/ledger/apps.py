"""The ledger room as Django sees it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The hash-chained timeline."""

    name = "kakehashi.ledger"
    default_auto_field = "django.db.models.BigAutoField"
