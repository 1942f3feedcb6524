"""Ten rotations of posts and mergers of offices: nothing falls to nobody, nobody stays inside.

Everything that can be open is made at random, by makers entered for each code of the register of
belongings: a new entry without a maker fails the test by its name. The test keeps its own book of
who sits where and of everything that was made; it never asks the register what there ought to be.
"""

import datetime as dt
import random
from collections.abc import Callable

import pytest

from kakehashi.clearance import services as clearance
from kakehashi.commissions.services import Office, Request, issue
from kakehashi.enquiries.services import NewEnquiry, receive
from kakehashi.errors import NotHere
from kakehashi.framework.models import AreaLead
from kakehashi.governance.selectors.owners import ENDED, HELD, UNKNOWN, VACANT, owners_of
from kakehashi.governance.services import make_feed, open_action_point, read_feed
from kakehashi.people.belongings import BELONGINGS, EVERY_RECORD, things_of
from kakehashi.people.calendars import after_working_days
from kakehashi.people.models import Account, Organisation, OrganisationName, Post, Succession
from kakehashi.people.seats import act_in, seats_of, take_seat
from kakehashi.people.selectors import group_of_post, viewer_of, visible_audiences
from kakehashi.people.tokens import TokenWrong, bearer, make_token
from kakehashi.posts import services
from kakehashi.posts.jobs import hand_over_due
from kakehashi.posts.selectors import own_posts
from kakehashi.records import services as records
from kakehashi.records.belongings import LASTING
from kakehashi.records.kinds import all_kinds
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import NewText
from kakehashi.translation import services as translation
from tests.cast import NOW
from tests.posts.people import NEWCOMERS, fill

ROTATIONS = 10
MONTH = dt.timedelta(days=30)
OFFICES = ("mic", "digital", "meti", "mofa")
MOVING = ("kenji", "yuki", *NEWCOMERS)


class World:
    """What the test itself knows: the day, who sits where, what was made, what opens what."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.at = NOW
        self.sits: dict[str, set[str]] = {"semi": {"kenji"}, "data": {"yuki"}}
        self.secrets: list[tuple[str, str, str]] = []
        """User name, post, and the secret of a token made in that post."""
        self.feeds: list[tuple[str, str, str]] = []
        self.made: dict[str, set[str]] = {}
        """Code of belonging to the ids of what is open of it."""
        self.advice: list[tuple[str, object]] = []
        self.over: set[str] = set()
        """Offices whose work passed on."""

    @property
    def day(self) -> dt.date:
        return services.day_of(haruka().side, self.at)

    def posts(self) -> list[str]:
        return [one for one in self.sits if post(one).organisation_id not in self.over]

    def held(self) -> list[tuple[str, str]]:
        """Return every pair of somebody and a post they sit in."""
        return sorted((name, one) for one, names in self.sits.items() for name in names)

    def keep(self, code: str, thing: object) -> None:
        self.made.setdefault(code, set()).add(str(thing))


def haruka() -> Account:
    return Account.objects.select_related("side").get(username="haruka")


def account(name: str) -> Account:
    return Account.objects.get(username=name)


def post(code: str) -> Post:
    return Post.objects.get(pk=code)


def found(place: str) -> None:
    """Found further offices of Japan, two posts in each, and nobody in them."""
    for office in OFFICES:
        Organisation.objects.get_or_create(
            id=office, defaults={"side_id": "JP", "name_en": office, "name_ja": office}
        )
        OrganisationName.objects.create(organisation_id=office, name_en=office, name_ja=office)
        for number in range(2):
            Post.objects.create(
                id=f"{office}-{number}", organisation_id=office, name_en=place, name_ja=place
            )


def texts_of(spec) -> NewText:
    """Return a text of any kind of record: every field, and the first of every choice."""
    facts = {one.name: next(iter(one.choices)) for one in spec.facts if one.choices}
    facts |= {one.name: "2027-03-31" for one in spec.facts if one.type == "date"}
    plain = {
        "text": "x",
        "integer": 1,
        "moment": "2027-03-31T09:00:00+00:00",
        "urls": "https://x.example",
    }
    facts |= {one.name: plain[one.type] for one in spec.facts if one.required and one.type in plain}
    return NewText(wording={one.name: {"en": "Some words"} for one in spec.texts}, facts=facts)


def make_record(world: World, by: Account) -> None:
    """Make a record of any kind that nothing else covers: a draft, or with a pen in flight."""
    covered = {kind for one in BELONGINGS.values() for kind in one.kinds}
    said = {one.code for one in all_kinds() if one.stays} - LASTING
    left_out = covered | said | SETTLED | PLACED
    spec = world.dice.choice(
        [one for one in all_kinds() if one.code not in left_out and not one.needs]
    )
    item = records.create(kind=spec.code, text=texts_of(spec), by=by, at=world.at)
    if spec.lane == "shared" and world.dice.random() < 0.6:
        records.share(item=item.pk, by=by, at=world.at)
        pen = world.dice.choice(("held", "asked", "passed"))
        if pen == "asked":
            records.ask_pen(item=item.pk, by=account("alice"), at=world.at)
        elif pen == "passed":
            records.pass_pen(item=item.pk, to="GB", by=by, at=world.at)
    world.keep(EVERY_RECORD, item.pk)


SETTLED = {"action_entry", "commission_return", "consolidated_text"}
"""Kinds that are written by their own services alone, done as they are made."""

PLACED = {"provision", "pillar", "area", "sector", "instrument", "programme", "body"}
"""Kinds of the framework itself, which no official starts."""


def make_point(world: World, by: Account) -> None:
    made = open_action_point(
        title={"en": "List"},
        task={"en": "Send it."},
        owner=by.post_id or "",
        due_date=world.day + dt.timedelta(days=400),
        by=world.dice.choice((by, account("alice"))),
        at=world.at,
    )
    world.keep("action_point", made.pk)


def make_lead(world: World, by: Account) -> None:
    area = records.create(
        kind="area",
        text=NewText(wording={"title": {"en": "Area"}, "summary": {"en": "It"}}),
        by=by,
        at=world.at,
    )
    Item.objects.filter(pk=area.pk).update(owner=None)
    Entry.objects.filter(item=area).update(state="published")
    AreaLead.objects.create(
        item=area, side_id="JP", post_id=by.post_id, since=world.day, named_at=world.at
    )
    world.keep("area_lead", area.pk)


def make_named(world: World, by: Account) -> None:
    """Make an initiative that names the post as its lead: it cannot move by itself."""
    item = records.create(
        kind="initiative",
        text=NewText(
            wording={"title": {"en": "Named"}, "summary": {"en": "It"}},
            facts={"owners": {"JP": by.post_id}},
        ),
        by=by,
        at=world.at,
    )
    world.keep(EVERY_RECORD, item.pk)
    world.keep("lead_of_record", f"{item.pk}:{by.post_id}")


def make_clearance(world: World, by: Account) -> None:
    item = records.create(
        kind="update", text=NewText(wording={"title": {"en": "To clear"}}), by=by, at=world.at
    )
    asked = clearance.ask(
        item=item.pk, offices=[("mic", "")], due=None, in_order=False, by=by, at=world.at
    )
    world.keep(EVERY_RECORD, item.pk)
    world.keep("clearance", asked.pk)


def make_commission(world: World, by: Account) -> None:
    asked = post(world.dice.choice(world.posts()))
    division = f"division {world.dice.random()}"
    sent = issue(
        request=Request(
            title={"en": "Input"},
            body={"en": "Please send text."},
            offices=[Office(asked.organisation_id, division, post=asked.pk)],
            due=after_working_days(world.day, 260, ["JP"]),
        ),
        by=by,
        at=world.at,
    )
    world.keep("commission", sent.pk)
    world.keep("commission_asked", sent.asked.get().pk)


def make_enquiry(world: World, by: Account) -> None:
    made = receive(
        enquiry=NewEnquiry("joho-kokai", {"ja": "開示請求"}, received_date=world.day),
        by=by,
        at=world.at,
    )
    world.keep("enquiry", made.pk)


def make_advice(world: World, by: Account) -> None:
    made = services.advise(title="Call", body="First.", language="en", by=by, at=world.at)
    world.advice.append((by.post_id or "", made.pk))


def make_translation(world: World, by: Account) -> None:
    """Ask one post to translate and another to review, on behalf of a third."""
    item = records.create(
        kind="update", text=NewText(wording={"title": {"en": "To translate"}}), by=by, at=world.at
    )
    others = [one for one in world.posts() if one != by.post_id]
    translator, reviewer = world.dice.sample(others, 2)
    job = translation.ask(
        request=translation.Request(
            of=item.pk, source="en", target="ja", translator=translator, reviewer=reviewer
        ),
        by=by,
        at=world.at,
    )
    world.keep(EVERY_RECORD, item.pk)
    for code in ("translation_job", "translation_to_make", "translation_to_review"):
        world.keep(code, job.pk)


MAKERS: dict[str, Callable[[World, Account], None]] = {
    EVERY_RECORD: make_record,
    "action_point": make_point,
    "area_lead": make_lead,
    "lead_of_record": make_named,
    "clearance": make_clearance,
    "commission": make_commission,
    "commission_asked": make_commission,
    "advice": make_advice,
    "enquiry": make_enquiry,
    "translation_job": make_translation,
    "translation_to_make": make_translation,
    "translation_to_review": make_translation,
}
"""Code of belonging to what makes an open thing of it; enter yours beside them."""


def test_every_belonging_has_a_maker():
    assert set(MAKERS) == set(BELONGINGS)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_ten_rotations_leave_nothing_to_nobody_and_nobody_inside(cast, seed):
    fill()
    found("some post")
    world = World(seed)
    world.sits |= {f"{office}-{number}": set() for office in OFFICES for number in range(2)}
    for turn in range(ROTATIONS):
        things(world, turn)
        if turn in (3, 6):
            merge(world)
        rotate(world)
        check_owned(world)
        check_inside(world)
    assert set(world.made) | {"advice"} == set(BELONGINGS), "something was never tried"
    assert world.over
    assert world.secrets
    assert world.feeds


def things(world: World, turn: int) -> None:
    """Make open things in whatever post somebody sits, and secrets that read through it."""
    for code in sorted(MAKERS):
        if code != EVERY_RECORD and world.dice.random() < 0.5 and turn > 1:
            continue
        for _ in range(3 if code == EVERY_RECORD else 1):
            name, where = world.dice.choice(world.held() or [("haruka", "coordinator-mic")])
            if account(name).post_id != where:
                act_in(post=where, by=account(name), at=world.at)
            if where in world.posts():
                MAKERS[code](world, account(name))
    for name, where in world.held():
        if account(name).post_id == where:
            by = account(name)
            token = make_token(account=by, name="x", by=by, at=world.at, days=366)[1]
            world.secrets.append((name, where, token))
            if world.dice.random() < 0.5:
                feed = make_feed(scope="post", language="en", by=by, at=world.at)[1]
                world.feeds.append((name, where, feed))


def merge(world: World) -> None:
    """Let the work of one office pass on to another: its posts are over, with all they own."""
    left = [one for one in OFFICES if one not in world.over and one != "mic"]
    gone, heir = world.dice.sample(left, 2) if len(left) > 2 else (left[0], "mic")
    Succession.objects.create(
        predecessor_id=gone, successor_id=heir, on=world.day, what_en="All", what_ja="全て"
    )
    OrganisationName.objects.filter(organisation_id=gone).update(until=world.day)
    world.over.add(gone)


def rotate(world: World) -> None:
    """Plan some handovers for the next month, and let their day come."""
    world_on = world.day + MONTH
    ended = [one for one in world.sits if one not in world.posts()]
    leaving = [*world.dice.sample(world.posts(), 3), *world.dice.sample(ended, min(1, len(ended)))]
    moves: list[tuple[str, str, str]] = []
    for where in leaving:
        free = [one for one in MOVING if one not in world.sits[where]]
        to, successor = "", ""
        if where in ended or world.dice.random() < 0.3:
            to = world.dice.choice([one for one in world.posts() if one != where])
        elif world.dice.random() < 0.8:
            successor = world.dice.choice(free)
        services.plan(
            post=where,
            on=world_on,
            to=to,
            successor=successor,
            roles=["topic_lead"],
            by=haruka(),
            at=world.at,
        )
        moves.append((where, to, successor))
    # Somebody takes a further post besides.
    where, name = world.dice.choice(world.posts()), world.dice.choice(MOVING)
    if name not in world.sits[where] and where not in leaving:
        take_seat(
            account=account(name), post=post(where), roles=["topic_lead"], by=haruka(), at=world.at
        )
        world.sits[where].add(name)
    before = open_ids()
    world.at += MONTH
    assert hand_over_due(at=world.at) == len(moves)
    assert hand_over_due(at=world.at) == 0
    assert open_ids() == before
    for where, to, successor in moves:
        if not to:
            world.sits[where] = {successor} if successor else set()


def open_ids() -> dict[str, set[str]]:
    """Return the ids of everything that the register finds open, of every post, by its code."""
    every = things_of(Post.objects.values_list("pk", flat=True))
    return {code: {one.id for one in things} for code, things in every.items()}


def check_owned(world: World) -> None:
    """Everything that was made is owned by a post that is held, or shown as nobody's."""
    every = things_of(Post.objects.values_list("pk", flat=True))
    for code, made in world.made.items():
        assert made <= {one.id for one in every.get(code, [])}, code
    owning = {one.post for things in every.values() for one in things}
    assert "" not in owning
    items = {one for code, ids in world.made.items() for one in ids if code == EVERY_RECORD}
    assert not Item.objects.filter(pk__in=items, owner=None).exists()
    shown = {one.post.pk: one for one in own_posts("JP", world.day)}
    assert owning <= set(shown)
    states = owners_of(owning, world.day)
    for code in sorted(owning & set(world.sits)):
        over = post(code).organisation_id in world.over
        expected = {ENDED} if over else {HELD} if world.sits[code] else {VACANT, UNKNOWN}
        assert states[code].state in expected, code
        assert shown[code].vacant == (expected != {HELD}), code


def check_inside(world: World) -> None:
    """Nobody reads, signs in or does anything through a post that they left."""
    for name in MOVING:
        one, sits = account(name), {code for code, names in world.sits.items() if name in names}
        assert {seat.post_id for seat in seats_of(one)} - {None} == sits, name
        ever = name in {who for who, _post, _secret in world.secrets}
        if ever:
            assert one.is_active == bool(sits), name
        reader = viewer_of(one)
        groups = {group_of_post(code) for code in world.sits}
        assert reader.groups & groups <= {group_of_post(code) for code in sits}
        assert reader.may("share") == bool(sits), name
        seen = set(
            Entry.objects.filter(
                kind="advice", audience_id__in=visible_audiences(reader)
            ).values_list("item_id", flat=True)
        )
        theirs = {item for code, item in world.advice if code == one.post_id}
        assert seen == (theirs if one.is_active else set()), name
    for name, where, secret in world.secrets:
        if name in world.sits[where]:
            continue
        with pytest.raises(TokenWrong):
            bearer(secret, at=world.at)
    for name, where, secret in world.feeds:
        if name not in world.sits[where]:
            with pytest.raises(NotHere):
                read_feed(secret, at=world.at)
