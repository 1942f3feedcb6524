"""Which pages are pictured: by the name of their address, as the public and as an official."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A page to picture: its path without the language, and whether it answers with a refusal."""

    path: str
    refusal: bool = False


FOR_ALL: Mapping[str, Shown] = {
    "portal:home": Shown("/"),
    "portal:framework": Shown("/framework/"),
    "portal:framework, on a day": Shown("/framework/?on=2023-05-01"),
    "portal:editions": Shown("/framework/editions/"),
    "portal:provision": Shown("/framework/CR.b.i/"),
    "portal:record": Shown("/records/psti-accepts-jc-star/"),
    "portal:record, a meeting": Shown("/records/council-2/"),
    "portal:meetings": Shown("/meetings/"),
    "portal:pictures": Shown("/pictures/"),
    "portal:search": Shown("/search/?q=半導体"),
    "portal:search, nothing": Shown("/search/?q=zzqqzz"),
    "portal:about": Shown("/about/"),
    "portal:glossary": Shown("/glossary/?area=SC"),
    "portal:areas": Shown("/areas/"),
    "portal:area": Shown("/areas/CR/"),
    "portal:objectives": Shown("/objectives/"),
    "portal:results": Shown("/results/"),
    "portal:decisions": Shown("/decisions/"),
    "portal:data": Shown("/data/"),
    "api-explained": Shown("/api/"),
    "sign-in": Shown("/sign-in/"),
    "sign-in-link, used": Shown("/sign-in/nothing/", refusal=True),
    "nowhere": Shown("/nowhere/", refusal=True),
}

FOR_OFFICIALS: Mapping[str, Shown] = {
    "desk:work": Shown("/desk/"),
    "desk:work-list": Shown("/desk/waiting/due/"),
    "desk:make-it-yours": Shown("/desk/make-it-yours/"),
    "desk:leads": Shown("/desk/make-it-yours/leads/"),
    "desk:occasions": Shown("/desk/make-it-yours/occasions/"),
    "desk:work-mail": Shown("/desk/waiting/mail/"),
    "desk:views": Shown("/desk/views/"),
    "desk:brief": Shown("/desk/brief/"),
    "desk:brief-area": Shown("/desk/brief/area/CR/"),
    "desk:brief-meeting": Shown("/desk/brief/meeting/council-2/"),
    "desk:pictures": Shown("/desk/pictures/"),
    "desk:papers": Shown("/desk/papers/"),
    "desk:meeting-papers": Shown("/desk/meetings/council-3/papers/"),
    "desk:paper-templates": Shown("/desk/papers/templates/"),
    "desk:paper-template": Shown("/desk/papers/templates/decisions/ja/"),
    "desk:publication": Shown("/desk/publication/"),
    "desk:publish-later": Shown("/desk/records/VD.b.vi-1/publish-later/", refusal=True),
    "desk:framework": Shown("/desk/framework/"),
    "desk:provision": Shown("/desk/framework/VD.b.vi/"),
    "desk:editions": Shown("/desk/framework/editions/"),
    "desk:reviews": Shown("/desk/reviews/"),
    "desk:referrals": Shown("/desk/raised/"),
    "desk:referral-new": Shown("/desk/raised/new/?from=VD.b.vi-1"),
    "desk:register": Shown("/desk/register/"),
    "desk:register, narrowed": Shown("/desk/register/?area=CR&nature=continuing&due=none"),
    "desk:register, nothing": Shown("/desk/register/?area=CR&area=XX&q=zzqqzz"),
    "desk:register-import": Shown("/desk/register/import/"),
    "desk:search": Shown("/desk/search/?q=semiconductor"),
    "desk:concepts": Shown("/desk/glossary/?area=SC"),
    "desk:concept": Shown("/desk/glossary/concepts/semiconductor/"),
    "desk:concept-new": Shown("/desk/glossary/new/"),
    "desk:concept-edit": Shown("/desk/glossary/concepts/semiconductor/edit/"),
    "desk:concepts-import": Shown("/desk/glossary/import/"),
    "desk:people": Shown("/desk/people/"),
    "desk:timeline": Shown("/desk/timeline/"),
    "desk:confirm": Shown("/desk/confirm/"),
    "desk:meetings": Shown("/desk/meetings/"),
    "desk:meeting-new": Shown("/desk/meetings/new/"),
    "desk:slots": Shown("/desk/meetings/slots/"),
    "desk:cycle": Shown("/desk/cycle/"),
    "desk:bodies": Shown("/desk/bodies/"),
    "desk:body": Shown("/desk/bodies/body-council/"),
    "desk:calendars": Shown("/desk/calendars/"),
    "desk:meeting": Shown("/desk/meetings/council-2/"),
    "desk:decisions": Shown("/desk/decisions/"),
    "desk:actions": Shown("/desk/actions/"),
    "desk:action-new": Shown("/desk/actions/new/?meeting=council-2"),
    "desk:texts": Shown("/desk/texts/"),
    "desk:text-new": Shown("/desk/texts/new/"),
    "desk:text-from": Shown("/desk/texts/from/?area=CR"),
    "desk:commissions": Shown("/desk/commissions/"),
    "desk:commission-new": Shown("/desk/commissions/new/"),
    "desk:clearance": Shown("/desk/records/VD.b.vi-1/clearance/"),
    "desk:wording": Shown("/desk/wording/"),
    "desk:wording-rules": Shown("/desk/wording/rules/"),
    "desk:became": Shown("/desk/decisions/council-2-sc/became/"),
    "desk:rounds": Shown("/desk/rounds/"),
    "desk:round-new": Shown("/desk/rounds/new/"),
    "desk:new": Shown("/desk/new/update/?about=VD.b.vi-1"),
    "desk:record": Shown("/desk/records/VD.b.vi-1/"),
    "desk:record, a meeting": Shown("/desk/records/council-2/"),
    "desk:edit": Shown("/desk/records/VD.b.vi-1/edit/"),
    "desk:propose": Shown("/desk/records/VD.b.vi-1/propose/"),
    "desk:compare": Shown("/desk/records/VD.b.vi-1/compare/"),
    "desk:version": Shown("/desk/records/VD.b.vi-1/history/1/"),
}

NO_PAGES = frozenset(
    {
        "desk:action",  # of an action point, which the real partnership has none of yet
        "desk:action-step",
        "desk:actions-batch",
        "desk:actions-export",
        "desk:agenda-bring",  # of a meeting to come
        "desk:meeting-run",
        "desk:concept-step",
        "desk:concepts-changes",  # of a file that was brought in
        "desk:concepts-file",
        "desk:concepts-undo",
        "desk:meeting-paper",
        "desk:paper-file",
        "desk:paper-order",  # after a paper was asked for
        "desk:paper-template-default",
        "desk:paper-template-kept",
        "desk:period-paper",
        "calendar-feed",
        "exchange:checkpoint",
        "exchange:tile",
        "desk:calendar-revoke",
        "desk:invitation",
        "desk:pause-end",
        "desk:picture-file",
        "desk:proposal",
        "desk:publish-later-cancel",
        "desk:referral",  # once a matter was raised
        "desk:register-changes",  # after a file was sent
        "desk:register-export",
        "desk:round",  # after one was opened
        "desk:round-act",
        "desk:round-export",
        "desk:round-lock",
        "desk:round-statement",
        "desk:review",  # once a review was opened
        "desk:review-change",
        "desk:review-step",
        "desk:step",
        "desk:text",  # of a joint text, which the real partnership has none of yet
        "desk:text-compare",
        "desk:text-findings",
        "desk:text-propose",
        "desk:text-silence",
        "desk:text-documents",
        "desk:text-document",
        "answer",  # of a commission, which the real partnership has none of yet
        "answer-more-time",
        "answer-nil",
        "desk:commission",
        "desk:commission-act",
        "desk:commission-export",
        "desk:commission-office",
        "desk:consolidate",
        "desk:consolidated",
        "desk:clearance-answer",
        "desk:clearance-close",
        "desk:clearance-rule",
        "desk:handling",  # on a node of one side
        "desk:line",
        "desk:line-verify",
        "desk:proof",
        "desk:recall",
        "desk:share-preview",
        "desk:view",
        "desk:work-keys",
        "desk:work-seen",
        "desk:year",  # of a year that an officer planned
        "desk:year-meeting",
        "desk:year-step",
        "portal:area-feed",
        "portal:catalogue",
        "portal:dataset",
        "portal:feed",
        "portal:picture-file",
        "portal:record-data",
        "sign-out",
    }
)
"""Addresses that are posted to, or that answer with a file; those of the API besides."""
