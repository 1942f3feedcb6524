"""Reading the workplan: joint actions here, progress rounds in ``workplan/rounds``.

The register itself is in :mod:`kakehashi.workplan.register`.
"""

from kakehashi.workplan.selectors.actions import (
    ACTIONS_A_PROVISION,
    TOLD,
    actions_of,
    counts,
    due,
    latest_results,
    latest_updates,
    natures_of,
    owned,
    progress_by_provision,
    progress_column,
    updates_about,
    with_progress,
)

__all__ = [
    "ACTIONS_A_PROVISION",
    "TOLD",
    "actions_of",
    "counts",
    "due",
    "latest_results",
    "latest_updates",
    "natures_of",
    "owned",
    "progress_by_provision",
    "progress_column",
    "updates_about",
    "with_progress",
]
