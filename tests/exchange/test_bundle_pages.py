"""The pages of a line carried by hand: made, brought, looked at, taken in, to the last word."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.exchange.bundles import bringing, making
from kakehashi.exchange.models import Bundle, Line
from kakehashi.exchange.own_keys import own_keys
from kakehashi.people.models import Account
from kakehashi.records import services
from tests.cast import NOW
from tests.exchange.by_hand import ByHand
from tests.exchange.test_parcels import made

BUNDLES = "/en/desk/line/bundles/"


@pytest.fixture
def two(cast, settings, tmp_path):
    for one in (cast.haruka, cast.alice):
        one.roles.add("coordinator")
    yield ByHand(settings, tmp_path)
    own_keys.cache_clear()


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def downloaded(client, peer, **form):
    answer = client.post(f"{BUNDLES}for/{peer}/", form)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def upload(client, content):
    return client.post(BUNDLES, {"file": SimpleUploadedFile("b.tar", content), "whole": "1"})


def text(answer):
    return answer.content.decode()


def test_a_line_without_a_wire_reaches_confirmed_on_the_pages(two, cast):
    item = made(cast.haruka, "Carried call")
    page = f"/en/desk/records/{item.reference}/"
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    tokyo, london = signed_in(cast.haruka), signed_in(cast.alice)
    first = text(tokyo.get(BUNDLES))
    assert "1 text among them" in first
    out = downloaded(tokyo, "GB")
    said = text(tokyo.get(BUNDLES))
    assert "made here" in said
    assert "Unacknowledged since" in said
    assert "nothing waits for acknowledgement" not in said
    assert "only what came after the bundle made" in said

    two.at("GB")
    answer = upload(london, out)
    assert answer.status_code == 302
    looked_at = text(london.get(answer.url))
    for words in ("Every byte is as the other side signed it", "Take it in", "Discard the file"):
        assert words in looked_at
    assert not two.records(item)
    taken = london.post(f"{answer.url}take/", follow=True)
    assert "What came of taking it in" in text(taken)
    assert two.records(item)
    assert "持込みデータ" in text(london.get(answer.url.replace("/en/", "/ja/")))
    assert text(london.get(page)).count("Carried call")  # the first look at it
    version = two.records(item)[0]
    services.confirm(item=item.pk, digest=version.content_digest, by=cast.alice, at=NOW)
    back = downloaded(london, "JP")

    two.at("JP")
    answer = upload(tokyo, back)
    tokyo.post(f"{answer.url}take/")
    said = text(tokyo.get(page))
    for word in ("Shared", "Received", "Opened", "Confirmed"):
        assert word in said, word
    assert "nothing waits for acknowledgement" in text(tokyo.get(BUNDLES))


def test_what_is_wrong_is_said_on_the_page_and_keeps_nothing(two, cast):
    services.share(item=made(cast.haruka).pk, by=cast.haruka, at=NOW)
    tokyo, london = signed_in(cast.haruka), signed_in(cast.alice)
    out = downloaded(tokyo, "GB")
    assert "is of the log" in text(upload(tokyo, out))  # of this very node
    services.share(item=made(cast.haruka).pk, by=cast.haruka, at=NOW)
    gap = downloaded(tokyo, "GB", begin="1")
    assert "cannot begin at entry 9" in text(tokyo.post(f"{BUNDLES}for/GB/", {"begin": "9"}))
    two.at("GB")
    changed = bytearray(out)
    changed[out.index(b'{"act"')] ^= 1
    for content, words in (
        (b"", "No file was chosen"),
        (b"PK\x03\x04" + bytes(600), "not the file of a bundle"),
        (out[: len(out) // 2], "it ends within"),
        (bytes(changed), "tile/entries/000.p/1"),
    ):
        answer = upload(london, content) if content else london.post(BUNDLES, {"whole": "1"})
        assert answer.status_code in {400, 404, 409, 422}, words
        assert words in text(answer), words
    assert not Bundle.objects.exists()
    assert not list((two.root / "GB" / "bundles").iterdir())
    answer = upload(london, gap)
    assert answer.status_code == 302
    refused = text(london.post(f"{answer.url}take/", follow=True))
    assert "begins at entry 1" in refused
    assert "Try again" in refused
    assert Line.objects.get().heard_at is None
    other = upload(london, out)
    london.post(f"{other.url}take/")
    assert "What came of taking it in" in text(london.post(f"{answer.url}take/", follow=True))
    again = upload(london, out)
    assert "none: all of it was here" in text(london.post(f"{again.url}take/", follow=True))
    last = upload(london, out)
    assert "Nothing was taken in" in text(london.post(f"{last.url}discard/", follow=True))
    assert not list((two.root / "GB" / "bundles").iterdir())
    assert london.post(f"{last.url}take/").status_code == 302
    assert Bundle.objects.get(pk=last.url.split("/")[-2]).state == "discarded"


def test_a_file_larger_than_a_page_takes_is_not_read(two, cast, monkeypatch):
    monkeypatch.setattr(bringing, "LARGEST", 4096)
    with pytest.raises(bringing.BundleTooLarge):
        bringing.bring((b"x" * 1024 for _ in range(9)), by=cast.haruka, at=NOW)
    client = signed_in(cast.haruka)
    answer = client.post(
        BUNDLES, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(1 << 41)
    )
    assert answer.status_code == 413


def test_who_may_carry_and_who_may_look(two, cast, settings):
    people = {"coordinator": cast.haruka}
    for role in ("auditor", "reader", "contributor", "topic_lead", "operator"):
        people[role] = Account.objects.create(
            username=f"test-{role}",
            side_id=None if role == "operator" else "JP",
            name_en=role,
            name_ja=role,
            created_at=NOW,
        )
        people[role].roles.add(role)
    people["other"] = cast.alice
    carry = {"coordinator", "operator"}
    row = making.make_tar(Line.objects.get(), io.BytesIO(), by=None, at=NOW).bundle
    for role, account in people.items():
        client = signed_in(account)
        looks = role in carry | {"auditor"}
        assert client.get(BUNDLES).status_code == (200 if looks else 404), role
        assert client.get(f"{BUNDLES}{row.pk}/").status_code == (200 if looks else 404), role
        for path in (BUNDLES, f"{BUNDLES}for/GB/", f"{BUNDLES}{row.pk}/take/"):
            assert (client.post(path).status_code == 404) == (role not in carry), (role, path)
    settings.SIDE = ""
    assert signed_in(cast.haruka).get(BUNDLES).status_code == 404


def test_the_page_costs_the_same_with_more_bundles(two, cast):
    client = signed_in(cast.haruka)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(BUNDLES).status_code == 200
        return len(queries)

    making.make_tar(Line.objects.get(), io.BytesIO(), by=cast.haruka, at=NOW)
    cost()
    before = cost()
    for _ in range(4):
        making.make_tar(Line.objects.get(), io.BytesIO(), by=cast.haruka, at=NOW)
    assert cost() == before
