"""Biographies go with their post for as long as they stand; whom one is of is no belonging."""

from kakehashi.people.belongings import stays
from kakehashi.records.belongings import lasts

lasts("biography")
stays(
    "says whom the biography is of, not whose it is: that is the record's owner",
    "biographies.Biography.post",
    "fact:biography.post",
)
