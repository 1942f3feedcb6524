"""Saved views: kept as plain addresses, one's own only, renamed, removed and put back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from kakehashi.desk import saving
from kakehashi.desk.models import SavedView
from kakehashi.errors import NotHere
from tests.cast import NOW


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/desk/register/", "/desk/register/"),
        ("/ja/desk/register/?area=VD&page=3", "/desk/register/?area=VD"),
        ("/en/desk/search/?q=半 %2B5G", "/desk/search/?q=%E5%8D%8A+%2B5G"),
        ("/desk/register/?area=VD&area=AI&due=", "/desk/register/?area=VD&area=AI"),
        ("/desk/register/?sort=-due#top", "/desk/register/?sort=-due"),
    ],
)
def test_an_address_is_kept_without_language_page_or_empty_filters(given, kept):
    assert saving.clean_address(given) == kept
    assert saving.clean_address(kept) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "/",
        "/desk/",
        "/desk/records/VD.b.vi-1/step/confirm/",
        "/sign-out/",
        "https://example.org/desk/register/",
        "//example.org/desk/register/",
        "javascript:alert(1)",
        "/desk/register/../people/",
        "/desk/register",
        "/desk/register/?q=%00",
        "/desk/register/?q=a%0d%0aSet-Cookie:x",
        "http://[",
        "/desk/register/?q=" + "x" * 2000,
    ],
)
def test_nothing_else_can_be_saved(given, cast):
    with pytest.raises(saving.ViewNotKept):
        saving.save_view(name="A view", address=given, by=cast.haruka, at=NOW)
    assert not SavedView.objects.exists()


def test_a_name_is_needed_and_not_too_long(cast):
    for name in ("", "  \n ", "x" * 81, "\x00"):
        with pytest.raises(saving.ViewNameMissing):
            saving.save_view(name=name, address="/desk/register/", by=cast.haruka, at=NOW)
    saved = saving.save_view(
        name="  Overdue \n here ", address="/desk/register/", by=cast.haruka, at=NOW
    )
    assert saved.name == "Overdue here"


def test_saved_again_it_is_renamed_and_fifty_are_the_most(cast):
    first = saving.save_view(name="One", address="/desk/register/", by=cast.haruka, at=NOW)
    again = saving.save_view(name="Two", address="/ja/desk/register/", by=cast.haruka, at=NOW)
    assert (again.pk, again.name) == (first.pk, "Two")
    for number in range(saving.MOST - 1):
        saving.save_view(
            name=str(number), address=f"/desk/search/?q={number}", by=cast.haruka, at=NOW
        )
    with pytest.raises(saving.TooManyViews):
        saving.save_view(name="more", address="/desk/search/?q=more", by=cast.haruka, at=NOW)
    saving.save_view(name="hers", address="/desk/search/?q=more", by=cast.alice, at=NOW)
    saving.remove_view(view=first.pk, by=cast.haruka, at=NOW)
    saving.save_view(name="more", address="/desk/search/?q=more", by=cast.haruka, at=NOW)
    with pytest.raises(saving.TooManyViews):
        saving.restore_view(view=first.pk, by=cast.haruka)


def test_what_was_removed_can_be_put_back_for_a_day(cast):
    view = saving.save_view(name="One", address="/desk/register/", by=cast.haruka, at=NOW)
    saving.remove_view(view=view.pk, by=cast.haruka, at=NOW)
    assert saving.views_of(cast.haruka) == []
    soon, late = NOW + dt.timedelta(hours=23), NOW + dt.timedelta(hours=25)
    assert saving.removed_views(cast.haruka, soon) == [view]
    assert saving.removed_views(cast.haruka, late) == []
    saving.restore_view(view=view.pk, by=cast.haruka)
    assert saving.views_of(cast.haruka) == [view]
    saving.remove_view(view=view.pk, by=cast.haruka, at=NOW)
    saving.save_view(name="Two", address="/desk/search/?q=a", by=cast.haruka, at=late)
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_view_is_ones_own(cast):
    view = saving.save_view(name="One", address="/desk/register/", by=cast.haruka, at=NOW)
    for step in (
        lambda: saving.rename_view(view=view.pk, name="Mine", by=cast.kenji),
        lambda: saving.remove_view(view=view.pk, by=cast.kenji, at=NOW),
        lambda: saving.restore_view(view=view.pk, by=cast.kenji),
    ):
        with pytest.raises(NotHere):
            step()
    assert saving.views_of(cast.kenji) == []
    view.refresh_from_db()
    assert (view.name, view.removed_at) == ("One", None)


def test_a_list_is_saved_from_its_page_and_stands_on_my_work(node):
    tokyo, london = Client(), Client()
    tokyo.force_login(node["officer-jp"])
    london.force_login(node["officer-gb"])
    address = "/desk/register/?area=SC&progress=not_yet_reported"
    page = tokyo.get("/en" + address).content.decode()
    assert 'name="address" value="/desk/register/?area=SC&amp;progress=not_yet_reported"' in page
    answer = tokyo.post("/en/desk/views/", {"name": "Chips <b>", "address": address})
    assert answer["Location"] == "/en" + address
    assert "Saved as “Chips &lt;b&gt;”" in tokyo.get("/en" + address).content.decode()
    assert f'href="/ja{address.replace("&", "&amp;")}"' in tokyo.get("/ja/desk/").content.decode()
    assert "Chips" not in london.get("/en/desk/").content.decode()
    assert london.get("/en" + address).status_code == 200  # mailed to a colleague, it opens
    assert 'name="address"' in tokyo.get("/en/desk/search/?q=chips").content.decode()
    assert 'name="address"' not in tokyo.get("/en/desk/search/").content.decode()
    wrong = tokyo.post("/en/desk/views/", {"name": "x", "address": "//example.org/"})
    assert wrong.status_code == 400
    (view,) = SavedView.objects.all()
    tokyo.post(f"/desk/views/{view.pk}/", {"step": "rename", "name": "Semiconductors"})
    assert "Semiconductors" in tokyo.get("/en/desk/views/").content.decode()
    tokyo.post(f"/desk/views/{view.pk}/", {"step": "remove"})
    page = tokyo.get("/en/desk/views/").content.decode()
    assert "Put back" in page
    assert "No view is saved yet" in page
    assert london.post(f"/desk/views/{view.pk}/", {"step": "restore"}).status_code == 404
    tokyo.post(f"/desk/views/{view.pk}/", {"step": "restore"})
    assert "Semiconductors" in tokyo.get("/en/desk/").content.decode()
    assert tokyo.post(f"/desk/views/{view.pk}/", {"step": "nonsense"}).status_code == 404
    assert view.saved_at <= timezone.now()
