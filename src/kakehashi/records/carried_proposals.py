"""Proposals between two nodes: each is a record of the side that makes it, and so is its answer.

What one side says of a record is a record of its own, shared under the record's marking; nothing
new crosses the border for it. Either node derives its list of proposals from those records. A node
that serves every side needs none of them.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from kakehashi.errors import Refused
from kakehashi.records import crossing
from kakehashi.records.kinds import OWN, RESTRICTED, Fact, Kind, Text, kind_of, register
from kakehashi.records.models import Entry, Item, Proposal, ProposalAnswer, ProposedChange, Version

PROPOSAL, ANSWER = "proposal", "proposal_answer"
CARRIED = (PROPOSAL, ANSWER)
TAKEN, DECLINED = "taken", "declined"
_TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)
_BEFORE = "to-"
"""Start of the name of a text field that holds what another record's field would say."""


class RestrictedNotProposed(Refused):
    """A change proposed to the other side of a text for named people, across two nodes."""

    code = "restricted-not-proposed"
    status = 409
    message = {
        "en": "On a text for named people nothing is proposed to the other side's node directly.",
        "ja": "関係者限りの文言について、相手側のノードに直接修正案を提出することはできません。",
    }
    hint = {
        "en": "Write a record of your own for the same people; another official approves it.",
        "ja": "同じ関係者を指定した自国側の案件として作成し、別の担当者の承認を得てください。",
    }


def _fields(facts: Mapping[str, Any]) -> Sequence[Text]:
    names = dict.fromkeys(str(one).rpartition(".")[0] for one in facts.get("fields") or ())
    return [Text(f"{_BEFORE}{one}", {"en": one, "ja": one}, rows=5) for one in names if one]


def _answered(items: Sequence[Item]) -> None:
    for item, version in _texts(items):
        told = _linked(version, "answers")
        state = version.facts.get("state")
        asked = Proposal.objects.filter(pk=told, state="open").first() if told else None
        if asked is None or state not in (TAKEN, DECLINED):
            continue
        # Whoever proposed does not answer; whoever the record is not shared with does not, either.
        if item.origin_id == asked.side_id or item.origin_id not in asked.item.sides:
            continue
        Proposal.objects.filter(pk=asked.pk).update(
            state=state, answered_at=version.at, answer=str(version.facts.get("answer") or "")
        )


def _proposed(items: Sequence[Item]) -> None:
    for item, version in _texts(items):
        if Proposal.objects.filter(pk=item.pk).exists():
            continue
        about = _linked(version, "about")
        against = (
            Version.objects.filter(item=about, digest=str(version.facts.get("version") or ""))
            .exclude(state="draft")
            .select_related("item")
            .first()
            if about
            else None
        )
        side = item.origin_id
        if against is None or not against.content or not side or side not in against.item.sides:
            continue
        known = {one.name for one in kind_of(against.item.kind).texts_of(against.facts)}
        Proposal.objects.create(
            id=item.pk,
            item=against.item,
            version=against,
            wording=_wording(version, known),
            note=str(version.facts.get("note") or ""),
            side_id=side,
            at=version.at,
            audience_id=against.audience_id,
        )


def _wording(version: Version, known: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in version.facts.get("fields") or ():
        name, _dot, code = str(one).rpartition(".")
        if name in known:
            words = version.wording.get(f"{_BEFORE}{name}", {}).get(code, "")
            found.setdefault(name, {})[code] = words
    return found


def _texts(items: Sequence[Item]) -> list[tuple[Item, Version]]:
    """Return each record with its text that every side has; what was destroyed has none."""
    faces = Entry.objects.filter(item__in=[one.pk for one in items], face="shared")
    return [
        (face.item, face.version)
        for face in faces.select_related("item", "version")
        if face.version.content
    ]


def _linked(version: Version, relation: str) -> uuid.UUID | None:
    links = version.facts.get("links") or ()
    named = [one["to"] for one in links if one["relation"] == relation]
    return uuid.UUID(str(named[0])) if named else None


register(
    Kind(
        code=PROPOSAL,
        room="records",
        model=ProposedChange,
        names={"en": "Proposed change", "ja": "修正案"},
        plural={"en": "Proposed changes", "ja": "修正案"},
        lane=OWN,
        prefix="CH",
        texts=(_TITLE,),
        facts=(
            Fact("version", {"en": "Text it changes", "ja": "対象の文言"}, editable=False),
            Fact(
                "fields", {"en": "What it changes", "ja": "修正箇所"}, type="list", editable=False
            ),
            Fact("note", {"en": "Why", "ja": "理由"}, editable=False),
        ),
        relations=("about",),
        more_texts=_fields,
        followed=_proposed,
        weight=65,
        creatable=False,
    )
)
register(
    Kind(
        code=ANSWER,
        room="records",
        model=ProposalAnswer,
        names={"en": "Answer to a proposed change", "ja": "修正案への回答"},
        plural={"en": "Answers to proposed changes", "ja": "修正案への回答"},
        lane=OWN,
        prefix="CHA",
        texts=(_TITLE,),
        facts=(
            Fact(
                "state",
                {"en": "Answer", "ja": "回答"},
                type="choice",
                choices={
                    TAKEN: {"en": "taken over", "ja": "採用"},
                    DECLINED: {"en": "declined", "ja": "不採用"},
                },
                editable=False,
            ),
            Fact("answer", {"en": "What was said", "ja": "回答の内容"}, editable=False),
        ),
        relations=("answers",),
        followed=_answered,
        weight=66,
        creatable=False,
    )
)


def carries(item: Item) -> bool:
    """Say whether what is proposed on a record goes to another side's node.

    Raises:
        RestrictedNotProposed: where it would, and the text is for named people.
    """
    if not crossing.node_side():
        return False
    if item.lane == RESTRICTED:
        raise RestrictedNotProposed
    return True


def wording_of(proposal: Proposal) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return the text fields of the record that carries a proposal, and what it changes."""
    wording = {
        f"{_BEFORE}{name}": {code: words for code, words in by_language.items() if words}
        for name, by_language in proposal.wording.items()
    }
    changed = [f"{name}.{code}" for name, words in proposal.wording.items() for code in words]
    return {name: words for name, words in wording.items() if words}, changed
