"""What one side has not shared is nowhere on the other side's desk, nor in what it takes away."""

import io
import re
import zipfile

from django.test import Client
from pypdf import PdfReader

from kakehashi.people.tokens import make_token
from kakehashi.records import services
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW
from tests.portal.reading import links

MARK, KANJI = "Zanzibar", "檸檬爆弾"
STARTS = (
    "/en/desk/",
    "/en/desk/register/",
    "/en/desk/records/VD.b.vi-1/",
    "/en/desk/records/council-3/",
    "/en/desk/search/?q=semiconductor",
    "/en/desk/timeline/",
    "/en/desk/people/",
    "/en/desk/brief/",
    "/en/desk/brief/area/VD/",
    "/en/desk/brief/meeting/council-3/",
    "/en/desk/pictures/",
    "/en/desk/publication/",
    "/en/desk/make-it-yours/leads/",
    "/en/desk/make-it-yours/occasions/",
)
API = ("records", "joint-actions", "results", "meetings", "decisions", "changes", "glossary")
FILES = ("csv", "xlsx", "json", "pdf", "pptx", "svg")


def test_what_is_not_shared_is_nowhere_on_the_other_side(node):
    jp, gb = node["officer-jp"], node["officer-gb"]
    on = [LinkTo("about", Item.objects.get(reference=one).pk) for one in ("VD.b.vi-1", "council-3")]
    for kind in ("update", "initiative", "result", "decision"):
        wording = {"title": {"en": f"{MARK} {kind}", "ja": f"{KANJI}{kind}"}}
        services.create(kind=kind, text=NewText(wording=wording, links=on), by=jp, at=NOW)
    said = {"en": f"{MARK} newer", "ja": KANJI}
    newer = NewText(wording={"title": said, "wording": said})
    services.save(
        item=Item.objects.get(reference="VD.b.vi-1").pk, base=1, text=newer, by=jp, at=NOW
    )

    tokyo, london = Client(), Client()
    tokyo.force_login(jp)
    london.force_login(gb)
    read = dict.fromkeys(FILES, 0)
    for start in STARTS:
        mine = tokyo.get(start)
        assert mine.status_code == 200, start
        page = london.get(start)
        assert page.status_code == 200, start
        check(page, start)
        further = [f"{start}?as={form}&in=both" for form in ("pdf", "pptx") if "/brief/" in start]
        for found in [*links(page.content.decode(), f"http://testserver{start}"), *further]:
            address = found.removeprefix("http://testserver")
            ending = next((one for one in FILES if re.search(rf"\b{one}\b", address)), "")
            if not ending or read[ending] > 6 or "/desk/" not in address:
                continue
            answer = london.get(address)
            assert answer.status_code == 200, address
            check(answer, address)
            read[ending] += 1
    assert all(read[ending] for ending in ("csv", "xlsx", "json", "pdf", "pptx")), read
    assert MARK in tokyo.get("/en/desk/records/VD.b.vi-1/").content.decode()

    secret = make_token(account=gb, name="test", by=gb, at=NOW)[1]
    for name in API:
        path = f"/api/v1/{name}?limit=200"
        answer = Client().get(path, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200, path
        check(answer, path)
    answer = Client().get(
        f"/api/v1/search?q={KANJI}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.json()["items"] == []


def check(answer, address):
    """Look for the mark in a page or file, also inside what is packed."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    parts = [body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
    elif body.startswith(b"%PDF"):
        parts = [
            "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(body)).pages).encode()
        ]
    for part in parts:
        assert MARK.lower().encode() not in part.lower(), address
        assert KANJI.encode() not in part, address
