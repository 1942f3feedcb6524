"""What is wrong with a template, as the process says it: a code and facts, no words yet."""

from collections.abc import Mapping
from dataclasses import dataclass

PARTS: Mapping[str, Mapping[str, str]] = {
    "document": {"en": "the body", "ja": "本文"},
    "header": {"en": "a header", "ja": "ヘッダー"},
    "footer": {"en": "a footer", "ja": "フッター"},
    "footnotes": {"en": "the footnotes", "ja": "脚注"},
    "other": {"en": "another part of the file", "ja": "ファイルのその他の部分"},
}


class Fault(Exception):  # noqa: N818 - an answer, told to the process that asked
    """A template is refused; ``code`` is that of a refusal, ``facts`` what it says."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True)
class Spot:
    """Where in a template something stands."""

    part: str = "other"
    paragraph: int = 0
    """Counted from 1 in its part; 0 where there is none to name."""
    tag: str = ""

    def facts(self) -> dict[str, object]:
        """Return the spot in words, for a refusal."""
        where = dict(PARTS[self.part])
        if self.paragraph:
            where = {
                "en": f"{where['en']}, paragraph {self.paragraph}",
                "ja": f"{where['ja']}の{self.paragraph}段落目",
            }
        return {"where": where, "tag": self.tag[:120]}
