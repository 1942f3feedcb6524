"""Background work of the posts room, computed from state: handovers whose day has come."""

import datetime as dt

from kakehashi.errors import Refused
from kakehashi.posts.models import Handover
from kakehashi.posts.rules import PLANNED
from kakehashi.posts.services import carry_out, day_of, hold


def hand_over_due(*, at: dt.datetime) -> int:
    """Carry out what is planned and due on the calendar of its side; return how many were.

    Each in a transaction of its own. One that is refused is held, with the refusal, until a
    coordinator carries it out by hand or cancels it.
    """
    done = 0
    ahead = (at + dt.timedelta(hours=14)).date()
    for one in Handover.objects.filter(state=PLANNED, on__lte=ahead).order_by("on", "at"):
        if one.on > day_of(one.side, at):
            continue
        try:
            done += carry_out(handover=one.pk, at=at)
        except Refused as refusal:
            hold(handover=one.pk, refusal=refusal)
    return done
