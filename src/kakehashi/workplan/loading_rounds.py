"""Loading progress rounds: by the same steps that officials take, so that each is a legal one."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.errors import NotHere
from kakehashi.framework.loading import Index
from kakehashi.framework.profile.rounds import ReportGiven, RoundHeld
from kakehashi.framework.profile.shapes import Profile
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import NewText
from kakehashi.workplan import services


def load_past_rounds(profile: Profile, index: Index) -> None:
    """Load the rounds that are locked, before what came after them."""
    for held in profile.rounds:
        if held.locked:
            _load(held, index)


def load_open_round(profile: Profile, index: Index) -> None:
    """Load the round that is open, on top of all that was told since."""
    for held in profile.rounds:
        if not held.locked:
            _load(held, index)


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return {code: text for code, text in words.items() if text}


def _load(held: RoundHeld, index: Index) -> None:
    by, other = index.accounts[held.by], index.accounts[held.other]
    item = services.open_round(
        text=NewText(
            wording={"title": _words(held.title), "body": _words(held.remarks)},
            facts={
                "starts": index.day(held.start),
                "ends": index.day(held.until),
                "freeze_date": index.day(held.freeze) or None,
            },
        ),
        by=by,
        at=index.moment(held.start),
    )
    index.put("round", held.id, item.pk)
    left = {}
    for given in held.reports:
        report = _report(item, given, (by, other), index)
        if given.stands == "left":
            left[report.pk] = " / ".join(_words(given.reason).values())
    for stated in held.statements:
        author, at = index.accounts[stated.by], index.moment(stated.at)
        made = services.state_handling(
            period=item.pk,
            wording={"title": _words(stated.title), "body": _words(stated.body)},
            by=author,
            at=at,
        )
        if stated.shared:
            records.share(item=made.pk, by=author, at=at)
    if held.locked:
        at = index.moment(held.locked)
        services.lock_round(item=item.pk, left=left, by=by, at=at)
        for account in (by, other):
            _confirm(item, account, at)
        if held.published:
            for account in (by, other):
                services.publish_round(item=item.pk, by=account, at=at)


def _report(
    period: Item, given: ReportGiven, between: tuple[Account, Account], index: Index
) -> Item:
    author, at = index.accounts[given.by], index.moment(given.at)
    ending = given.reason if given.ending else {}
    action = index.find("joint_action", given.action)
    if action is None:
        raise NotHere
    made = services.start_report(
        period=period.pk,
        action=action,
        text=NewText(
            wording={
                "body": _words(given.done),
                "conclusion": _words(given.conclusion),
                "reason": _words(ending),
            },
            facts={
                "progress": given.progress,
                "activity_date": index.day(given.activity) or None,
                "activity_kind": given.activity_kind or None,
                "result_kind": given.result_kind or None,
                "ending": given.ending or None,
            },
        ),
        by=author,
        at=at,
    )
    if given.stands == "draft":
        return made
    of_side = next(one for one in between if one.side_id == author.side_id)
    refused = services.put_forward(reports=[made.pk], by=of_side, at=at)[made.pk]
    if refused is not None:
        raise refused
    if given.stands == "confirmed":
        _confirm(made, next(one for one in between if one.side_id != author.side_id), at)
    return made


def _confirm(item: Item, by: Account, at: dt.datetime) -> None:
    face = Entry.objects.select_related("version").get(item=item, face="shared")
    records.confirm(item=item.pk, digest=face.version.content_digest, by=by, at=at)
