"""Wording rules of one side: read, tried, and kept for its own eyes."""

import datetime as dt
import re

from django.db import transaction

from kakehashi.drafting.models import SideRules
from kakehashi.errors import Refused
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import Interner
from kakehashi.wording.linting import RuleWrong, read_rules

LONGEST = 60_000
MOST_RULES = 300


class RulesTooLong(Refused):
    """More rules than the checks can look for while somebody writes."""

    code = "side-rules-too-long"
    message = {
        "en": "At most {rules} rules, and {most} characters, fit.",
        "ja": "規則は{rules}件、{most}文字までです。",
    }
    hint = {
        "en": "Leave out what the common rules have already.",
        "ja": "共通の規則にあるものは省いてください。",
    }


class SideRuleWrong(Refused):
    """A rule of a side cannot be used as it is written."""

    code = "side-rule-wrong"
    message = {
        "en": "Line {line}: {what}",
        "ja": "{line}行目: {what}",
    }
    hint = {
        "en": "Nothing was saved; the rules before stay in force.",
        "ja": "保存されていません。従前の規則が引き続き適用されます。",
    }


def set_rules(*, text: str, by: Account, at: dt.datetime) -> SideRules:
    """Put the wording rules of one's own side in the place of those before.

    Args:
        text: YAML as ``docs/reference/wording-rules.md`` says; empty for no rules.
        by: a coordinator of the side.
        at: when.

    Raises:
        NoSide, NotYourRole: for anybody else.
        RulesTooLong, SideRuleWrong: for what is entered.
    """
    side = check_side(viewer_of(by), ["read_own_side", "manage_people"])
    text = text.replace("\r\n", "\n").strip()
    check_rules(text)
    with transaction.atomic():
        made = SideRules.objects.create(side_id=side, text=text, by=by, at=at)
        ledger.append(
            [
                ledger.Entry(
                    name="drafting.side_rules.rules_written",
                    actor=str(by.pk),
                    side=side,
                    subject=side,
                    audience_id=Interner().number(
                        Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,))
                    ),
                )
            ],
            at=at,
        )
    return made


def check_rules(text: str) -> None:
    """Refuse rules that cannot be used, with the line of the first that is wrong.

    Raises:
        RulesTooLong, SideRuleWrong: for what is entered.
    """
    if len(text) > LONGEST or len(re.findall(r"^\s*-\s", text, re.MULTILINE)) > MOST_RULES * 8:
        raise RulesTooLong(rules=MOST_RULES, most=LONGEST)
    if not text:
        return
    if re.search(r"(^|[\s:\[{,-])[&*]\w", re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", text)):
        line = next(
            number
            for number, one in enumerate(text.split("\n"), 1)
            if re.search(r"(^|[\s:\[{,-])[&*]\w", re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", one))
        )
        raise SideRuleWrong(
            line=line,
            what={
                "en": "YAML anchors and aliases are not read.",
                "ja": "YAML のアンカー及びエイリアスは使用できません。",
            },
        )
    try:
        book = read_rules([("rules.yaml", text)])
    except RuleWrong as refusal:
        said = {language: refusal.say(language) for language in ("en", "ja")}
        raise SideRuleWrong(line=_line_of(text, said["en"]), what=said) from refusal
    if len(book.rules) > MOST_RULES * 3:
        raise RulesTooLong(rules=MOST_RULES, most=LONGEST)


def _line_of(text: str, said: str) -> int:
    """Return the line of the rule, or of the fault in the YAML, that a refusal names."""
    line = re.search(r"line (\d+)", said)
    if line:
        return int(line[1])
    rule = re.search(r"rule ([^:]+):", said)
    name = rule[1].strip() if rule else ""
    for number, one in enumerate(text.split("\n"), 1):
        if name and re.search(rf"\bid:\s*['\"]?{re.escape(name)}['\"]?\s*([,}}]|$)", one):
            return number
    return 1
