"""The pages of short biographies: the list, one written, checked by one press, kept inside."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.biographies.models import Biography
from kakehashi.people.models import Account
from tests.node_copy import put_node

LIST = "/en/desk/people/biographies/"


def client(name):
    made = Client()
    made.force_login(Account.objects.get(username=name))
    return made


def sent(page, **more):
    day = timezone.localdate()
    return {
        "once": page.split('name="once" value="')[1].split('"')[0],
        "holder": "tameshi-yuki xb-weather",
        "career_ja": "観測課長補佐\n測候所長",
        "career_en": "",
        "since_day": "",
        "since_month": "4",
        "since_year": "令和7",
        "as_of_day": day.day,
        "as_of_month": day.month,
        "as_of_year": day.year,
        "checked_by": "在外公館",
        "sources": "",
        **more,
    }


def test_biographies_of_the_practice_partnership(db):
    put_node("practice")
    officer, other, reader = client("officer-xa"), client("officer-xb"), client("reader-xa")
    shown = officer.get(LIST).content.decode()
    assert shown.count("data-item") == 2
    assert shown.index("REI Hanako") < shown.index("MIHON Taro"), "the longest unchecked first"
    assert shown.count("not checked for six months") == 1
    assert "REI" not in other.get(LIST).content.decode()
    assert "biographies/new" not in reader.get(LIST).content.decode()
    assert "略歴" in other.get("/ja/desk/people/").content.decode()

    new = f"{LIST}new/"
    empty = officer.get(new).content.decode()
    assert "not there" not in empty
    for wrong in (
        {"holder": ""},
        {"holder": "nobody xb-weather"},
        {"career_ja": ""},
        {"checked_by": ""},
        {"as_of_year": "2199"},
        {"holder": "mihon-taro xb-minister"},  # there is one
    ):
        answer = officer.post(new, sent(empty, **wrong))
        assert answer.status_code == 400, wrong
        assert "There is a problem" in answer.content.decode()
    for _twice in range(2):
        answer = officer.post(new, sent(empty))
        assert answer.status_code == 302
    row = Biography.objects.get(person="tameshi-yuki")
    assert row.entry.version.facts["since"] == "2025-04"
    record = f"/en/desk/records/{row.reference}/"
    page = officer.get(record).content.decode()
    assert "測候所長" in page
    assert "checked by 在外公館" in page
    assert other.get(record).status_code == 404

    stale = Biography.objects.get(person="rei-hanako")
    check = f"{LIST}{stale.reference}/check/"
    today = timezone.localdate().isoformat()
    for by, given, status in (
        (officer, {"checked_by": "X", "as_of": "2199-01-01"}, 400),
        (officer, {"checked_by": "X", "as_of": "soon"}, 400),
        (other, {"checked_by": "X", "as_of": today}, 404),
        (officer, {"checked_by": "Embassy", "as_of": today}, 302),
    ):
        assert by.post(check, given).status_code == status, given
    assert "not checked for six months" not in officer.get(LIST).content.decode()

    with CaptureQueriesContext(connection) as many:
        officer.get(LIST)
    Biography.objects.exclude(pk=row.pk).update(state="withdrawn")
    with CaptureQueriesContext(connection) as one:
        officer.get(LIST)
    assert len(many) == len(one)
