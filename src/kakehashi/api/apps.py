"""The api room as Django sees it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Answers in JSON under ``/api/v1/``, and the page that explains them."""

    name = "kakehashi.api"
