"""Rows pasted from a spreadsheet: the offices of a commission, in the table before they are asked."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from kakehashi.commissions.models import Asked
from kakehashi.commissions.rules import deadline_after
from kakehashi.desk.pasted import MOST_ROWS, offices_of
from kakehashi.people.models import Organisation
from tests.cast import Cast

NEW = "/en/desk/commissions/new/"
OFFICES = [
    Organisation(pk="dsit", side_id="GB", name_en="Department for Science", name_ja="科学省"),
    Organisation(pk="fcdo", side_id="GB", name_en="Foreign Office", name_ja="外務省"),
    Organisation(
        pk="x-office", side_id="GB", name_en="Foreign Office", name_ja="", short_en="X", short_ja=""
    ),
]


def test_offices_are_called_by_code_or_name_in_any_width_and_what_is_not_stays() -> None:
    found = offices_of(
        "府省\tメールアドレス\t課室\n"
        'ＤＳＩＴ\ta@example.org\t"Team\nof two"\n'
        " department  for SCIENCE\t\t\n"
        "\t\t\n"
        "Foreign Office\t\tA\n"
        "外務省\tno address\tB\n"
        "Nowhere\t\tC\n"
        "外務省\tｂ@example.org\tD",
        OFFICES,
    )
    assert found.lines == [
        ("dsit", "Team\nof two", "a@example.org", ""),
        ("dsit", "", "", ""),
        ("fcdo", "D", "b@example.org", ""),
    ]
    assert [one.split(":")[0] for one in found.faults] == ["Row 5", "Row 6", "Row 7"]
    assert "fcdo, x-office" in found.faults[0]
    assert found.left == (
        "府省\tメールアドレス\t課室\nForeign Office\t\tA\n外務省\tno address\tB\nNowhere\t\tC\n"
    )


def test_commas_do_as_well_and_nothing_is_lost_of_too_much_or_of_an_open_quotation_mark() -> None:
    assert offices_of("dsit,A,a@example.org\nX", OFFICES).lines == [
        ("dsit", "A", "a@example.org", ""),
        ("x-office", "", "", ""),
    ]
    many = "".join(f"dsit,{n}\n" for n in range(MOST_ROWS + 3))
    found = offices_of(many, OFFICES)
    assert (len(found.lines), found.left) == (MOST_ROWS, "dsit,200\ndsit,201\ndsit,202\n")
    assert str(MOST_ROWS) in found.faults[0]
    found = offices_of('dsit,A\nX,"B\nX,C\n', OFFICES)
    assert (len(found.lines), found.left) == (1, 'X,"B\nX,C\n')
    assert "not closed" in found.faults[0]
    assert offices_of(" \n", OFFICES).left == ""


def shown(answer: object) -> list[tuple[str, str, str]]:
    """Return the filled rows of the table."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    offices = [
        found[1] if (found := re.search(r'value="([^"]+)" selected', one)) else ""
        for one in re.findall(r'name="office">(.*?)</select>', text)
    ]
    fields = (re.findall(rf'name="{name}"[^>]* value="([^"]*)"', text) for name in _FIELDS)
    return [line for line in zip(offices, *fields, strict=True) if any(line)]


_FIELDS = ("division", "mailbox")


@pytest.mark.django_db
def test_pasted_offices_stand_in_the_table_before_anything_is_sent(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.alice)
    page = client.get(NEW).content.decode()
    once = re.findall(r'name="once" value="([^"]*)"', page)[0]
    due = deadline_after(timezone.now().date(), 5, ["GB"])
    typed = {"once": once, "title_en": "Figures", "body_en": "Please send.", "due": str(due)}
    first = {"office": ["dsit"], "division": ["Team 1"], "mailbox": [""], "post": [""]}
    pasted = "dsit\tTeam 2\tteam2@example.org\ndsit\tTeam 1\t\nmic\tAbroad\t\n"
    # Sent without the button that fills: the rows are shown all the same, and nothing is sent.
    answer = client.post(NEW, {**typed, **first, "pasted": pasted})
    assert answer.status_code == 400
    table = [("dsit", "Team 1", ""), ("dsit", "Team 2", "team2@example.org")]
    assert shown(answer) == table
    text = html.unescape(answer.content.decode())
    assert "Row 3: no organisation of your side is called “mic”." in text
    assert re.search(r'name="pasted"[^>]*>\s*mic\tAbroad\t\s*<', text)
    assert "Figures" in text
    assert not Asked.objects.exists()
    lines = [*table, ("", "", "")]
    rows = {name: [one[at] for one in lines] for at, name in enumerate(("office", *_FIELDS))}
    rows["post"] = [""] * len(lines)
    answer = client.post(NEW, {**typed, **rows, "pasted": "", "fill": "1"})
    assert (answer.status_code, shown(answer)) == (200, table)
    client.post(NEW, {**typed, **rows, "pasted": ""})
    assert [one.division for one in Asked.objects.order_by("position")] == ["Team 1", "Team 2"]
