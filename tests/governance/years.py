"""What two governments do in the course of the years, one act at a time, over the real services.

Acts are drawn by a stateful test; each picks what it is about by dice of its own. What is refused
has changed nothing, which is checked with every call.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.framework.revising import plan, standing
from kakehashi.framework.revising.editions import areas_by_code
from kakehashi.framework.revising.planning import Change
from kakehashi.governance import action_rules, services
from kakehashi.governance.models import (
    ActionPoint,
    AgendaPlace,
    Decision,
    Meeting,
    Referral,
    Sitting,
)
from kakehashi.governance.models import Review as ReviewRow
from kakehashi.governance.rules import SAID_IN_THE_ROOM, TO_COME
from kakehashi.governance.selectors.reviews import outlook
from kakehashi.governance.services import NewItem, StepText, referrals, reviews
from kakehashi.ledger.models import Event
from kakehashi.people.models import (
    Account,
    Holding,
    Organisation,
    OrganisationName,
    Person,
    Post,
    Succession,
)
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of
from kakehashi.records.services.writing import Loaded
from kakehashi.workplan import services as workplan
from kakehashi.workplan.models import JointAction, PeriodReport, Round
from kakehashi.workplan.rules import PROGRESS
from tests.cast import NOW

DAY = dt.timedelta(days=1)
TREATY = "body-treaty-committee"
BODIES = ("body-conference", "body-steering-group", "body-storm-working-group", TREATY)
ENDED = ("withdrawn", "overtaken")
TO_REFUSE = "contributor-xa"


def both(text: str) -> dict[str, str]:
    """Return words in both languages."""
    return {"en": text, "ja": f"{text}（仮）"}


class Years:
    """The partnership as it goes on, from the practice data."""

    def __init__(self) -> None:
        known = {one.username: one for one in Account.objects.all()}
        self.one, self.other = known["officer-xa"], known["officer-xb"]
        self.junior, self.operator = known[TO_REFUSE], known["operator"]
        self.at, self.dice = NOW, random.Random(0)
        self.counted: Counter[str] = Counter()
        self.made = 0
        self.ended_posts: dict[str, dt.date] = {}
        records.load(
            [
                Loaded(
                    "body",
                    TREATY,
                    NewText(
                        wording={"title": both("Committee under the treaty")},
                        facts={"body_kind": "treaty_body"},
                        marking=Marking(reach="participants"),
                    ),
                    state="shared",
                    origin="XA",
                )
            ],
            by=self.operator,
            at=NOW,
        )

    # -- how an act is done

    def do(self, name: str, seed: int, wait: dt.timedelta) -> None:
        """Let time pass, then do one thing."""
        self.at, self.dice = self.at + wait, random.Random(seed)
        act: Callable[[], None] = getattr(self, name)
        try:
            act()
        except Refused as refusal:
            self.counted[f"refused: {refusal.code}"] += 1
        else:
            self.counted[name] += 1

    def call(self, service: Callable[..., Any], **given: Any) -> Any:
        """Call a service as somebody, now; one that refuses leaves everything as it was."""
        before = self.size()
        given = {"by": self.who(), "at": self.at, **given}
        try:
            with transaction.atomic():
                return service(**given)
        except Refused:
            assert self.size() == before, f"{service.__name__} was refused, and changed something"
            raise

    def size(self) -> tuple[int, ...]:
        """Return how much there is of everything that is written."""
        return tuple(model.objects.count() for model in (Item, Version, Entry, Event, AgendaPlace))

    def who(self) -> Account:
        """Return an officer of either side, now and then somebody who may do less."""
        return self.dice.choice([self.one, self.other] * 6 + [self.junior])

    def one_of(self, found: Any) -> Any:
        """Return one of some rows, of the newest more often."""
        rows = list(found.order_by("-pk")[: self.dice.choice([3, 12, 60])])
        if not rows:
            raise NotHere
        return self.dice.choice(rows)

    def name(self, what: str) -> dict[str, str]:
        """Return a new name."""
        self.made += 1
        return both(f"{what} {self.made}")

    @property
    def today(self) -> dt.date:
        """The day it is."""
        return self.at.date()

    def rest(self) -> None:
        """Do nothing."""

    # -- meetings

    def set_meeting(self) -> None:
        """Set a meeting of a body some weeks ahead."""
        starts = self.at + self.dice.randint(1, 60) * DAY
        by = self.dice.choice([self.one, self.other])
        item = self.call(
            services.set_meeting,
            body=self.dice.choice(BODIES),
            date=starts.date(),
            standing=self.dice.choice(TO_COME),
            title=self.name("Meeting"),
            place={},
            mode="online",
            starts_at=self.dice.choice([starts, None]),
            by=by,
        )
        if self.dice.random() < 0.85:
            self.call(records.share, item=item.pk, by=by)

    def bring(self) -> None:
        """Bring an item to a meeting, shared or as a draft."""
        self.call(
            services.add_item,
            meeting=self.one_of(self.to_come()).reference,
            new=NewItem(title=self.name("Item"), minutes=self.dice.choice([None, 10, 45])),
            share=self.dice.random() < 0.85,
        )

    def to_come(self) -> Any:
        """Return the meetings that may still be held."""
        return Meeting.objects.filter(standing__in=TO_COME).exclude(state__in=ENDED)

    def place_again(self) -> None:
        """Put a record that there is on another agenda."""
        kinds = ["agenda_item", "action_point", "decision", "referral", "joint_action"]
        entry = self.one_of(Entry.objects.filter(kind__in=kinds))
        self.call(
            services.place_record,
            meeting=self.one_of(self.to_come()).reference,
            reference=entry.reference,
            minutes=5,
        )

    def arrange(self) -> None:
        """Change the order of an agenda: move, take off, put back, freeze, share a draft."""
        place = self.one_of(AgendaPlace.objects.all())
        sitting = Sitting.objects.filter(meeting=place.meeting_id).first()
        counter = sitting.counter if sitting else 0
        known = {"place": place.pk, "counter": counter}
        match self.dice.randint(0, 6):
            case 5 if place.meeting is not None:
                self.call(
                    services.end_place, meeting=place.meeting.reference, place=place.pk, ending=""
                )
            case 6 if place.meeting is not None:
                self.call(services.take_back_rest, meeting=place.meeting.reference)
            case 0:
                self.call(services.move_place, to=self.dice.randint(0, 5), **known)
            case 1:
                self.call(services.take_off, **known)
            case 2:
                self.call(services.put_back, place=place.pk)
            case 3:
                meeting = self.one_of(self.to_come()).reference
                self.call(services.freeze, meeting=meeting, frozen=self.dice.random() < 0.4)
            case _:
                draft = self.one_of(Entry.objects.filter(state="draft", face="own"))
                self.call(records.share, item=draft.item_id)

    def hold(self) -> None:
        """Hold a meeting whose day has come: decide, defer, note, carry the rest, close."""
        due = self.to_come().filter(date__lte=self.today)
        meeting = self.one_of(due)
        by = self.dice.choice([self.one, self.other])
        known = {"meeting": meeting.reference, "by": by}
        self.call(services.open_sitting, **known)
        for place in AgendaPlace.objects.filter(meeting=meeting.item_id, ended_at__isnull=True):
            ending = self.dice.choice([*SAID_IN_THE_ROOM, ""])
            try:
                if ending == "decided":
                    words = self.name("It is decided")
                    self.call(services.decide, place=place.pk, words=words, **known)
                self.call(
                    services.end_place, place=place.pk, ending=ending, elsewhere="There", **known
                )
            except NotHere:
                continue  # a draft of the other side
        if self.dice.random() < 0.8:
            self.call(services.carry_rest, **known)
            self.call(services.close_meeting, **known)

    def close(self) -> None:
        """Close a meeting, as it stands."""
        meeting = self.one_of(self.to_come())
        self.call(services.close_meeting, meeting=meeting.reference)

    def reopen(self) -> None:
        """Open a meeting again that was closed within a day."""
        row = self.one_of(Sitting.objects.filter(closed_at__isnull=False))
        self.call(services.reopen_meeting, meeting=row.meeting.reference, why="More was said.")

    def move_meeting(self) -> None:
        """Call a meeting off, or move it, in its text."""
        row = self.one_of(self.to_come().filter(entry__face="shared"))
        entry = Entry.objects.select_related("version").get(pk=row.pk)
        text = text_of(entry.version)
        changed = self.dice.choice(
            [
                {"standing": "cancelled"},
                {
                    "date": (self.today + self.dice.randint(1, 40) * DAY).isoformat(),
                    "starts_at": "",
                },
            ]
        )
        by = self.one if entry.pen == "XA" else self.other
        text = replace(text, facts={**text.facts, **changed})
        self.call(records.save, item=entry.item_id, base=entry.version.number, text=text, by=by)
        self.call(records.share, item=entry.item_id, by=by)

    # -- what was decided

    def open_action_point(self) -> None:
        """Open an action point, of a meeting, of a body, or of none."""
        known = self.dice.choice(
            [
                {"meeting": self.one_of(Meeting.objects.all()).reference},
                {"body": self.dice.choice(BODIES)},
                {"decision": self.one_of(Decision.objects.all()).reference},
                {},
            ]
        )
        self.call(
            services.open_action_point,
            title=self.name("To do"),
            task=both("Do it"),
            owner=self.one_of(Post.objects.all()).pk,
            due_date=self.dice.choice([None, self.today + 30 * DAY]),
            priority=self.dice.random() < 0.4,
            share=self.dice.random() < 0.9,
            **known,
        )

    def take_step(self) -> None:
        """Take a step on an action point: mostly one that is open to somebody."""
        row = self.one_of(ActionPoint.objects.all())
        stands = action_rules.Standing(row.standing, row.due_standing, row.priority, row.side)
        by = self.who()
        offered = action_rules.steps_for(viewer_of(by), stands)
        step = self.dice.choice([*offered, *offered, *action_rules.STEPS])
        self.step(row, step, by)

    def step(self, row: ActionPoint, step: str, by: Account) -> None:
        """Take one step."""
        said = StepText(
            both("So it is."),
            date=self.today - self.dice.randint(0, 5) * DAY,
            due=self.today + self.dice.randint(0, 90) * DAY,
            sources=self.dice.choice([(), ("https://www.example.org/evidence",)]),
            post=self.one_of(Post.objects.all()).pk,
            replaced_by=self.one_of(Entry.objects.filter(kind="decision")).reference,
        )
        self.call(services.take_step, action=row.reference, step=step, said=said, by=by)

    def finish_and_doubt(self) -> None:
        """Report an action point done; the other side verifies, returns or reopens it at once."""
        row = self.one_of(ActionPoint.objects.filter(standing__in=action_rules.WORKED_ON))
        mine, theirs = (self.one, self.other) if row.side == "XA" else (self.other, self.one)
        said = StepText(both("Done."), sources=["https://www.example.org/done"])
        self.call(services.take_step, action=row.reference, step="report_done", said=said, by=mine)
        self.at += self.dice.randint(0, 6) * DAY
        row.refresh_from_db()
        answers = ["verify", "return"] if row.priority else ["reopen"]
        self.step(row, self.dice.choice(answers), theirs)

    def hand_on(self) -> None:
        """Hand an action point whose post is over to another post of that side."""
        gone = list(self.ended_posts)
        row = self.one_of(
            ActionPoint.objects.filter(post__in=gone, standing__in=action_rules.WORKED_ON)
        )
        by = self.one if row.side == "XA" else self.other
        there = Post.objects.filter(organisation__side_id=row.side).exclude(pk__in=gone)
        said = StepText(both("Their work now."), post=self.one_of(there).pk)
        self.call(services.take_step, action=row.reference, step="hand_over", said=said, by=by)

    def end_record(self) -> None:
        """Withdraw a record, or say it was overtaken."""
        kinds = ["agenda_item", "action_point", "joint_action", "referral", "decision", "meeting"]
        entry = self.one_of(Entry.objects.filter(kind__in=kinds).exclude(state__in=ENDED))
        act = self.dice.choice([records.withdraw, records.overtake])
        self.call(act, item=entry.item_id, why="It is no more.")

    def became(self) -> None:
        """Say what became of a decision."""
        self.call(
            services.say_what_became,
            decision=self.one_of(Decision.objects.all()).reference,
            ending=self.dice.choice(["held", "under_way", "not_held", "replaced"]),
            date=self.today.isoformat(),
            words=both("So it went."),
            sources=[],
            replaced_by=self.one_of(Decision.objects.all()).reference,
        )

    def refer(self) -> None:
        """Raise a matter in the treaty body, or take one that was raised a step on."""
        if self.dice.random() < 0.4 or not Referral.objects.exists():
            kinds = ["joint_action", "agenda_item", "action_point", "decision"]
            asked = self.one_of(Entry.objects.filter(kind__in=kinds))
            self.call(
                referrals.raise_in,
                body=TREATY,
                raised_from=asked.reference,
                title={},
                words=both("A matter"),
                date=self.dice.choice([None, self.today]),
            )
            return
        row = self.one_of(Referral.objects.all())
        pen = Item.objects.get(pk=row.item_id).pen_id
        by = self.one if pen == "XA" else self.other
        known = {"referral": row.reference, "by": by}
        match row.standing:
            case "to_raise":
                self.call(referrals.mark_raised, date=self.today, **known)
            case "raised":
                self.call(referrals.record_reply, words=both("Yes"), date=self.today, **known)
            case _:
                self.call(referrals.close_referral, **known)

    # -- offices

    def merge_ministries(self) -> None:
        """Dissolve a ministry: another one takes its work over, with its posts."""
        old = self.one_of(
            Organisation.objects.exclude(pk__in=["mhc", "moda"])
            .filter(posts__until=None)
            .distinct()
        )
        self.made += 1
        new = Organisation.objects.create(
            id=f"ministry-{self.made}",
            side=old.side,
            name_en=f"Ministry {self.made}",
            name_ja=f"第{self.made}省",
        )
        OrganisationName.objects.create(
            organisation=new, name_en=new.name_en, name_ja=new.name_ja, since=self.today
        )
        if not old.names.exists():
            OrganisationName.objects.create(
                organisation=old, name_en=old.name_en, name_ja=old.name_ja, until=self.today
            )
        old.names.filter(until=None).update(until=self.today)
        old.roles.filter(until=None).update(until=self.today)
        for post in old.posts.filter(until=None):
            Post.objects.create(
                id=f"{post.pk[:60]}-{self.made}",
                organisation=new,
                name_en=post.name_en,
                name_ja=post.name_ja,
                since=self.today,
            )
            self.ended_posts[post.pk] = self.today
        old.posts.filter(until=None).update(until=self.today)
        Succession.objects.create(
            predecessor=old, successor=new, on=self.today, what_en="all", what_ja="全部"
        )

    def change_holder(self) -> None:
        """Let the holder of a post leave; mostly somebody follows, at once or later."""
        post = self.one_of(Post.objects.filter(until=None))
        post.holdings.filter(until=None).update(until=self.today)
        if self.dice.random() < 0.5:
            return
        self.made += 1
        person = Person.objects.create(
            id=f"person-{self.made}", name_en=f"Person {self.made}", name_ja=f"担当{self.made}"
        )
        Holding.objects.create(post=post, person=person, since=self.today)

    # -- reviews of the framework

    def review(self) -> None:
        """Review the framework: changes that make a text, proposed, decided, confirmed."""
        stands = standing()
        kept = self.changes(stands)
        if not kept:
            raise NotHere
        called = {one.item: one.reference for one in stands}
        by = self.one
        review = self.call(
            reviews.open_review,
            title=self.name("Review"),
            words=both("Occasions have passed."),
            triggers=["technology"],
            by=by,
        ).reference
        for change in kept:
            self.call(
                reviews.add_change,
                review=review,
                change=change.kind,
                sources=[called[one] for one in change.sources],
                into=called[change.into] if change.into else "",
                number=change.number,
                wording={name: dict(words) for name, words in change.wording.items()},
                strength=2 if change.kind == "added" else None,
                nature="continuing" if change.kind == "added" else "",
                by=by,
            )
        if self.dice.random() < 0.15:
            self.call(reviews.drop_review, review=review, why="Not now.", by=by)
            return
        group, council = (self.decision(body) for body in ("steering-group", "conference"))
        self.call(reviews.propose_review, review=review, decision=group, by=by)
        row = ReviewRow.objects.select_related("entry__version").get(
            reference=review, entry__face="shared"
        )
        asked = outlook(row, viewer_of(by))
        assert asked.text is not None
        numbers = [one.reference for one in asked.text.provisions]
        moves = {
            one.action.reference: self.dice.choice([*numbers[:4], "overtaken"])
            for one in asked.questions
        }
        self.call(reviews.answer_moves, review=review, moves=moves, by=by)
        self.call(
            reviews.decide_review,
            review=review,
            decision=council,
            takes_effect=self.today + self.dice.randint(1, 30) * DAY,
            by=by,
        )
        rows = Entry.objects.filter(
            kind="provision_change", state="shared", provisionchange__review=review
        )
        for item in [row.item_id, *(one.item_id for one in rows)]:
            self.confirm(item)

    def changes(self, stands: list[Any]) -> list[Change]:
        """Return changes of every kind that make a text together."""
        items = {one.reference: one.item for one in stands}
        free = [
            number
            for one in items
            if "." in one
            for number in [f"{one.rpartition('.')[0]}.{self.dice.randint(1, 30)}"]
            if number not in items
        ]
        kept: list[Change] = []
        for _each in range(self.dice.randint(1, 5)):
            one, two = (items[self.dice.choice(sorted(items))] for _ in range(2))
            first, second = (self.dice.choice(free) for _ in range(2))
            self.made += 1
            words = {"statement": both(f"Words {self.made}."), "title": both(f"Title {self.made}")}
            goes_on = self.dice.choice([one, None])
            chosen = self.dice.choice(
                [
                    [Change("a", "reworded", [one], wording=words)],
                    [Change("a", "renumbered", [one], number=first)],
                    [
                        Change("a", "split", [one], into=goes_on, number=first, wording=words),
                        Change("b", "split", [one], number=second, wording=words),
                    ],
                    [Change("a", "merged", [one], into=two)],
                    [Change("a", "merged", [one, two], number=first, wording=words)],
                    [Change("a", "retired", [one])],
                    [Change("a", "added", number=first, wording=words)],
                ]
            )
            try:
                plan(stands, [*kept, *chosen], areas_by_code())
            except Refused:
                continue
            kept += chosen
        return kept

    def decision(self, body: str) -> str:
        """Make a decision of a meeting of a body that both sides confirmed."""
        meeting = self.one_of(
            Meeting.objects.filter(body=f"body-{body}").exclude(entry__face="own")
        )
        item = self.call(
            records.create,
            kind="decision",
            text=NewText(
                wording={"title": self.name("On the text")},
                facts={"meeting": meeting.reference, "date": self.today.isoformat()},
                links=[LinkTo("of_meeting", meeting.item_id)],
            ),
            by=self.one,
        )
        self.call(records.share, item=item.pk, by=self.one)
        self.confirm(item.pk)
        return str(item.reference)

    def confirm(self, item: Any) -> None:
        """Let both sides confirm a record."""
        for account in (self.one, self.other):
            entry = Entry.objects.select_related("version").get(item=item, face="shared")
            if entry.state in ENDED:
                return
            digest = entry.version.content_digest
            self.call(records.confirm, item=item, digest=digest, by=account)

    # -- progress

    def tell(self) -> None:
        """Tell the progress of a joint action."""
        row = self.one_of(JointAction.objects.exclude(state__in=ENDED))
        by = self.dice.choice([self.one, self.other])
        item = self.call(
            records.create,
            kind="update",
            text=NewText(
                wording={"title": self.name("Told"), "body": both("We met.")},
                facts={
                    "progress": self.dice.choice(list(PROGRESS[row.nature])),
                    "date": self.today.isoformat(),
                },
                links=[LinkTo("about", row.item_id)],
            ),
            by=by,
        )
        self.call(records.share, item=item.pk, by=by)

    def report(self) -> None:
        """Report on a joint action in the round that is open; mostly the other side confirms."""
        period = self.one_of(Round.objects.filter(standing="open").exclude(state__in=ENDED))
        row = self.one_of(JointAction.objects.exclude(state__in=ENDED))
        by, other = self.dice.choice([(self.one, self.other), (self.other, self.one)])
        item = self.call(
            workplan.start_report,
            period=period.item_id,
            action=row.item_id,
            text=NewText(
                wording={"conclusion": both("It came out.")},
                facts={
                    "progress": self.dice.choice(list(PROGRESS[row.nature])),
                    "activity_date": self.today.isoformat()[:7],
                },
            ),
            by=by,
        )
        self.call(workplan.put_forward, reports=[item.pk], by=by)
        if self.dice.random() < 0.7:
            entry = Entry.objects.filter(item=item, face="shared").select_related("version").first()
            if entry is not None and entry.state == "shared":
                digests = {item.pk: entry.version.content_digest}
                self.call(records.confirm_many, digests=digests, by=other)

    def period(self) -> None:
        """Lock the round whose period is over, or open the next one."""
        found = Round.objects.filter(standing="open").exclude(state__in=ENDED).first()
        if found is not None:
            by = self.one if Item.objects.get(pk=found.item_id).pen_id == "XA" else self.other
            left = PeriodReport.objects.filter(period=found.reference, state="shared")
            self.call(
                workplan.lock_round,
                item=found.item_id,
                left={one.item_id: "Too late." for one in left},
                by=by,
            )
            return
        last = Round.objects.order_by("-ends").first()
        starts = (last.ends if last and last.ends else self.today) + DAY
        ends = max(starts + 90 * DAY, self.today - 10 * DAY)
        self.call(
            workplan.open_round,
            text=NewText(
                wording={"title": self.name("Round")},
                facts={
                    "starts": max(starts, ends - 700 * DAY).isoformat(),
                    "ends": ends.isoformat(),
                    "freeze_date": ends.isoformat(),
                },
            ),
            by=self.dice.choice([self.one, self.other]),
        )
