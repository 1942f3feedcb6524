"""Reviews, the changes they propose, and matters raised in treaty bodies, as kinds of record."""

import uuid
from collections.abc import Sequence

from kakehashi.framework.rules import CHANGES, NATURES
from kakehashi.governance import models
from kakehashi.governance.carrying import Pairs, carries
from kakehashi.governance.kinds.fields import SOURCES, TITLE
from kakehashi.governance.review_rules import IN_FORCE, REFERRAL_STANDINGS, STANDINGS
from kakehashi.records.kinds import SHARED, Fact, Kind, Text, register
from kakehashi.records.models import Item


def _settle(items: Sequence[Item]) -> None:
    from kakehashi.governance.services.carrying_out import settle_standing

    settle_standing(items)


def _open_referrals(bodies: Sequence[uuid.UUID]) -> Pairs:
    from kakehashi.governance.selectors.referrals import open_pairs

    return open_pairs(bodies)


carries("referral", "referral", _open_referrals)

REVIEW = register(
    Kind(
        code="review",
        room="governance",
        model=models.Review,
        names={"en": "Review of scope and objectives", "ja": "枠組の見直し"},
        plural={"en": "Reviews of scope and objectives", "ja": "枠組の見直し"},
        lane=SHARED,
        prefix="RV",
        texts=(
            TITLE,
            Text("body", {"en": "What prompted it", "ja": "見直しの契機"}, rows=4),
            Text("proposal", {"en": "What is proposed", "ja": "提案の概要"}, rows=5),
        ),
        facts=(
            Fact(
                "triggers",
                {"en": "Triggers", "ja": "契機"},
                type="list",
                facet=True,
                editable=False,
            ),
            Fact(
                "standing",
                {"en": "Standing", "ja": "現況"},
                type="choice",
                choices={code: words for code, words in STANDINGS.items() if code != IN_FORCE},
                column=True,
                editable=False,
            ),
            Fact(
                "takes_effect",
                {"en": "In force from", "ja": "適用日"},
                type="date",
                column=True,
                editable=False,
            ),
            Fact(
                "moves",
                {"en": "Where Joint Actions go", "ja": "共同作業の移行先"},
                type="object",
                editable=False,
            ),
            SOURCES,
        ),
        relations=("proposed_by", "carried_by", "about", "of_area"),
        followed=_settle,
        weight=30,
        creatable=False,
    )
)

PROVISION_CHANGE = register(
    Kind(
        code="provision_change",
        room="governance",
        model=models.ProvisionChange,
        names={"en": "Change to the framework", "ja": "枠組の変更案"},
        plural={"en": "Changes to the framework", "ja": "枠組の変更案"},
        lane=SHARED,
        prefix="PC",
        texts=(
            TITLE,
            Text("statement", {"en": "New wording", "ja": "新たな文言"}, rows=5),
            Text("verb", {"en": "Verb", "ja": "動詞"}),
            Text("body", {"en": "Why", "ja": "理由"}, rows=3),
        ),
        facts=(
            Fact(
                "review",
                {"en": "Review", "ja": "見直し"},
                column=True,
                editable=False,
                follows="of_review",
            ),
            Fact(
                "change",
                {"en": "Change", "ja": "変更の種別"},
                type="choice",
                choices=CHANGES,
                required=True,
                column=True,
                editable=False,
            ),
            Fact("number", {"en": "New number", "ja": "新たな番号"}, column=True),
            Fact("strength", {"en": "Strength", "ja": "強さ"}, type="integer"),
            Fact("nature", {"en": "Nature", "ja": "性質"}, type="choice", choices=NATURES),
            Fact("area", {"en": "Area", "ja": "分野"}, editable=False),
        ),
        relations=("of_review", "from_provision", "into_provision"),
        weight=46,
        creatable=False,
    )
)


def _to_agendas(items: Sequence[Item]) -> None:
    from kakehashi.governance.services.referrals import to_agendas

    to_agendas(items)


REFERRAL = register(
    Kind(
        code="referral",
        followed=_to_agendas,
        room="governance",
        model=models.Referral,
        names={"en": "Raised in a treaty body", "ja": "実施委員会への提起"},
        plural={"en": "Raised in treaty bodies", "ja": "実施委員会への提起"},
        lane=SHARED,
        prefix="RF",
        texts=(
            TITLE,
            Text("matter", {"en": "What is raised", "ja": "提起する内容"}, rows=4),
            Text("reply", {"en": "What was said", "ja": "先方の発言・回答"}, rows=4),
        ),
        facts=(
            Fact(
                "body",
                {"en": "Body", "ja": "会議体"},
                column=True,
                editable=False,
                required=True,
                follows="of_body",
            ),
            Fact(
                "standing",
                {"en": "Standing", "ja": "現況"},
                type="choice",
                choices=REFERRAL_STANDINGS,
                column=True,
                editable=False,
            ),
            Fact("date", {"en": "Raised on", "ja": "提起日"}, type="date", column=True),
            Fact("post", {"en": "Raised by", "ja": "提起した職"}, editable=False),
            Fact("reply_date", {"en": "Answered on", "ja": "回答日"}, type="date", column=True),
            SOURCES,
        ),
        relations=("raised_from", "of_body", "about", "of_area", "of_provision"),
        weight=36,
        creatable=False,
    )
)
