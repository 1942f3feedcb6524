"""Sections of my work: reviews under way, and answers to what was raised in treaty committees."""

from django.urls import reverse
from django.utils.translation import gettext as _

from kakehashi.desk.sections import Reader, Remark, Row, Section, due_remark
from kakehashi.desk.words import said
from kakehashi.governance.review_rules import REFERRAL_STANDINGS, STANDINGS
from kakehashi.governance.selectors import referrals as referring
from kakehashi.governance.selectors import reviews as reviewing
from kakehashi.look.tags.moments import brief_day


def reviews(reader: Reader) -> Section:
    """Return the reviews under way, those whose text is due first."""
    found = reviewing.under_way(reader.viewer)
    found.sort(key=lambda row: (row.takes_effect is None, str(row.takes_effect or "")))
    rows = [
        Row(
            one,
            [
                Remark(said(STANDINGS[one.standing])),
                *([due_remark(one.takes_effect, reader)] if one.takes_effect else []),
            ],
            action=_("Open the review"),
            href=reverse("desk:review", args=[one.reference]),
        )
        for one in found[: reader.limit]
    ]
    return Section(
        "reviews",
        _("Reviews of scope and objectives"),
        len(found),
        rows,
        7,
        hint=_("A new text comes into effect by itself once both sides have confirmed it."),
    )


def raised(reader: Reader) -> Section:
    """Return the answers that came to what the reader's post raised, or asked for."""
    found = referring.answers_for(reader.viewer, reader.account.post_id or "")
    rows = [
        Row(
            one.referral,
            [
                Remark(
                    _("answered %(day)s") % {"day": brief_day(one.referral.reply_date)}
                    if one.referral.reply_date
                    else said(REFERRAL_STANDINGS[one.referral.standing])
                )
            ],
            action=_("Read the answer"),
            href=reverse("desk:referral", args=[one.referral.reference]),
        )
        for one in found[: reader.limit]
    ]
    return Section(
        "raised",
        _("Answered in committees"),
        len(found),
        rows,
        4,
        hint=_("Close each once it is read; it then leaves the agenda."),
    )
