"""What is raised in a treaty body: from the record that asks, and the answer back to it."""

import datetime as dt

import pytest

from kakehashi.governance.models import AgendaPlace, Body, Meeting, Referral
from kakehashi.governance.selectors import referrals as reading
from kakehashi.governance.services import referrals, set_meeting
from kakehashi.people.rules import PUBLIC_VIEWER, NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.rules import NotYourPen
from kakehashi.workplan.models import JointAction
from tests.cast import NOW

TODAY = NOW.date()
BODY = "body-cepa-committees"


def raised(by, **given):
    return referrals.raise_in(
        **{
            "body": BODY,
            "raised_from": JointAction.objects.filter(area="DATA.a")[0].reference,
            "title": {},
            "words": {"en": "Data flows under chapter 8."},
            "by": by,
            "at": NOW,
            **given,
        }
    )


def test_an_answer_lands_on_the_record_that_asked(node):
    jp, gb = node["officer-jp"], node["officer-gb"]
    action = JointAction.objects.filter(area="DATA.a")[0]
    item = raised(jp)
    row = Referral.objects.get(item=item)
    assert (row.standing, row.body, row.state) == ("to_raise", BODY, "shared")
    assert row.title_en == action.title_en
    bodies = dict(Body.objects.values_list("reference", "item_id"))
    waiting = {place.body_id for place in AgendaPlace.objects.filter(item=item)}
    assert waiting == {bodies["body-group"], bodies[BODY]}
    assert set(reading.open_pairs(list(bodies.values()))) == {(one, item.pk) for one in waiting}
    # It comes to the next meeting of the Group by itself, once that is set.
    meeting = set_meeting(
        body="body-group",
        date=TODAY + dt.timedelta(days=30),
        standing="fixed",
        title={"en": "The Group"},
        place={},
        mode="online",
        starts_at=None,
        by=jp,
        at=NOW,
    )
    records.share(item=meeting.pk, by=jp, at=NOW)
    row = Meeting.objects.get(item=meeting)
    placed = AgendaPlace.objects.filter(meeting=row.item_id).values_list("item", flat=True)
    assert list(placed) == [item.pk]
    for refusal, step in (
        (referrals.NotATreatyBody, lambda: raised(jp, body="body-council")),
        (referrals.RaisedInFuture, lambda: raised(jp, date=TODAY + dt.timedelta(days=2))),
        (NotYourRole, lambda: raised(node["private-office-jp"])),
        (
            referrals.ReferralNotThere,
            lambda: referrals.record_reply(
                referral=item.reference, words={"en": "x"}, date=TODAY, by=jp, at=NOW
            ),
        ),
        (
            NotYourPen,
            lambda: referrals.mark_raised(referral=item.reference, date=TODAY, by=gb, at=NOW),
        ),
    ):
        with pytest.raises(refusal):
            step()
    assert Referral.objects.count() == 1
    referrals.mark_raised(referral=item.reference, date=TODAY, by=jp, at=NOW)
    for refusal, given in (
        (referrals.ReplyMissing, {"words": {"en": " "}}),
        (referrals.RaisedInFuture, {"date": TODAY - dt.timedelta(days=1)}),
    ):
        with pytest.raises(refusal):
            referrals.record_reply(
                **{
                    "referral": item.reference,
                    "words": {"ja": "留意する。"},
                    "date": TODAY,
                    "by": jp,
                    "at": NOW,
                    **given,
                }
            )
    assert reading.answers_for(viewer_of(jp), jp.post_id) == []
    referrals.record_reply(
        referral=item.reference,
        words={"ja": "留意する。"},
        date=TODAY,
        sources=["https://www.gov.uk/minutes"],
        by=jp,
        at=NOW,
    )
    home = reading.raised_from(action.item_id, viewer_of(gb))
    assert [one.reply for one in home] == [{"ja": "留意する。"}]
    told = reading.answers_for(viewer_of(jp), jp.post_id)
    assert [one.asked.reference for one in told] == [action.reference]
    assert reading.raised_from(action.item_id, PUBLIC_VIEWER) == []
    referrals.close_referral(referral=item.reference, by=jp, at=NOW)
    assert reading.answers_for(viewer_of(jp), jp.post_id) == []
    assert reading.open_pairs(list(bodies.values())) == []
    assert [one.referral.standing for one in reading.referrals(viewer_of(gb))] == ["closed"]
    with pytest.raises(referrals.ReferralNotThere):
        referrals.close_referral(referral=item.reference, by=jp, at=NOW)


def test_what_a_contributor_drafted_comes_to_the_agendas_once_it_is_shared(node):
    """Whoever shares it, and with whichever step: found by twenty years at random."""
    lead, officer = node["private-office-jp"], node["officer-jp"]
    lead.roles.set(["contributor"])
    shared, stepped = raised(lead), raised(lead)
    assert not AgendaPlace.objects.filter(item__in=[shared, stepped]).exists()
    records.share(item=shared.pk, by=officer, at=NOW)
    referrals.mark_raised(referral=stepped.reference, date=TODAY, by=officer, at=NOW)
    bodies = Body.objects.filter(reference__in=["body-group", BODY]).values_list("item", flat=True)
    for item in (shared, stepped):
        places = AgendaPlace.objects.filter(item=item, ended_at__isnull=True)
        assert {place.body_id for place in places} == set(bodies)
