"""Recall on the framework's own text: whatever a plain scan finds, search finds."""

import re
import sqlite3
import unicodedata
from pathlib import Path

import pytest

from kakehashi.wording import fts5_expression, matches, prepare, query_plan

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "framework"

_WORDS = (
    "国 法 柱 英 力 価 共 省 "  # one character
    "日英 技術 規制 標準 基準 投資 協力 政策 企業 市民 人材 "  # two
    "半導体 サプライチェーン データ デジタル インフラ セキュリティ サイバー プライバシー パートナーシップ "
    "オンライン安全 国際標準 研究開発 情報共有 民主主義 信頼性のある自由なデータ流通 デジタル・パートナーシップ "
    "人工知能 相互運用 デジタル市場 電気通信 強靱 強靭 取組 取り組み 立上げ 経済産業省 総務省 "
    "AI 5G 6G vRAN CEPA OECD G7 COVID-19 IoT 2022"
)
WORDS = _WORDS.split()


def scan(text: str) -> str:
    """Fold a text in a way of its own, independent of what is tested."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("靱", "靭")
    return re.sub(r"[\s・]", "", folded)


@pytest.fixture(scope="module")
def passages() -> list[str]:
    found = sorted(FOLDER.glob("*.ja.txt"))
    if not found:
        pytest.skip("the framework's text is not beside this clone")
    # The extract has an empty line behind every line; what is left are lines and pages.
    text = re.sub(r"\n\s*\n", "\n", found[0].read_text(encoding="utf-8"))
    return [passage for passage in re.split(r"(?<=。)", text) if passage.strip()]


@pytest.mark.seed
def test_every_passage_that_a_scan_finds_is_found(passages: list[str]) -> None:
    prepared = [prepare(passage) for passage in passages]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(tokens, detail=none)")
    database.executemany(
        "INSERT INTO found(rowid, tokens) VALUES (?, ?)",
        [(number, " ".join(ready.tokens)) for number, ready in enumerate(prepared)],
    )
    scanned = [scan(passage) for passage in passages]
    searched = 0
    for word in WORDS:
        wanted = {number for number, text in enumerate(scanned) if scan(word) in text}
        if word.isascii():  # a scan also finds it inside longer words
            whole = re.compile(rf"(?<![a-z0-9]){re.escape(scan(word))}(?![a-z0-9])")
            wanted = {number for number in wanted if whole.search(scanned[number])}
        plan = query_plan(word)
        rows = database.execute(
            "SELECT rowid FROM found WHERE found MATCH ?", (fts5_expression(plan),)
        )
        candidates = {number for (number,) in rows}
        hits = {number for number in candidates if matches(plan, {"body": prepared[number].text})}
        assert wanted <= hits, (word, [passages[number] for number in wanted - hits])
        searched += bool(wanted)
    assert searched >= 40
    assert sum(len(word) == 1 for word in WORDS) >= 5


@pytest.mark.seed
def test_every_character_and_pair_of_the_text_is_found(passages: list[str]) -> None:
    prepared = [prepare(passage) for passage in passages]
    tokens = [set(ready.tokens) for ready in prepared]
    for passage, ready, held in zip(passages, prepared, tokens, strict=True):
        text = re.sub(r"[\s・]", "", unicodedata.normalize("NFKC", passage))
        runs = re.findall(r"[\u3041-\u30fc\u4e00-\u9fff]+", text)
        for part in {
            run[at : at + size] for run in runs for size in (1, 2) for at in range(len(run))
        }:
            plan = query_plan(f'"{part}"')
            assert plan.may_match(held), part
            assert matches(plan, {"body": ready.text}), part


@pytest.mark.seed
def test_other_spellings_add_hits_that_a_scan_misses(passages: list[str]) -> None:
    ready = [prepare(passage).text for passage in passages]

    def hits(query: str) -> set[int]:
        plan = query_plan(query)
        return {number for number, text in enumerate(ready) if matches(plan, {"body": text})}

    def scans(query: str) -> set[int]:
        return {number for number, passage in enumerate(passages) if query in scan(passage)}

    assert scans("取り組み") < hits("取り組み")
    assert scans("取組") | scans("取り組み") <= hits("取組")
    assert hits("立上げ") == hits("立ち上げ") != set()
    assert hits("強靱") == hits("強靭") != set()
    assert hits("データインフラストラクチャ") == hits("データ・インフラストラクチャー") != set()
