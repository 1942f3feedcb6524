"""The contact note as a kind of record."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kakehashi.notes import models
from kakehashi.notes.rules import MEDIA
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register

if TYPE_CHECKING:
    from kakehashi.errors import Refused
    from kakehashi.records.models import Item


def _barred(item: "Item") -> "Mapping[str, Refused]":
    from kakehashi.notes.services import NoteStaysInside

    del item
    return {"publish": NoteStaysInside()}


CONTACT_NOTE = register(
    Kind(
        code="contact_note",
        room="notes",
        model=models.ContactNote,
        names={"en": "Contact note", "ja": "会談概要"},
        plural={"en": "Contact notes", "ja": "会談概要"},
        lane=OWN,
        prefix="CT",
        texts=(
            Text("title", {"en": "Subject", "ja": "件名"}, required=True),
            Text("with_whom", {"en": "With whom", "ja": "相手方"}),
            Text("body", {"en": "What was said", "ja": "概要"}, rows=8),
        ),
        facts=(
            Fact("date", {"en": "Date", "ja": "日付"}, type="date", column=True, required=True),
            Fact(
                "medium",
                {"en": "How", "ja": "方法"},
                type="choice",
                choices=MEDIA,
                column=True,
            ),
            Fact(
                "organisations",
                {"en": "Organisations", "ja": "組織"},
                type="list",
                facet=True,
                editable=False,
            ),
            Fact(
                "concepts",
                {"en": "Concepts", "ja": "用語"},
                type="list",
                facet=True,
                editable=False,
            ),
        ),
        relations=("about", "of_area", "of_note", "corrects"),
        barred=_barred,
        weight=46,
        creatable=False,
        stays=True,
    )
)
