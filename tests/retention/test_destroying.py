"""What rooms keep of a record's words elsewhere goes with the record; the log goes on verifying."""

import re

from django.apps import apps
from django.test import Client

from kakehashi.ledger.selectors import verify
from kakehashi.people.rules import OWN_SIDE, Circle
from kakehashi.people.services import intern_audience
from kakehashi.records import services as records
from kakehashi.records.models import Item
from tests.cast import NOW
from tests.desk.test_own_side_never_seen import (
    ABOUT,
    RANDOM,
    a_clearance,
    a_commission,
    a_translation_job,
    an_enquiry,
    marked,
)

STAYS = {marked("division"), marked("bureau")}
"""Names of offices that were asked: no words of a record."""
LISTS = (
    "commissions",
    "translations",
    "enquiries",
    "clearance",
    "notes",
    "lines-to-take",
    "office",
)


def _rows():
    """Yield every row of every table with its values, as text."""
    for model in apps.get_models():
        for row in model.objects.values():
            yield model.__name__, str(row)


def test_no_word_of_a_destroyed_record_stays_in_any_table(node):
    own = node["officer-jp"]
    before = set(Item.objects.values_list("pk", flat=True))
    for keep in (a_clearance, a_commission, a_translation_job, an_enquiry):
        assert list(keep(own))
    assert sum(RANDOM in row for _model, row in _rows()) > len(LISTS)
    made = [one for one in Item.objects.all() if one.pk not in before or one.reference == ABOUT]
    circle = Circle(reach=OWN_SIDE, state="draft", origin="JP", sides=("JP",))
    records.dispose(
        items=[one.pk for one in made],
        certificate="test",
        audience=intern_audience(circle),
        by=own,
        at=NOW,
    )
    left = []
    for model, row in _rows():
        found = set(re.findall(f"{RANDOM}[a-z]+", row)) - STAYS
        left += [(model, one) for one in sorted(found)]
    assert left == []
    assert verify().whole
    client = Client()
    client.force_login(own)
    for name in LISTS:
        assert client.get(f"/ja/desk/{name}/").status_code == 200, name
    for one in made:
        assert client.get(f"/en/desk/records/{one.reference}/").status_code == 404
