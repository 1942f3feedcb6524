"""Loading the enquiries of a practice partnership, through the services themselves."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from kakehashi.enquiries import services
from kakehashi.enquiries.services import NewEnquiry
from kakehashi.framework.loading import Index
from kakehashi.people.models import Account
from kakehashi.records.models import Item

FOLDER = Path(__file__).parent / "rehearsals"


def load_enquiries(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load the enquiries of a shipped practice partnership; a profile without any has none."""
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["enquiries"]:
        _Course(one, index, at).run()


class _Course:
    """One enquiry being lived through; days count from today."""

    def __init__(self, given: dict[str, Any], index: Index, at: dt.datetime) -> None:
        self.given, self.index, self.now = given, index, at
        self.by: Account = index.accounts[given["by"]]

    def at(self, days: str) -> dt.datetime:
        """Return the moment so many days from now, as ``-3d``."""
        return self.now + dt.timedelta(days=int(days.removesuffix("d")))

    def run(self) -> None:
        """Receive it, and let happen to it what did."""
        given = self.given
        begun = self.at(given["at"])
        item = services.receive(
            enquiry=NewEnquiry(
                sort=given["sort"],
                title=given["title"],
                question=given.get("question", {}),
                received_date=begun.date(),
                asked_for=self.at(given["asked_for"]).date() if "asked_for" in given else None,
                number=given.get("number", ""),
                area=given.get("area", ""),
                about=given.get("about", ()),
                requester=given.get("requester", ""),
                contact=given.get("contact", ""),
            ),
            by=self.by,
            at=begun,
        )
        if "answer" in given:
            services.write_answer(
                item=item.pk,
                base=1,
                answer=given["answer"],
                uses=given.get("uses"),
                by=self.by,
                at=begun + dt.timedelta(hours=1),
            )
        if "stopped" in given:
            stop = given["stopped"]
            services.stop(
                item=item.pk,
                code=stop["code"],
                day=self.at(stop["at"]).date(),
                why=stop["why"],
                by=self.by,
                at=self.at(stop["at"]),
            )
        for one in given.get("documents", ()):
            self._document(item, one, begun + dt.timedelta(days=1))
        if "answered" in given:
            moment = self.at(given["answered"])
            services.answered(item=item.pk, day=moment.date(), by=self.by, at=moment)

    def _document(self, item: Item, one: dict[str, Any], at: dt.datetime) -> None:
        row = services.add_document(
            item=item.pk,
            reference=one.get("reference", ""),
            title=one.get("title", ""),
            held_at=one.get("held", ""),
            theirs=bool(one.get("theirs")),
            by=self.by,
            at=at,
        )
        if "consulted" in one:
            asked = one["consulted"]
            made = services.consult(
                item=item.pk,
                documents=[row.pk],
                wanted=self.at(asked["wanted"]).date(),
                title=asked["title"],
                body=asked["body"],
                by=self.by,
                at=at,
            )
            if "view" in asked:
                by = self.index.accounts[asked["view_by"]]
                services.reply(
                    consultation=made.reference,
                    view=asked["view"],
                    words=asked["words"],
                    language=by.language,
                    by=by,
                    at=at + dt.timedelta(days=2),
                )
        if "decision" in one:
            services.decide(
                document=row.pk,
                decision=one["decision"],
                reasons=one.get("reasons", ()),
                note_words=one.get("note", ""),
                by=self.by,
                at=at + dt.timedelta(days=3),
            )
