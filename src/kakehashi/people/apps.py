"""The people room as Django sees it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Sides, organisations, posts, accounts, audiences."""

    name = "kakehashi.people"
    default_auto_field = "django.db.models.BigAutoField"
