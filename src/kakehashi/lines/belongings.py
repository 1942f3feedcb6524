"""Lines to take go with their post for as long as they stand; who used one stays who did."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import WHO_DID_IT
from kakehashi.records.belongings import lasts

lasts("line_to_take")
stays(WHO_DID_IT, "lines.LineUse.by")
