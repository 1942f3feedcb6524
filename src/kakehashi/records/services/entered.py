"""Wording as it is entered: cut to the fields a record has, trimmed, and not too long."""

from collections.abc import Mapping

from kakehashi.errors import Refused
from kakehashi.records.kinds import Kind

LONGEST_TITLE = 300
LONGEST_TEXT = 200_000


class TooLong(Refused):
    """A text longer than a record may hold."""

    code = "text-too-long"
    message = {
        "en": "{label} has {length} characters; at most {most} fit.",
        "ja": "{label}は{length}文字です（上限{most}文字）。",
    }
    hint = {
        "en": "Shorten it, or put the long text in a document and link to it.",
        "ja": "短くするか、長文は文書とし、リンクを付けてください。",
    }


class TextMissing(Refused):
    """A field that needs wording has none in any language."""

    code = "text-missing"
    message = {
        "en": "{label} is empty in every language.",
        "ja": "{label}がいずれの言語でも未記入です。",
    }
    hint = {
        "en": "Fill it in one language; the other may follow.",
        "ja": "いずれか一方の言語で記入してください（他方は後で構いません）。",
    }


def clean_wording(
    kind: Kind,
    wording: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, object] | None = None,
) -> dict[str, dict[str, str]]:
    """Return the wording with empty languages left out, line ends as LF and blanks trimmed.

    Args:
        kind: kind of the record.
        wording: field to language to text; what is no field of it is left out.
        facts: of the record, which say what further fields it has.

    Raises:
        TextMissing: when a required field has no language.
        TooLong: when a text is over :data:`LONGEST_TEXT` characters (a title over 300).
    """
    cleaned: dict[str, dict[str, str]] = {}
    for text in kind.texts_of(facts or {}):
        given = wording.get(text.name, {})
        kept = {}
        for language, words in given.items():
            trimmed = words.replace("\r\n", "\n").replace("\r", "\n").strip()
            most = LONGEST_TITLE if text.name == "title" else LONGEST_TEXT
            if len(trimmed) > most:
                raise TooLong(label=text.label, length=len(trimmed), most=most)
            if trimmed:
                kept[language] = trimmed
        if kept:
            cleaned[text.name] = kept
        elif text.required:
            raise TextMissing(label=text.label)
    return cleaned
