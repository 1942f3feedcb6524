"""Settling a text: what stands between a joint text and both sides' confirmation."""

from kakehashi.clearance.services import check_cleared
from kakehashi.drafting.findings import Found, check_all, with_acceptances
from kakehashi.drafting.kinds import paragraph_label
from kakehashi.drafting.models import Acceptance, SideRules
from kakehashi.drafting.paragraphs import NOTICE, numbers
from kakehashi.drafting.rules import NOTICE_PARTS
from kakehashi.drafting.services.texts import Draft, text_of, wants_notice
from kakehashi.errors import Refused, Words
from kakehashi.people.models import Account
from kakehashi.records.models import Item, Version

MOST_NAMED = 8


class WordingNotSettled(Refused):
    """Words of a treaty stand in a text that binds nobody, and nobody accepted them."""

    code = "wording-not-settled"
    status = 409
    message = {
        "en": "The text cannot be settled: {count} findings of the wording check stand open: "
        "{findings}.",
        "ja": "文言を確定できません。未対応の「要修正」が{count}件あります（{findings}）。",
    }
    hint = {
        "en": "Replace the words in the editor, or accept each with a reason.",
        "ja": "編集画面で文言を改めるか、理由を付して個別に許容してください。",
    }


class NoticeMissing(Refused):
    """A part of the standing notice is not in a text that needs it."""

    code = "standing-notice-missing"
    status = 409
    message = {
        "en": "The text cannot be settled: a part of the standing notice is missing: {part}.",
        "ja": "文言を確定できません。法的性質に関する項が欠けています（{part}）。",
    }
    hint = {
        "en": "Insert it in the editor; it is offered in the words of this partnership.",
        "ja": "編集画面から挿入してください"
        "（本パートナーシップの文言が入力候補として示されます）。",
    }


class LanguageGap(Refused):
    """A paragraph has no wording yet in a language that is authoritative."""

    code = "joint-text-language-gap"
    status = 409
    message = {
        "en": "The text cannot be settled: these lack an authoritative language: {paragraphs}.",
        "ja": "文言を確定できません。正文となる言語の文言がない箇所があります（{paragraphs}）。",
    }
    hint = {
        "en": "Write the language that is wanting, or make it a courtesy translation.",
        "ja": "欠けている言語の文言を記入するか、当該言語を仮訳としてください。",
    }


def check_settled(step: str, item: Item, version: Version, by: Account) -> None:
    """Refuse to confirm a joint text that is not ready to be settled.

    Raises:
        LanguageGap, NoticeMissing, WordingNotSettled: for what the text says.
        ClearanceNotComplete: while the clearance of one's own side is open and it wants it first.
    """
    if step != "confirm":
        return
    draft = text_of(version)
    check_ready(item, draft, side=by.side_id or "")
    check_cleared(item=item.pk, side=by.side_id or "")


def check_ready(item: Item, draft: Draft, *, side: str) -> None:
    """Refuse a text with gaps, without its notice, or with an error that nobody accepted.

    Args:
        item: the joint text.
        draft: what it says.
        side: whose own rules count besides the common ones; none where empty.
    """
    if wanting := gaps(draft):
        raise LanguageGap(paragraphs=_listed(wanting))
    if missing := missing_notice(draft):
        raise NoticeMissing(part=NOTICE_PARTS[missing[0]])
    stopping = [one for one in findings_of(item, draft, side=side) if one.stops]
    if stopping:
        raise WordingNotSettled(count=len(stopping), findings=_said(stopping, draft))


def gaps(draft: Draft) -> list[Words]:
    """Return what the paragraphs are called that lack a language which is authoritative."""
    numbered = numbers(draft.paragraphs)
    wanting: list[Words] = []
    if any(not draft.title.get(code) for code in draft.languages):
        wanting.append({"en": "title", "ja": "件名"})
    wanting += [
        paragraph_label(one, numbered.get(one.id, ""))
        for one in draft.paragraphs
        if any(not one.said(code) for code in draft.languages)
    ]
    return wanting


def missing_notice(draft: Draft) -> list[str]:
    """Return the parts of the standing notice that the text needs and has not."""
    if not wants_notice(draft.text_kind):
        return []
    there = {one.part for one in draft.paragraphs if one.form == NOTICE and any(one.words.values())}
    return [part for part in NOTICE_PARTS if part not in there]


def findings_of(item: Item, draft: Draft, *, side: str = "") -> list[Found]:
    """Return what the checks find in a text, with what was accepted. Two queries.

    Args:
        item: the joint text.
        draft: what it says.
        side: of the reader: their own rules count too, and what they accepted of those.
    """
    accepted = Acceptance.objects.filter(item=item, withdrawn_at=None).select_related(
        "by", "post", "side"
    )
    found = check_all(
        draft.paragraphs,
        title=draft.title,
        text_kind=draft.text_kind,
        own_rules=rules_of(side),
    )
    mine = [one for one in accepted if not one.own or one.side_id == side]
    return with_acceptances(found, mine)


def rules_of(side: str) -> str:
    """Return the wording rules that a side added, as YAML; empty for none."""
    newest = SideRules.objects.filter(side_id=side).order_by("-id").first() if side else None
    return newest.text if newest else ""


def _listed(words: list[Words]) -> Words:
    shown, more = words[:MOST_NAMED], len(words) > MOST_NAMED
    return {
        "en": ", ".join(one["en"] for one in shown) + (" …" if more else ""),
        "ja": "、".join(one["ja"] for one in shown) + ("ほか" if more else ""),
    }


def _said(stopping: list[Found], draft: Draft) -> Words:
    numbered = numbers(draft.paragraphs)
    by_id = {one.id: one for one in draft.paragraphs}
    named: list[Words] = []
    for one in stopping:
        at = by_id.get(one.paragraph)
        label = (
            paragraph_label(at, numbered.get(at.id, "")) if at else {"en": "title", "ja": "件名"}
        )
        named.append({"en": f"{label['en']} “{one.found}”", "ja": f"{label['ja']}「{one.found}」"})
    return _listed(named)
