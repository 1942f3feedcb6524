"""Reading the framework."""

from collections.abc import Sequence

from kakehashi.framework.models import OfficialText


def official_for_search(items: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the imported official wording of items: item id to language to text."""
    found: dict[str, dict[str, str]] = {}
    for row in OfficialText.objects.filter(item_id__in=items).order_by("pk"):
        known = found.setdefault(str(row.item_id), {})
        known[row.language] = "\n".join(filter(None, [known.get(row.language, ""), row.text]))
    return found
