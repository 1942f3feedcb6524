"""Columns of the exchange room that name an account: what crossed keeps who sent it."""

from kakehashi.people.belongings import stays
from kakehashi.people.openings import WHO_DID_IT

stays(
    WHO_DID_IT,
    "exchange.Outgoing.by",
    "exchange.Bundle.by",
    "exchange.Approval.asked_by",
    "exchange.Approval.approved_by",
)
