"""Tags and filters: each says itself in words, escapes what it is given, and keeps its query."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, engines
from django.utils import timezone, translation

from kakehashi.look import partnership
from kakehashi.look.partnership import SideSeen
from kakehashi.look.tags import badges
from kakehashi.wording.changes import compare_texts


def render(source, language="en", query="", **context):
    request = SimpleNamespace(GET=QueryDict(query), path="/en/register/", META={})
    template = engines["django"].from_string("{% load look %}" + source)
    with translation.override(language):
        return template.template.render(Context({"request": request, **context}))


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.mark.parametrize(
    ("source", "english", "japanese"),
    [
        ("{% state_tag 'confirmed' %}", "Confirmed by both sides", "双方確認済み"),
        ("{% progress_tag 'under_way' %}", "Under way", "着手"),
        ("{% progress_tag 'did_not_take_place' %}", "Did not take place", "実施せず"),
        ("{% side_tag 'GB' %}", "the UK", "英国側"),
        ("{% language_tag 'ja' 'stale' %}", "Japanese other language changed since", "日本語 相手言語版に更新あり"),
        ("{% language_tag 'en' 'checked' 'courtesy' %}", "English courtesy translation checked", "英語 仮訳 照合済み"),
        ("{% marking 'own_side' '機密性2' %}", "Marking and handling: 機密性2 Own side only", "格付・取扱制限： 機密性2 自国側限り"),
        ("{{ 'published'|say_state }}", "Published", "公表"),
        ("{% proof %}x{% endproof %}", "Proof x", "証跡 x"),
        ("{% on_day day %}", "22 January 2025", "令和7年1月22日(水)"),
        ("{{ day|day:'weekday' }}", "Wednesday 22 January 2025", "令和7年1月22日(水)"),
        ("{{ '2024-05'|day }}", "May 2024", "令和6年5月"),
        ("{{ words|said }}", "English", "日本語"),
    ],
)  # fmt: skip
def test_said_in_words_in_both_languages(source, english, japanese):
    context = {"day": dt.date(2025, 1, 22), "words": {"en": "English", "ja": "日本語"}}
    assert text(render(source, "en", **context)) == english
    assert text(render(source, "ja", **context)) == japanese


def test_codes_nobody_knows_are_shown_as_they_are():
    assert text(render("{% state_tag 'on-fire' %}")) == "on-fire"
    assert text(render("{% progress_tag bad %}", bad="<b>")) == "&lt;b&gt;"
    assert text(render("{% side_tag 'XX' %}")) == "XX"


def test_a_side_of_another_partnership_brings_its_name_and_its_place():
    side = SimpleNamespace(code="AA", name_en="Aland", name_ja="甲国側", position=1)
    html = render("{% side_tag side %}", "ja", side=side)
    assert text(html) == "甲国側"
    assert "k-side--west" in html
    assert text(render("{% side_tag side %}", side=side)) == "Aland"


def test_words_of_the_rooms_are_the_words_of_the_badges():
    from kakehashi.records.rules import STATE_WORDS
    from kakehashi.workplan.rules import PROGRESS_WORDS

    for language in ("en", "ja"):
        with translation.override(language):
            for code, words in STATE_WORDS.items():
                assert badges.say_state(code).lower() == words[language].lower()
            for code, words in PROGRESS_WORDS.items():
                assert badges.say_progress(code).lower() == words[language].lower()


def test_everything_given_is_escaped():
    bad = "<script>alert(1)</script>"
    for source in (
        "{% marking bad bad bad bad bad %}",
        "{% language_tag bad bad bad %}",
        "{% side_tag 'x' bad bad %}",
        "{% reference bad bad %}",
        "{% pair ja=bad en=bad ja_state=bad ja_authority=bad %}",
        "{% twin bad bad bad %}",
        "{% changes runs bad %}",
        "{% summary_row bad bad bad %}{{ bad }}{% endsummary_row %}",
        "{% more bad %}{{ bad }}{% endmore %}",
        "{% nothing bad %}{{ bad }}{% endnothing %}",
        "{% tabs bad %}{% tab bad bad count=bad %}{% endtabs %}",
        "{% tiles %}{% tile bad bad bad bad %}{% endtiles %}",
        "{% timeline %}{% event at=bad by=bad side=bad %}{{ bad }}{% endevent %}{% endtimeline %}",
        "{% task_list %}{% task bad bad bad %}{{ bad }}{% endtask %}{% endtask_list %}",
        "{% navigation bad bad bad %}{% nav_item bad bad %}{% endnavigation %}",
        "{% crumbs %}{% crumb bad bad %}{% endcrumbs %}",
        "{% button bad bad bad bad bad %}{% button bad name=bad value=bad %}",
        "{% data_table bad bad %}{% sort_header bad bad %}{% enddata_table %}",
        "{% chosen %}{% chosen_filter bad bad bad %}{% endchosen %}",
        "{% filter_panel bad bad bad %}{{ bad }}{% endfilter_panel %}",
        "{% search_box bad bad bad bad %}",
        "{% notice bad %}{{ bad }}{% endnotice %}{% note bad %}{% endnote %}",
        "{{ words|said }}{{ bad|day }}",
    ):
        html = render(
            source,
            query="sort=<script>",
            bad=bad,
            runs=[("added", bad), (bad, bad)],
            words={"ja": bad},
        )
        assert "<script" not in html, source


def test_pair_puts_the_readers_language_first_and_says_what_is_to_follow():
    html = render("{% pair ja='協力する' en='' %}", "ja")
    assert '<div class="k-pair__text" lang="ja"><p>協力する</p></div>' in html
    assert "追って掲載" in html
    english = render("{% pair ja='協力する' en='cooperate' %}", "en")
    assert english.index("cooperate") < english.index("協力する")


def test_words_missing_in_the_readers_language_bear_their_own():
    assert render("{{ words|said }}", words={"ja": "取組"}) == '<span lang="ja">取組</span>'
    assert render("{{ words|said }}", words=None) == ""
    assert render("{{ words|said }}", words="plain") == "plain"


def test_the_key_stands_only_where_something_changed():
    same = render("{% difference ja en %}", ja=[("same", "同じ")], en=[("same", "Same")])
    new = render("{% difference ja en %}", ja=[("added", "新")], en=[("same", "Old")])
    assert ("k-difference__key" in same, "k-difference__key" in new) == (False, True)


def test_differences_are_heard_as_well_as_seen():
    html = render(
        "{% changes runs 'en' %}",
        runs=[("same", "We will "), ("removed", "promote"), ("added", "deepen"), ("same", " it.")],
    )
    assert text(html).replace(" ]", "]") == "We will [removed: promote] [added: deepen] it."
    assert 'lang="en"' in html


def test_a_comparison_of_the_wording_room_is_shown_by_paragraph():
    old, new = "First.\nSecond stays.", "First changed.\nSecond stays."
    html = render(
        "{% difference ja en %}",
        ja=compare_texts("同じ。", "同じ。", "ja"),
        en=compare_texts(old, new, "en"),
    )
    assert html.count("<ins>") >= 1
    assert "<br>" not in html
    assert "No change" in html
    assert text(html).count("Second stays.") == 1


def test_moments_on_the_readers_clock():
    at = dt.datetime(2025, 1, 22, 16, 0, tzinfo=dt.UTC)
    with timezone.override("Asia/Tokyo"):
        assert text(render("{% at_moment at %}", "ja", at=at)) == (
            "令和7年1月23日(木) 01:00(日本時間)"
        )
        zones = text(render("{% zones at %}", "en", at=at))
    assert zones.startswith("Tokyo Thursday 23 January 2025 01:00 JST")
    assert zones.endswith("The date differs")
    assert "date differs" in render("{{ at|both_zones }}", at=at)
    assert render("{{ at|both_zones }}{{ at|moment }}{{ at|day }}{{ at|brief_day }}", at=None) == ""


def test_sorting_keeps_the_filters_and_starts_again_at_page_one():
    html = render("{% sort_header 'title' 'Title' %}", query="area=VD&area=SC&sort=title&page=3")
    assert 'aria-sort="ascending"' in html
    assert "?area=VD&amp;area=SC&amp;sort=-title" in html
    assert 'aria-sort="none"' in render("{% sort_header 'title' 'Title' %}")
    assert 'aria-sort="ascending"' in render("{% sort_header 'title' 'Title' default=True %}")
    assert 'aria-sort="descending"' in render("{% sort_header 'title' 'T' %}", sort="-title")


def test_pages_keep_the_filters():
    page = Paginator(range(100), 10).page(3)
    html = render("{% pagination page %}", query="area=VD&page=3", page=page)
    assert 'href="?area=VD&amp;page=4" rel="next"' in html
    assert "21 to 30 of 100" in text(html)
    assert 'aria-current="page"' in html
    assert "100件中 21～30件" in render("{% pagination page %}", "ja", page=page)
    assert text(render("{% pagination page %}", page=Paginator([], 10).page(1))) == ""


def test_a_filter_in_force_takes_itself_off():
    html = render("{% chosen_filter 'area' 'VD' 'VD' %}", query="area=VD&area=SC&page=2")
    assert 'href="?area=SC"' in html


def test_navigation_knows_where_it_is():
    html = render(
        "{% navigation %}{% nav_item 'Register' '/en/register/' %}{% nav_item 'First' '/' %}{% endnavigation %}"
    )
    assert html.count('aria-current="true"') == 1
    assert html.index("Register") > html.index('aria-current="true"')


def test_nothing_may_stand_inside_a_loop():
    source = "{% for x in xs %}{% nothing x %}{% endnothing %}{% empty %}none{% endfor %}"
    assert text(render(source, xs=["a", "b"])) == "a b"
    assert text(render(source, xs=[])) == "none"


def test_another_partnership_brings_its_own_word_sides_and_clocks():
    partnership.told_by(
        lambda: {"en": "the Contracting Ports", "ja": "両港"},
        lambda: (
            SideSeen("SG", {"en": "Singapore", "ja": "シンガポール側"}, "en", "Asia/Singapore", 0),
            SideSeen("JP", {"en": "Japan", "ja": "日本側"}, "ja", "Asia/Tokyo", 1),
        ),
    )
    assert text(render("{% marking 'participants' %}")).endswith("Contracting Ports")
    assert text(render("{% marking 'participants' %}", "ja")).endswith("両港限り")
    assert "k-side--east" in render("{% side_tag 'SG' %}")
    assert "k-side--west" in render("{% side_tag 'JP' %}")
    moment = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
    said = text(render("{% zones moment %}", "ja", moment=moment))
    assert "シンガポール" in said
    assert "東京" in said
    assert "ロンドン" not in said


def test_a_node_without_a_partnership_says_neither_countries_nor_ministries():
    partnership.told_by(dict, tuple)
    assert text(render("{% marking 'participants' %}", "ja")).endswith("双方限り")
    assert text(render("{% side_tag 'JP' %}", "ja")) == "JP"


def test_a_counted_meeting_keeps_its_number_beside_its_counter():
    html = render("{{ title|counted }}", title="第3回<b>日英</b>、第十二次案 & 3rd")
    assert html == (
        '<span class="k-nowrap">第3回</span>&lt;b&gt;日英&lt;/b&gt;、'
        '<span class="k-nowrap">第十二次</span>案 &amp; 3rd'
    )
