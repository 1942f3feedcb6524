"""The language of a page: prefix, cookie, account, browser; and nothing left behind."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.look import checks, languages
from kakehashi.look.languages import AccountLanguageMiddleware, LanguageMiddleware

pytestmark = pytest.mark.urls("tests.look.urls")


class Officer:
    is_authenticated = True

    def __init__(self, language="ja", zone="Asia/Tokyo"):
        self.language = language
        self.zone = zone


def seen(path="/plain/", user=None, cookie="", **headers):
    """Return what a view behind both middleware sees, and the response."""
    found = {}

    def view(request):
        found.update(languages.languages(request))
        found.update(
            prefix=get_script_prefix(),
            reversed=reverse("plain"),
            path=request.path,
            path_info=request.path_info,
            zone=timezone.get_current_timezone_name(),
        )
        return HttpResponse("")

    request = RequestFactory().get(path, headers=headers)
    if cookie:
        request.COOKIES["kakehashi_language"] = cookie
    request.user = user or AnonymousUser()
    response = LanguageMiddleware(AccountLanguageMiddleware(view))(request)
    return found, response


def test_the_prefix_decides_and_stays():
    found, response = seen("/ja/plain/?q=1")
    assert found["language"] == "ja"
    assert found["prefix"] == "/ja/"
    assert found["reversed"] == "/ja/plain/"
    assert found["path"] == "/ja/plain/"
    assert found["path_info"] == "/plain/"
    assert found["home_url"] == "/ja/"
    assert response.headers["Content-Language"] == "ja"
    assert response.cookies["kakehashi_language"].value == "ja"
    assert get_script_prefix() == "/"


def test_the_switch_keeps_path_and_query():
    found, _response = seen("/ja/plain/%E5%8D%8A?q=%E5%8D%8A&page=2")
    assert found["other_language_url"] == "/en/plain/%E5%8D%8A?q=%E5%8D%8A&page=2"
    found, _response = seen("/plain/?q=1", cookie="en")
    assert found["other_language_url"] == "/ja/plain/?q=1"
    assert found["alternate_urls"] == [
        ("en", "http://testserver/en/plain/?q=1"),
        ("ja", "http://testserver/ja/plain/?q=1"),
    ]
    assert [choice.current for choice in found["languages"]] == [True, False]


@pytest.mark.parametrize(
    ("cookie", "user", "header", "language"),
    [
        ("", None, "", "en"),
        ("", None, "ja,en;q=0.8", "ja"),
        ("", None, "ja-JP", "ja"),
        ("", None, "fr, de;q=0.9", "en"),
        ("", None, "fr, en-GB;q=0.9, ja;q=0.5", "en"),
        ("", Officer("ja"), "en", "ja"),
        ("", Officer("xx"), "ja", "ja"),
        ("en", Officer("ja"), "ja", "en"),
        ("ja", None, "en", "ja"),
        ("zz", None, "ja", "ja"),
        ("", None, "*", "en"),
    ],
)
def test_without_a_prefix_cookie_account_and_browser_are_asked_in_turn(
    cookie, user, header, language
):
    found, response = seen(user=user, cookie=cookie, **({"accept-language": header}))
    assert found["language"] == language
    assert found["prefix"] == "/"
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))
    assert "kakehashi_language" not in response.cookies


def test_the_prefix_outdoes_account_and_cookie():
    found, response = seen("/en/plain/", user=Officer("ja"), cookie="ja")
    assert found["language"] == "en"
    assert response.cookies["kakehashi_language"].value == "en"


def test_the_clock_is_the_accounts_else_that_of_the_language():
    assert seen("/ja/plain/")[0]["zone"] == "Asia/Tokyo"
    assert seen("/en/plain/")[0]["zone"] == "Europe/London"
    assert seen("/en/plain/", user=Officer())[0]["zone"] == "Asia/Tokyo"
    assert seen("/en/plain/", user=Officer(zone="Mars/Olympus"))[0]["zone"] == "Europe/London"


def test_nothing_is_left_behind_after_a_failure():
    def view(request):
        raise ZeroDivisionError

    with translation.override("en"), pytest.raises(ZeroDivisionError):
        LanguageMiddleware(view)(RequestFactory().get("/ja/plain/"))
    assert get_script_prefix() == "/"


@override_settings(MIDDLEWARE=["kakehashi.look.languages.LanguageMiddleware"])
def test_a_prefix_without_slash_leads_to_the_first_page():
    response = Client().get("/ja?x=1")
    assert response.status_code == 301
    assert response.headers["Location"] == "/ja/?x=1"


def test_a_prefix_is_a_whole_word():
    found, _response = seen("/japan/")
    assert found["path_info"] == "/japan/"
    assert found["prefix"] == "/"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_splitting_any_path_loses_nothing(path):
    prefix, rest = languages.split("/" + path)
    assert ("" if prefix is None else f"/{prefix}") + rest == "/" + path
    assert prefix is None or rest == "" or rest.startswith("/")


def test_a_path_with_two_slashes_never_leaves_the_site():
    found, _response = seen("/ja//evil.example/")
    assert found["other_language_url"].startswith("/en/")
    found, _response = seen("//evil.example/", cookie="en")
    assert found["other_language_url"].startswith("/ja/")


def test_threads_do_not_share_their_language():
    together = threading.Barrier(8)

    def view(request):
        together.wait(timeout=10)
        return HttpResponse(f"{reverse('plain')} {translation.get_language()}")

    answer = LanguageMiddleware(view)

    def ask(number):
        code = ("ja", "en")[number % 2]
        said = answer(RequestFactory().get(f"/{code}/plain/")).content.decode()
        return said == f"/{code}/plain/ {code}" and get_script_prefix() == "/"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))


def test_a_script_name_of_the_server_is_kept():
    from django.urls import set_script_prefix

    set_script_prefix("/node/")
    try:
        found, _response = seen("/ja/plain/")
        assert found["reversed"] == "/node/ja/plain/"
        assert found["other_language_url"] == "/node/en/plain/"
        assert get_script_prefix() == "/node/"
    finally:
        set_script_prefix("/")


def test_the_whole_stack_answers_without_a_redirect(client):
    assert client.get("/").status_code == 200
    response = client.get("/ja/plain/")
    assert response.content.decode() == "/ja/plain/ /ja/plain/ /plain/"
    assert 'href="/static/look/built/kakehashi.css"' in client.get("/ja/").content.decode()


def test_a_host_we_do_not_answer_to_gets_a_page(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_settings_that_would_break_the_prefix_are_refused():
    assert checks.check_addresses(None) == []
    with override_settings(STATIC_URL="static/", MIDDLEWARE=[checks.ACCOUNT, checks.LANGUAGE]):
        assert [one.id for one in checks.check_addresses(None)] == ["look.E001", "look.E002"]
