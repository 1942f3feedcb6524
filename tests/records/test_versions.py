"""Versions: never changed, digests as stated, nothing lost, whatever officials do."""

import json

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kakehashi.errors import Refused
from kakehashi.ledger import selectors as ledger
from kakehashi.people.rules import PUBLIC_VIEWER, NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services
from kakehashi.records.kinds import kind_of
from kakehashi.records.markings import Marking, MarkingTooHigh, MarkingUnknown
from kakehashi.records.models import Confirmation, Consent, Entry, Item, Link, Version
from kakehashi.records.services import EditConflict, NewText
from kakehashi.trust import sha256_hex
from tests.cast import NOW, make_cast


def text(en="Title", ja="件名", **more):
    return NewText(wording={"title": {"en": en, "ja": ja}, "body": {"en": "Body"}}, **more)


def newest(item):
    return Version.objects.filter(item=item).order_by("-number").first()


def test_two_people_editing_one_record_lose_nothing(cast):
    item = services.create(kind="initiative", text=text(), by=cast.haruka, at=NOW)
    services.save(item=item.pk, base=1, text=text("Haruka's"), by=cast.haruka, at=NOW)
    with pytest.raises(EditConflict):
        services.save(item=item.pk, base=1, text=text("Kenji's"), by=cast.kenji, at=NOW)
    assert newest(item).wording["title"]["en"] == "Haruka's"
    assert Version.objects.filter(item=item).count() == 2


@pytest.mark.parametrize(
    ("national", "refusal"),
    [
        ({"JP": "機密性3"}, MarkingTooHigh),
        ({"GB": "SECRET"}, MarkingTooHigh),
        ({"GB": "secret"}, MarkingTooHigh),
        ({"JP": "SECRET"}, MarkingTooHigh),
        ({"JP": "極秘っぽい"}, MarkingUnknown),
    ],
)
def test_a_marking_above_the_limit_saves_nothing(cast, national, refusal):
    with pytest.raises(refusal):
        services.create(
            kind="initiative", text=text(marking=Marking(national=national)), by=cast.haruka, at=NOW
        )
    assert not Item.objects.exists()
    assert ledger.verify().size == 0


def test_a_caveat_narrows_who_sees(cast):
    item = services.create(
        kind="update", text=text(marking=Marking(caveats=["HMG USE ONLY"])), by=cast.alice, at=NOW
    )
    services.share(item=item.pk, by=cast.alice, at=NOW)
    assert not Entry.objects.filter(
        item=item, audience_id__in=visible_audiences(viewer_of(cast.haruka))
    ).exists()


def test_a_language_that_did_not_follow_is_stale(cast):
    item = services.create(kind="initiative", text=text(), by=cast.haruka, at=NOW)
    services.save(item=item.pk, base=1, text=text(ja="新しい件名"), by=cast.haruka, at=NOW)
    assert newest(item).language_states["title"] == {"en": "stale", "ja": "draft"}
    services.check_language(item=item.pk, field="title", language="en", by=cast.haruka, at=NOW)
    assert newest(item).language_states["title"]["en"] == "checked"
    services.save(
        item=item.pk,
        base=2,
        text=text(ja="更に新しい件名", still_same=["en"]),
        by=cast.haruka,
        at=NOW,
    )
    assert newest(item).language_states["title"]["en"] == "checked"


def test_courtesy_wording_is_outside_the_content(cast):
    first = text(authoritative=["ja"])
    item = services.create(kind="initiative", text=first, by=cast.haruka, at=NOW)
    one = newest(item)
    services.save(
        item=item.pk,
        base=1,
        text=text(en="Better title", authoritative=["ja"]),
        by=cast.haruka,
        at=NOW,
    )
    two = newest(item)
    assert one.content_digest == two.content_digest
    assert one.digest != two.digest
    assert one.salt == two.salt
    assert two.wording["title"] == {"en": "Better title", "ja": "件名"}


def test_only_who_may_approve_restricted_sharing_consents(cast):
    item = services.create(
        kind="initiative",
        lane="restricted",
        by=cast.haruka,
        at=NOW,
        text=text(marking=Marking(reach="named", people=[str(cast.haruka.pk), str(cast.kenji.pk)])),
    )
    role = cast.haruka.roles.get()
    role.permissions = [one for one in role.permissions if one != "approve_restricted"]
    role.save()
    cast.kenji.roles.set([role])
    with pytest.raises(NotYourRole):
        services.consent(item=item.pk, by=cast.kenji, at=NOW)
    assert not Consent.objects.exists()


def test_restricted_sharing_takes_two(cast):
    people = [str(cast.alice.pk), str(cast.haruka.pk), str(cast.kenji.pk)]
    cast.kenji.roles.add("coordinator")
    item = services.create(
        kind="initiative",
        lane="restricted",
        by=cast.haruka,
        at=NOW,
        text=text(marking=Marking(reach="named", people=people)),
    )
    with pytest.raises(Refused) as refused:
        services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert refused.value.code == "second-official-needed"
    services.consent(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(Refused):
        services.share(item=item.pk, by=cast.haruka, at=NOW)
    services.consent(item=item.pk, by=cast.kenji, at=NOW)
    services.save(
        item=item.pk,
        base=1,
        text=text("Changed", marking=Marking(reach="named", people=people)),
        by=cast.haruka,
        at=NOW,
    )
    with pytest.raises(Refused):
        services.share(item=item.pk, by=cast.haruka, at=NOW)
    services.consent(item=item.pk, by=cast.kenji, at=NOW)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    seen = Entry.objects.filter(item=item, audience_id__in=visible_audiences(viewer_of(cast.alice)))
    assert seen.count() == 1
    assert not Entry.objects.filter(
        item=item, audience_id__in=visible_audiences(viewer_of(cast.bob))
    ).exists()


def test_events_hold_no_text_and_no_name(cast):
    item = services.create(
        kind="update", text=text("A secret title", "秘密の件名"), by=cast.haruka, at=NOW
    )
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    told = json.dumps(
        list(ledger.Event.objects.values("name", "actor", "side", "subject", "facts")),
        default=str,
        ensure_ascii=False,
    )
    assert "secret" not in told
    assert "秘密" not in told
    assert "Haruka" not in told


class Officials(RuleBasedStateMachine):
    """Officials of both sides do what they like to a few records."""

    @initialize()
    def people(self):
        self.cast = make_cast()
        self.items = []
        self.shared_digests = {}

    who = st.sampled_from(["haruka", "kenji", "yuki", "alice", "bob", "grace", "mallory", "olga"])
    words = st.text(st.sampled_from("abc 日本語"), min_size=1, max_size=8).filter(str.strip)
    which = st.integers(0, 5)

    def _try(self, step, **more):
        try:
            return step(at=NOW, **more)
        except Refused as refusal:
            assert refusal.say("ja")  # noqa: PT017 - a refusal is an answer of the machine
            assert refusal.advise("en")  # noqa: PT017
            return None

    def _item(self, which):
        return self.items[which % len(self.items)]

    @rule(who=who, words=words, kind=st.sampled_from(["initiative", "update"]))
    def create(self, who, words, kind):
        made = self._try(services.create, kind=kind, text=text(words), by=getattr(self.cast, who))
        if made:
            self.items.append(made)

    @precondition(lambda self: self.items)
    @rule(who=who, which=which, words=words, stale=st.integers(0, 1))
    def save(self, who, which, words, stale):
        item = self._item(which)
        self._try(
            services.save,
            item=item.pk,
            base=newest(item).number - stale,
            text=text(words),
            by=getattr(self.cast, who),
        )

    @precondition(lambda self: self.items)
    @rule(
        who=who,
        which=which,
        step=st.sampled_from(["share", "publish", "discard", "ask_pen", "return_pen", "take_pen"]),
    )
    def step(self, who, which, step):
        self._try(getattr(services, step), item=self._item(which).pk, by=getattr(self.cast, who))

    @precondition(lambda self: self.items)
    @rule(who=who, which=which)
    def confirm(self, who, which):
        item = self._item(which)
        account = getattr(self.cast, who)
        face = (
            Entry.objects.filter(item=item, audience_id__in=visible_audiences(viewer_of(account)))
            .select_related("version")
            .first()
        )
        if face:
            self._try(
                services.confirm, item=item.pk, digest=face.version.content_digest, by=account
            )

    @precondition(lambda self: self.items)
    @rule(who=who, which=which, to=st.sampled_from(["JP", "GB"]))
    def pass_pen(self, who, which, to):
        self._try(services.pass_pen, item=self._item(which).pk, to=to, by=getattr(self.cast, who))

    @precondition(lambda self: self.items)
    @rule(who=who, which=which, how=st.sampled_from(["withdraw", "overtake"]))
    def end(self, who, which, how):
        self._try(
            getattr(services, how),
            item=self._item(which).pk,
            why="because",
            by=getattr(self.cast, who),
        )

    @precondition(lambda self: self.items)
    @rule(who=who, which=which, words=words, take=st.booleans())
    def propose(self, who, which, words, take):
        item = self._item(which)
        made = self._try(
            services.propose,
            item=item.pk,
            base=newest(item).number,
            wording={"title": {"en": words}},
            note="",
            by=getattr(self.cast, who),
        )
        if made:
            self._try(
                services.answer_proposal,
                proposal=made.pk,
                take=take,
                answer="",
                by=self.cast.haruka,
            )

    @invariant()
    def every_reader_sees_each_record_once(self):
        if not hasattr(self, "cast"):
            return
        viewers = [PUBLIC_VIEWER, *[viewer_of(one) for one in vars(self.cast).values()]]
        for viewer in viewers:
            seen = list(
                Entry.objects.filter(audience_id__in=visible_audiences(viewer)).values_list(
                    "item_id", flat=True
                )
            )
            assert len(seen) == len(set(seen))

    @invariant()
    def versions_stand_as_written(self):
        for version in Version.objects.all():
            assert sha256_hex(bytes(version.content)) == version.content_digest
            assert sha256_hex(bytes(version.header)) == version.digest
            header = json.loads(bytes(version.header))
            assert header["content"] == version.content_digest
            assert header["number"] == version.number
        for item in Item.objects.all():
            numbers = list(
                Version.objects.filter(item=item)
                .order_by("number")
                .values_list("number", flat=True)
            )
            assert numbers == list(range(1, item.newest + 1))

    @invariant()
    def faces_and_rows_agree(self):
        for entry in Entry.objects.all():
            row = kind_of(entry.kind).model.objects.get(pk=entry.pk)
            assert (row.audience_id, row.state, row.title_en) == (
                entry.audience_id,
                entry.state,
                entry.title_en,
            )
            if entry.state == "confirmed":
                sides = set(
                    Confirmation.objects.filter(
                        item=entry.item_id, content_digest=entry.version.content_digest
                    ).values_list("side_id", flat=True)
                )
                assert sides == {"JP", "GB"}
            if entry.state == "draft":
                assert entry.face == "own"
        for link in Link.objects.select_related("entry"):
            assert link.audience_id == link.entry.audience_id

    @invariant()
    def the_public_reads_only_what_was_published(self):
        for entry in Entry.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER)):
            assert entry.state in ("published", "withdrawn", "overtaken")
            assert entry.version.marking["reach"] == "public"

    @invariant()
    def the_timeline_is_whole(self):
        assert ledger.verify().whole

    @invariant()
    def what_is_shared_never_names_a_draft(self):
        drafts = set(Version.objects.filter(state="draft").values_list("digest", flat=True))
        for version in Version.objects.exclude(state="draft"):
            assert version.previous not in drafts


class TestOfficials(TestCase):
    """Runs the machine, each example in a transaction of its own."""

    def test_machine(self):
        from hypothesis.stateful import run_state_machine_as_test

        run_state_machine_as_test(
            _fresh(Officials),
            settings=settings(
                max_examples=12,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def _fresh(machine):
    """Return a machine that starts from an empty database each time and leaves none behind."""
    from django.db import transaction

    class Rolled(machine):
        def __init__(self):
            super().__init__()
            self._atomic = transaction.atomic()
            self._atomic.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)

    return Rolled
