"""Pictures of the partnership: right numbers for each reader, in both languages, to take away."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kakehashi.briefing.pictures import pictures
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW
from tests.portal.test_query_counts import many

TODAY = NOW.date()


def address(kind, reference):
    return f"/{kind}/{reference}"


def drawn(viewer, language="en"):
    with translation.override(language):
        return {one.name: one for one in pictures(viewer, TODAY, address)}


def table(picture):
    return {str(row[0]): row[1:] for row in picture.numbers}


def reported(node, name, about, step=None, **facts):
    item = services.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": "=Moved", "ja": "進んだ"}, "body": {"en": "x", "ja": "x"}},
            facts={"progress": "active", "date": "2026-10-01", **facts},
            links=[LinkTo("about", Item.objects.get(reference=about).pk)],
        ),
        by=node[name],
        at=NOW,
    )
    if step:
        getattr(services, step)(item=item.pk, by=node[name], at=NOW)
    return item


def test_each_reader_has_their_numbers(node):
    reported(node, "officer-jp", "VD.b.i-1", "share")
    mine = drawn(viewer_of(node["officer-jp"]))
    public = drawn(PUBLIC_VIEWER)
    assert table(mine["by-pillar"])["Digital infrastructure and technologies"] == (29, 1, 30)
    assert table(public["by-pillar"])["Digital infrastructure and technologies"] == (30, 30)
    assert table(mine["by-pillar"])["Outside the pillars"] == (13, 0, 13)
    assert sum(row[-1] for row in list(table(public["by-nature"]).values())[1:]) == 72
    year = table(mine["activity"])["Area"].index("2026")
    assert table(mine["activity"])["Vendor diversification"][year] == 1
    assert table(public["activity"])["Vendor diversification"][year] == 0
    assert "22 months" in table(public["activity"])["Vendor diversification"][-1]
    assert table(mine["activity"])["Vendor diversification"][-1] == ""
    assert "occasion has passed: Internet Governance Forum" in str(
        table(public["activity"])["Internet governance"]
    )
    assert table(public["by-objective"])[
        "23.f Firmer ground for technology trade and investment"
    ] == (
        2,
        2,
    )


def test_the_course_is_in_order_and_in_both_calendars(node):
    one = drawn(PUBLIC_VIEWER, "ja")["course"]
    days = [row[1] for row in one.numbers[1:]]
    assert len(days) == 17
    assert days[:2] == ["2019", "2020-10-23"]
    assert days.index("2022-12-07") < days.index("2024-01-16") < days.index("2024-05")
    cell = next(row.cells[0] for row in one.rows if "第3回" in row.heading)
    assert "令和7年1月22日(水)" in cell
    assert '<span class="k-quiet" lang="en">Wednesday 22 January 2025</span>' in cell
    assert ">R7</text>" in one.drawing


def test_a_draft_of_one_side_moves_nothing_for_the_other(node):
    before = drawn(viewer_of(node["officer-gb"]))
    reported(node, "officer-jp", "VD.b.i-1")
    after = drawn(viewer_of(node["officer-gb"]))
    assert {name: one.numbers for name, one in before.items()} == {
        name: one.numbers for name, one in after.items()
    }
    assert drawn(viewer_of(node["officer-jp"]))["activity"].numbers != before["activity"].numbers


@pytest.mark.parametrize("base", ["/desk", ""])
def test_pages_and_files_in_both_languages(node, base):
    client = Client()
    if base:
        client.force_login(node["officer-gb"])
    for language, word in (("en", "Progress by pillar"), ("ja", "柱別の進捗")):
        page = client.get(f"/{language}{base}/pictures/")
        text = page.content.decode()
        assert page.status_code == 200
        assert f">{word}</h2>" in text
        assert text.count('role="img"') == 5
        assert not re.search(r"<[^>]+\sstyle=", text)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        for name in re.findall(rf'href="/{language}{base}/pictures/([\w-]+)\.csv"', text):
            for form, begins in (
                ("csv", "\ufeff".encode()),
                ("svg", b"<svg "),
                ("png", b"\x89PNG"),
            ):
                answer = client.get(f"/{language}{base}/pictures/{name}.{form}")
                assert answer.content.startswith(begins)
                if form == "svg":
                    assert ("TLP:AMBER" in answer.content.decode()) is bool(base)
                assert ("TLP-AMBER-" in answer["Content-Disposition"]) is bool(base)
                assert "attachment" in answer["Content-Disposition"]
    lines = list(
        csv.reader(
            io.StringIO(client.get(f"/en{base}/pictures/by-nature.csv").content.decode("utf-8-sig"))
        )
    )
    assert lines[0] == ["Nature", "not yet reported", "All"]
    assert lines[2] == ["continuing", "56", "56"]
    for wrong in ("nothing.csv", "by-nature.exe"):
        assert client.get(f"/en{base}/pictures/{wrong}").status_code == 404


def test_no_cell_is_a_formula_and_nothing_grows_with_records(node):
    client = Client()
    client.force_login(node["officer-gb"])

    def counted():
        client.get("/en/desk/pictures/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/desk/pictures/").status_code == 200
        return len(queries)

    many(node, 0, 1)
    few = counted()
    many(node, 1, 40)
    assert counted() == few
    assert few <= 45
    result = Item.objects.get(reference="many-result-0")
    assert result
    from kakehashi.briefing.picture import in_form

    one = drawn(PUBLIC_VIEWER)["course"]
    assert "earlier ones are not drawn" in one.lead
    harmful = one.__class__(**{**one.__dict__, "numbers": [("=1+1", "-2", 3, "@x", "plain")]})
    assert in_form(harmful, "csv").decode("utf-8-sig").strip() == "'=1+1,'-2,3,'@x,plain"


def test_a_node_without_anything_still_answers(db):
    for one in drawn(PUBLIC_VIEWER).values():
        assert one.drawing.startswith("<svg ")
    assert timezone.now()
