"""What every page says of the node it is served by."""

from django.http import HttpRequest
from django.utils.translation import get_language

from kakehashi.framework.selectors import partnership


def node(request: HttpRequest) -> dict[str, object]:
    """Return banner, watermark and name of the node, in the language of the page.

    One query, and only when a template uses it.
    """
    del request

    def words(mapping: object) -> str:
        language = get_language() or "en"
        return (
            str(mapping.get(language) or mapping.get("en", "")) if isinstance(mapping, dict) else ""
        )

    class Node:
        """Read once a page, on first use."""

        def __init__(self) -> None:
            self._found: object = self

        @property
        def _partnership(self) -> object:
            if self._found is self:
                self._found = partnership()
            return self._found

        @property
        def title(self) -> str:
            return words(getattr(self._partnership, "titles", {}))

        @property
        def banner(self) -> str:
            found = self._partnership
            return "" if getattr(found, "identity", {}) else words(getattr(found, "banner", {}))

        @property
        def watermark(self) -> str:
            return words(getattr(self._partnership, "watermark", {}))

        @property
        def identity(self) -> str:
            return words(getattr(self._partnership, "identity", {}))

        @property
        def practice(self) -> bool:
            return bool(getattr(self._partnership, "practice", False))

    return {"node": Node()}
