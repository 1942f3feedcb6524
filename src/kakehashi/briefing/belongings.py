"""Columns of the briefing room that name an account: papers last a day, templates are a side's."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import OWN_TO_THE_PERSON, WHO_DID_IT

stays(WHO_DID_IT, "briefing.PaperTemplate.by")
stays(OWN_TO_THE_PERSON, "briefing.PaperOrder.account")
