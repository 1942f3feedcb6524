"""Every page is among those that are pictured."""

from django.urls import get_resolver

from tools.pictures_table import FOR_ALL, FOR_OFFICIALS, NO_PAGES


def test_no_page_is_left_out():
    names = set()
    for pattern in get_resolver().url_patterns:
        space = getattr(pattern, "namespace", None)
        for inner in getattr(pattern, "url_patterns", [pattern]):
            names.add(f"{space}:{inner.name}" if space else str(inner.name))
    pictured = {name.split(",")[0] for name in {**FOR_ALL, **FOR_OFFICIALS}}
    pages = {name for name in names if not name.startswith("api:")}
    assert pages - pictured - NO_PAGES == set()
    assert pictured - names == {"nowhere"}
    assert not pictured & NO_PAGES
    assert names >= NO_PAGES
