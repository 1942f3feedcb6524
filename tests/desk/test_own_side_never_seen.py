"""What one side keeps to itself is in nothing that the other side or the public can read.

Every way of keeping something is entered once in :data:`KEEPERS`: it writes a random marker into
everything it can and says where its own side reads it, so that the test fails both where a marker
gets out and where it looked for one that was never there. Then every address of the tables of
addresses, files, feeds, the API and mail are read as the other side and as the public.
"""

import datetime as dt
import io
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from kakehashi.clearance import services as clearance
from kakehashi.drafting import services as drafting
from kakehashi.governance.reminders import remind_due
from kakehashi.governance.services import make_feed
from kakehashi.people.models import Account
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.tokens import make_token
from kakehashi.posts import services as posts
from kakehashi.records import services as records
from kakehashi.records.kinds import SHARED, Kind, all_kinds
from kakehashi.records.models import Entry, Item, SearchDocument
from kakehashi.records.services import LinkTo, NewText
from kakehashi.retention import services as retention
from tests.cast import NOW
from tests.desk.test_pages import TABLE as DESK
from tests.portal.test_every_address import TABLE as PORTAL

ABOUT = "VD.b.vi-1"
RANDOM = "zq" + "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
"""Begins every marker of this run, and stands nowhere else."""


@dataclass(frozen=True)
class Kept:
    """One thing that a side keeps: the marker in it, and where that side reads it."""

    marker: str
    address: str
    item: object = None
    program: str = ""
    """Where a program of that side reads it, if that is surer than its page."""


def marked(kind: str) -> str:
    """Return the marker of one way of keeping something."""
    return RANDOM + kind.replace("_", "")


def of_any_kind(spec: Kind, marker: str) -> NewText:
    """Return a text of any kind of record, with the marker in every text and every free fact."""
    plain = {"text": marker, "integer": 1, "moment": "2027-03-31T09:00:00+00:00"}
    facts = {one.name: next(iter(one.choices)) for one in spec.facts if one.choices}
    facts |= {one.name: "2027-03-31" for one in spec.facts if one.type == "date"}
    facts |= {one.name: plain[one.type] for one in spec.facts if one.required and one.type in plain}
    links = [LinkTo("about", Item.objects.get(reference=ABOUT).pk)]
    return NewText(
        wording={one.name: {"en": marker, "ja": marker} for one in spec.texts},
        facts=facts,
        links=links if "about" in spec.relations else [],
    )


BY_THEIR_SERVICES = {
    "commission",
    "commission_return",
    "consolidated_text",
    "advice",
    "translation_job",
}
"""Kinds that only a service of their own writes as they are: each has a keeper. The framework is
nobody's draft: officials do not write its provisions."""


def records_of_every_kind(own: Account) -> Iterator[Kept]:
    """Keep a draft of every kind of record there is."""
    for spec in all_kinds():
        if spec.code in BY_THEIR_SERVICES or (spec.room == "framework" and spec.lane == SHARED):
            continue
        marker = marked(spec.code)
        colleagues = [own, *Account.objects.filter(side_id=own.side_id, is_active=True)]
        by = next(one for one in colleagues if not spec.needs or viewer_of(one).may(spec.needs))
        item = records.create(kind=spec.code, text=of_any_kind(spec, marker), by=by, at=NOW)
        page = reverse("desk:record", args=[item.reference])
        yield Kept(marker, page, item.pk, f"/api/v1/records/{item.reference}")


def a_draft_on_what_is_shared(own: Account) -> Iterator[Kept]:
    """Keep a newer text on top of one that everybody reads."""
    item = Item.objects.filter(kind="joint_action", pen=own.side_id).exclude(reference=ABOUT)[0]
    entry = Entry.objects.filter(item=item).order_by("-version__number").first()
    assert entry is not None
    said = {"en": marked("newer"), "ja": marked("newer")}
    text = NewText(wording={"title": said, "wording": said})
    records.save(item=item.pk, base=entry.version.number, text=text, by=own, at=NOW)
    yield Kept(marked("newer"), reverse("desk:record", args=[item.reference]), item.pk)


def a_clearance(own: Account) -> Iterator[Kept]:
    """Keep what offices are asked and answer."""
    item = Item.objects.get(reference=ABOUT)
    asked = clearance.ask(
        item=item.pk,
        offices=[(own.organisation_id or "", marked("division"))],
        due=None,
        in_order=False,
        note=marked("asked"),
        by=own,
        at=NOW,
    )
    clearance.answer(
        office=asked.offices.get().pk, given="subject", words=marked("answer"), by=own, at=NOW
    )
    for name in ("division", "asked", "answer"):
        yield Kept(marked(name), reverse("desk:clearance", args=[ABOUT]))


def a_comment(own: Account) -> Iterator[Kept]:
    """Keep a comment on what both sides read."""
    item = Item.objects.get(reference=ABOUT)
    made = drafting.comment(on=item.pk, words=marked("remark"), language="en", by=own, at=NOW)
    yield Kept(marked("remark"), reverse("desk:record", args=[made.reference]), made.pk)


def advice_to_a_successor(own: Account) -> Iterator[Kept]:
    """Keep advice, with a handover planned."""
    for name, for_all in (("advice", False), ("said", True)):
        made = posts.advise(
            title=marked(name),
            body=marked(name),
            language="en",
            for_all=for_all,
            by=own,
            at=NOW,
        )
        yield Kept(marked(name), reverse("desk:post", args=[own.post_id]), made.pk)


def a_commission(own: Account) -> Iterator[Kept]:
    """Keep what offices are asked for."""
    from kakehashi.commissions.services import Office, Request, issue

    made = issue(
        request=Request(
            title={"en": marked("request")},
            body={"en": marked("wanted")},
            offices=[Office(own.organisation_id or "", marked("bureau"))],
            due=NOW.date() + dt.timedelta(days=8),
            about=[Item.objects.get(reference=ABOUT).pk],
        ),
        by=own,
        at=NOW,
    )
    for name in ("request", "wanted", "bureau"):
        yield Kept(marked(name), reverse("desk:commission", args=[made.reference]), made.pk)


def a_translation_job(own: Account) -> Iterator[Kept]:
    """Keep what a translator is told, and what came back."""
    from kakehashi.translation import services as translation

    made = translation.ask(
        request=translation.Request(
            of=Item.objects.get(reference=ABOUT).pk,
            source="en",
            target="ja",
            translator_name=marked("outsider"),
            note=marked("told"),
        ),
        by=own,
        at=NOW,
    )
    words = {"title": marked("typed")}
    translation.type_in(item=made.pk, words=words, done=True, by=own, at=NOW)
    yield Kept(marked("told"), reverse("desk:record", args=[made.reference]), made.pk)


def an_enquiry(own: Account) -> Iterator[Kept]:
    """Keep what was asked, who asks, the answer, why papers are withheld; consult the other side."""
    from kakehashi.enquiries import services
    from kakehashi.enquiries.rules import procedure_of

    sort = next(
        one.code for one in procedure_of(own.side_id or "").sorts.values() if one.disclosure
    )
    made = services.receive(
        enquiry=services.NewEnquiry(
            sort=sort,
            title={"en": marked("wants")},
            question={"en": marked("whatfor")},
            received_date=NOW.date(),
            number=marked("theirnumber"),
            about=[ABOUT],
            requester=marked("whoasks"),
            contact=marked("whereto"),
        ),
        by=own,
        at=NOW,
    )
    services.stop(
        item=made.pk,
        code=procedure_of(own.side_id or "").sorts[sort].stops[0].code,
        day=NOW.date(),
        why=marked("stopped"),
        by=own,
        at=NOW,
    )
    services.write_answer(item=made.pk, base=1, answer={"en": marked("reply")}, by=own, at=NOW)
    files = [
        services.add_document(
            item=made.pk,
            title=f"Paper {at}",
            held_at=marked("heldat"),
            theirs=at > 0,
            by=own,
            at=NOW,
        )
        for at in range(2)
    ]
    services.decide(
        document=files[0].pk,
        decision="withhold",
        reasons=list(procedure_of(own.side_id or "").reasons)[:1],
        note_words=marked("withheld"),
        by=own,
        at=NOW,
    )
    services.consult(
        item=made.pk,
        documents=[files[1].pk],
        wanted=NOW.date(),
        title={"en": "Your paper"},
        body={"en": "May we?"},
        by=own,
        at=NOW,
    )
    page = reverse("desk:enquiry", args=[made.reference])
    for name in ("wants", "whatfor", "theirnumber", "whoasks", "whereto", "stopped", "reply"):
        yield Kept(marked(name), page, made.pk)
    for name in ("heldat", "withheld"):
        yield Kept(marked(name), reverse("desk:schedule", args=[made.reference]), made.pk)


def how_a_record_is_kept(own: Account) -> Iterable[Kept]:
    """Keep why what both sides read is filed elsewhere and may not be destroyed."""
    own.roles.add("records_officer")
    keeper = Account.objects.get(pk=own.pk)
    item = Item.objects.get(reference=ABOUT)
    said = {"item": item.pk, "by": keeper, "at": NOW}
    retention.file_record(file_class="coordination", reason=marked("filed"), **said)
    retention.hold(ground="legal", reason=marked("held"), **said)
    for name in ("filed", "held"):
        yield Kept(marked(name), reverse("desk:record-file", args=[ABOUT]))


KEEPERS: list[Callable[[Account], Iterable[Kept]]] = [
    records_of_every_kind,
    a_draft_on_what_is_shared,
    a_clearance,
    a_comment,
    advice_to_a_successor,
    a_commission,
    a_translation_job,
    how_a_record_is_kept,
    an_enquiry,
]
"""Every way in which a side keeps something to itself; a room enters its own here, once."""

FILES = (
    "/desk/register/export/csv/",
    "/desk/register/export/xlsx/",
    "/desk/actions/export/csv/",
    "/desk/pictures/activity.svg",
    "/desk/glossary/glossary.tbx",
    "/desk/brief/?as=pdf&in=both",
    "/desk/brief/area/VD/?as=pptx&in=both",
    f"/desk/search/?q={RANDOM}",
    f"/desk/search/?q={ABOUT}",
    f"/search/?q={RANDOM}",
    f"/desk/records/{ABOUT}/",
    "/desk/records/council-3/",
    "/data/decisions.csv",
    "/data/joint-actions.json",
    "/data/meetings.csv",
    "/news.atom",
)
API = (
    *(
        f"/api/v1/{name}?limit=200"
        for name in (
            "records",
            "joint-actions",
            "results",
            "meetings",
            "decisions",
            "changes",
            "glossary",
            "action-points",
        )
    ),
    f"/api/v1/records/{ABOUT}",
    f"/api/v1/search?q={RANDOM}",
)


def test_nothing_that_a_side_keeps_is_seen_by_others(node, settings):
    own, other = node["officer-jp"], node["officer-gb"]
    kept = [one for keeper in KEEPERS for one in keeper(own)]
    markers = {one.marker for one in kept}
    assert len(markers) == len(kept) > len(KEEPERS)

    tokyo = _client(own)
    mine = {"Authorization": "Bearer " + make_token(account=own, name="x", by=own, at=NOW)[1]}
    for one in kept:  # its own side does read it: what is searched for is there to be found
        read = tokyo.get(one.program or f"/en{one.address}", headers=mine if one.program else {})
        assert one.marker in _text(read), one

    _no_row_is_theirs(kept, own)

    secret = make_token(account=other, name="x", by=other, at=NOW)[1]
    paths = [one if one.startswith("/api/") else f"/en{one}" for one in _addresses(kept)]
    london, nobody = _client(other), Client()
    refused = 0
    for path in [*paths, *API]:
        answer = london.get(path)
        refused += answer.status_code >= 400
        _check(answer, path)
    assert refused < len(paths), "the other side read something"
    for path in API:
        answer = nobody.get(path, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, path
        _check(answer, path)
    for path in [one for one in paths if not one.startswith("/en/desk/")] + list(API):
        _check(nobody.get(path), path)
    for scope in ("person", "body"):
        feed = make_feed(scope=scope, body="body-council", language="en", by=other, at=NOW)[1]
        answer = nobody.get(reverse("calendar-feed", args=[feed]))
        assert answer.status_code == 200
        _check(answer, scope)

    settings.MAIL_ON = True
    Account.objects.filter(side_id="GB").update(email="a@example.org", reminders="daily")
    for day in range(1, 4):
        remind_due(at=NOW + dt.timedelta(days=day, hours=1))
    for letter in mail.outbox:
        assert RANDOM not in str(letter.message()), letter.subject


def _addresses(kept: Iterable[Kept]) -> list[str]:
    named = [reverse(name, args=given) for name, (given, _roles) in DESK.items()]
    named += [reverse(name, args=given) for name, given in PORTAL.items()]
    theirs = [address for one in kept for address in (one.address, one.program) if address]
    public = [one.replace("/desk/records/", "/records/") for one in theirs if "/records/" in one]
    return list(dict.fromkeys([*named, *FILES, *theirs, *public]))


def _no_row_is_theirs(kept: Iterable[Kept], own: Account) -> None:
    """No account of the other side, nor the public, is in the audience of a face or a document."""
    items = {one.item for one in kept if one.item is not None}
    faces = Entry.objects.filter(item_id__in=items)
    documents = SearchDocument.objects.filter(entry__in=faces)
    assert documents.exists()
    marked_faces = faces.filter(title_en__contains=RANDOM)
    assert marked_faces.exists()
    others = Account.objects.exclude(side_id=own.side_id)
    for viewer in [PUBLIC_VIEWER, *(viewer_of(one) for one in others)]:
        assert not marked_faces.filter(audience_id__in=visible_audiences(viewer)).exists()


def _client(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def _text(answer) -> str:
    """Return what an answer says, also inside what is packed or compressed."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    elif body.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(body)).pages
        body = "\n".join(one.extract_text() for one in pages).encode()
    elif body.startswith(b"\x1f\x8b"):
        body = zlib.decompress(body, wbits=31)
    return body.decode("utf-8", "replace")


def _check(answer, path: str) -> None:
    assert answer.status_code < 500, path
    said = _text(answer)
    if f"q={RANDOM}" in path:
        # What was searched for is said back; a marker whole would be a hit.
        assert not any(marked(kind.code) in said for kind in all_kinds()), path
        return
    assert RANDOM not in said, path
