"""Reviews: from what has passed to the next text, nothing lost on the way."""

import datetime as dt

import pytest

from kakehashi.errors import NotHere
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Edition, Place, Provision
from kakehashi.framework.revising import compare_editions, editions, lineage, now_called
from kakehashi.framework.revising import refusals as wrong
from kakehashi.governance.jobs import carry_out_due
from kakehashi.governance.models import ProvisionChange, Review
from kakehashi.governance.selectors.reviews import outlook, review_input
from kakehashi.governance.services import review_refusals as refused
from kakehashi.governance.services import reviews
from kakehashi.governance.services.carrying_out import carry_out_review
from kakehashi.people.rules import PUBLIC_VIEWER, NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item, Link, Version
from kakehashi.records.search import find
from kakehashi.workplan.models import JointAction
from tests.cast import NOW
from tests.governance.review_steps import (
    EFFECT,
    confirm,
    confirm_all,
    decide,
    decided_by,
    opened,
    words,
)


def flat(tree):
    waiting = [one for section in tree.sections for one in section.branches]
    for section in tree.sections:
        waiting += [b for p in section.pillars for leaf in p.areas for b in leaf.branches]
    found = {}
    while waiting:
        branch = waiting.pop()
        found[branch.row.reference] = (
            branch.version.wording,
            branch.row.parent,
            branch.row.number,
            branch.row.position,
            branch.row.title_en,
        )
        waiting += branch.below
    return found


def test_a_review_leads_to_a_new_text_and_nothing_is_lost(node):
    jp, gb = node["officer-jp"], node["officer-gb"]
    passed = {one.provision.reference for one in review_input(viewer_of(jp), NOW.date())}
    assert passed == {"1", "12.a", "12.b", "15", "SC.a", "IG.d", "AI.b.i", "DI.a"}
    before = flat(framework.tree(PUBLIC_VIEWER))
    identities = dict(Provision.objects.values_list("reference", "item_id"))
    links = set(Link.objects.values_list("item_id", "relation", "to_id"))
    actions = dict(JointAction.objects.values_list("reference", "provision"))
    group, council = decided_by("group-1", jp, gb), decided_by("council-3", gb, jp)
    review = opened(jp)
    made = {}

    def change(key, **given):
        item = reviews.add_change(review=review, by=jp, at=NOW, **given)
        made[key] = item.reference

    change("retire", change="retired", sources=["IG.d"])
    change("renumber", change="renumbered", sources=["IG.e"], number="IG.d")
    change("reword", change="reworded", sources=["SC.a"], wording=words("SC.a"))
    change("part 1", change="split", sources=["DG.b"], into="DG.b", number="DG.b")
    with pytest.raises(wrong.SplitNeedsTwo):
        reviews.propose_review(review=review, decision=group, by=jp, at=NOW)
    change("part 2", change="split", sources=["DG.b"], number="DG.c", wording=words("DG.c"))
    change("merge", change="merged", sources=["TS.d", "TS.c"], into="TS.c", wording=words("TS.c"))
    change("follow", change="renumbered", sources=["TS.e"], number="TS.d")
    change(
        "add",
        change="added",
        number="VD.c",
        wording=words("VD.c"),
        strength=3,
        nature="continuing",
    )
    change("swap", change="renumbered", sources=["CR.b"], number="CR.c")
    # What can never be is refused at once, and leaves nothing behind.
    known = ProvisionChange.objects.count()
    for refusal, given in (
        (
            wrong.RetiredAndChanged,
            {"change": "reworded", "sources": ["IG.d"], "wording": words("x")},
        ),
        (wrong.ChangedTwice, {"change": "renumbered", "sources": ["SC.a"], "number": "SC.d"}),
        (wrong.MergesIntoItself, {"change": "merged", "sources": ["OS.a"], "into": "OS.a"}),
        (wrong.ChangesInACircle, {"change": "merged", "sources": ["TS.c"], "into": "TS.d"}),
        (wrong.NumberWrong, {"change": "renumbered", "sources": ["OS.a"], "number": "ZZ.a"}),
        (wrong.ChangeIncomplete, {"change": "added", "number": "OS.e"}),
        (wrong.ProvisionNotStanding, {"change": "retired", "sources": ["99"]}),
    ):
        with pytest.raises(refusal):
            reviews.add_change(review=review, by=jp, at=NOW, **given)
    assert ProvisionChange.objects.count() == known
    with pytest.raises(NotYourRole):
        reviews.open_review(
            title={"en": "x"}, words={}, triggers=[], by=node["private-office-gb"], at=NOW
        )
    with pytest.raises(refused.DecisionOfAnotherBody):
        reviews.propose_review(review=review, decision=council, by=jp, at=NOW)
    reviews.propose_review(review=review, decision=group, by=jp, at=NOW)
    with pytest.raises(refused.ActionsUnanswered):
        reviews.decide_review(review=review, decision=council, takes_effect=EFFECT, by=jp, at=NOW)
    row = Review.objects.get(reference=review)
    asked = outlook(row, viewer_of(jp)).questions
    retired = [one.action.reference for one in asked if one.change == "retired"]
    split = [one.action.reference for one in asked if one.change == "split"]
    assert retired == [ref for ref, provision in actions.items() if provision == "IG.d"]
    assert sorted(split) == sorted(ref for ref, provision in actions.items() if provision == "DG.b")
    with pytest.raises(refused.AnswerUnknown):
        reviews.answer_moves(review=review, moves={retired[0]: "ZZ.z"}, by=jp, at=NOW)
    moves = {**dict.fromkeys(retired, "overtaken"), **dict.fromkeys(split, "DG.c")}
    reviews.answer_moves(review=review, moves=moves, by=jp, at=NOW)
    with pytest.raises(refused.TakesEffectPast):
        reviews.decide_review(
            review=review,
            decision=council,
            takes_effect=EFFECT - dt.timedelta(days=1),
            by=jp,
            at=NOW,
        )
    reviews.decide_review(review=review, decision=council, takes_effect=EFFECT, by=jp, at=NOW)
    reviews.undo_decision(review=review, by=jp, at=NOW)
    assert set(Review.objects.values_list("standing", "takes_effect")) == {("proposed", None)}
    later = EFFECT + dt.timedelta(days=3)
    reviews.decide_review(review=review, decision=council, takes_effect=later, by=jp, at=NOW)
    item = Item.objects.get(reference=review)
    day = dt.datetime.combine(later, dt.time(1), dt.UTC)
    with pytest.raises(refused.ReviewNotYet):
        # In Tokyo the day has begun, in London it has not.
        carry_out_review(review=item.pk, by=jp, at=day - dt.timedelta(hours=2))
    with pytest.raises(refused.ReviewNotConfirmed):
        carry_out_review(review=item.pk, by=jp, at=day)
    assert carry_out_due(at=day) == 0
    confirm_all(review, jp, gb)
    versions = Version.objects.count()
    assert carry_out_due(at=day) == 1
    assert carry_out_due(at=day) == 0
    assert Version.objects.count() > versions
    assert set(Review.objects.values_list("standing", flat=True)) == {"in_force"}
    with pytest.raises(refused.ReviewStanding):
        reviews.undo_decision(review=review, by=jp, at=day)

    # As it stood on the day before: every word, number and place.
    assert flat(framework.tree(PUBLIC_VIEWER, later - dt.timedelta(days=1))) == before
    now = flat(framework.tree(PUBLIC_VIEWER))
    assert flat(framework.tree(PUBLIC_VIEWER, later)) == now
    assert len(now) == len(before) - 2 + 2
    assert now["SC.a"][0]["statement"]["ja"] == "SC.aの新しい文言。"
    assert now["CR.c.vi"][1] == "CR.c"
    assert "CR.b" not in now
    assert [one[3] for one in now.values()] != []
    assert sorted(one[3] for one in now.values()) == list(range(len(now)))

    # Identity is never the number.
    assert Provision.objects.get(reference="IG.d").item_id == identities["IG.e"]
    assert Provision.objects.get(reference="CR.c.i").item_id == identities["CR.b.i"]
    gone = Provision.objects.get(item_id=identities["IG.d"])
    assert (gone.reference, gone.state) == (f"IG.d_until-{later}", "overtaken")
    assert now_called("CR.b.vi", PUBLIC_VIEWER) == "CR.c.vi"
    assert now_called("TS.d", PUBLIC_VIEWER) == f"TS.d_until-{later}"
    assert now_called("nothing", PUBLIC_VIEWER) == ""

    # What hung on it still hangs on something that stands, or ended with its reason.
    left = set(Link.objects.values_list("item_id", "relation", "to_id"))
    missing = {one for one in links - left if one[1] not in ("of_provision", "of_area")}
    assert not missing
    for reference, provision in actions.items():
        action = JointAction.objects.filter(reference=reference).first()
        hangs = Link.objects.get(entry_id=action.pk, relation="of_provision").to
        if reference in retired:
            assert action.state == "overtaken"
            continue
        assert action.provision == hangs.reference
        assert action.provision in now
        if reference in split:
            assert action.provision == "DG.c"
        elif provision == "TS.d":
            assert action.provision == "TS.c"
        else:
            assert hangs.pk == identities[provision]
    order = list(
        JointAction.objects.exclude(state="overtaken")
        .order_by("sort_key")
        .values_list("provision", flat=True)
    )
    assert order == sorted(order, key=lambda one: now[one][3])

    # Search finds them by what they are now called, and not by what they were.
    hits = [hit.entry.reference for hit in find("CR.c.vi", viewer=PUBLIC_VIEWER, limit=5).hits]
    assert hits[0] == "CR.c.vi"

    # Where each comes from is told.
    seen = viewer_of(gb)
    was = lineage(Item.objects.get(pk=identities["CR.b"]), seen)
    assert [one.reference for one in was.was] == ["CR.b"]
    assert lineage(gone.item, seen).ended == later
    assert [
        step.other.reference for step in lineage(Item.objects.get(reference="DG.c"), seen).begun
    ] == ["DG.b"]
    assert [
        step.other.reference for step in lineage(Item.objects.get(reference="TS.c"), seen).begun
    ] == [f"TS.d_until-{later}"]
    assert [
        entry.reference for _day, entry in lineage(Item.objects.get(reference="IG.d"), seen).others
    ] == [gone.reference]
    new, old = editions()
    rows = compare_editions(old, new, PUBLIC_VIEWER)
    marks = {(row.before or row.after).reference: row.mark for row in rows}
    assert marks["SC.a"] == "reworded"
    assert marks["CR.b.ii"] == "renumbered"
    assert marks["IG.d"] == "retired"
    assert marks["TS.c"] == "merged"
    assert marks["TS.d"] == "merged"
    assert marks["DG.b"] == "split"
    assert marks["DG.c"] == "split"
    assert marks["VD.c"] == "added"
    assert marks["14"] == "kept"
    assert len(rows) == len(before) + 2


def test_a_review_that_is_held_up_waits(node):
    """A joint action hung on a retired provision after the decision holds the text back."""
    jp, gb = node["officer-jp"], node["officer-gb"]
    group, council = decided_by("group-1", jp, gb), decided_by("council-3", gb, jp)
    review = opened(jp)
    change = reviews.add_change(review=review, change="retired", sources=["18"], by=jp, at=NOW)
    row = Review.objects.get(reference=review)
    asked = [one.action.reference for one in outlook(row, viewer_of(jp)).questions]
    reviews.answer_moves(review=review, moves=dict.fromkeys(asked, "19"), by=jp, at=NOW)
    decide(review, group, council, jp)
    confirm_all(review, jp, gb)
    from kakehashi.records.services import NewText
    from kakehashi.workplan.services import start_action

    late = start_action(
        text=NewText(
            wording={"title": {"en": "Late"}, "wording": {"en": "Comes late."}},
            facts={"provision": "18", "nature": "continuing"},
        ),
        by=gb,
        at=NOW,
    )
    records.share(item=late.pk, by=gb, at=NOW)
    assert carry_out_due(at=NOW) == 0
    assert Edition.objects.count() == 1
    assert Place.objects.count() == 95
    reviews.undo_decision(review=review, by=jp, at=NOW)
    reviews.answer_moves(review=review, moves={late.reference: "19"}, by=jp, at=NOW)
    reviews.decide_review(review=review, decision=council, takes_effect=EFFECT, by=jp, at=NOW)
    confirm(row.item, jp, gb)
    assert carry_out_due(at=NOW) == 1
    assert JointAction.objects.get(item=late).provision == "19"
    # A version from before the text was numbered anew does not bring the old number back.
    with pytest.raises(NotHere):
        reviews.take_out(change="PC-NO-1", by=jp, at=NOW)
    with pytest.raises(refused.ReviewStanding):
        reviews.take_out(change=change.reference, by=jp, at=NOW)
    assert Entry.objects.filter(kind="provision", reference="18").count() == 0
