"""The desk as Django sees it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk: a face; of its own it keeps only the views that people saved."""

    name = "kakehashi.desk"
