"""Signing in: a link works once, does nothing when it is only opened, and leads to one's work."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from kakehashi.desk.signing_in import WANTED_COOKIE, LinkBackend
from kakehashi.people import services
from kakehashi.people.models import SignInLink


@pytest.fixture
def browser():
    return Client()


@pytest.fixture
def link(cast):
    def make(account=None, ago=dt.timedelta()):
        made = timezone.now() - ago
        secret = services.make_link(account=account or cast.haruka, by=cast.olga, at=made)
        return f"/sign-in/{secret}/"

    return make


def signed_in(browser):
    return browser.session.get(SESSION_KEY)


def test_the_page_says_how_to_get_a_link(cast, browser):
    english = browser.get("/en/sign-in/").content.decode()
    assert "kakehashi sign-in JP" in english
    assert "kakehashi sign-in GB" in english
    assert "There are no passwords." in english
    assert 'type="password"' not in english
    japanese = browser.get("/ja/sign-in/").content.decode()
    assert "パスワードはありません" in japanese
    assert "no-store" in browser.get("/en/sign-in/").headers["Cache-Control"]
    assert browser.post("/en/sign-in/").status_code == 405


def test_the_link_shows_who_one_will_be(cast, link, browser):
    cast.haruka.roles.first()
    for language, said in (("en", "Coordinator"), ("ja", "coordinator")):
        answer = browser.get(f"/{language}{link()}")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert cast.haruka.name_in(language) in text
        assert said in text
        assert text.count('<button type="submit"') == 1
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_opening_a_link_does_nothing(cast, link, browser):
    address = link()
    for _ in range(3):
        assert browser.get(address).status_code == 200
        assert browser.head(address).status_code == 200
    assert SignInLink.objects.filter(used_at=None).count() == 1
    assert signed_in(browser) is None


def test_the_button_signs_in_once_and_leads_to_ones_work(cast, link, browser):
    for account, language in ((cast.haruka, "ja"), (cast.alice, "en")):
        address = link(account)
        # The page may have been read in the other language: the account's own counts.
        answer = Client().post(f"/{'en' if language == 'ja' else 'ja'}{address}")
        assert answer.status_code == 302
        assert answer["Location"] == f"/{language}/desk/"
    address = link()
    before = browser.session.session_key
    browser.post(address)
    assert signed_in(browser) == str(cast.haruka.pk)
    assert browser.session.session_key != before
    again = browser.post(address)
    assert again.status_code == 410
    assert b"sign-in-link-used" in again.content
    assert browser.get(address).status_code == 410
    assert signed_in(browser) == str(cast.haruka.pk), "who is signed in stays so"
    other = Client()
    assert other.post(address).status_code == 410
    assert signed_in(other) is None


@pytest.mark.parametrize(
    ("ago", "status", "code", "said"),
    [
        (services.LINK_LIFE, 410, "sign-in-link-expired", "有効期限を過ぎています"),
        (None, 404, "sign-in-link-unknown", "このノードが発行した"),
    ],
)
def test_a_link_that_does_not_work_says_why(link, ago, status, code, said):
    address = link(ago=ago) if ago else "/sign-in/none-of-ours/"
    browser = Client()
    for language, method in (("en", "get"), ("ja", "get"), ("en", "post"), ("ja", "post")):
        answer = getattr(browser, method)(f"/{language}{address}")
        text = answer.content.decode()
        assert answer.status_code == status
        assert f"<code>{code}</code>" in text
        assert (said in text) == (language == "ja")
        assert f'href="/{language}/sign-in/"' in text
    assert signed_in(browser) is None


def test_a_closed_account_is_let_in_no_more(cast, link, browser):
    address = link()
    browser.post(address)
    assert browser.get("/ja/sign-in/").content.decode().count("サインアウト") == 1
    cast.haruka.is_active = False
    cast.haruka.save()
    assert LinkBackend().get_user(cast.haruka.pk) is None
    assert browser.get("/ja/desk/").status_code == 302
    assert browser.get(link()).status_code == 404


def test_a_forged_form_is_refused(cast, link):
    strict = Client(enforce_csrf_checks=True)
    address = link()
    assert strict.post(address).status_code == 403
    strict.get(address)
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    assert strict.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/en/desk/register/?page=2", "/en/desk/register/?page=2"),
        ("https://evil.example/", "/ja/desk/"),
        ("//evil.example/x", "/ja/desk/"),
        ("/\\evil.example", "/ja/desk/"),
        ("javascript:alert(1)", "/ja/desk/"),
        ("/en/sign-out/", "/ja/desk/"),
        ("/ja/sign-in/?next=/x", "/ja/desk/"),
        ("/" + "x" * 600, "/ja/desk/"),
        ("", "/ja/desk/"),
    ],
)
def test_one_comes_to_the_page_one_wanted_if_it_is_ours(cast, link, browser, wanted, led):
    browser.get("/en/sign-in/", {"next": wanted})
    answer = browser.post(link())
    assert answer["Location"] == led
    assert not browser.cookies.get(WANTED_COOKIE) or not browser.cookies[WANTED_COOKIE].value
    assert Client().post(link(), {"next": wanted})["Location"] == led


def test_the_desk_asks_to_sign_in_and_remembers_what_was_wanted(cast, link, browser):
    asked = browser.get("/en/desk/register/")
    assert asked.status_code == 302
    page = browser.get(asked["Location"])
    assert page.status_code == 200
    assert browser.cookies[WANTED_COOKIE]["httponly"]
    assert browser.cookies[WANTED_COOKIE]["samesite"] == "Lax"
    assert browser.post(link())["Location"] == "/en/desk/register/"


def test_who_is_signed_in_already_is_told(cast, link, browser):
    browser.post(link())
    text = browser.get("/en/sign-in/").content.decode()
    assert f"You are signed in as {cast.haruka.name_en}." in text
    assert 'action="/en/sign-out/"' in text
    other = browser.get(f"/en{link(cast.alice)}").content.decode()
    assert "that session ends" in other
    assert "that session ends" not in browser.get(f"/en{link()}").content.decode()
    browser.post(link(cast.alice))
    assert signed_in(browser) == str(cast.alice.pk)


def test_signing_out(cast, link, browser):
    browser.post(link())
    assert browser.get("/en/sign-out/").status_code == 405
    assert signed_in(browser) is not None
    answer = browser.post("/en/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert signed_in(browser) is None
    assert Client().post("/en/sign-out/").status_code == 302


def test_the_operator_has_no_side(cast, link, browser):
    text = browser.get(f"/en{link(cast.olga)}").content.decode()
    assert "writes for neither side" in text
