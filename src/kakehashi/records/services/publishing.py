"""Publishing: at once or at a time planned before, never while a participating side pauses."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.look.dates import say_day
from kakehashi.people.models import Account
from kakehashi.people.rules import PUBLIC, REACHES, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import crossing
from kakehashi.records.kinds import OWN
from kakehashi.records.models import Consent, Entry, Item, Publication, Version
from kakehashi.records.publications import (
    CANCELLED,
    CARRIED_OUT,
    HELD,
    OPEN,
    PLANNED,
    ends,
    free_from,
    open_plan,
    pauses_on,
    standing_pauses,
)
from kakehashi.records.rules import check_step
from kakehashi.records.services.plans import PUBLIC_FACE, note_event, standing_of
from kakehashi.records.services.sharing import move_on
from kakehashi.records.services.writing import locked

FARTHEST = dt.timedelta(days=5 * 366)


class PublicationPaused(Refused):
    """A side that takes part publishes nothing on these days."""

    code = "publication-paused"
    status = 409
    message = {
        "en": "{side} publishes nothing until {last}: {reason}",
        "ja": "{side}は{last}まで公表を停止しています（{reason}）。",
    }
    hint = {
        "en": "Plan it for a day after that. It then goes out by itself.",
        "ja": "それより後の日時を指定して予約してください。その時刻に自動で公表されます。",
    }


class PublicationPlanned(Refused):
    """Publishing at once what is planned for a time."""

    code = "publication-planned"
    status = 409
    message = {
        "en": "{reference} is planned to be published at a set time.",
        "ja": "{reference} は、指定した日時に公表される予定です。",
    }
    hint = {
        "en": "Move the time or cancel the plan; then it can be published at once.",
        "ja": "直ちに公表するには、日時を変更するか、予約を取り消してください。",
    }


class PublicationTimeWrong(Refused):
    """A time that is over, does not exist on that clock, or is years away."""

    code = "publication-time-wrong"
    message = {
        "en": "Nothing can be published at {moment} ({zone}).",
        "ja": "{moment}（{zone}）を公表日時とすることはできません。",
    }
    hint = {
        "en": "Give a time to come, within five years, that the clocks of that place show.",
        "ja": "5年以内の将来の日時で、その地域に実在する時刻を指定してください"
        "（夏時間の切替え時刻に注意）。",
    }


class ChosenTextReplaced(Refused):
    """When its time came, the text that was chosen no longer stood."""

    code = "chosen-text-replaced"
    status = 409
    message = {
        "en": "{reference} was not published: version {number}, which was chosen, was replaced or "
        "taken away.",
        "ja": "{reference} は公表されていません。指定した第{number}版は、その後差し替えられたか、"
        "取り下げられています。",
    }
    hint = {
        "en": "Read the present text; publish it, plan it anew, or cancel the plan.",
        "ja": "現在の文言を確認し、公表、再予約又は予約の取消しを行ってください。",
    }


class ConsentMissing(Refused):
    """When its time came, a side had not consented to publication."""

    code = "consent-missing"
    status = 409
    message = {
        "en": "{reference} was not published: {sides} has not consented.",
        "ja": "{reference} は公表されていません。{sides}の同意がありません。",
    }
    hint = {
        "en": "Once that side consents, it is published at once.",
        "ja": "同意があり次第、直ちに公表されます。",
    }


def publish(*, item: uuid.UUID, by: Account, at: dt.datetime) -> bool:
    """Ask for, or consent to, publication; return whether it is published now.

    An own entry is published by its side alone; a shared wording when every side consented to
    the same version. The content digest stays, so confirmations stay with the published text.
    Where a time is planned for it, a side's consent counts and the text waits for that time.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        PublicationPaused: while a participating side pauses publication.
        PublicationPlanned: when it is planned and nobody's consent is wanting.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        state = check_step(viewer_of(by), standing_of(found, entry), "publish")
        plan = open_plan(found.pk)
        paused = pauses_on(standing_pauses(found.sides), at)
        waits = plan is not None and plan.state == PLANNED and (plan.publish_at > at or paused)
        if paused and not waits:
            raise _paused(found, at=at)
        fresh = found.lane != OWN and _consent(found, version, by=by, at=at)
        if waits and not fresh:
            raise PublicationPlanned(reference=found.reference)
        if fresh:
            crossing.tell("publish", found, version, by=by, at=at)
        if waits or _sides_wanting(found, version) or not crossing.writes_here(found):
            note_event(
                found,
                "publication_consented",
                by=by,
                at=at,
                audience=version.audience_id,
                facts={"version": version.digest},
            )
            return False
        if plan is not None:
            _settle(plan, CARRIED_OUT, at=at)
        _publish(found, entry, version, state=state, by=by, at=at)
    return True


def plan_publication(
    *,
    item: uuid.UUID,
    publish_at: dt.datetime,
    zone: str,
    by: Account,
    at: dt.datetime,
) -> Publication:
    """Plan the publication of the present text for a time, or move an open plan to it.

    In the shared lane this is the consent of one's side; the other side's is still wanted. Moving
    a plan voids consents given to the time before.

    Args:
        item: the record.
        publish_at: the moment, knowing its zone.
        zone: IANA name of the zone the time was given in.
        by: who plans.
        at: when.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be published.
        PublicationTimeWrong: for a time that is over or years away, or an unknown zone.
    """
    check_moment(publish_at, zone, at=at)
    with transaction.atomic():
        found, entry, version = locked(item, by)
        check_step(viewer_of(by), standing_of(found, entry), "publish")
        assert by.side_id is not None
        before = open_plan(found.pk)
        if before is not None:
            _settle(before, CANCELLED, at=at)
            _void_consents(before)
        if found.lane != OWN and _consent(found, version, by=by, at=at):
            crossing.tell("publish", found, version, by=by, at=at)
        made = Publication.objects.create(
            item=found,
            version=version,
            publish_at=publish_at,
            zone=zone,
            by=by,
            side_id=by.side_id,
            at=at,
            audience_id=version.audience_id,
        )
        note_event(
            found,
            "publication_planned",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={"version": version.digest, "moved": before is not None},
        )
    return made


def cancel_publication(*, item: uuid.UUID, by: Account, at: dt.datetime) -> Publication:
    """Cancel the open plan of a record; planning it again undoes that.

    Consents to the planned publication fall with it.

    Raises:
        NoSide, NotYourRole: without a side, or without the permission to publish.
        NotHere: when there is no plan, or not for this side.
    """
    side = check_side(viewer_of(by), ["publish"])
    with transaction.atomic():
        found, _entry, _version = locked(item, by)
        plan = open_plan(found.pk)
        owns = side == found.origin_id if found.lane == OWN else side in found.sides
        if plan is None or not owns:
            raise NotHere
        _settle(plan, CANCELLED, at=at)
        _void_consents(plan)
        note_event(
            found,
            "publication_cancelled",
            by=by,
            at=at,
            audience=plan.audience_id,
            facts={"version": plan.version.digest},
        )
    return plan


def carry_out(*, publication: uuid.UUID, at: dt.datetime) -> bool:
    """Publish what is planned and due; return whether it was published by this very call.

    Rights, state, consents and text are checked again as they stand now. What is refused is held,
    with the refusal, for somebody of its side. Of two workers that come at once one wins.
    """
    try:
        with transaction.atomic():
            plan = (
                Publication.objects.filter(pk=publication, state=PLANNED, publish_at__lte=at)
                .select_related("version", "by")
                .first()
            )
            if plan is None:
                return False
            found = Item.objects.select_for_update(of=("self",)).get(pk=plan.item_id)
            if pauses_on(standing_pauses(found.sides), at):
                return False
            if not _settle(plan, CARRIED_OUT, at=at):
                return False
            entry, version = _chosen(found, plan)
            if plan.by is None:
                raise NotHere
            state = check_step(viewer_of(plan.by), standing_of(found, entry), "publish")
            wanting = _sides_wanting(found, version)
            if wanting:
                raise ConsentMissing(reference=found.reference, sides=", ".join(wanting))
            _publish(found, entry, version, state=state, by=plan.by, at=at)
    except Refused as refusal:
        _hold(publication, refusal, at=at)
        return False
    return True


def check_moment(moment: dt.datetime, zone: str, *, at: dt.datetime) -> None:
    """Refuse a moment that cannot be planned for.

    Raises:
        PublicationTimeWrong: over, years away, in an unknown zone, or in the hour that a clock
            skips in spring.
    """
    wrong = PublicationTimeWrong(moment=f"{moment:%Y-%m-%d %H:%M}", zone=zone)
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong from None
    # Through UTC and back, an hour that the clock skips comes out as another.
    back = moment.astimezone(dt.UTC).astimezone(place)
    skipped = moment.tzinfo == place and back.replace(tzinfo=None) != moment.replace(tzinfo=None)
    if skipped or not at < moment <= at + FARTHEST:
        raise wrong


def _paused(item: Item, *, at: dt.datetime) -> PublicationPaused:
    """Return the refusal that names the pause which ends last."""
    _free, through = free_from(standing_pauses(item.sides), at)
    last = max(through, key=ends)
    return PublicationPaused(
        side={"en": last.side.name_en, "ja": last.side.name_ja},
        last={code: say_day(last.last_day, code) for code in ("en", "ja")},
        reason={"en": last.reason_en, "ja": last.reason_ja},
    )


def _consent(found: Item, version: Version, *, by: Account, at: dt.datetime) -> bool:
    """Record the consent of the side of ``by``; return whether its side had given none."""
    assert by.side_id is not None
    known = Consent.objects.filter(version_digest=version.digest, purpose="publish")
    fresh = not known.filter(side_id=by.side_id).exists()
    Consent.objects.get_or_create(
        item=found,
        version_digest=version.digest,
        purpose="publish",
        side_id=by.side_id,
        by=by,
        defaults={"at": at},
    )
    return fresh


def _sides_wanting(found: Item, version: Version) -> Sequence[str]:
    """Return the sides whose consent to the publication of ``version`` is still wanted."""
    if found.lane == OWN:
        return ()
    consented = set(
        Consent.objects.filter(version_digest=version.digest, purpose="publish").values_list(
            "side_id", flat=True
        )
    )
    return [side for side in found.sides if side not in consented]


def publish_when_all_consent(*, item: uuid.UUID, at: dt.datetime) -> bool:
    """Publish what every side has now consented to, where this node writes it; return whether.

    Called when a consent has come from another node. Nothing happens while a time is planned, a
    side pauses or this side has not consented itself.
    """
    with transaction.atomic():
        found = Item.objects.select_for_update(of=("self",)).get(pk=item)
        entry = (
            Entry.objects.filter(item=found, state="confirmed").select_related("version").first()
        )
        if entry is None or not crossing.writes_here(found) or open_plan(item) is not None:
            return False
        version = entry.version
        ours = (
            Consent.objects.filter(
                version_digest=version.digest, purpose="publish", side=crossing.node_side()
            )
            .select_related("by")
            .first()
        )
        paused = pauses_on(standing_pauses(found.sides), at)
        if ours is None or ours.by is None or paused or _sides_wanting(found, version):
            return False
        _publish(found, entry, version, state="published", by=ours.by, at=at)
    return True


def _void_consents(plan: Publication) -> None:
    Consent.objects.filter(version_digest=plan.version.digest, purpose="publish").delete()


def _publish(
    found: Item, entry: Entry, version: Version, *, state: str, by: Account, at: dt.datetime
) -> None:
    move_on(
        found,
        entry,
        version,
        state=state,
        face=PUBLIC_FACE,
        reach=PUBLIC,
        event="published",
        by=by,
        at=at,
    )


def _settle(plan: Publication, state: str, *, at: dt.datetime) -> bool:
    """Claim an open plan by compare-and-set; return whether this call did it."""
    won = Publication.objects.filter(pk=plan.pk, state__in=OPEN).update(state=state, settled_at=at)
    return won == 1


def _chosen(found: Item, plan: Publication) -> tuple[Entry, Version]:
    """Return the face on which the chosen text still stands, not more narrowly marked since.

    Raises:
        ChosenTextReplaced: when no face bears it.
    """
    chosen = plan.version
    for entry in (
        Entry.objects.filter(item=found).exclude(face=PUBLIC_FACE).select_related("version")
    ):
        now = entry.version
        same = now.pk == chosen.pk or (
            now.content_digest == chosen.content_digest and _as_wide(now.marking, chosen.marking)
        )
        if same and entry.state not in ("withdrawn", "overtaken"):
            return entry, now
    raise ChosenTextReplaced(reference=found.reference, number=chosen.number)


def _as_wide(now: dict[str, object], chosen: dict[str, object]) -> bool:
    kept = all(now.get(name) == chosen.get(name) for name in ("national", "caveats"))
    return kept and REACHES.index(str(now["reach"])) >= REACHES.index(str(chosen["reach"]))


def _hold(publication: uuid.UUID, refusal: Refused, *, at: dt.datetime) -> None:
    with transaction.atomic():
        held = Publication.objects.filter(pk=publication, state=PLANNED).update(
            state=HELD,
            settled_at=at,
            refusal={
                "code": refusal.code,
                "message": refusal.message_words(),
                "hint": refusal.hint_words(),
            },
        )
        if held != 1:
            return
        plan = Publication.objects.select_related("item", "by").get(pk=publication)
        note_event(
            plan.item,
            "publication_held",
            by=plan.by,
            at=at,
            audience=plan.audience_id,
            facts={"code": refusal.code},
        )
