"""Every page of the desk, in both languages, for every role: a table of URL by role."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from kakehashi.people.models import Account
from tests.cast import NOW

ROLES = (
    "coordinator",
    "topic_lead",
    "contributor",
    "reader",
    "private_office",
    "auditor",
    "operator",
)

# url name -> arguments, and the roles that get 200; the others get 403, or 404 where so marked.
READ = set(ROLES)
WRITE = {"coordinator", "topic_lead", "contributor"}
TABLE = {
    "desk:work": ((), READ),
    "desk:work-list": (("new",), READ),
    "desk:work-keys": ((), READ),
    "desk:work-mail": ((), READ),
    "desk:make-it-yours": ((), {"coordinator"}),
    "desk:leads": ((), {"coordinator"}),
    "desk:occasions": ((), WRITE),
    "desk:views": ((), READ),
    "desk:framework": ((), READ),
    "desk:published-as": (("VD.b.vi-1",), READ),
    "desk:provision": (("VD.b.vi",), READ),
    "desk:editions": ((), READ),
    "desk:reviews": ((), READ),
    "desk:referrals": ((), READ),
    "desk:referral-new": ((), WRITE),
    "desk:register": ((), READ),
    "desk:register-import": ((), {"coordinator", "topic_lead"}),
    "desk:search": ((), READ),
    "desk:concepts": ((), READ),
    "desk:concept": (("semiconductor",), READ),
    "desk:concept-new": ((), {"coordinator"}),
    "desk:concept-edit": (("semiconductor",), {"coordinator"}),
    "desk:concepts-import": ((), {"coordinator"}),
    "desk:office": ((), READ),
    "desk:notes": ((), READ - {"operator"}),
    "desk:note-new": ((), WRITE),
    "desk:note-from": ((), WRITE),
    "desk:people": ((), READ),
    "desk:timeline": ((), {"coordinator", "topic_lead", "auditor", "operator"}),
    "desk:pictures": ((), READ),
    "desk:papers": ((), READ - {"operator"}),
    "desk:meeting-papers": (("council-3",), READ - {"operator"}),
    "desk:paper-templates": ((), READ - {"operator"}),
    "desk:paper-template": (("decisions", "ja"), READ - {"operator"}),
    "desk:brief": ((), READ),
    "desk:brief-area": (("CR",), READ),
    "desk:brief-meeting": (("council-3",), READ),
    "desk:confirm": ((), {"coordinator", "topic_lead"}),
    "desk:publication": ((), READ),
    "desk:meetings": ((), READ),
    "desk:meeting-new": ((), {"coordinator"}),
    "desk:slots": ((), {"coordinator"}),
    "desk:cycle": ((), READ),
    "desk:bodies": ((), READ),
    "desk:body": (("body-council",), READ),
    "desk:calendars": ((), READ),
    "desk:meeting": (("council-3",), READ),
    "desk:decisions": ((), READ),
    "desk:actions": ((), READ),
    "desk:action-new": ((), {"coordinator", "topic_lead"}),
    "desk:action-paste": ((), {"coordinator", "topic_lead"}),
    "desk:became": (("council-2-sc",), {"coordinator", "topic_lead"}),
    "desk:rounds": ((), READ),
    "desk:round-new": ((), {"coordinator", "topic_lead"}),
    "desk:new": (("update",), WRITE),
    "desk:texts": ((), READ),
    "desk:text-new": ((), WRITE),
    "desk:text-from": ((), WRITE),
    "desk:commissions": ((), READ - {"operator"}),
    "desk:commission-new": ((), WRITE),
    "desk:translations": ((), READ - {"operator"}),
    "desk:translation-new": ((), WRITE),
    "desk:lines-to-take": ((), READ - {"operator"}),
    "desk:files": ((), READ - {"operator"}),
    "desk:file": (("framework", 2026), READ - {"operator"}),
    "desk:record-file": (("VD.b.vi-1",), READ - {"operator"}),
    "desk:enquiries": ((), READ - {"operator"}),
    "desk:enquiry-new": ((), WRITE),
    "desk:facts": ((), READ - {"operator"}),
    "desk:facts-file": (("html",), READ - {"operator"}),
    "desk:clearances": ((), READ - {"operator"}),
    "desk:clearance": (("VD.b.vi-1",), READ - {"operator"}),
    "desk:posts": ((), READ - {"operator"}),
    "desk:post": (("coordinator-mic",), READ - {"operator"}),
    "desk:post-brief": (("coordinator-mic",), READ - {"operator"}),
    "desk:post-handover": (("coordinator-mic",), {"coordinator"}),
    "desk:post-unowned": ((), {"coordinator"}),
    "desk:biographies": ((), READ - {"operator"}),
    "desk:biography-new": ((), WRITE),
    "desk:wording": ((), READ),
    "desk:wording-rules": ((), {"coordinator"}),
    "desk:record": (("VD.b.vi-1",), READ),
    "desk:attachments": (("VD.b.vi-1",), WRITE),
    "desk:edit": (("VD.b.vi-1",), WRITE),
    "desk:propose": (("VD.b.vi-1",), WRITE),
    "desk:compare": (("VD.b.vi-1",), READ),
    "desk:version": (("VD.b.vi-1", 1), READ),
}
POSTED = {
    "desk:register-undo",  # of a table that was made: see test_register_sheets.py
    "desk:biography-check",  # of a biography: see test_biographies.py
    "desk:enquiry",  # of an enquiry, as the next five: see test_enquiries.py
    "desk:enquiry-step",
    "desk:schedule",
    "desk:schedule-step",
    "desk:schedule-file",
    "desk:consultation-reply",
    "desk:line-used",  # of a line to take, as the next two: see test_lines_to_take.py
    "desk:line-renew",
    "desk:line-view",
    "desk:attachment",  # of a record that has one: see test_attachments.py
    "desk:note-tags",  # of a note, as the next two: see test_notes.py
    "desk:note-done",
    "desk:note-brought",
    "desk:note-edit",
    "desk:agenda-bring",  # of a meeting to come, as the next: see test_meetings.py
    "desk:meeting-run",
    "desk:concept-step",
    "desk:concepts-undo",
    "desk:concepts-changes",  # of a file that was brought in: see test_concepts.py
    "desk:action",  # of an action point that was opened: see test_actions.py
    "desk:action-step",
    "desk:actions-batch",
    "desk:round",  # of a round that was opened: see test_rounds.py
    "desk:round-act",
    "desk:round-export",
    "desk:round-lock",
    "desk:round-statement",
    "desk:review",  # of a review that was opened: see test_reviews.py
    "desk:review-change",
    "desk:review-step",
    "desk:referral",
    "desk:step",
    "desk:proposal",
    "desk:work-seen",
    "desk:view",
    "desk:pause-end",
    "desk:year",  # of a year that was planned, and what is posted to it: see test_cycle_pages.py
    "desk:year-step",
    "desk:calendar-revoke",
    "desk:year-meeting",
    "desk:published-as-act",  # of a name that was entered: see test_published_names.py
    "desk:publish-later",  # of a record that can be published: see test_publication.py
    "desk:publish-later-cancel",
    "desk:text",  # of a joint text, as the next four: see test_joint_texts.py
    "desk:text-findings",
    "desk:text-compare",
    "desk:text-propose",
    "desk:text-silence",
    "desk:text-documents",
    "desk:text-document",
    "desk:commission",  # of a commission that was sent, as the next: see test_commissions.py
    "desk:commission-act",
    "desk:translation",  # of a job that was asked for, as the next: see test_translations.py
    "desk:translation-act",
    "desk:translation-bring",
    "desk:commission-office",
    "desk:consolidate",
    "desk:consolidated",
    "answer",
    "answer-nil",
    "answer-more-time",
    "desk:post-act",  # see test_posts.py, as the next two
    "desk:post-step",
    "desk:post-advice",
    "desk:file-act",  # see test_files.py, as the next three
    "desk:hold-release",
    "desk:disposal",
    "desk:transfer",
    "desk:clearance-answer",
    "desk:clearance-close",
    "desk:clearance-decision",
    "desk:clearance-rule",
    "desk:line",  # on a node of one side, as the next: see tests/exchange/test_pages_of_the_line.py
    "desk:line-verify",
    "desk:bundles",  # see tests/exchange/test_bundle_pages.py, as the next
    "desk:bundle",
    "desk:bundle-made",
    "desk:bundle-answer",
    "desk:handling",
    "desk:line-keys",
    "desk:line-keys-ask",
    "desk:line-keys-answer",
    "desk:line-fork",
    "desk:share-preview",
    "desk:recall",
    "desk:version-proof",
    "desk:confirm-text",  # of a text that waits for it: see test_confirming.py
    "sign-out",
    "sign-in-link",
    "desk:register-changes",  # of a file that was brought in: see test_register_sheets.py
}
FILES = {
    "desk:files-export",
    "desk:transfer-package",
    "desk:commission-export",
    "desk:translation-file",
    "desk:note-file",
    "desk:proof",
    "desk:concepts-file",
    "desk:picture-file",
    "desk:invitation",
    "desk:register-export",
    "desk:actions-export",
    # Papers and templates: see test_papers.py.
    "desk:meeting-paper",
    "desk:period-paper",
    "desk:paper-order",
    "desk:paper-file",
    "desk:paper-template-default",
    "desk:paper-template-kept",
}
PUBLIC = {"sign-in", "calendar-feed", "exchange:checkpoint", "exchange:tile"}


def test_no_address_is_missing_from_the_table():
    names = set()
    for pattern in get_resolver().url_patterns:
        space = getattr(pattern, "namespace", None)
        for inner in getattr(pattern, "url_patterns", [pattern]):
            names.add(f"{space}:{inner.name}" if space else inner.name)
    desk = {name for name in names if name and not name.startswith(("portal:", "api"))}
    assert desk == set(TABLE) | FILES | POSTED | PUBLIC


@pytest.fixture
def accounts(node):
    made = {}
    for role in ROLES:
        side = None if role == "operator" else "JP"
        account = Account.objects.create(
            username=f"test-{role}",
            side_id=side,
            organisation_id="mic" if side else None,
            name_en=role,
            name_ja=role,
            created_at=NOW,
        )
        account.roles.add(role)
        made[role] = account
    return made


def test_every_url_by_every_role(accounts):
    for role, account in accounts.items():
        client = Client()
        client.force_login(account)
        for name, (arguments, allowed) in TABLE.items():
            for prefix in ("/en", "/ja"):
                answer = client.get(prefix + reverse(name, args=arguments))
                expected = {200} if role in allowed else {403, 404}
                assert answer.status_code in expected, (role, name, answer.status_code)
                assert answer["Cache-Control"].startswith("private"), name
                page = answer.content.decode()
                assert f'lang="{prefix[1:]}"' in page
                assert not re.search(
                    r'(?:src|href)="(?:https?:)?//',
                    page.replace("http://testserver", "").split("<main")[0],
                )


def test_nobody_signed_in_is_sent_to_sign_in(node):
    client = Client()
    for name, (arguments, _) in TABLE.items():
        answer = client.get(reverse(name, args=arguments))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_what_is_not_there_answers_like_what_may_not_be_seen(accounts):
    client = Client()
    client.force_login(accounts["coordinator"])
    for name in (
        "desk:record",
        "desk:provision",
        "desk:edit",
        "desk:compare",
        "desk:became",
        "desk:meeting",
    ):
        assert client.get(reverse(name, args=["nothing"])).status_code == 404
    assert client.get("/desk/new/provision/").status_code == 404
    assert client.get("/desk/new/nonsense/").status_code == 404
    assert (
        client.get("/desk/register/?page=999999999999&sort=nonsense&area=nonsense").status_code
        == 200
    )
    assert client.get("/desk/framework/?on=2021-01-01").status_code == 200
    assert client.get("/desk/framework/?on=tomorrow").status_code == 200
    assert client.get("/desk/search/?q=%01%ff&page=-3").status_code == 200
    assert client.get("/desk/search/?q=%00%ff&page=-3").status_code == 400
