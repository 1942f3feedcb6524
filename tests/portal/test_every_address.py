"""Every public address by everybody: nobody signed in, and every role; none is left out."""

import pytest
from django.test import Client
from django.urls import reverse

from kakehashi.people.models import Account, Role
from kakehashi.portal.urls import urlpatterns
from tests.cast import NOW

pytestmark = pytest.mark.long

TABLE = {
    "portal:home": [],
    "portal:framework": [],
    "portal:editions": [],
    "portal:provision": ["CR.b.i"],
    "portal:record": ["council-3"],
    "portal:record-data": ["council-3"],
    "portal:data": [],
    "portal:catalogue": [],
    "portal:dataset": ["results", "csv"],
    "portal:feed": ["news"],
    "portal:area-feed": ["CR"],
    "portal:pictures": [],
    "portal:picture-file": ["activity", "svg"],
    "portal:areas": [],
    "portal:area": ["CR"],
    "portal:objectives": [],
    "portal:results": [],
    "portal:decisions": [],
    "portal:meetings": [],
    "portal:search": [],
    "portal:about": [],
    "portal:glossary": [],
}


@pytest.fixture
def readers(node):
    """Nobody, and one account of each role there is."""
    made = {"nobody": Client()}
    for role in Role.objects.all():
        account = Account.objects.create(
            username=f"test-{role.code}", side_id="JP", name_en="x", name_ja="x", created_at=NOW
        )
        account.roles.add(role)
        made[role.code] = Client()
        made[role.code].force_login(account)
    return made


def test_the_table_has_every_address():
    assert set(TABLE) == {f"portal:{one.name}" for one in urlpatterns}


def test_everybody_reads_every_address_and_nobody_writes(readers):
    for who, client in readers.items():
        for name, arguments in TABLE.items():
            path = reverse(name, args=arguments)
            for language in ("en", "ja"):
                answer = client.get(f"/{language}{path}")
                assert answer.status_code == 200, (who, name)
                kept = answer.headers["Cache-Control"]
                assert ("no-store" in kept) == (who != "nobody"), (who, name)
            assert client.post(f"/en{path}").status_code == 405, (who, name)
