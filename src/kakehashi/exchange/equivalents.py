"""The table of handling equivalents that both sides confirm: made from the profile's markings."""

import datetime as dt

from kakehashi.errors import Refused
from kakehashi.exchange.models import Table
from kakehashi.framework.models import Partnership
from kakehashi.people.models import Side
from kakehashi.records.models import MarkingTerm
from kakehashi.trust.correspondence import (
    Caveat,
    Correspondence,
    Term,
    make_correspondence,
    read_correspondence,
)


class TableNotConfirmed(Refused):
    """No table of handling equivalents has been confirmed by both sides yet."""

    code = "table-not-confirmed"
    status = 409
    message = {
        "en": "The table of handling equivalents is not confirmed by both sides.",
        "ja": "取扱区分対応表が双方で確認されていません。",
    }
    hint = {
        "en": "Nothing is shared until both have confirmed the same table.",
        "ja": "双方が同一の対応表を確認するまで、共有は行われません。",
    }


def partnership() -> str:
    """Return the id of the partnership this node serves."""
    return str(Partnership.objects.values_list("profile", flat=True)[0])


def proposed_table() -> Correspondence:
    """Return the table that this node's markings make.

    Raises:
        TableUnsound: when the profile contradicts itself.
    """
    terms = list(MarkingTerm.objects.filter(accepted=True))
    return make_correspondence(
        partnership(),
        Side.objects.values_list("code", flat=True),
        [
            Term(one.side_id, one.text, one.rank, one.named_only, dict(one.handled))
            for one in terms
            if not one.caveat
        ],
        [
            Caveat(one.side_id, one.text, one.limit, dict(one.handled))
            for one in terms
            if one.caveat
        ],
    )


def confirm_table(table: Correspondence, side: str, *, at: dt.datetime) -> Table:
    """Record that a side confirmed a table."""
    row = Table.objects.get_or_create(
        digest=table.digest, defaults={"content": table.canonical(), "at": at}
    )[0]
    if side not in row.confirmed_by:
        row.confirmed_by = sorted({*row.confirmed_by, side})
        row.save(update_fields=["confirmed_by"])
    return row


def table_in_force() -> Correspondence:
    """Return the newest table that every side has confirmed.

    Raises:
        TableNotConfirmed: when there is none.
    """
    sides = set(Side.objects.values_list("code", flat=True))
    for row in Table.objects.all():
        if sides <= set(row.confirmed_by):
            return read_correspondence(bytes(row.content))
    raise TableNotConfirmed


def table_of(digest: str) -> Correspondence | None:
    """Return the table of a digest, None where it is not known or not confirmed by every side."""
    row = Table.objects.filter(digest=digest).first()
    sides = set(Side.objects.values_list("code", flat=True))
    if row is None or not sides <= set(row.confirmed_by):
        return None
    return read_correspondence(bytes(row.content))
