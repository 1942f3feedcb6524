"""Columns of the desk that name an account: views they saved, texts they opened."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import OWN_TO_THE_PERSON, WHO_DID_IT

stays(OWN_TO_THE_PERSON, "desk.SavedView.account", "desk.Look.account")
# Whoever holds the post next goes on from what was opened in it, by itself.
stays(WHO_DID_IT, "desk.Look.post")
