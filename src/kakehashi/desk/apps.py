"""The desk as Django sees it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk: a face, without tables."""

    name = "kakehashi.desk"
