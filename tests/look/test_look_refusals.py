"""Refusals and failures as pages: status, words, code, and no sign of what may not be seen."""

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.template import loader
from django.test import Client

from kakehashi.look.refusals import bad_request

pytestmark = pytest.mark.urls("tests.look.urls")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Bob has saved a newer text.", "Read both texts and choose.")),
        (
            "ja",
            (
                "ボブが新しい文言を保存しました。",
                "両方の文言を読み、どちらにするか選んでください。",
            ),
        ),
    ],
)
def test_a_refusal_says_what_and_what_next_with_its_code(visitor, language, words):
    response = visitor.get(f"/{language}/fail/refused")
    page = response.content.decode()
    assert response.status_code == 409
    assert all(one in page for one in words)
    assert "too-late" in page
    assert f'<html lang="{language}"' in page


def test_what_may_not_be_seen_looks_like_what_does_not_exist(visitor):
    pages = {}
    for how in ("not-here", "forbidden", "missing"):
        response = visitor.get(f"/en/fail/{how}")
        assert response.status_code == 404
        pages[how] = response.content.decode().replace(f"fail/{how}", "fail/X")
    response = visitor.get("/en/fail/nowhere/at/all")
    assert response.status_code == 404
    pages["nowhere"] = response.content.decode().replace("nowhere/at/all", "X")
    assert len(set(pages.values())) == 1
    assert "If a colleague sent you this link, ask them to add you." in pages["missing"]


def test_a_bug_is_a_page_in_both_languages_without_details(visitor):
    for language in ("en", "ja"):
        response = visitor.get(f"/{language}/fail/bug")
        page = response.content.decode()
        assert response.status_code == 500
        assert "fault of the site" in page
        assert "システムの不具合" in page
        assert "ZeroDivisionError" not in page
        assert "a bug" not in page


def test_a_stale_form_says_that_nothing_was_saved():
    visitor = Client(enforce_csrf_checks=True)
    response = visitor.post("/en/", {"title_en": "x"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "Nothing was changed" in page
    assert "form-too-old" in page


def test_a_form_over_the_limit_is_read_off_and_told_so(rf, settings):
    sent = "words=" + "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    request = rf.post("/en/", sent, content_type="application/x-www-form-urlencoded")
    with pytest.raises(RequestDataTooBig) as failure:
        request.POST.get("words")
    answer = bad_request(request, failure.value)
    assert answer.status_code == 413
    assert "a form takes 4 MB at most" in answer.content.decode()
    assert request.read() == b""


def test_failure_pages_need_no_context_at_all():
    for name in ("404.html", "500.html"):
        page = loader.render_to_string(name)
        assert re.search(r"<h1[^>]*>[^<]+</h1>", page)
        assert "Not a service of either government" in page


def test_what_no_text_holds_is_refused_before_it_reaches_a_database(visitor):
    response = visitor.get("/en/fail/a%00b")
    assert response.status_code == 404
    response = visitor.get("/en/", {"q": "a\0b"})
    assert response.status_code == 400
    assert "unreadable-address" in response.content.decode()
    assert visitor.get("/en/", {"q": "a%2500b"}).status_code == 200
