"""Terms: words that the texts define for themselves, and whether they hold to them."""

import re

from kakehashi.wording.parity.differences import Report
from kakehashi.wording.parity.sides import Side, first_match

_DEFINES_JA = re.compile(r"\(?以下[、,]?(?:単に|総称して)?[「『]([^「」『』]{1,40})[」』]という")
_DEFINES_EN = re.compile(
    r"(?:hereinafter|hereafter|referred to as|called|together|collectively"
    r"|\()[^\"“”()]{0,40}?[\"“](?:the )?([^\"“”]{1,60})[\"”]"
    r"|\(the ((?:[A-Z][\w-]+ ?){1,4})\)|,? (?:together )?called the ((?:[A-Z][\w-]+ ?){1,4})",
)
_RIVALS_JA = "双方|両者|両省|両国政府|両政府|参加者|両当事者|関係機関"
_RIVALS_EN = (
    r"\b(?:both sides|the two sides|the two governments|both governments"
    r"|the ministries|the parties|the signatories|both ministries|the two countries)\b"
)


class Terms:
    """Terms that the texts define for themselves, and whether they hold to them."""

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []

    def read(self, ones: list[Side], twos: list[Side], report: Report) -> None:
        """Learn what a pair of paragraphs defines, and report terms not held to."""
        japanese_text = " ".join(one.text for one in ones)
        english_text = " ".join(two.text for two in twos)
        defined = [found[1] for found in _DEFINES_JA.finditer(japanese_text)]
        if not defined and not self._pairs:
            return
        answering = [
            next(group for group in found.groups() if group).strip()
            for found in _DEFINES_EN.finditer(english_text)
        ]
        if defined and len(defined) == len(answering):
            self._pairs += zip(defined, answering, strict=True)
            return
        for term, answer in self._pairs:
            here, there = term in japanese_text, answer in english_text
            if here and not there:
                self._told(term, answer, ones, twos, report)
            elif there and not here and answer[:1].isupper():
                rival = first_match(_RIVALS_JA, ones)
                if rival:
                    found = first_match(re.escape(answer), twos)
                    report.term(term, answer, rival, found or (twos[0], None))

    def _told(
        self, term: str, answer: str, ones: list[Side], twos: list[Side], report: Report
    ) -> None:
        small = first_match(rf"\b{re.escape(answer)}\b", twos)
        rival = small or first_match(_RIVALS_EN, twos)
        if rival:
            here = first_match(re.escape(term), ones)
            report.term(term, answer, here or (ones[0], None), rival)
