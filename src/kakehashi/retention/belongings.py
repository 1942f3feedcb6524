"""What posts own of retention: nothing. Who filed, held, proposed and approved stays as it was."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import WHO_DID_IT

stays(
    WHO_DID_IT,
    "retention.Filing.by",
    "retention.Hold.by",
    "retention.Hold.released_by",
    "retention.Transfer.by",
    "retention.Transfer.receipt_by",
    "retention.Disposal.by",
    "retention.Disposal.settled_by",
)
