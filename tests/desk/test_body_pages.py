"""The pages of bodies: the tree, the names of the day, and changes answered beside their fields."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.governance.models import Body
from kakehashi.people.models import Account
from tests.cast import NOW


def test_tree_and_names_of_the_day(node: dict[str, Account]) -> None:
    """The council says what it was called when it met; the treaty committees are there too."""
    client = Client()
    client.force_login(node["officer-gb"])
    page = client.get("/ja/desk/bodies/").content.decode()
    assert page.index("日英デジタル・カウンシル") < page.index("日英デジタル・グループ")
    assert "CEPA実施委員会" in page
    council = client.get("/en/desk/bodies/body-council/").content.decode()
    assert "Ministerial-Level Meeting of Japan-UK Digital Partnership" in council
    assert "The body was called “UK-Japan Digital Council” that day." in council
    assert "Confirms changes of scope and objectives" in council
    assert client.get("/en/desk/bodies/nothing/").status_code == 404
    with CaptureQueriesContext(connection) as counted:
        client.get("/en/desk/bodies/body-council/")
    assert len(counted) < 40


def test_changes_are_drafts_and_refusals_stand_beside_fields(node: dict[str, Account]) -> None:
    """A wrong name is refused in words; a right one, a seat and rules are saved as drafts."""
    client = Client()
    client.force_login(node["officer-jp"])
    path = "/en/desk/bodies/body-council/"
    day = {"name-since_day": "1", "name-since_month": "1", "name-since_year": "2027"}
    name = {"what": "name", "name-language": "en", "name-text": "Council", **day}
    twice = client.post(path, {**name, "name-issued_by": ["meti"]})
    assert twice.status_code == 400
    assert "is already its name in that language" in twice.content.decode()
    assert client.post(path, {**name, "name-text": ""}).status_code == 400
    assert client.post(path, {"what": "everything"}).status_code == 404
    assert client.post(path, {**name, "name-issued_by": ["mofa"]}).status_code == 302
    since = {"seat-since_day": "1", "seat-since_month": "1", "seat-since_year": "2027"}
    seat = {"what": "seat", "seat-part": "chairs", "seat-who": "mic/mic-state-minister", **since}
    assert client.post(path, seat).status_code == 302
    assert client.post(path, {"what": "rules", "rules-silence_days": "99"}).status_code == 400
    kept = {"what": "rules", "rules-silence_days": "10", "rules-scope": "confirms"}
    assert client.post(path, kept).status_code == 302
    page = client.get(path).content.decode()
    running = re.search(r'<option value="(names/\d+)"[^>]*>UK-Japan Digital Council', page)
    assert running
    until = {"end-until_day": "1", "end-until_month": "1", "end-until_year": "2020"}
    early = client.post(path, {"what": "end", "end-which": running[1], **until})
    assert early.status_code == 400
    until["end-until_year"] = "2026"
    late = {"what": "end", "end-which": running[1], **until}
    assert client.post(path, late).status_code == 302
    page = client.get(path).content.decode()
    assert "Silence confirms after 10 working days" in page
    assert "State Minister for Internal Affairs and Communications" in page
    row = Body.objects.get(reference="body-council", state="draft")
    assert row.entry.version.facts["rules"]["silence_days"] == 10
    other = Client()
    other.force_login(node["officer-gb"])
    theirs = other.get(path).content.decode()
    assert "Silence confirms" not in theirs
    assert "The other side holds the pen" in theirs
    assert other.post(path, kept).status_code == 400
    reader = Account.objects.create(
        username="reads", side_id="JP", organisation_id="mic", created_at=NOW
    )
    reader.roles.add("reader")
    other.force_login(reader)
    assert other.post(path, kept).status_code == 403
