"""The exchange room as Django sees it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Lines to other sides' nodes."""

    name = "kakehashi.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Be told of every step that another side may know of."""
        from kakehashi.exchange import belongings, destroying  # noqa: F401
        from kakehashi.exchange.queueing import Queue
        from kakehashi.records import crossing

        crossing.register(Queue())
