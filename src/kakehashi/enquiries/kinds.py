"""Enquiries, and consulting the other side on its papers, as kinds of record."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kakehashi.enquiries import models
from kakehashi.enquiries.rules import OPEN, VIEWS, every_sort
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register

if TYPE_CHECKING:
    from kakehashi.errors import Refused
    from kakehashi.records.models import Item

LEAVING = ("share", "publish", "consent")


def _barred(item: "Item") -> "Mapping[str, Refused]":
    from kakehashi.enquiries.services.refusals import EnquiryOver, EnquiryStaysInside, StaysListed

    refused: dict[str, Refused] = dict.fromkeys(LEAVING, EnquiryStaysInside())
    found = models.Course.objects.filter(pk=item.pk).first()
    if found is not None:
        refused["discard"] = StaysListed()
        if found.state != OPEN:
            refused["save"] = EnquiryOver(reference=item.reference)
    return refused


def _unpublished(item: "Item") -> "Mapping[str, Refused]":
    from kakehashi.enquiries.services.refusals import EnquiryStaysInside

    del item
    return {"publish": EnquiryStaysInside()}


def _followed(items: "Sequence[Item]") -> None:
    from kakehashi.enquiries.services.standing import settle

    settle([one.pk for one in items])


ENQUIRY = register(
    Kind(
        code="enquiry",
        room="enquiries",
        model=models.Enquiry,
        names={"en": "Enquiry", "ja": "照会"},
        plural={"en": "Enquiries", "ja": "照会"},
        lane=OWN,
        prefix="EQ",
        texts=(
            Text("title", {"en": "Subject", "ja": "件名"}, required=True),
            Text("question", {"en": "What is asked", "ja": "照会内容"}, rows=6),
            Text("answer", {"en": "Answer", "ja": "回答"}, rows=10),
        ),
        facts=(
            Fact(
                "sort",
                {"en": "Kind of enquiry", "ja": "照会の種別"},
                type="choice",
                choices=every_sort(),
                column=True,
                required=True,
                editable=False,
            ),
            Fact(
                "received_date",
                {"en": "Received on", "ja": "受領日"},
                type="date",
                column=True,
                required=True,
            ),
            Fact(
                "asked_for",
                {"en": "Answer asked for by", "ja": "先方の求める期日"},
                type="date",
                hint={
                    "en": "Where the day is given by whoever asks: a named day, a sitting.",
                    "ja": "答弁日指定、委員会の開会日等、先方が期日を示した場合に記入します。",
                },
            ),
            Fact("number", {"en": "Their number", "ja": "先方の番号"}),
            Fact(
                "area", {"en": "Area", "ja": "分野"}, column=True, follows="of_area", drops="area-"
            ),
        ),
        relations=("about", "of_area", "uses"),
        barred=_barred,
        followed=_followed,
        weight=48,
        creatable=False,
        stays=True,
    )
)

CONSULTATION = register(
    Kind(
        code="disclosure_consultation",
        room="enquiries",
        model=models.DisclosureConsultation,
        names={"en": "Consultation before release", "ja": "開示に関する意見照会"},
        plural={"en": "Consultations before release", "ja": "開示に関する意見照会"},
        lane=OWN,
        prefix="DC",
        texts=(
            Text("title", {"en": "Subject", "ja": "件名"}, required=True),
            Text("body", {"en": "What your view is asked on", "ja": "照会内容"}, rows=8),
        ),
        facts=(
            Fact(
                "wanted_date",
                {"en": "View wanted by", "ja": "回答期限"},
                type="date",
                column=True,
                required=True,
            ),
        ),
        relations=("about",),
        barred=_unpublished,
        weight=53,
        creatable=False,
    )
)

REPLY = register(
    Kind(
        code="consultation_reply",
        room="enquiries",
        model=models.ConsultationReply,
        names={"en": "View on a release", "ja": "開示に関する意見"},
        plural={"en": "Views on releases", "ja": "開示に関する意見"},
        lane=OWN,
        prefix="DV",
        texts=(
            Text("title", {"en": "View", "ja": "意見"}, required=True),
            Text("body", {"en": "In words", "ja": "内容"}, rows=4),
        ),
        facts=(
            Fact(
                "view",
                {"en": "View", "ja": "意見"},
                type="choice",
                choices=VIEWS,
                column=True,
                required=True,
            ),
        ),
        relations=("answers",),
        barred=_unpublished,
        weight=54,
        creatable=False,
    )
)
