"""The glossary on the desk: found, read, changed, a file in and back; and the public's page of it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.glossary.models import BroughtFile, Change
from kakehashi.glossary.selectors import all_concepts, concept_with
from kakehashi.glossary.services import NewConcept, load_concepts
from kakehashi.glossary.tbx import read_tbx, write_tbx
from kakehashi.people.models import Account
from tests.cast import NOW


@pytest.fixture
def desk(node):
    client = Client()
    account = Account.objects.create(
        username="haruka", side_id="JP", organisation_id="mic", name_en="Haruka", name_ja="遥",
        created_at=NOW,
    )  # fmt: skip
    account.roles.add("coordinator")
    client.force_login(account)
    return client


def main(answer):
    return re.sub(r"\s+", " ", answer.content.decode().split("<main")[1].split("</main")[0])


def entered(concept, **changed):
    """Return a concept as the form sends it."""
    said = {
        "id": concept.id,
        "source": concept.source,
        "provisions": " ".join(concept.provisions),
        "subject": concept.subject,
        "base": 0,
    }
    for language in ("en", "ja"):
        said[f"definition_{language}"] = concept.definition[language]
        said[f"note_{language}"] = concept.note.get(language, "")
        for standing in ("preferred", "admitted", "avoided"):
            said[f"{standing}_{language}"] = "\r\n".join(concept.of(language, standing))
    return {**said, **changed}


def test_concepts_are_found_read_and_changed(desk):
    for language, letter in (("en", "S"), ("ja", "は")):
        page = main(desk.get(f"/{language}/desk/glossary/?q=半導"))
        assert "semiconductor" in page
        assert "半導体" in page
        assert f">{letter}<" in re.sub(r"</?span[^>]*>", "", page) or letter in page
    frame = desk.get("/en/desk/glossary/").content.decode()
    assert 'hreflang="ja"' in frame
    assert 'hreflang=""' not in frame
    assert "No such word" in main(desk.get("/en/desk/glossary/?q=zzzz"))
    page = main(desk.get("/en/desk/glossary/concepts/semiconductor/"))
    assert "A material that conducts in part" in page
    assert "As it was loaded from the profile" in page
    assert "/desk/framework/SC.a/" in page
    known = concept_with("semiconductor")
    path = "/en/desk/glossary/concepts/semiconductor/edit/"
    assert 'value="semiconductor"' in main(desk.get(path))
    answer = desk.post(path, entered(known, admitted_ja="集積回路"), follow=True)
    assert "words.ja.admitted" in main(answer)
    assert "集積回路" in main(answer)
    again = desk.post(path, entered(known, admitted_ja="チップ", base=0))
    assert again.status_code == 409
    assert "was changed since you opened it" in main(again)
    wrong = desk.post(path, entered(known, preferred_en="", definition_ja=""))
    assert wrong.status_code == 400
    assert "Enter the preferred word" in main(wrong)
    step = "/en/desk/glossary/concepts/semiconductor/step/"
    assert "is retired" in main(desk.post(step, {"step": "retire"}, follow=True))
    assert desk.get(path).status_code == 404
    assert "chips" not in main(desk.get("/en/glossary/?q=semicon"))
    assert "in use again" in desk.post(step, {"step": "restore"}, follow=True).content.decode()
    assert desk.post(step, {"step": "explode"}).status_code == 404
    assert desk.get("/en/desk/glossary/concepts/nothing/").status_code == 404
    events = main(desk.get("/en/desk/timeline/"))
    assert "Retired a concept of the glossary" in events


def test_a_concept_is_added_and_a_taken_word_refused(desk):
    quay = NewConcept(
        "quay",
        {"en": {"preferred": ["quay"]}, "ja": {"preferred": ["岸壁"]}},
        definition={"en": "Where ships lie.", "ja": "船を着ける所。"},
        source="ours",
    )
    path = "/en/desk/glossary/new/"
    assert "quay" in main(desk.post(path, entered(quay), follow=True))
    taken = desk.post(path, entered(quay, id="other"))
    assert taken.status_code == 409
    assert "already the preferred word" in main(taken)
    assert desk.post(path, entered(quay, id="No!")).status_code == 400
    assert Change.objects.get().step == "added"


def upload(desk, data, name="words.tbx"):
    file = SimpleUploadedFile(name, data, "application/x-tbx+xml")
    return desk.post("/en/desk/glossary/import/", {"file": file}, follow=True)


def test_a_file_is_looked_at_made_and_taken_back(desk):
    whole = desk.get("/en/desk/glossary/glossary.tbx")
    assert len(read_tbx(whole.content)) == len(all_concepts())
    page = main(upload(desk, whole.content))
    assert f"Concepts that stay the same: {len(all_concepts())}" in page
    assert "Make th" not in page
    known = concept_with("semiconductor")
    other = NewConcept(**{**known.__dict__, "source": "IEC 60050-521"})
    page = main(upload(desk, write_tbx([other], "x")))
    assert "<del>ours</del>" in page
    assert "<ins>IEC 60050-521</ins>" in page
    kept = BroughtFile.objects.get(name="words.tbx", made_at=None, pk__in=_paths(page, desk))
    path = f"/en/desk/glossary/import/{kept.pk}/"
    digest = re.search('name="digest" value="([0-9a-f]+)"', page)[1]
    assert "look at the changes again" in desk.post(path, {"digest": "0"}).content.decode()
    assert "1 concept written" in desk.post(path, {"digest": digest}, follow=True).content.decode()
    assert concept_with("semiconductor").source == "IEC 60050-521"
    batch = BroughtFile.objects.get(pk=kept.pk).batch
    undo = f"/en/desk/glossary/made/{batch}/undo/"
    assert "Take these changes back" in main(desk.get("/en/desk/glossary/import/"))
    assert "as it was" in desk.post(undo, follow=True).content.decode()
    assert concept_with("semiconductor").data() == known.data()
    assert desk.post(undo).status_code == 404


def _paths(page, desk):
    """Return the newest file that waits: the one the page is about."""
    del page, desk
    return [BroughtFile.objects.filter(made_at=None).order_by("-brought_at")[0].pk]


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b'<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', 400, "never read"),
        (b"plain", 400, "cannot be read as XML"),
        (b"<martif/>", 400, "not TBX version 3"),
        (b"<tbx>" + b" " * (5 * 1024 * 1024), 413, "too big"),
        (b"", 400, "The file is empty"),
    ],
)
def test_what_is_no_tbx_is_said_beside_the_field(desk, data, status, words):
    answer = upload(desk, data)
    assert answer.status_code == status
    assert words in main(answer)
    assert not BroughtFile.objects.exists()


def test_queries_do_not_grow_with_the_glossary(desk):
    paths = (
        "/en/desk/glossary/",
        "/en/desk/glossary/concepts/semiconductor/",
        "/ja/glossary/",
        "/data/glossary.tbx",
    )

    def counted():
        found = []
        for path in paths:
            desk.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(path).status_code == 200
            found.append(len(queries))
        return found

    before = counted()
    load_concepts(
        [
            NewConcept(
                f"c{one}", {"en": {"preferred": [f"c{one}"]}, "ja": {"preferred": [f"語{one}"]}}
            )
            for one in range(60)
        ]
    )
    assert counted() == before


def test_the_public_reads_it_by_area_and_letter_and_takes_it_away(node):
    reader = Client()
    page = main(reader.get("/ja/glossary/"))
    assert "電気を部分的に通す物質" in page
    assert 'href="#semiconductor"' in page
    assert "旧称" not in page
    assert "フェイクニュース" in page
    assert "https://www.soumu.go.jp/" in page
    answer = reader.get("/data/glossary.tbx")
    assert answer["Content-Type"].startswith("application/x-tbx+xml")
    assert len(read_tbx(answer.content)) == len(all_concepts())
    assert "definition_ja" in reader.get("/data/glossary.csv").content.decode()
