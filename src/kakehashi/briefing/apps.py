"""The briefing room as Django knows it: for its templates and translations, without tables."""

from django.apps import AppConfig


class BriefingConfig(AppConfig):
    """Briefs and pictures."""

    name = "kakehashi.briefing"
