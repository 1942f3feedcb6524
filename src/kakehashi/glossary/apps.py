"""The glossary room as Django sees it."""

from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    """Concepts and their words."""

    name = "kakehashi.glossary"
    default_auto_field = "django.db.models.BigAutoField"
