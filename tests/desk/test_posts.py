"""Posts on the desk: what one owns, planning a handover, advice, the brief of a first day."""

from django.test import Client
from django.utils import timezone

from kakehashi.cli.sign_in import find
from kakehashi.people.models import Account
from kakehashi.posts.models import Handover
from kakehashi.posts.services import day_of
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import NewText
from tests.cast import NOW
from tests.node_copy import put_node

PATH = "/en/desk/posts/xa-ports/"


def _client(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=name))
    return client


def _said(client: Client, path: str, **given: str) -> str:
    answer = client.get(path, given)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_handover_from_the_list_to_its_undoing(db):
    put_node("practice")
    office = _client("officer-xa")
    listed = _said(office, "/en/desk/posts/")
    assert "vacant" in listed
    assert "Head of digital ports, MHC" in listed
    assert "xb-ports" not in listed

    page = _said(office, PATH)
    assert "reader" in page
    assert "Cancel it" in page
    coordinator = _said(office, "/en/desk/posts/xa-coordinator/first-day/")
    assert "<strong>Chief forecaster, EBMO</strong>" in coordinator
    assert "CO-XA-1" in coordinator
    assert "CR-XA-1" not in coordinator, "what others answered is no work of the post"
    assert "Whom to call" not in page, "advice is for the holder alone"
    assert "Whom to call" in _said(_client("lead-xa"), PATH)

    planned = Handover.objects.get(post_id="xa-ports")
    office.post(f"/en/desk/posts/handovers/{planned.pk}/cancel/")
    today = day_of(planned.side, timezone.now()).isoformat()
    choice = {"what": "holder", "on": today, "successor": "reader-xa", "role": "topic_lead"}
    shown = _said(office, f"{PATH}hand-over/", **choice)
    assert "loses the same moment" in shown
    assert "Hand it over now" in shown
    once = shown.split('name="once" value="')[1].split('"')[0]
    for _ in range(2):  # sent twice, it is one handover
        answer = office.post(f"{PATH}hand-over/", {**choice, "once": once})
        assert answer.status_code == 302
    assert Account.objects.get(username="reader-xa").post_id == "xa-ports"
    assert not Account.objects.get(username="lead-xa").is_active
    assert "Whom to call" in _said(_client("reader-xa"), f"{PATH}first-day/")

    done = Handover.objects.get(state="done")
    assert "Undo it" in _said(office, PATH)
    office.post(f"/en/desk/posts/handovers/{done.pk}/undo/")
    assert Account.objects.get(username="lead-xa").post_id == "xa-ports"
    assert Account.objects.get(username="reader-xa").post_id is None

    # Who holds two posts changes between them.
    for wrong in (
        {"what": "holder", "on": "2020-01-01"},
        {"what": "holder", "on": ""},
        {"what": "post", "on": today, "to": ""},
    ):  # what cannot be planned is not shown as if it could
        shown = office.get(f"{PATH}hand-over/", wrong)
        assert shown.status_code == 400
        assert "What this will do" not in shown.content.decode()
    refused = office.post(f"{PATH}hand-over/", {"what": "holder", "on": "2020-01-01"})
    assert refused.status_code == 400
    assert "cannot be the day of a handover" in refused.content.decode()
    assert office.post("/en/desk/posts/act/", {"post": "xa-weather"}).status_code == 404


def test_it_is_another_sides_business_that_nobody_reads(db):
    put_node("practice")
    for path in (PATH, f"{PATH}first-day/", f"{PATH}hand-over/"):
        assert _client("officer-xb").get(path).status_code == 404, path
    assert "Head of digital ports" not in _said(_client("officer-xb"), "/en/desk/posts/")
    answer = _client("officer-xb").post(f"{PATH}advice/", {"title": "x", "body": "y"})
    assert answer.status_code == 404
    other = Handover.objects.get().pk
    answer = _client("officer-xb").post(f"/en/desk/posts/handovers/{other}/cancel/")
    assert answer.status_code == 404
    assert Handover.objects.get().state == "planned"
    for given, status in (
        ({"title": "", "body": ""}, 400),
        ({"title": "Keys", "body": "In the drawer"}, 302),
    ):
        assert _client("lead-xa").post(f"{PATH}advice/", given).status_code == status
    assert _client("officer-xa").post(f"{PATH}advice/", {"title": "x"}).status_code == 403


def test_records_that_no_post_owns_are_given_to_one(db):
    put_node("practice")
    office = _client("officer-xa")
    assert find("XA").username == "officer-xa"  # the printed link is for who has work, in a post
    # The deputy has no post: what they start has no owner.
    deputy = Account.objects.get(username="deputy-xa")
    item = records.create(
        kind="initiative", text=NewText(wording={"title": {"en": "Whose?"}}), by=deputy, at=NOW
    )
    assert "no post" in _said(office, "/en/desk/posts/")
    assert "Whose?" in _said(office, "/en/desk/posts/no-owner/")
    answer = office.post("/en/desk/posts/no-owner/", {"to": "xb-ports"})
    assert answer.status_code == 400
    assert office.post("/en/desk/posts/no-owner/", {"to": "xa-ports"}).status_code == 302
    assert Item.objects.get(pk=item.pk).owner_id == "xa-ports"
    assert "Every open record has a post" in _said(office, "/en/desk/posts/no-owner/")


def test_the_queries_of_a_posts_page_do_not_grow(db, django_assert_max_num_queries):
    put_node("practice")
    office = _client("officer-xa")
    _said(office, PATH)
    with django_assert_max_num_queries(60):
        _said(office, PATH)
    with django_assert_max_num_queries(60):
        _said(office, "/en/desk/posts/")
