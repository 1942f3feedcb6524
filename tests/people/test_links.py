"""Sign-in links: each works once, for a time, and is kept only as a digest."""

import datetime as dt

import pytest

from kakehashi.people import services
from kakehashi.people.models import SignInLink
from tests.cast import NOW


def test_a_link_works_once(cast):
    secret = services.make_link(account=cast.haruka, by=cast.olga, at=NOW)
    assert services.peek_link(secret, at=NOW).account == cast.haruka
    assert services.use_link(secret, at=NOW) == cast.haruka
    with pytest.raises(services.LinkUsed):
        services.use_link(secret, at=NOW)
    assert secret not in str(list(SignInLink.objects.values()))


def test_a_link_expires(cast):
    secret = services.make_link(account=cast.alice, by=cast.olga, at=NOW)
    with pytest.raises(services.LinkExpired):
        services.use_link(secret, at=NOW + services.LINK_LIFE)
    assert services.use_link(secret, at=NOW + services.LINK_LIFE - dt.timedelta(seconds=1))


def test_a_link_nobody_made(cast):
    with pytest.raises(services.LinkUnknown):
        services.peek_link("nonsense", at=NOW)


def test_an_account_that_was_closed_cannot_use_its_link(cast):
    secret = services.make_link(account=cast.alice, by=cast.olga, at=NOW)
    cast.alice.is_active = False
    cast.alice.save()
    with pytest.raises(services.LinkUnknown):
        services.use_link(secret, at=NOW)


def test_an_unknown_account_is_told_the_known_ones(cast):
    with pytest.raises(services.AccountUnknown) as refused:
        services.find_account("nobody")
    assert "haruka" in refused.value.advise("en")
