"""The public site as still files, for any host that serves a folder."""

from kakehashi.portal.still.building import Built, Progress, build
from kakehashi.portal.still.folder import (
    FolderBusy,
    FolderFull,
    FolderNotOurs,
    FolderUnwritable,
)
from kakehashi.portal.still.places import AddressWrong

__all__ = [
    "AddressWrong",
    "Built",
    "FolderBusy",
    "FolderFull",
    "FolderNotOurs",
    "FolderUnwritable",
    "Progress",
    "build",
]
