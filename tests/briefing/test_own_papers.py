"""Speaking notes, Q&A and biographies of a meeting: from lines, agenda and progress alone."""

import datetime as dt
import io

from django.test import Client
from docx import Document

from kakehashi.biographies.models import Biography
from kakehashi.briefing.papers.composing import compose
from kakehashi.briefing.papers.gathering import gather
from kakehashi.briefing.papers.offered import PAPERS
from kakehashi.briefing.papers.speaking import STYLES
from kakehashi.lines.models import LineToTake
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from tests.node_copy import put_node

AT = dt.datetime.now(dt.UTC)


def paper(code, by, language="both", for_whom="own"):
    found = gather(PAPERS[code], viewer_of(by), for_whom, AT.date(), meeting="conference-2")
    return compose(found, language, at=AT, address="http://localhost/")


def line(by, title, days, *, form="line", about=None, **more):
    wording = {"title": {"en": title}, "line": {"en": f"{title} said"}, **more}
    return records.create(
        kind="line_to_take",
        text=NewText(
            wording=wording,
            facts={"form": form, "valid_until": (AT.date() + dt.timedelta(days=days)).isoformat()},
            links=[LinkTo("about", Item.objects.get(reference=about).pk)] if about else [],
        ),
        by=by,
        at=AT,
    )


def test_they_hold_what_the_side_has_cleared_and_say_what_is_missing_where(db):
    put_node("practice")
    own = Account.objects.get(username="officer-xa")
    other = Account.objects.get(username="officer-xb")
    first = paper("speaking", own, "en").data["speech"][0]
    assert first["points"] == []
    assert any(first["reference"] in words for words in first["missing"])
    line(own, "POINT", 9, about=first["reference"], pressed={"en": "PRESSED\nTWICE"})
    line(own, "GONE", -1, about=first["reference"])
    line(own, "ANSWER", 9, form="qa", about=first["reference"])
    line(own, "NOWHERE", 9)
    line(other, "THEIRS", 9, about=first["reference"])

    made = paper("speaking", own)
    ja, en = made.data["ja"]["speech"], made.data["en"]["speech"]
    assert en[0]["points"][0] == "• POINT said"
    assert en[0]["points"][1].startswith("[Expired]")
    assert "GONE" in en[0]["points"][1]
    assert en[0]["raised"] == ["• PRESSED", "• TWICE", "Q. ANSWER", "A. ANSWER said"]
    assert ja[0]["points"][0] == "POINT said"
    assert ja[0]["raised"][2:] == ["問　ANSWER", "答　ANSWER said"]
    assert en[-1]["heading"] == STYLES["en"].others
    assert "• NOWHERE said" in en[-1]["points"]
    assert [one["title"] for one in made.data["en"]["expired"]].count("GONE") == 1
    assert "GONE said" not in str(made.data)
    assert "THEIRS" not in str(made.data)
    # Progress in です・ます and in points, as data.
    assert any(
        "進捗は「" in words and words.endswith("です。")
        for row in ja
        for words in row["background"]
    )
    assert any(words.startswith("• 8.1-1 ") for row in en for words in row["background"])
    assert made.reach == "own_side"

    asked = paper("qa", own)
    questions = asked.data["en"]["questions"]
    (question,) = [each for each in questions if each["heading"].endswith(". ANSWER")]
    assert question["answer"] == ["ANSWER said"]
    assert question["about"]["cleared"] == "not cleared"
    assert asked.data["en"]["missing"] == []
    assert "POINT" not in str(asked.data)
    assert len(asked.lines) == len(questions), "only what is in it counts as used"
    LineToTake.objects.filter(form="qa").delete()
    assert paper("qa", own, "ja").data["missing"] == [STYLES["ja"].no_question]


def test_biographies_of_those_expected_stay_with_the_side_that_wrote_them(db):
    put_node("practice")
    own = Account.objects.get(username="officer-xa")
    other = Account.objects.get(username="officer-xb")
    made = paper("biographies", own)
    lives = made.data["en"]["lives"]
    assert [one["heading"].split(",")[0] for one in lives] == ["MIHON Taro", "REI Hanako"]
    assert lives[1]["about"]["standing"] == "[not checked for six months]"
    assert made.data["ja"]["lives"][1]["about"]["standing"] == "【6か月間未確認】"
    assert lives[0]["about"]["standing"] == ""
    assert lives[0]["about"]["as_of"]
    assert lives[0]["career"][1] == "Parliamentary Vice-Minister of Transport"
    without = {one["person"] for one in made.data["en"]["without"]}
    assert "TAMESHI Yuki" in without
    assert "Alice EXAMPLE" not in without, "of its own people none is missed"
    for code in ("chair", "pack"):
        assert len(paper(code, own, "en").data["lives"]) == len(lives)
    joint = paper("pack", own, "en", "joint")
    assert joint.data["lives"] == []
    theirs = paper("biographies", other, "en").data["lives"]
    assert [one["heading"].split(",")[0] for one in theirs] == ["Cara SPECIMEN"]
    # One who has left is shown, and it is said.
    Biography.objects.filter(person="mihon-taro").update(post="xb-ports")
    left = paper("biographies", own, "en").data["lives"][0]
    assert left["about"]["standing"] == "[no longer in the post]"


def test_the_brief_is_given_in_word_by_the_template_of_the_side(db):
    put_node("practice")
    client = Client()
    client.force_login(Account.objects.get(username="officer-xa"))
    for language, words in (("ja", ["会合"]), ("en", ["Meetings"]), ("both", ["会合", "Meetings"])):
        answer = client.get("/en/desk/brief/", {"as": "docx", "in": language})
        assert answer["Content-Disposition"].endswith('.docx"')
        document = Document(io.BytesIO(answer.content))
        cells = [one.text for table in document.tables for row in table.rows for one in row.cells]
        texts = [*(one.text for one in document.paragraphs), *cells]
        for one in words:
            assert any(text.startswith(one) for text in texts), (language, one)
        assert "TLP:" in document.sections[0].header.paragraphs[0].text
