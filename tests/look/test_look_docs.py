"""The reference page of the look names every tag, filter and block there is."""

import re
from pathlib import Path

from kakehashi.look.templatetags.look import register

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "look.md").read_text(encoding="utf-8")
SKELETON = ROOT / "src" / "kakehashi" / "look" / "templates" / "look" / "page.html"


def test_every_tag_and_filter_is_on_the_reference_page():
    for name in [*register.tags, *register.filters]:
        assert re.search(rf"\b{name}\b", PAGE), name


def test_every_block_of_the_skeleton_is_on_the_reference_page():
    blocks = set(re.findall(r"{% block (\w+)", SKELETON.read_text(encoding="utf-8")))
    for name in blocks - {"header", "home_url", "title_end"}:
        assert f"`{name}`" in PAGE, name
