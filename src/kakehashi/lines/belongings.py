"""Columns of the lines room that name an account; lines go with the owner of the record."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import WHO_DID_IT

stays(WHO_DID_IT, "lines.LineUse.by")
