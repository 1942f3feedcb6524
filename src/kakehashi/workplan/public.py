"""What the public may see of the workplan: published updates and results, progress from them."""

from django.db.models import Count

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.workplan import selectors
from kakehashi.workplan.models import JointAction, Result


def actions_of(provision: str) -> list[JointAction]:
    """Return the published joint actions of a provision; read ``progress_public`` of them."""
    return selectors.actions_of(provision, PUBLIC_VIEWER)


def results(limit: int = 10) -> list[Result]:
    """Return the newest published results."""
    return selectors.latest_results(PUBLIC_VIEWER, limit)


def counts() -> dict[str, dict[str, int]]:
    """Return how many published joint actions there are by nature and published progress."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("nature", "progress_public")
        .annotate(total=Count("pk"))
    ):
        found.setdefault(row["nature"], {})[row["progress_public"]] = row["total"]
    return found


def actions_by_area() -> dict[str, int]:
    """Return how many published joint actions each area has."""
    return {
        row["area"]: row["total"]
        for row in JointAction.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
        .values("area")
        .annotate(total=Count("pk"))
    }
