"""The portal as Django sees it."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal: a face, without tables."""

    name = "kakehashi.portal"
