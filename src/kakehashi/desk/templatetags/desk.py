"""``{% load desk %}``: links to records and the picture of progress."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kakehashi.briefing.progress import of_natures
from kakehashi.desk.office import PAGES as OFFICE
from kakehashi.desk.viewing import sees_lines
from kakehashi.desk.words import BODY_KINDS, EVENTS, RELATIONS
from kakehashi.exchange.refusal_words import words_of_code
from kakehashi.framework.rules import FINDINGS, NATURES
from kakehashi.governance.action_rules import TAKEN
from kakehashi.governance.rules import ENDINGS, STANDINGS
from kakehashi.look.dates import say_day
from kakehashi.look.tags.bilingual import reading_order
from kakehashi.people.selectors import name_on, viewer_of
from kakehashi.records.crossing import node_side
from kakehashi.records.kinds import kind_of
from kakehashi.workplan.rounds.rules import ENDINGS as ROUND_ENDINGS
from kakehashi.workplan.rounds.rules import STANDINGS as ROUND_STANDINGS
from kakehashi.workplan.rounds.rules import STEP_WORDS as ROUND_STEPS
from kakehashi.workplan.rules import RESULT_KINDS

register = template.Library()

PARTS: Mapping[str, Mapping[str, str]] = {
    "lead": {"en": "leads", "ja": "主導"},
    "co_lead": {"en": "leads jointly", "ja": "共同で主導"},
    "coordinator": {"en": "coordinates", "ja": "調整"},
    "contributor": {"en": "contributes", "ja": "協力"},
    "consulted": {"en": "is consulted", "ja": "協議先"},
    "legal": {"en": "advises on law", "ja": "法的助言"},
    "post": {"en": "post abroad", "ja": "在外公館"},
}
"""What an organisation does in the partnership, in words."""


PAGES: Mapping[str, str] = {
    "provision": "desk:provision",
    "action_point": "desk:action",
    "actionpoint": "desk:action",  # as the model is called
    "joint_text": "desk:text",
    "jointtext": "desk:text",
    "enquiry": "desk:enquiry",
}
"""Kinds whose page is not that of any record."""


def address_of(kind: str, reference: str) -> str:
    """Return the desk's page for a record."""
    return reverse(PAGES.get(kind, "desk:record"), args=[reference])


@register.simple_tag(takes_context=True)
def at_office(context: Context) -> bool:
    """Tag: whether the page is one of office work, or lies below one."""
    request: Any = context.get("request")
    path = getattr(request, "path", "")
    places = [reverse(one.address, args=one.arguments) for one in OFFICE]
    return path.startswith((reverse("desk:office"), *places))


@register.simple_tag
def record_link(face: Any) -> SafeString:
    """Return reference and title of a record as a link, each in its own language.

    Args:
        face: an entry or a kind's row.
    """
    kind = getattr(face, "kind", "") or face._meta.model_name  # noqa: SLF001 - Django's own
    language = face.title_language
    title = format_html(
        '<span lang="{}">{}</span>' if language != get_language() else "{1}", language, face.title
    )
    return format_html(
        '<a class="govuk-link k-record-link" href="{}"><span class="k-reference">{}</span> {}</a>',
        address_of(kind, face.reference),
        face.reference,
        title or face.reference,
    )


@register.simple_tag
def plain_link(face: Any) -> SafeString:
    """Return the title of a record as a link, without its reference, for those who only read.

    Args:
        face: an entry or a kind's row.
    """
    kind = getattr(face, "kind", "") or face._meta.model_name  # noqa: SLF001 - Django's own
    language = face.title_language
    return format_html(
        '<a class="govuk-link" href="{}"{}>{}</a>',
        address_of(kind, face.reference),
        format_html(' lang="{}"', language) if language != get_language() else "",
        face.title or face.reference,
    )


@register.simple_tag
def kind_name(code: str) -> str:
    """Return the name of a kind in the language of the page."""
    return _said(kind_of(code).names)


@register.simple_tag
def kinds_name(code: str) -> str:
    """Return the plural name of a kind in the language of the page."""
    return _said(kind_of(code).plural)


@register.filter
def inlanguage(words: Any) -> str:
    """Return a text per language in the language of the page."""
    return _said(words) if isinstance(words, Mapping) else str(words or "")


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """Return what a mapping holds under ``key``, None where nothing."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.inclusion_tag("briefing/picture.html")
def progress_chart(counts: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    """Return the picture of progress by nature, with its numbers."""
    return {"picture": of_natures(counts)}


def _said(words: Mapping[str, str]) -> str:
    language = get_language() or "en"
    return words.get(language) or words.get("en", "")


@register.filter
def nature_words(code: str) -> str:
    """Return the nature of a provision or joint action in words."""
    return _said(NATURES[code]) if code in NATURES else code


@register.filter
def passages_read(hit: Any) -> list[tuple[str, Any]]:
    """Return the passages of a hit, each with its language: the reader's own first."""
    return [(code, hit.passages[code]) for code in reading_order() if code in hit.passages]


@register.simple_tag
def hit_address(hit: Any) -> str:
    """Return the desk's page for a hit of the search."""
    return address_of(hit.kind, hit.reference)


@register.filter
def part_words(role: str) -> str:
    """Return what an organisation does in the partnership, in words."""
    return _said(PARTS.get(role, {"en": role, "ja": role}))


STEP_WORDS: Mapping[str, Mapping[str, str]] = {
    "share": {"en": "Share with the other side", "ja": "相手側に共有"},
    "confirm": {"en": "Confirm this wording", "ja": "この文言を確認する"},
    "publish": {"en": "Publish, or consent to it", "ja": "公表する（同意する）"},
    "consent": {"en": "Approve the restricted sharing", "ja": "限定共有を承認する"},
    "discard": {"en": "Discard the draft", "ja": "案を破棄する"},
    "withdraw": {"en": "Withdraw", "ja": "取り下げる"},
    "overtake": {"en": "Record as overtaken by events", "ja": "前提変更により終了とする"},
    "ask_pen": {"en": "Ask for the pen", "ja": "起草の引渡しを依頼する"},
    "pass_pen": {"en": "Pass the pen", "ja": "起草を引き渡す"},
    "return_pen": {"en": "Take back the request for the pen", "ja": "引渡しの依頼を取り下げる"},
    "take_pen": {"en": "Take the pen", "ja": "起草を引き取る"},
}

CLOSING_WORDS: Mapping[str, Mapping[str, str]] = {
    "keys": {"en": "Keys are lost or have leaked", "ja": "鍵を紛失した、又は漏えいした"},
    "fork": {"en": "The log contradicts itself", "ja": "ログの内容が矛盾している"},
    "leaves": {
        "en": "Entries that were signed are nowhere now",
        "ja": "署名済みのエントリーが失われた",
    },
    "node": {
        "en": "The node is lost with all that it held; its pens pass to the other side",
        "ja": "ノードを保有内容ごと失った（起草担当は相手側に移る）",
    },
}
KEY_WORDS: Mapping[str, Mapping[str, str]] = {
    "log": {"en": "signs our log", "ja": "ログの署名鍵"},
    "countersign": {"en": "countersigns their log", "ja": "相手側ログへの連署鍵"},
    "sealing": {"en": "opens what is sealed to us", "ja": "封緘の開封鍵"},
    "line": {"en": "certificate of the line", "ja": "接続の証明書"},
}
"""Kinds of key of a node."""

ACT_WORDS: Mapping[str, Mapping[str, str]] = {
    "share": {"en": "shared", "ja": "共有"},
    "supersede": {"en": "shared", "ja": "共有"},
    "confirm": {"en": "confirmed", "ja": "確認"},
    "publish": {"en": "consent to publication", "ja": "公表への同意"},
    "withdraw": {"en": "withdrawn", "ja": "取下げ"},
    "recall": {"en": "asked to return or destroy", "ja": "回収・廃棄の依頼"},
    "destroyed": {"en": "answered: destroyed", "ja": "回収・廃棄の回答"},
    "ask_pen": {"en": "asked for the pen", "ja": "起草の引渡し依頼"},
    "pass_pen": {"en": "passed the pen", "ja": "起草の引渡し"},
    "return_pen": {"en": "took back the request for the pen", "ja": "引渡し依頼の取下げ"},
    "take_pen": {"en": "took the pen", "ja": "起草の引取り"},
    "receipt": {"en": "receipt", "ja": "受領の通知"},
    "key": {"en": "change of keys", "ja": "鍵の更新"},
    "begin": {"en": "beginning of a new log", "ja": "新しいログの開始"},
    "correspondence": {"en": "table of handling equivalents", "ja": "取扱区分対応表"},
}

DESTROYED_WORDS: Mapping[str, Mapping[str, str]] = {
    "attachments": {"en": "attachments", "ja": "添付資料"},
    "blob": {"en": "the sealed text as it was received", "ja": "受領した封緘データ"},
    "exports": {"en": "exports known to it", "ja": "把握している出力物"},
    "index": {"en": "search index", "ja": "検索用の索引"},
    "text": {"en": "text", "ja": "文言"},
}

PROPOSAL_WORDS: Mapping[str, Mapping[str, str]] = {
    "taken": {"en": "taken over", "ja": "反映済み"},
    "declined": {"en": "declined", "ja": "不採用"},
    "withdrawn": {"en": "withdrawn", "ja": "取下げ"},
}


@register.simple_tag
def step_words(step: str) -> str:
    """Return a step as its button says it."""
    return _said(STEP_WORDS[step])


@register.filter
def proposal_words(state: str) -> str:
    """Return the state of a proposal in words."""
    return _said(PROPOSAL_WORDS.get(state, {"en": state}))


@register.filter
def ending_words(code: str) -> str:
    """Return what became of a decision in words."""
    return _said(ENDINGS.get(code, {"en": code}))


@register.filter
def taken_words(step: str) -> str:
    """Return a step on an action point in words, once it was taken."""
    return _said(TAKEN.get(step, {"en": step}))


@register.filter
def finding_words(code: str) -> str:
    """Return what a side finds of a provision whose occasion has passed, in words."""
    return _said(FINDINGS.get(code, {"en": code}))


@register.filter
def standing_words(code: str) -> str:
    """Return how firm a meeting's date is, in words."""
    return _said(STANDINGS.get(code, {"en": code}))


@register.filter
def round_words(code: str) -> str:
    """Return whether a progress round is open or locked, in words."""
    return _said(ROUND_STANDINGS.get(code, {"en": code}))


@register.filter
def round_step(code: str) -> str:
    """Return how the value of a period came to stand, in words."""
    return _said(ROUND_STEPS.get(code, {"en": code}))


@register.filter
def round_ending(code: str) -> str:
    """Return why a joint action ended before its promise was kept, in words."""
    return _said(ROUND_ENDINGS.get(code, {"en": code}))


@register.filter
def result_words(code: str) -> str:
    """Return a kind of result in words."""
    return _said(RESULT_KINDS.get(code, {"en": code}))


@register.filter
def of_key(mapping: Any, key: Any) -> Any:
    """Return what a mapping holds under ``key`` as text."""
    return mapping.get(str(key), []) if isinstance(mapping, Mapping) else []


@register.filter
def of_text(mapping: Any, key: Any) -> str:
    """Return the text that a mapping holds under ``key``, nothing where there is none."""
    return str(mapping.get(str(key), "")) if isinstance(mapping, Mapping) else ""


@register.filter
def authority(wording: Any, language: str) -> str:
    """Return ``courtesy`` where a language only helps to read."""
    return "" if language in wording.authoritative else "courtesy"


@register.simple_tag
def name_then(organisation: Any, day: Any) -> str:
    """Return the name an organisation bore on ``day``."""
    return name_on(organisation, day, get_language() or "en")


@register.simple_tag
def public_address(entry: Any) -> str:
    """Return the public page of a record."""
    name = "portal:provision" if entry.kind == "provision" else "portal:record"
    return reverse(name, args=[entry.reference])


@register.filter
def relation_words(relation: str) -> str:
    """Return a relation between records in words."""
    return str(RELATIONS.get(relation, relation))


@register.filter
def event_words(name: str) -> str:
    """Return an event of the timeline in words, by the last part of its name."""
    return str(EVENTS.get(name.rsplit(".", 1)[-1], name))


@register.filter
def distance(offset: int) -> int:
    """Return how many working days a step lies from its meeting, before or after."""
    return abs(offset)


@register.filter
def body_kind_words(code: str) -> str:
    """Return the kind of a body in words."""
    return str(BODY_KINDS.get(code, code))


@register.filter
def steps(depth: int) -> range:
    """Return a range to be walked so many times."""
    return range(depth)


@register.filter
def day_of_year(text: str) -> str:
    """Return a day of every year (``09-01``) or of one in words: 1 September, 9月1日."""
    language = get_language() or "en"
    yearly = len(text) == len("09-01")
    day = dt.date.fromisoformat(f"2024-{text}" if yearly else text)
    if not yearly:
        return say_day(day, language, weekday=False)
    if language == "ja":
        return f"{day.month}月{day.day}日"
    return say_day(day, language).rpartition(" ")[0]


@register.simple_tag
def lines_shown(account: Any) -> bool:
    """Return whether the navigation leads to the lines: on a node of one side, for some roles."""
    return bool(node_side()) and sees_lines(viewer_of(account))


@register.filter
def act_words(act: str) -> str:
    """Return what one node said to another, in words."""
    return _said(ACT_WORDS.get(act, {"en": act or "?", "ja": act or "不明"}))


@register.filter
def key_words(kind: str) -> str:
    """Return what a kind of key is for, in words."""
    return _said(KEY_WORDS.get(kind, {"en": kind or "?", "ja": kind or "不明"}))


@register.filter
def closing_words(why: str) -> str:
    """Return why a log was closed for a new one, in words."""
    return _said(CLOSING_WORDS.get(why, {"en": why or "?", "ja": why or "不明"}))


@register.filter
def refused_words(code: str) -> str:
    """Return why something was refused on a line, in words."""
    return _said(words_of_code(code)) if code else ""


@register.filter
def destroyed_words(part: str) -> str:
    """Return what was destroyed on request, in words."""
    return _said(DESTROYED_WORDS.get(part, {"en": part}))
