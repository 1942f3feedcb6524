"""The briefing room as Django knows it."""

from django.apps import AppConfig


class BriefingConfig(AppConfig):
    """Briefs and pictures."""

    name = "kakehashi.briefing"
