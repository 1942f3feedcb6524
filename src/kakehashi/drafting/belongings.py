"""Columns of the drafting room that name an account or a post; joint texts go with their owner."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import WHO_DID_IT

stays(
    WHO_DID_IT,
    "drafting.Acceptance.by",
    "drafting.Acceptance.post",
    "drafting.Silence.by",
    "drafting.SideRules.by",
)
