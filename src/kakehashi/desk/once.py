"""Forms sent twice: an id drawn with the form, so that the second sending makes nothing new."""

import uuid

from django.core import signing

from kakehashi.people.models import Account
from kakehashi.people.models.accounts import fresh_id


def _signer(account: Account) -> signing.Signer:
    return signing.Signer(salt=f"kakehashi.desk.once:{account.pk}")


def draw(account: Account) -> str:
    """Return a new id for what ``account`` is about to write, signed for them."""
    return _signer(account).sign(str(fresh_id()))


def drawn(account: Account, token: str) -> uuid.UUID | None:
    """Return the id in ``token``; None for one that was not drawn for ``account``."""
    try:
        return uuid.UUID(_signer(account).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
