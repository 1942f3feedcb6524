"""What every page says of the node it is served by."""

from django.http import HttpRequest


def node(request: HttpRequest) -> dict[str, object]:
    """Return banner, watermark and name of the node."""
    return {}
