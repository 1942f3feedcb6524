"""Strength and nature of provisions: what the text promises, and of which kind a promise is."""

from collections.abc import Mapping

STRENGTHS: Mapping[int, Mapping[str, str]] = {
    0: {"en": "statement", "ja": "記述"},
    1: {"en": "explore, consider, discuss", "ja": "探求・検討・討議"},
    2: {"en": "endeavour, support, need to", "ja": "努力・支援・必要性"},
    3: {"en": "will", "ja": "実施の意図"},
    4: {"en": "ensure, commit", "ja": "確保・コミットメント"},
}

NATURES: Mapping[str, Mapping[str, str]] = {
    "deliverable": {"en": "deliverable", "ja": "完了を目指すもの"},
    "continuing": {"en": "continuing", "ja": "継続するもの"},
    "inquiry": {"en": "inquiry", "ja": "検討するもの"},
    "dated": {"en": "dated", "ja": "期日のあるもの"},
    "context": {"en": "context", "ja": "背景"},
    "position": {"en": "position", "ja": "共通の立場"},
    "constitution": {"en": "constitution", "ja": "基本事項"},
    "objective": {"en": "objective", "ja": "目的"},
}

ACTIONABLE = frozenset({"deliverable", "continuing", "inquiry", "dated"})
"""Natures that Joint Actions are made from."""

ACTS: Mapping[str, Mapping[str, str]] = {
    "tell": {"en": "tell each other", "ja": "互いに知らせる"},
    "look": {"en": "look into", "ja": "ともに検討する"},
    "do": {"en": "do together", "ja": "ともに実施する"},
    "stand": {"en": "stand together", "ja": "国際場裡で連携する"},
    "other": {"en": "other", "ja": "その他"},
}

FINDINGS: Mapping[str, Mapping[str, str]] = {
    "done": {"en": "passed, and done", "ja": "経過（実施済み）"},
    "superseded": {"en": "passed, and superseded", "ja": "経過（他の事項に置換え）"},
    "open": {"en": "still open", "ja": "引き続き有効"},
}
"""What a side finds of a provision whose occasion has passed."""

OVER = frozenset({"ended", "renamed"})
"""Standings of a programme after which a provision that names it is input for the review."""

CHANGES: Mapping[str, Mapping[str, str]] = {
    "kept": {"en": "kept", "ja": "維持"},
    "reworded": {"en": "reworded", "ja": "文言変更"},
    "split": {"en": "split", "ja": "分割"},
    "merged": {"en": "merged", "ja": "統合"},
    "renumbered": {"en": "renumbered", "ja": "番号変更"},
    "retired": {"en": "retired", "ja": "廃止"},
    "added": {"en": "added", "ja": "新設"},
}
"""What a review may do with a provision."""

ENDED = ("withdrawn", "overtaken")
"""States of a provision that no longer stands in the text."""
