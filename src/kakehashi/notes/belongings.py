"""What posts own of notes: nothing of its own. Follow-ups are action points; notes are history."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import OWN_TO_THE_PERSON

stays(OWN_TO_THE_PERSON, "notes.BroughtFile.account")
