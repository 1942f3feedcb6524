"""Rows pasted from a spreadsheet: offices of a commission, action points of a meeting."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from kakehashi.commissions.models import Asked
from kakehashi.commissions.rules import deadline_after
from kakehashi.desk.pasted import MOST_ROWS, offices_of
from kakehashi.desk.point_rows import points_of
from kakehashi.governance.models import ActionPoint
from kakehashi.people.models import Organisation, Post
from kakehashi.records.models import Item
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
    nothing = client.post(NEW, {**typed, **rows, "pasted": "mic\tAbroad\t\n"})
    assert "stand in the table" not in nothing.content.decode()
    answer = client.post(NEW, {**typed, **rows, "pasted": "", "fill": "1"})
    assert (answer.status_code, shown(answer)) == (200, table)
    client.post(NEW, {**typed, **rows, "pasted": ""})
    assert [one.division for one in Asked.objects.order_by("position")] == ["Team 1", "Team 2"]


PASTE = "/ja/desk/actions/paste/"


def test_rows_of_action_points_are_read_with_eras_and_faults_by_row() -> None:
    mic = Organisation(
        pk="mic", side_id="JP", name_en="Ministry", name_ja="総務省", short_ja="総務"
    )
    two = [Post(pk=f"p{n}", organisation=OFFICES[0], name_en=f"Post {n}") for n in (1, 2)]
    every = [Post(pk="coordinator-mic", organisation=mic, name_ja="調整官"), *two]
    day = dt.date(2026, 1, 1)
    run = points_of(
        "期限\t担当\t内容\n"
        '令和８年３月３１日\t総務省\t"一覧を送付する。\n写しも送付する。"\n'
        "R8.4.1\tＤＳＩＴ／post 2\tSend the list.\n"
        "\t総務 調整官\tNo day\n"
        "2025-12-31\tdsit\t\n"
        "2026-02-30\tNobody\tX\n",
        every,
        day,
    )
    assert [(one.number, one.owner.pk, one.due) for one in run.points] == [
        (2, "coordinator-mic", dt.date(2026, 3, 31)),
        (3, "p2", dt.date(2026, 4, 1)),
        (4, "coordinator-mic", None),
    ]
    first = run.points[0]
    assert (first.task, first.title) == (
        {"en": "", "ja": "一覧を送付する。\n写しも送付する。"},
        {"en": "", "ja": "一覧を送付する。"},
    )
    assert [one.split(":")[0] for one in run.faults] == ["Row 5"] * 3 + ["Row 6"] * 2
    assert "p1, p2" in run.faults[1]


@pytest.mark.django_db
def test_pasted_action_points_are_shown_then_opened_together_and_once(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.haruka)
    due = timezone.now().date() + dt.timedelta(days=30)
    rows = f"一覧を送付する。\tcoordinator-mic\t{due}\nSend the list.\tcoordinator-dsit\t\n"

    def press(**given: str) -> tuple[int, str, dict[str, str]]:
        answer = client.post(PASTE, given, follow=True)
        page = answer.content.decode()
        hidden = dict(re.findall(r'name="(once|digest)" value="([^"]*)"', page))
        return answer.status_code, html.unescape(page), hidden

    status, page, hidden = press(rows=rows + "X\tnobody\t\n", open="1")
    assert (status, "3行目" in page, "digest" in hidden) == (400, True, False)
    status, page, hidden = press(rows=rows)
    assert (status, "登録される対応事項：2件" in page) == (200, True)
    status, page, _none = press(rows=rows + "Y\tcoordinator-mic\t\n", open="1", **hidden)
    assert "何も登録していません" in page
    assert not ActionPoint.objects.exists()
    for _twice in range(2):
        press(rows=rows, open="1", **hidden)
    points = ActionPoint.objects.order_by("pk")
    assert {(one.owner, one.due_date) for one in points.distinct()} == {
        ("coordinator-mic", due),
        ("coordinator-dsit", None),
    }
    assert Item.objects.filter(kind="action_point").count() == 2
