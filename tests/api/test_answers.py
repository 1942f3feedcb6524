"""What every answer has: problems, tags, caching, cross-origin reading, HEAD; who sees what."""

import datetime as dt
import json

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone

from kakehashi.api.document import document
from kakehashi.people.models import ApiToken
from kakehashi.records import services
from kakehashi.records.jobs import publish_due
from tests.api.conftest import Caller

ROOT = "/api/v1"
LISTS = (
    "records",
    "joint-actions",
    "results",
    "meetings",
    "bodies",
    "decisions",
    "pillars",
    "areas",
    "objectives",
    "glossary",
)


def problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    found = answer.json()
    assert (found["status"], found["code"]) == (status, code)
    assert found["type"] == f"urn:kakehashi:problem:{code}"
    schemas = document()["components"]["schemas"]
    jsonschema.validate(found, {"$ref": "#/components/schemas/Problem", **document()})
    assert "Problem" in schemas
    assert answer["Cache-Control"] == "no-store"
    return found


def test_anybody_sees_the_public_face_and_officials_what_they_may(
    node, secret, anybody, tokyo, london
):
    about = f"{ROOT}/records/{secret.reference}"
    hidden = problem(anybody.get(about), 404, "not-here")
    nothing = problem(anybody.get(f"{ROOT}/records/UP-JP-999"), 404, "not-here")
    assert {**hidden, "instance": ""} == {**nothing, "instance": ""}
    problem(london.get(about), 404, "not-here")
    seen = tokyo.get(about).json()
    assert seen["title"]["en"] == "Unseen words"
    assert seen["marking"]["reach"] == "own_side"
    for path in ("records", "changes", "search?q=Unseen"):
        for other in (anybody, london):
            found = other.get(f"{ROOT}/{path}").content.decode()
            assert "Unseen words" not in found
            assert secret.reference not in found
            assert str(secret.pk) not in found
    assert "Unseen words" in tokyo.get(f"{ROOT}/search?q=Unseen").content.decode()
    for part in ("history", "history/1"):
        problem(anybody.get(f"{about}/{part}"), 404, "not-here")
        assert tokyo.get(f"{about}/{part}").status_code == 200
    client = Client()
    client.force_login(node["officer-jp"])
    session = client.get(about)
    assert session.json() == seen
    assert session["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in session


def test_an_embargo_holds_here_too(node, secret, anybody):
    now = timezone.now()
    due = now + dt.timedelta(hours=1)
    services.plan_publication(
        item=secret.pk, publish_at=due, zone="Asia/Tokyo", by=node["officer-jp"], at=now
    )
    before = anybody.get(f"{ROOT}/changes?limit=200").content
    assert anybody.get(f"{ROOT}/records/{secret.reference}").status_code == 404
    assert str(secret.pk) not in before.decode()
    assert publish_due(at=due) == 1
    shown = anybody.get(f"{ROOT}/records/{secret.reference}").json()
    assert (shown["state"], shown["title"]["ja"]) == ("published", "件名")
    assert shown["page"].endswith(f"/records/{secret.reference}/")
    last = anybody.items_of_changes()[-1]
    assert (last["event"], last["reference"]) == ("published", secret.reference)
    history = anybody.get(f"{ROOT}/records/{secret.reference}/history").json()["items"]
    assert [one["state"] for one in history] == ["published"], "drafts are not the public's"


def test_bad_credentials_are_never_read_as_none(node, tokyo, anybody):
    for given in ("Bearer x", "Bearer ", "Basic YTpi", "", "Bearer kkh_\u00ff"):
        answer = anybody.get(f"{ROOT}/records", headers={"Authorization": given})
        problem(answer, 401, "token-wrong")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert tokyo.get(f"{ROOT}/partnership").json()["reads_as"] == "JP"
    assert anybody.get(f"{ROOT}/partnership").json()["reads_as"] == "public"
    ApiToken.objects.update(revoked_at=timezone.now())
    problem(tokyo.get(f"{ROOT}/partnership"), 401, "token-wrong")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("records?limit=0", "parameter-wrong"),
        ("records?limit=201", "parameter-wrong"),
        ("records?limit=5.0", "parameter-wrong"),
        ("records?limit=", "parameter-wrong"),
        ("records?limit=1&limit=2", "parameter-wrong"),
        ("records?kind=nonsense", "parameter-wrong"),
        ("records?colour=red", "parameter-wrong"),
        ("records?updated_since=yesterday", "parameter-wrong"),
        ("records?updated_since=1700000000", "parameter-wrong"),
        ("records?language=fr", "parameter-wrong"),
        ("provisions?on=2026-02-30", "parameter-wrong"),
        ("search", "parameter-wrong"),
        ("search?q=%00", "bad-request"),
        ("search?q=" + "a+" * 60, "query-too-long"),
        ("records?cursor=" + "A" * 30, "cursor-wrong"),
        ("records?cursor=" + "A" * 29, "cursor-wrong"),
        ("records?cursor=%E2%98%83" + "A" * 30, "parameter-wrong"),
    ],
)
def test_what_cannot_be_taken_is_a_problem(anybody, path, code):
    problem(anybody.get(f"{ROOT}/{path}"), 400, code)


def test_addresses_and_methods_that_are_none(anybody):
    for path in ("", "nothing", "records/", "records/a%00b", "records/%2e%2e/x", "openapi.json/x"):
        problem(anybody.get(f"{ROOT}/{path}"), 404, "not-here")
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(f"{ROOT}/records")
        problem(answer, 405, "method-not-allowed")
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
    problem(Client().get(f"{ROOT}/records", headers={"host": "evil.example"}), 400, "bad-request")
    japanese = anybody.get(f"{ROOT}/nothing", headers={"Accept-Language": "ja"}).json()
    assert japanese["title"].startswith("ここには")
    assert anybody.get(f"{ROOT}/nothing?language=ja").json()["title"] == japanese["title"]


def test_a_fault_of_ours_is_a_problem_without_details(anybody, monkeypatch, caplog):
    def broken(*_given, **_named):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("kakehashi.api.endpoints.records.faces", broken)
    answer = anybody.get(f"{ROOT}/records")
    problem(answer, 500, "unexpected")
    assert "secret of the inside" not in answer.content.decode()
    assert "secret of the inside" in caplog.text


def test_tags_and_keeping(node, anybody, tokyo):
    for path in ("records?limit=3", "provisions", "partnership", "openapi.json"):
        first = anybody.get(f"{ROOT}/{path}")
        tag = first["ETag"]
        assert tag.startswith('"')
        assert first["Cache-Control"] == "public, max-age=60"
        assert first["Access-Control-Allow-Origin"] == "*"
        assert {"Accept-Language", "Authorization", "Cookie"} <= set(first["Vary"].split(", "))
        for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            again = anybody.get(f"{ROOT}/{path}", headers={"If-None-Match": given})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
            assert again["Cache-Control"] == "public, max-age=60"
        for given in ("garbage", '"', "", '"' + "x" * 9000 + '"', "\u00e9"):
            again = anybody.get(f"{ROOT}/{path}", headers={"If-None-Match": given})
            assert again.status_code == 200
        looked = Client().head(f"{ROOT}/{path}")
        assert looked.status_code == 200
        assert looked.content == b""
        assert int(looked["Content-Length"]) == len(first.content)
        assert looked["ETag"] == tag
    own = tokyo.get(f"{ROOT}/records?limit=3")
    assert own["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in own
    asked = Client().options(f"{ROOT}/records", headers={"Origin": "https://example.org"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "Access-Control-Allow-Headers" not in asked


def test_every_list_is_whole_whatever_the_size_of_its_pages(node, anybody):
    for name in LISTS:
        whole = anybody.items(f"{ROOT}/{name}?limit=200")
        assert anybody.items(f"{ROOT}/{name}?limit=17") == whole, name
        ids = [one["id"] for one in whole]
        assert len(set(ids)) == len(ids), name
        assert ids, name


def test_pages_stay_right_while_records_come(node, tokyo):
    first = tokyo.get(f"{ROOT}/records?limit=20")
    assert f'<{first.json()["next"]}>; rel="next"' in first["Link"]
    whole = [one["reference"] for one in tokyo.items(f"{ROOT}/records?limit=200")]
    from tests.records.test_faces import text

    for title in ("one", "two", "three"):
        services.create(kind="update", text=text(title), by=node["officer-jp"], at=timezone.now())
    rest = tokyo.items(first.json()["next"])
    gone_on = [one["reference"] for one in first.json()["items"] + rest]
    assert [one for one in gone_on if one in whole] == whole
    foreign = first.json()["next"].replace("/records?", "/results?")
    problem(tokyo.get(foreign), 400, "cursor-wrong")
    problem(tokyo.get(first.json()["next"] + "&kind=update"), 400, "cursor-wrong")


def test_the_changes_go_on_where_they_ended(node, secret, tokyo, anybody):
    reached = tokyo.get(f"{ROOT}/changes?limit=200").json()
    while len(reached["items"]) == 200:
        reached = tokyo.get(reached["next"]).json()
    assert tokyo.get(reached["next"]).json()["items"] == []
    public = anybody.get(anybody.end_of_changes())
    services.share(item=secret.pk, by=node["officer-jp"], at=timezone.now())
    [change] = tokyo.get(reached["next"]).json()["items"]
    assert (change["event"], change["reference"]) == ("shared", secret.reference)
    assert tokyo.get(change["url"]).json()["head"]["digest"] == change["digest"]
    assert anybody.get(public.json()["next"]).json()["items"] == []
    since = anybody.items(f"{ROOT}/records?updated_since=2020-01-01T00:00:00%2B09:00&limit=100")
    stamps = [one["updated_at"] for one in since]
    assert stamps == sorted(stamps)


def test_the_document_is_openapi_3_1(anybody):
    import schemathesis.openapi

    found = anybody.get(f"{ROOT}/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(found).validate()
    for path, operations in found["paths"].items():
        assert list(operations) == ["get"], path
        assert {"200", "304", "400", "401", "404"} <= set(operations["get"]["responses"])


QUERIES = 22
PATHS = (
    *(f"{name}?limit=200" for name in LISTS),
    "provisions",
    "provisions/VD.b.vi",
    "partnership",
    "changes?limit=200",
    "search?q=digital&limit=200",
    "records/VD.b.vi",
    "records?area=VD&progress=not_yet_reported&provision=VD.b.vi",
    "records/VD.b.vi/history",
    "records/VD.b.vi/history/1",
    "health",
)


def test_queries_are_few_however_long_the_page(node, anybody, tokyo, django_assert_max_num_queries):
    for caller in (anybody, tokyo):
        caller.get(f"{ROOT}/health")
        for path in PATHS:
            with django_assert_max_num_queries(QUERIES, info=path):
                assert caller.get(f"{ROOT}/{path}").status_code == 200


def test_a_page_of_one_takes_as_many_queries_as_a_page_of_many(
    node, anybody, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name in (*LISTS, "changes", "search?q=digital"):
        mark = "&" if "?" in name else "?"
        counts = []
        for limit in (1, 200):
            with CaptureQueriesContext(connection) as asked:
                anybody.get(f"{ROOT}/{name}{mark}limit={limit}")
            counts.append(len(asked))
        assert counts[1] <= counts[0], name


def test_progress_is_the_publics_for_the_public(node, anybody, tokyo):
    problem(anybody.get(f"{ROOT}/provisions?on=1999-01-01"), 404, "not-here")
    from kakehashi.workplan.models import JointAction

    JointAction.objects.filter(reference="VD.b.vi-1").update(progress="under_way")
    paths = ("joint-actions?progress=under_way", "records?progress=under_way&kind=joint_action")
    for path in paths:
        assert anybody.items(f"{ROOT}/{path}") == []
        assert [one["reference"] for one in tokyo.items(f"{ROOT}/{path}")] == ["VD.b.vi-1"]
    assert anybody.get(f"{ROOT}/records/VD.b.vi-1").json()["progress"] == "not_yet_reported"
    assert tokyo.get(f"{ROOT}/records/VD.b.vi-1").json()["progress"] == "under_way"
    assert Caller().get(f"{ROOT}/provisions?on=2026-01-01").status_code == 200
    assert json.loads(anybody.get(f"{ROOT}/health").content)["status"] == "ok"
