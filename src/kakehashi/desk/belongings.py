"""Columns of the desk that name an account: views that somebody saved for themselves."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import OWN_TO_THE_PERSON

stays(OWN_TO_THE_PERSON, "desk.SavedView.account")
