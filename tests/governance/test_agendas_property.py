"""Years of meetings at random: nothing open is ever without a next agenda, and nothing is lost."""

import datetime as dt
import random

import pytest

from kakehashi.errors import Refused
from kakehashi.governance import services
from kakehashi.governance.models import AgendaPlace, Meeting, Sitting
from kakehashi.governance.rules import CARRIED, SAID_IN_THE_ROOM
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import text_of
from tests.cast import NOW, Cast
from tests.governance.meeting_rooms import DAY, bring, make_body, make_meeting

pytestmark = pytest.mark.long

STEPS = 160


class Years:
    """A body, its meetings, and what is done to them, one step after the other."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice, self.at = cast, random.Random(seed), NOW
        self.body = make_body(cast)
        self.brought: list[Item] = []
        self.done: set[object] = set()
        self.refused = 0

    def step(self) -> None:
        """Do one thing that an officer may do; what is refused changes nothing."""
        self.at += self.dice.choice([dt.timedelta(hours=3), DAY, 9 * DAY])
        act = self.dice.choice(
            [
                *(
                    self.set,
                    self.set,
                    self.bring,
                    self.bring,
                    self.bring,
                    self.end,
                    self.end,
                    self.order,
                ),
                *(self.take_off, self.put_back, self.rest, self.close, self.close, self.reopen),
                *(self.freeze, self.off),
            ]
        )
        before = self.picture()
        try:
            act()
        except Refused:
            self.refused += 1
            assert self.picture() == before, f"{act.__name__} was refused, and changed something"

    def picture(self) -> list[tuple[object, ...]]:
        return list(
            AgendaPlace.objects.order_by("pk").values_list(
                "pk", "meeting", "position", "ending", "taken_off"
            )
        )

    def who(self) -> object:
        return self.dice.choice([self.cast.haruka, self.cast.alice])

    def a_meeting(self) -> str:
        found = list(Item.objects.filter(kind="meeting").order_by("-created_at")[:3])
        return self.dice.choice(found).reference if found else "none"

    def a_place(self) -> AgendaPlace | None:
        found = list(AgendaPlace.objects.order_by("-pk")[:12])
        return self.dice.choice(found) if found else None

    def set(self) -> None:
        make_meeting(
            self.who(),  # type: ignore[arg-type]
            days=self.dice.randint(1, 60),
            share=self.dice.random() < 0.8,
            at=self.at,
        )

    def bring(self) -> None:
        self.brought.append(
            bring(self.who(), self.a_meeting(), f"Item {len(self.brought)}", at=self.at)  # type: ignore[arg-type]
        )

    def end(self) -> None:
        place = self.a_place()
        if place is not None and place.meeting is not None:
            services.end_place(
                meeting=place.meeting.reference,
                place=place.pk,
                ending=self.dice.choice([*SAID_IN_THE_ROOM, ""]),
                elsewhere="The committee",
                **self.known(),
            )

    def known(self) -> dict[str, object]:
        return {"by": self.who(), "at": self.at}

    def counted(self, place: AgendaPlace) -> dict[str, object]:
        sitting = Sitting.objects.filter(meeting=place.meeting_id).first()
        seen = sitting.counter if sitting and self.dice.random() < 0.9 else 0
        return {"place": place.pk, "counter": seen, **self.known()}

    def order(self) -> None:
        place = self.a_place()
        if place is not None:
            services.move_place(to=self.dice.randint(0, 5), **self.counted(place))  # type: ignore[arg-type]

    def take_off(self) -> None:
        place = self.a_place()
        if place is not None:
            services.take_off(**self.counted(place))  # type: ignore[arg-type]

    def put_back(self) -> None:
        place = self.a_place()
        if place is not None:
            services.put_back(place=place.pk, **self.known())  # type: ignore[arg-type]

    def rest(self) -> None:
        services.carry_rest(meeting=self.a_meeting(), **self.known())  # type: ignore[arg-type]

    def close(self) -> None:
        services.close_meeting(meeting=self.a_meeting(), **self.known())  # type: ignore[arg-type]

    def reopen(self) -> None:
        services.reopen_meeting(meeting=self.a_meeting(), why="More", **self.known())  # type: ignore[arg-type]

    def freeze(self) -> None:
        services.freeze(
            meeting=self.a_meeting(),
            frozen=self.dice.random() < 0.3,
            **self.known(),  # type: ignore[arg-type]
        )

    def off(self) -> None:
        """Call a meeting off, in its text."""
        entry = Entry.objects.filter(reference=self.a_meeting(), face="shared").first()
        if entry is None or self.dice.random() < 0.5:
            return
        text = text_of(entry.version)
        who = self.cast.haruka if entry.pen == "JP" else self.cast.alice
        off = NewText(
            wording=text.wording,
            facts={**text.facts, "standing": "cancelled"},
            links=text.links,
            marking=text.marking,
        )
        records.save(item=entry.item_id, base=entry.version.number, text=off, by=who, at=self.at)
        records.share(item=entry.item_id, by=who, at=self.at)

    def check(self) -> None:
        """Hold what must be true after every step."""
        for item in self.brought:
            places = list(AgendaPlace.objects.filter(item=item).order_by("pk"))
            assert places, f"{item} is on no agenda and in no list"
            waits = [one for one in places if one.ended_at is None]
            assert len(waits) <= 1
            last = places[-1]
            if waits:
                self.on_an_agenda_to_be_held(waits[0])
                continue
            if last.ending in CARRIED:
                sitting = Sitting.objects.get(meeting=last.meeting_id)
                assert sitting.closed_at is None, f"{item} was left behind by a closed meeting"
            else:
                assert last.ending in {"decided", "noted", "elsewhere"}

    def on_an_agenda_to_be_held(self, place: AgendaPlace) -> None:
        if place.meeting_id is None:
            return  # in the body's list
        assert not Sitting.objects.filter(
            meeting=place.meeting_id, closed_at__isnull=False
        ).exists(), "an open item stands on a closed meeting"
        shared = Meeting.objects.filter(item=place.meeting_id).order_by("-entry__face").first()
        assert shared is not None
        assert shared.standing != "cancelled", "an open item stands on a meeting called off"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_open_is_ever_without_an_agenda_or_a_list(cast: Cast, seed: int) -> None:
    years = Years(cast, seed)
    for _step in range(STEPS):
        years.step()
        years.check()
    assert len(years.brought) >= STEPS // 20
    assert years.refused < STEPS
