"""Tokens: made once, kept as a digest, worthless when revoked, over or of a closed account."""

import datetime as dt

import pytest

from kakehashi.ledger.models import Event
from kakehashi.people import tokens
from kakehashi.people.models import Account, ApiToken
from kakehashi.people.rules import NotYourRole
from tests.cast import NOW

DAY = dt.timedelta(days=1)


def made(cast, by=None, **given):
    return tokens.make_token(
        account=cast.haruka, name="mirror", by=by or cast.olga, at=NOW, **given
    )


def test_only_the_digest_is_kept(cast):
    token, secret = made(cast)
    assert secret.startswith("kkh_")
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert secret[4:] not in str(list(Event.objects.values()))
    assert tokens.bearer(secret, at=NOW) == cast.haruka


def test_the_day_of_use_is_written_once_a_day(cast, django_assert_num_queries):
    token, secret = made(cast)
    with django_assert_num_queries(2):
        tokens.bearer(secret, at=NOW)
    with django_assert_num_queries(1):
        tokens.bearer(secret, at=NOW + dt.timedelta(hours=3))
    assert ApiToken.objects.get(pk=token.pk).used_on == NOW.date()


def test_a_token_ends_with_its_time_its_revocation_and_its_account(cast):
    token, secret = made(cast, days=2)
    with pytest.raises(tokens.TokenWrong):
        tokens.bearer(secret, at=NOW + 2 * DAY)
    Account.objects.filter(pk=cast.haruka.pk).update(is_active=False)
    with pytest.raises(tokens.TokenWrong):
        tokens.bearer(secret, at=NOW)
    Account.objects.filter(pk=cast.haruka.pk).update(is_active=True)
    tokens.revoke_token(token=token.pk, by=cast.haruka, at=NOW)
    with pytest.raises(tokens.TokenWrong):
        tokens.bearer(secret, at=NOW)
    with pytest.raises(tokens.NoSuchToken):
        tokens.revoke_token(token=token.pk, by=cast.haruka, at=NOW)
    names = set(Event.objects.values_list("name", flat=True))
    assert {"people.token.made", "people.token.revoked"} <= names


@pytest.mark.parametrize("secret", ["", "kkh_", "x" * 5000, "\ud800", "kkh_日本"])
def test_what_is_no_token_is_refused(cast, secret):
    with pytest.raises(tokens.TokenWrong):
        tokens.bearer(secret, at=NOW)


def test_nobody_makes_or_revokes_tokens_of_others(cast):
    with pytest.raises(NotYourRole):
        made(cast, by=cast.alice)
    token, _secret = made(cast, by=cast.haruka)
    with pytest.raises(NotYourRole):
        tokens.revoke_token(token=token.pk, by=cast.alice, at=NOW)
    for given in ({"days": 0}, {"days": 400}):
        with pytest.raises(tokens.TokenNameWrong):
            made(cast, **given)
    with pytest.raises(tokens.TokenNameWrong):
        tokens.make_token(account=cast.haruka, name="  ", by=cast.haruka, at=NOW)
