"""Refusals: everything anticipated that can go wrong, safe to show, in both languages."""

from collections.abc import Mapping
from typing import ClassVar

Words = Mapping[str, str]
"""One message in several languages: language code to text, ``en`` and ``ja`` always there."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Root of everything Kakehashi refuses on purpose.

    A subclass stands beside the function that raises it and declares ``code`` (stable, never
    renamed), ``message`` (what is wrong) and ``hint`` (what to do next), both as templates for
    :meth:`str.format` over the facts given when it is raised.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    message: ClassVar[Words] = {
        "en": "This cannot be done.",
        "ja": "この操作は実行できません。",
    }
    hint: ClassVar[Words] = {
        "en": "Check what you entered and try again.",
        "ja": "入力内容を確認して、もう一度お試しください。",
    }

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.code)

    def say(self, language: str) -> str:
        """Return what is wrong, in ``language`` (English where that language is missing)."""
        return _fill(self.message, language, self.facts)

    def advise(self, language: str) -> str:
        """Return what to do next, in ``language``."""
        return _fill(self.hint, language, self.facts)

    def message_words(self) -> dict[str, str]:
        """Return what is wrong in every language there is."""
        return {language: self.say(language) for language in self.message}

    def hint_words(self) -> dict[str, str]:
        """Return what to do next in every language there is."""
        return {language: self.advise(language) for language in self.hint}

    def __str__(self) -> str:
        return f"{self.code}: {self.say('en')}"


class NotHere(Refused):
    """There is nothing here, or nothing this person may see: the answer is the same."""

    code = "not-here"
    status = 404
    message = {
        "en": "There is nothing here that you can see.",
        "ja": "ここには表示できるものがありません。",
    }
    hint = {
        "en": "If a colleague sent you this link, ask them to add you.",
        "ja": "同僚からこのリンクを受け取った場合は、閲覧者に加えるよう依頼してください。",
    }


def _fill(words: Words, language: str, facts: Mapping[str, object]) -> str:
    template = words.get(language) or words["en"]
    localised = {
        name: (fact.get(language) or fact.get("en", "")) if isinstance(fact, Mapping) else fact
        for name, fact in facts.items()
    }
    return template.format_map(localised)
