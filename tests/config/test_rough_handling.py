"""Whatever is sent: an answer in the reader's language with a code, never a fault, never a trace."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from kakehashi.people.models import Account

pytestmark = pytest.mark.long

LONG = "a" * 30_000
UNKNOWN = "01a208a6-71cb-768d-b82b-a27df6030bd4"
PATHS = (
    "/%ff/",
    "/records/%00/",
    "/records/%ed%a0%80/",
    f"/records/{'x' * 5000}/",
    "/records/a%0d%0ab/",
    "/records/%ff.json",
    "/areas/%ff/",
    "/framework/?on=0000-00-00",
    "/framework/?on=10000-01-01",
    "/framework/?on_day=99999999999999999999&on_month=1&on_year=1",
    "/framework/?on_day=%D9%A1&on_month=1&on_year=2024",
    "/search/?q=%ff",
    "/search/?q=%ed%a0%80",
    "/search/?q=%00",
    f"/search/?q={LONG}",
    "/search/?q=data&page=99999999999999999999",
    f"/results/?page={'9' * 5000}",
    "/results/?page=-1",
    "/decisions/?page=%ff",
    "/glossary/?area=%ff",
    "/glossary/?q=%00",
    "/data/glossary.zz",
    "/feeds/areas/%ff.atom",
    "/data/results.zz",
    "/pictures/zz.png",
    "/sign-in/%ff/",
    "/sign-in/?next=//evil.example",
    f"/search/?{'a=1&' * 3000}",
    "//evil.example/",
    "/?%zz",
)
PROGRAMS = (
    "records?cursor=%ff",
    "records?cursor=%00",
    f"records?cursor={LONG}",
    "records?limit=99999999999999999999999",
    "records?limit=-1",
    "records?kind=%ed%a0%80",
    "records?updated_since=9999-99-99",
    "records?updated_since=0001-01-01T00:00:00%2B23:59",
    "changes?cursor=zz",
    "records/%ff",
    "records/%00",
    "provisions?on=99999-01-01",
    "search?q=%00",
    f"search?q={LONG}",
    "nowhere",
    f"records?{'a=1&' * 3000}",
)
DESK = (
    "/desk/register/?page=99999999999999999999",
    "/desk/register/?area=%ff&progress=zz&strength=9999&order=%00x",
    f"/desk/register/?q={LONG}",
    "/desk/register/?q=%ff&area=ZZ&area=CR&side=XX",
    "/desk/records/%ff/",
    "/desk/records/CR.b.i-1/compare/?old=99999999999999999999&new=-1",
    "/desk/records/CR.b.i-1/compare/?old=%ff&new=",
    "/desk/records/CR.b.i-1/history/99999999999999999999/",
    "/desk/new/%ff/?about=%ff",
    "/desk/new/update/?about=" + "x" * 3000,
    "/desk/texts/%ff/?show=%ff",
    "/desk/texts/%ff/compare/?old=99999999999999999999",
    "/desk/texts/?kind=%ff&page=zz",
    "/desk/texts/new/?kind=%ff&meeting=%ff",
    "/desk/texts/from/?area=%ff&meeting=%ff",
    "/desk/wording/?kind=%ff&page=99999999999999999999",
    "/desk/records/%ff/clearance/",
    "/desk/records/%ff/published-as/",
    "/desk/files/?page=%ff",
    "/desk/files/framework/99999999999999999999/",
    "/desk/files/%ff/2026/",
    "/desk/files/record/%ff/",
    "/desk/files/export/pdf/",
    "/desk/files/transfers/0190c0de-0000-7000-8000-000000000000/",
    "/desk/files/transfers/0190c0de-0000-7000-8000-000000000000/package/",
    "/desk/files/disposals/0190c0de-0000-7000-8000-000000000000/",
    "/desk/commissions/%ff/",
    "/desk/translations/%ff/",
    "/desk/translations/%00/file/docx/",
    "/desk/translations/new/?of=%00&direction=%ff&field=%00",
    "/desk/translations/?list=%ff&page=99999999999999",
    "/desk/commissions/new/?under=%00",
    "/desk/commissions/?list=%ff&page=x",
    "/answer/%ff/",
    "/answer/%ff/nil/",
    "/desk/records/%ff/share/",
    "/desk/records/CR.b.i-1/share/",
    "/desk/records/CR.b.i-1/recall/",
    "/desk/records/CR.b.i-1/confirm/",
    "/desk/records/CR.b.i-1/history/1/proof/",
    "/desk/records/CR.b.i-1/proof/GB/ours/99999999999999999999999/proof/",
    "/desk/line/",
    "/desk/line/verify/",
    "/desk/line/bundles/",
    "/desk/line/bundles/99999999999999999999/",
    "/desk/line/handling/?page=%ff",
    "/desk/timeline/?page=99999999999999999999&after=%ff",
    "/desk/search/?q=%ed%a0%80&page=zz&kind=%ff",
    "/desk/framework/?on=%ff",
    "/desk/people/?on=99999-99-99",
    "/desk/meetings/?page=zz",
    "/desk/meetings/slots/?body=%ff&minutes=１２&first_day=32&last_year=令和99",
    "/desk/cycle/?page=zz",
    "/desk/cycle/nothing/",
    "/desk/bodies/%ff/",
    "/desk/records/%ff/invitation.ics",
    "/desk/records/CR.b.i-1/invitation.ics",
    "/desk/meetings/%ff/",
    "/desk/meetings/council-2/run/?at=99999999999999999999999",
    "/desk/meetings/council-2/run/?at=%ff",
    "/desk/rounds/%ff/",
    "/desk/rounds/nothing/?show=%ff&area=%00&page=-1",
    "/desk/rounds/nothing/lock/",
)
HEADERS = (
    {"Accept-Language": "\xff;q=zz,,,;;"},
    {"Accept-Language": ",".join(["ja;q=0.1"] * 5000)},
    {"If-None-Match": 'W/"'},
    {"If-None-Match": '"a",' * 3000},
    {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"Range": "bytes=99999999-"},
    {"Cookie": "\xff=;;;==;kakehashi=\xff;kakehashi_language=../../x"},
    {"Cookie": f"kakehashi={'a' * 6000};kakehashi-csrf=zz"},
    {"Authorization": "Bearer \xff"},
    {"Content-Type": "multipart/form-data"},
    {"Origin": "null", "Referer": "\xff"},
)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def code_on(response):
    """Return the code that a refusal's page or problem says."""
    if response["Content-Type"].startswith("application/problem+json"):
        return response.json()["code"]
    found = re.search(r'class="k-code">[^<]*<code>([a-z-]+)</code>', response.content.decode())
    return found and found[1]


def check(response, what, *, own_words=False):
    """Hold an answer against what every answer must be."""
    text = response.content.decode()
    assert response.status_code < 500, what
    assert "Traceback" not in text, what
    if response.status_code >= 400 and not own_words:
        assert code_on(response), (what, response.status_code)


def test_no_address_brings_a_fault(node, visitor):
    for language in ("en", "ja"):
        for path in PATHS:
            response = visitor.get(f"/{language}{path}" if path != "//evil.example/" else path)
            # A search or a day that cannot be taken is said on the page of the form itself.
            own = path.startswith(("/search/?q=a", "/framework/?on"))
            check(response, path[:80], own_words=own)
            if response.status_code >= 400 and path != "//evil.example/":
                assert f'<html lang="{language}"' in response.content.decode(), path[:80]
    for path in PROGRAMS:
        response = visitor.get(f"/api/v1/{path}", headers={"Accept-Language": "ja"})
        check(response, path[:80])
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json", path[:80]
            assert response["Content-Language"] == "ja", path[:80]


def test_no_header_brings_a_fault(node, visitor):
    for headers in HEADERS:
        for path in ("/", "/ja/results/", "/api/v1/records?limit=1", "/en/data/results.csv"):
            response = visitor.get(path, headers=headers)
            check(response, (path, list(headers)))
            assert response.status_code in (200, 304, 401), (path, list(headers))


def test_a_way_of_asking_that_is_not_offered_is_said_on_a_page(node, visitor):
    for path in ("/results/", "/desk/", "/sign-in/", "/data/results.csv", "/feeds/news.atom"):
        for method in ("PUT", "DELETE", "PATCH", "BREW"):
            response = visitor.generic(method, f"/ja{path}")
            assert response.status_code == 405, (method, path)
            assert response["Allow"] == "GET, HEAD"
            assert code_on(response) == "method-not-offered"
            assert "このアドレスは、その方法では利用できません。" in response.content.decode()
    response = visitor.post("/en/results/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert code_on(response) == "method-not-offered"
    response = visitor.get("/en/sign-out/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert visitor.head("/en/results/").status_code == 200
    assert visitor.generic("PUT", "/api/v1/records").json()["code"] == "method-not-allowed"


def test_another_host_and_a_foreign_form_are_refused_with_a_code(node, visitor):
    for path in ("/en/", "/ja/results/", "/api/v1/records", "/en/desk/"):
        for host in ("evil.example", "[::1", "a b", "\xff", ""):
            response = visitor.get(path, headers={"Host": host})
            assert response.status_code == 400, (path, host)
            assert code_on(response) in ("request-unreadable", "bad-request")
            assert "evil.example" not in response.content.decode()
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/ja/sign-out/")
    assert response.status_code == 403
    assert code_on(response) == "form-too-old"


def test_an_official_gets_no_fault_either(node):
    official = Client(raise_request_exception=False)
    official.force_login(node["officer-gb"])
    for path in DESK:
        check(official.get(f"/en{path}"), path[:80], own_words=True)
    new = "/en/desk/new/update/?about=CR.b.i-1"
    for text in (LONG * 20, "\x00", "\ud800".encode("utf-8", "surrogatepass"), "\u202e" * 500):
        check(official.post(new, {"title_en": text, "body_en": text}), "long field", own_words=True)
    too_many = official.post(new, {f"field{number}": "x" for number in range(2500)})
    assert too_many.status_code == 400
    assert code_on(too_many) == "request-unreadable"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b""),
        ("x.xlsx", b"PK\x03\x04" + b"\x00" * 300),
        ("x.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("x.csv", bytes(range(256)) * 20),
        ("x.csv", b"\xff\xfe\x00\xd8" * 50),
        ("x.csv", b'"' + b"a" * 200_000),
        ("x.exe", b"MZ" + b"\x00" * 100),
        ("x" * 300 + ".csv", b"a,b\n1,2\n"),
        ("../../x.csv", b"\x00" * 10),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(cast, name, content):
    official = Client(raise_request_exception=False)
    official.force_login(Account.objects.get(username="alice"))
    page = official.get("/en/desk/register/import/")
    assert page.status_code == 200
    (field,) = re.findall(
        r'<input type="file" name="([^"]+)"', page.content.decode().replace("\n", " ")
    )
    response = official.post(
        "/en/desk/register/import/", {field: SimpleUploadedFile(name, content)}
    )
    check(response, name, own_words=True)
    assert response.status_code in (400, 413, 415, 422), name
    assert code_on(response) or "govuk-error-summary" in response.content.decode(), name


FILLINGS = (
    {"str": "%ff", "slug": "zz", "int": "999999999999999999999", "uuid": UNKNOWN, "path": "a/../b"},
    {"str": "CR.b.i-1", "slug": "result", "int": "1", "uuid": UNKNOWN, "path": "x"},
    {"str": "council-2", "slug": "share", "int": "0", "uuid": UNKNOWN, "path": "%00"},
)


def addresses(patterns, before="", filling=FILLINGS[0]):
    """Yield the path of every address there is, its arguments filled in."""
    for one in patterns:
        path = before + re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: filling[found[1] or "str"], str(one.pattern)
        )
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, path, filling)
        else:
            yield path.replace("^", "").replace("$", "").replace("\\Z", "")


NAMES = (
    *("q", "page", "on", "as", "in", "old", "new", "about", "kind", "area", "order", "due"),
    *("title_en", "body_ja", "base", "digest", "answer", "to", "day", "fact_date_day"),
    *("relation_0", "to_0", "name", "address", "why", "side", "field", "language", "form"),
)


def test_whatever_is_sent_to_any_address_is_answered(node):
    wrong, asked = [], 0
    garbage = dict.fromkeys(NAMES, "\x7f\u202e'\"<%00\\{{}}" + "9" * 400)
    for account, fillings in ((None, FILLINGS[:1]), ("officer-gb", FILLINGS)):
        client = Client(raise_request_exception=False)
        if account:
            client.force_login(node[account])
        for filling in fillings:
            for path in dict.fromkeys(addresses(get_resolver().url_patterns, "", filling)):
                if path.startswith("sign-out"):
                    continue
                for answer in (
                    client.get(f"/ja/{path}", garbage),
                    client.post(f"/ja/{path}", garbage),
                ):
                    asked += 1
                    if answer.status_code >= 500 or b"Traceback" in getattr(answer, "content", b""):
                        wrong.append(f"{account} {answer.request['REQUEST_METHOD']} /{path[:80]}")
    assert asked > 500
    assert not wrong, "\n".join(wrong)
