"""The real text into a real node: figures, oddities, official wording beside ours, in search."""

from pathlib import Path

import pytest
from django.test import Client

from kakehashi.errors import Refused
from kakehashi.framework.importing import AnotherText, import_file
from kakehashi.framework.models import OfficialText
from kakehashi.ledger import selectors as ledger
from kakehashi.people.selectors import viewer_of
from kakehashi.records.search import find
from tests.cast import NOW

TEXT = (
    Path(__file__).resolve().parents[3]
    / "shared/data/framework/uk-japan-digital-partnership.ja.txt"
)
needs_text = pytest.mark.skipif(not TEXT.exists(), reason="../shared is not beside this clone")


@pytest.mark.seed
@needs_text
def test_the_real_text_stands_beside_ours(node):
    told = import_file(path=TEXT, by=node["operator"], at=NOW)
    warnings = told.pop("warnings")
    assert told == {
        "provisions": 95, "paragraphs": 24, "lettered": 45, "roman": 26, "pillars": 4,
        "areas": 14, "sections": 5, "signatories": 3, "matched": 95,
    }  # fmt: skip
    said = " ".join(warning["message"]["ja"] + warning["message"]["en"] for warning in warnings)
    for oddity in (
        "begins at b", "SC.b", "No signatory of the UK", "5 Kangxi-radical",
        "強靱", "データ・インフラストラクチャ", "基盤強化", "points to CR.b.vi",
    ):  # fmt: skip
        assert oddity in said, oddity
    assert OfficialText.objects.count() == 95
    again = import_file(path=TEXT, by=node["operator"], at=NOW)
    assert again["matched"] == 95
    assert OfficialText.objects.count() == 95, "a second import replaces the first"
    hits = find("毀損", viewer=viewer_of(node["officer-gb"]))
    assert [hit.reference for hit in hits.hits] == ["5"]
    assert "毀損" in Client().get("/ja/framework/5/").content.decode()
    assert ledger.verify().whole


def test_another_text_is_refused_whole(node, tmp_path):
    path = tmp_path / "other.txt"
    path.write_text("Title\n\n1. One thing.\n2. Another thing.\na. A part.\nb. Another part.\n")
    with pytest.raises(AnotherText):
        import_file(path=path, by=node["operator"], at=NOW)
    assert not OfficialText.objects.exists()


def test_only_an_operator_imports(node, tmp_path):
    path = tmp_path / "other.txt"
    path.write_text("1. One.")
    with pytest.raises(Refused) as refused:
        import_file(path=path, by=node["officer-jp"], at=NOW)
    assert refused.value.code == "not-your-role"
