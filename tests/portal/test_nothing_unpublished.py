"""Nothing that was not published is anywhere on the public site, whatever way one looks."""

import pytest
from django.test import Client

from kakehashi.people.models import Account, Role
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item, Version
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW
from tests.portal.reading import crawl, page

pytestmark = pytest.mark.long

MARK = "Zanzibar"
KANJI = "檸檬爆弾"


def text(place, *links, **more):
    said = f"{MARK} {place}"
    return NewText(
        wording={
            "title": {"en": said, "ja": f"{KANJI}{place}"},
            "body": {"en": f"{said} body", "ja": f"{KANJI}本文"},
        },
        facts={"sources": [f"https://{MARK.lower()}.example/{place}"]},
        links=links,
        note=f"{said} note",
        **more,
    )


def planted(node):
    """Plant records in every state short of publication, hung on public ones."""
    jp, gb = node["officer-jp"], node["officer-gb"]
    on = [
        LinkTo("about", Item.objects.get(reference=one).pk)
        for one in ("CR.b.i-1", "council-3", "psti-accepts-jc-star")
    ]
    made = []
    for by in (jp, gb):
        made.append(services.create(kind="initiative", text=text("draft", *on), by=by, at=NOW))
        shared = services.create(kind="initiative", text=text("shared", *on), by=by, at=NOW)
        services.share(item=shared.pk, by=by, at=NOW)
        own = services.create(kind="update", text=text("own", *on), by=by, at=NOW)
        services.share(item=own.pk, by=by, at=NOW)
        made += [shared, own]
    confirmed = services.create(kind="result", text=text("confirmed", *on), by=jp, at=NOW)
    services.share(item=confirmed.pk, by=jp, at=NOW)
    digest = Version.objects.filter(item=confirmed).order_by("-number").first().content_digest
    for by in (jp, gb):
        services.confirm(item=confirmed.pk, digest=digest, by=by, at=NOW)
    services.publish(item=confirmed.pk, by=jp, at=NOW)  # the other side has not asked for it
    named = services.create(
        kind="initiative",
        text=text("named", *on, marking=Marking(reach="named", people=[str(jp.pk)])),
        by=jp,
        at=NOW,
        lane="restricted",
    )
    # A newer draft over what is public, and a proposal about it.
    public = Item.objects.get(reference="psti-accepts-jc-star")
    services.propose(
        item=public.pk,
        base=1,
        wording={"title": {"en": f"{MARK} proposal"}},
        note=f"{MARK} why",
        by=gb,
        at=NOW,
    )
    services.save(item=public.pk, base=1, text=text("newer", *on), by=jp, at=NOW)
    secret = Account.objects.create(
        username="zanzibar", name_en=f"{MARK} person", name_ja=KANJI, side_id="JP"
    )
    secret.roles.add(Role.objects.get(code="reader"))
    return [*made, confirmed, named]


def test_nothing_unpublished_ever_appears(node):
    hidden = planted(node)
    wanted = [MARK.lower().encode(), KANJI.encode()]
    seen = 0
    for start in ("http://testserver/en/",):
        for address, response in crawl(start):
            assert response.status_code in {200, 302}, address
            seen += 1
            body = response.content.lower()
            for mark in wanted:
                assert mark not in body, address
    assert seen > 500
    reader = Client()
    for item in hidden:
        for path in (f"/en/records/{item.reference}/", f"/ja/framework/{item.reference}/"):
            assert MARK not in page(reader, path, status=404)
    for query in (MARK, KANJI, f'"{MARK} draft"', "zanzibar.example"):
        for language in ("en", "ja"):
            found = page(reader, f"/{language}/search/?q={query}")
            assert 'class="k-records__item"' not in found
    assert KANJI not in page(reader, "/en/glossary/")


def test_the_public_text_stays_while_a_newer_one_is_drafted(node):
    planted(node)
    text = page(Client(), "/en/records/psti-accepts-jc-star/")
    assert "The UK accepts JC-STAR STAR-1 labels under its PSTI regime" in text
    assert "Version 1," in text
