"""Columns of the notes room that name an account; contact notes go with the owner of the record."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import OWN_TO_THE_PERSON

stays(OWN_TO_THE_PERSON, "notes.BroughtFile.account")
