"""Pictures as SVG: allowed by the site's policy, said in words, never by colour alone."""

import datetime as dt
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from kakehashi.look import charts
from kakehashi.look.charts.drawing import INK, NARROW, SOFT, Frame, isolated, width_of, wrapped
from kakehashi.look.charts.tones import TONES

SVG = "{http://www.w3.org/2000/svg}"
FRAME = Frame("by-x", "題 <b>&", "説明", "ja")
BARS = [
    charts.Bar("Digital <i>infrastructure</i>", [("empty", 12), ("going", 3), ("done", 0)]),
    charts.Bar("半導体", [("done", 4)]),
    charts.Bar("nothing", []),
]
KEY = [("empty", "未報告"), ("going", "進行中"), ("done", "完了"), ("otherwise", "実施せず")]


def drawings():
    point = charts.Point
    return {
        "bars": charts.bars(BARS, KEY, FRAME),
        "grid": charts.grid(
            [charts.Line("半導体", [0, 2, 7], ["12か月間記録がありません"])],
            ["2024", "2025", "2026"],
            FRAME,
        ),
        "course": charts.course(
            [
                charts.Lane(
                    "会合",
                    "firm",
                    [
                        point(dt.date(2024, 1, 1), 1),
                        point(dt.date(2024, 1, 9), 2),
                        point(dt.date(2025, 12, 31), 3, coming=True),
                    ],
                )
            ],
            [(2024, ("2024", "R6")), (2025, ("2025", "R7"))],
            FRAME,
        ),
    }


def channel(value):
    share = value / 255
    return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4


def contrast(one, other):
    def light(colour):
        red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shape", ["bars", "grid", "course"])
def test_a_picture_is_named_allowed_and_said_in_text(shape):
    drawing = drawings()[shape]
    root = ET.fromstring(drawing)
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert [named[name] for name in root.get("aria-labelledby").split()] == ["題 <b>&", "説明"]
    assert root.get("width") == "100%"
    assert root.get("viewBox") is None, "letters do not shrink with the picture"
    assert not re.search(r"<(script|style|image|foreignObject)|\s(style|on\w+|href)=", drawing)
    said = "".join(root.itertext())
    assert "半導体" in said or "会合" in said
    for one in root.iter(f"{SVG}text"):
        assert one.text
        assert int(one.get("font-size", 14)) >= 12
        if one.get("x", "").endswith("%") is False:
            assert float(one.get("x")) + width_of(one.text, 14) <= NARROW + 1


def test_every_tone_has_a_pattern_of_its_own_and_is_seen_on_paper():
    patterns = [
        (one.solid, one.across, one.along, one.dotted, one.edge)
        for name, one in TONES.items()
        if name != "firm"  # for points on named lanes, never in a bar
    ]
    assert len(set(patterns)) == len(patterns)
    for name, one in TONES.items():
        assert contrast(one.colour, "#ffffff") >= 3, name
    assert contrast(INK, "#ffffff") >= 7
    assert contrast(SOFT, "#ffffff") >= 4.5


def test_bars_are_on_one_scale_with_their_numbers():
    root = ET.fromstring(drawings()["bars"])
    said = [one.text for one in root.iter(f"{SVG}text")]
    assert {"15", "4", "0", "12", "3"} <= set(said)
    assert "実施せず" not in said, "the key names only what is there"
    widths = [
        float(one.get("width")[:-1])
        for one in root.findall(f"{SVG}rect")
        if one.get("fill") == "none"
    ]
    assert widths[0] / widths[1] == pytest.approx(4, rel=0.05)
    assert sum(widths[:2]) <= 100


def test_points_that_would_touch_on_a_phone_stand_below_each_other():
    root = ET.fromstring(drawings()["course"])
    dots = sorted((float(one.get("cx")[:-1]), one.get("cy")) for one in root.iter(f"{SVG}circle"))
    assert dots[0][1] != dots[1][1]
    assert dots[2][1] in (dots[0][1], dots[1][1])
    assert all(0 < x < 100 for x, _y in dots)


def test_long_words_and_other_directions_stay_in_their_place():
    assert len(wrapped("A" * 200, NARROW)) == 3
    assert wrapped("A" * 200, NARROW)[-1].endswith("…")
    for words in ("A" * 200, "漢" * 200, "one two " * 40, ""):
        assert all(width_of(line) <= NARROW for line in wrapped(words, NARROW))
    assert wrapped("サイバー・レジリエンス", width_of("サイバー"))[1][0] != "・"
    assert isolated("plain 半導体") == "plain 半導体"
    assert isolated("שלום \u202eabc") == "\u2068שלום abc\u2069"


def test_as_files():
    drawing = drawings()["bars"]
    root = ET.fromstring(charts.as_file(drawing, ("件名", "TLP:AMBER")))
    assert root.get("width") == "800"
    assert [one.text for one in root.findall(f"{SVG}text")] == ["件名", "TLP:AMBER"]
    assert root.find(f"{SVG}svg").get("width") == "760"
    assert "BIZ UDPGothic" in root.get("font-family")
    png = charts.as_png(drawing)
    assert png.startswith(b"\x89PNG")
    assert charts.as_png(drawing) is png, "the same drawing is made once"


def test_small_ones_for_tables_say_nothing_to_screen_readers():
    for drawing in (charts.strip([("done", 2), ("nonsense", 1)], 3), charts.swatch("going")):
        root = ET.fromstring(drawing)
        assert root.get("aria-hidden") == "true"
        assert not list(root.iter(f"{SVG}text"))
    assert charts.strip([], 0)


@pytest.mark.parametrize("months", [1, 2, 6, 13, 30])
def test_the_months_of_a_year_are_named_evenly_apart(months):
    days = [dt.date(2026 + at // 12, at % 12 + 1, 1) for at in range(months)]
    names = [f"{day.month}月/{day.year}" for day in days]
    last = days[-1] + dt.timedelta(days=27)
    span = charts.Span(days[0], last, list(zip(days, names, strict=True)))
    drawn = "".join(ET.fromstring(charts.months([], span, FRAME)).itertext())
    shown = [at for at, name in enumerate(names) if name in drawn.split("説明")[-1]]
    assert shown[0] == 0
    assert len({after - one for one, after in pairwise(shown)}) <= 1
