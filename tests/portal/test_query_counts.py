"""The number of queries of a public page does not depend on the number of records."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW

PAGES = (
    "/en/",
    "/en/framework/",
    "/en/framework/?on=2023-01-01",
    "/en/framework/CR.b.i/",
    "/en/framework/CR.b.i/?kind=joint_action",
    "/en/records/CR.b.i-1/",
    "/en/areas/CR/",
    "/en/areas/",
    "/en/results/",
    "/en/objectives/",
    "/en/decisions/",
    "/en/records/council-3/",
    "/en/records/body-council/",
    "/en/meetings/",
    "/en/pictures/",
    "/en/search/?q=semiconductor",
    "/en/glossary/",
    "/en/about/",
)
MOST = 34


def counted():
    client = Client()
    found = {}
    for path in PAGES:
        client.get(path)  # what is kept in memory is read once
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        found[path] = len(queries)
    return found


def many(node, first, number):
    """Publish ``number`` records of four kinds, hung on those that are counted."""
    to = {item.reference: item.pk for item in Item.objects.all()}
    records = []
    for at in range(first, first + number):
        common = {"marking": Marking(reach="public")}
        title = {"title": {"en": f"Semiconductor {at}", "ja": f"半導体{at}"}}
        links = [
            LinkTo("of_provision", to["CR.b.i"]),
            LinkTo("of_area", to["area-CR"]),
            LinkTo("about", to["CR.b.i-1"]),
        ]
        for kind, facts, more in (
            (
                "joint_action",
                {
                    "provision": "CR.b.i",
                    "area": "CR",
                    "pillar": "1",
                    "nature": "continuing",
                    "strength": 3,
                },
                [],
            ),
            ("result", {"date": "2026-02-03", "area": "CR", "beneficiaries": ["business"]}, []),
            (
                "meeting",
                {"body": "body-council", "date": "2026-02-03", "standing": "held"},
                [LinkTo("of_body", to["body-council"])],
            ),
            (
                "decision",
                {"meeting": "council-3", "date": "2025-01-22"},
                [LinkTo("of_meeting", to["council-3"])],
            ),
        ):
            wording = {**title, "wording": title["title"]} if kind == "joint_action" else title
            records.append(
                Loaded(
                    kind=kind,
                    reference=f"many-{kind}-{at}",
                    text=NewText(wording=wording, facts=facts, links=[*links, *more], **common),
                )
            )
    services.load(records, by=node["operator"], at=NOW)


def test_the_number_of_queries_does_not_grow(node):
    many(node, 0, 1)
    few = counted()

    many(node, 1, 60)
    assert counted() == few
    assert max(few.values()) <= MOST, few
