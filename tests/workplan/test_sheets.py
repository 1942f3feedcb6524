"""Tables out and in again: nothing lost, nothing run, nothing made before it was shown."""

import dataclasses
import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kakehashi.errors import Refused
from kakehashi.people.models import Account, Post
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Version
from kakehashi.records.selectors import entry_for
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded
from kakehashi.workplan.models import Sheet
from kakehashi.workplan.register import Asked, choices_for, selection
from kakehashi.workplan.sheets import applying, cells
from kakehashi.workplan.sheets.books import write_book
from kakehashi.workplan.sheets.cover import cover_of
from kakehashi.workplan.sheets.reading import MOST_LINES, read_table
from kakehashi.workplan.sheets.rows import rows_of
from kakehashi.workplan.sheets.writing import unfit_for_shift_jis, write_csv, write_json
from tests.cast import NOW

TODAY = NOW.date()
FORMATS = ("csv", "shift-jis", "xlsx")
SOON = NOW + dt.timedelta(hours=1)
LATER = NOW + dt.timedelta(days=2)


def exported(account, form, asked=None):
    viewer = viewer_of(account)
    choices = choices_for(viewer)
    keys = selection(asked or Asked(), viewer, choices, today=TODAY)
    known = applying.known_columns()
    cover = cover_of(keys, {}, of=len(keys), at=NOW)
    rows = rows_of(keys, viewer, known, choices)
    if form == "xlsx":
        with write_book(cover, known, rows) as file:
            return file.read()
    if form == "json":
        return b"".join(write_json(cover, known, rows))
    return b"".join(write_csv(cover, known, rows, shift_jis=form == "shift-jis"))


def edited(data, changes, *, new=(), drop=(), encoding="utf-8-sig", separator=","):
    """Return a CSV with cells changed: reference to column to text; and lines added."""
    import csv

    head, heading, *lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for line in lines:
        for column, text in changes.get(line[0], {}).items():
            line[heading.index(column)] = text
    for cells_ in new:
        lines.append([cells_.get(name, "") for name in heading])
    kept = [place for place, name in enumerate(heading) if name not in drop]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(head)
    for line in (heading, *lines):
        writer.writerow([line[place] for place in kept])
    return out.getvalue().encode(encoding)


def test_out_and_in_again_is_no_change(node):
    officer = node["officer-jp"]
    for form in FORMATS:
        run = applying.dry_run(exported(officer, form), "x", officer)
        assert (run.total, run.conflicts, run.refused) == (0, [], []), form
    assert run.unchanged == len(
        selection(Asked(), viewer_of(officer), choices_for(viewer_of(officer)), today=TODAY)
    )


NASTY = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
    st.text("=+-@\t\r\n'\"＝＋－＠;,|&#x_0005F;\x0b\x0c\x1c\x85\u2028\u200b\u202e〜−¥髙𠮷🗾éÅ\ufffe", max_size=20),
    st.sampled_from(["=1+1", "'=1+1", "''@x", "&#x41;", "&#x26;#x41;", "_x000B_", "_x005F_x000B_",
                     "#N/A", "1e5", "007", "TRUE", "2026-03-31", "x" * 250, "- a\r\n- b", "＝SUM(A1)"]),
)  # fmt: skip


class NastyText(TestCase):
    @classmethod
    def setUpTestData(cls):
        from kakehashi.cli.loading import load_node

        load_node("uk-japan", NOW)
        cls.officer = Account.objects.get(username="officer-jp")
        cls.count = 0

    @settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
    @given(data=st.data())
    def test_nasty_text_comes_back_exactly(self, data):
        from kakehashi.framework.loading import operator

        texts = data.draw(st.lists(st.tuples(NASTY, NASTY), min_size=30, max_size=40))
        type(self).count += 1
        services.load(
            [
                Loaded(
                    kind="joint_action",
                    reference=f"N-{self.count}-{place}",
                    pen="JP",
                    text=NewText(
                        wording={
                            "title": {"en": f"T{place}", "ja": one},
                            "wording": {"en": one or "x", "ja": f"{other}{one}", "": ""}
                            if one.strip()
                            else {"en": "x"},
                            "conclusion": {"ja": other},
                        },
                        facts={"provision": "VD.b.vi", "nature": "dated"},
                        marking=Marking(reach="participants"),
                    ),
                    state="shared",
                )
                for place, (one, other) in enumerate(texts)
            ],
            by=operator(),
            at=NOW,
        )
        for form in FORMATS:
            out = exported(self.officer, form)
            run = applying.dry_run(out, "x", self.officer)
            told = [
                [(one.column.name, one.old, one.new) for one in change.fields]
                for change in run.changed
            ]
            assert (told, run.conflicts, run.refused) == ([], [], []), form
        for line in exported(self.officer, "csv").decode("utf-8-sig").split("\r\n")[1:]:
            assert not re.search(r'(?:^|",)"[=+\-@\t\r＝＋－＠]', line)


@given(NASTY)
def test_each_layer_gives_back_what_it_was_given(text):
    assert cells.restored(cells.neutral(text)) == text
    assert cells.from_shift_jis(cells.for_shift_jis(text)) == text
    assert cells.for_shift_jis(text).encode("cp932").decode("cp932") == cells.for_shift_jis(text)
    assert cells.from_xml(cells.for_xml(text)) == text


def test_any_encoding_and_separator(node):
    officer = node["officer-jp"]
    data = exported(officer, "csv")
    data = edited(data, {"VD.b.vi-1": {"title_ja": "改行\nのある「題名」、;,\tまで"}})
    text = data.decode("utf-8-sig")
    text = (
        text.encode("cp932", "ignore").decode("cp932").encode("euc_jp", "ignore").decode("euc_jp")
    )
    plainly = applying.dry_run(text.encode(), "x", officer)
    assert plainly.total >= 1
    for encoding in ("utf-8-sig", "utf-8", "utf-16", "cp932", "euc_jp"):
        for separator in (",", ";", "\t"):
            data = edited(text.encode(), {}, encoding=encoding, separator=separator)
            assert applying.dry_run(data, "x", officer).digest == plainly.digest, encoding


def test_changes_are_shown_then_made_all_at_once(node):
    officer = node["officer-jp"]
    data = edited(
        exported(officer, "csv"),
        {
            "VD.b.vi-1": {
                "title_en": "A new title",
                "due_date": "2027/3/31",
                "lead_post_jp": "coordinator-mic",
            },
            "CR.b-1": {
                "beneficiaries": "市民; business",
                "sources": "https://example.org/a https://example.org/b",
            },
        },
        new=[
            {
                "title_en": "A new work",
                "wording_ja": "新しい",
                "provision": "VD.b.vi",
                "nature": "deliverable",
            }
        ],
    )
    versions = Version.objects.count()
    sheet = applying.keep(data, "x.csv", by=officer, at=NOW)
    _, run = applying.look(sheet.pk, by=officer, at=NOW)
    assert Version.objects.count() == versions
    assert {one.reference: [field.column.name for field in one.fields] for one in run.changed} == {
        "VD.b.vi-1": ["title_en", "due_date", "lead_post_jp"],
        "CR.b-1": ["beneficiaries", "sources"],
    }
    assert len(run.new) == 1
    assert (run.refused, run.conflicts) == ([], [])
    made, again = applying.apply(sheet.pk, run.digest, by=officer, at=SOON)
    assert (len(made), again) == (3, None)
    entry = entry_for("VD.b.vi-1", viewer_of(officer))
    assert (entry.state, entry.title_en) == ("draft", "A new title")
    assert entry.version.facts["owners"]["JP"] == "coordinator-mic"
    assert entry.version.facts["due_date"] == "2027-03-31"
    assert entry.version.author == officer
    assert entry.version.language_states["title"]["ja"] == "stale"
    # The other side still reads what was published.
    assert entry_for("VD.b.vi-1", viewer_of(node["officer-gb"])).title_en != "A new title"
    other = entry_for("CR.b-1", viewer_of(officer)).version.facts
    assert other["beneficiaries"] == ["citizens", "business"]
    assert other["sources"] == ["https://example.org/a", "https://example.org/b"]
    with pytest.raises(Refused, match="sheet-gone"):
        applying.apply(sheet.pk, run.digest, by=officer, at=SOON)
    assert applying.dry_run(exported(officer, "xlsx"), "x", officer).total == 0


def test_a_line_changed_meanwhile_is_a_conflict_with_both_texts(node):
    officer = node["officer-jp"]
    data = edited(
        exported(officer, "csv"),
        {"VD.b.vi-1": {"title_en": "Mine"}, "VD.b.vii-1": {"title_en": "Also mine"}},
    )
    sheet = applying.keep(data, "x.csv", by=officer, at=NOW)
    _, before = applying.look(sheet.pk, by=officer, at=NOW)
    assert len(before.changed) == 2
    meanwhile = edited(
        exported(officer, "csv"),
        {"VD.b.vi-1": {"title_en": "Theirs"}, "CR.b-1": {"title_en": "Else"}},
    )
    assert len(applying.make(applying.dry_run(meanwhile, "y", officer), by=officer, at=NOW)) == 2
    made, run = applying.apply(sheet.pk, before.digest, by=officer, at=SOON)
    assert made == []
    assert [one.reference for one in run.changed] == ["VD.b.vii-1"]
    (conflict,) = run.conflicts
    assert [(one.old, one.new) for one in conflict.fields] == [("Theirs", "Mine")]
    # CR.b-1 was not touched in this file, so its newer text is no conflict.
    assert not run.refused
    assert entry_for("VD.b.vi-1", viewer_of(officer)).title_en == "Theirs"


def test_what_is_wrong_is_said_line_by_line(node):
    officer = node["officer-jp"]
    data = exported(officer, "csv")
    data = edited(
        data,
        {
            "VD.b.vi-1": {"due_date": "2026-02-30", "beneficiaries": "citizen"},
            "VD.b.vii-1": {"nature": "dated"},
            "CR.b-1": {"lead_post_jp": "coordinator-mi"},
            "CR.b-2": {"version": "99"},
            "CR.b-3": {"title_en": "", "title_ja": ""},
            "13-1": {"lead_post_gb": "coordinator-mic"},
        },
        new=[
            {"reference": "13-2", "version": "1"},
            {"reference": "NO-1", "version": "1"},
            {"title_en": "x", "provision": "none", "nature": "none"},
        ],
    )
    run = applying.dry_run(data, "x", officer)
    assert run.total == 0
    found = {(one.reference, one.column) for one in run.refused}
    assert found == {
        ("VD.b.vi-1", "due_date"),
        ("VD.b.vi-1", "beneficiaries"),
        ("VD.b.vii-1", "nature"),
        ("CR.b-1", "lead_post_jp"),
        ("CR.b-2", "version"),
        ("CR.b-3", "title_en"),
        ("13-1", "lead_post_gb"),
        ("13-2", "reference"),
        ("NO-1", "reference"),
        ("", "provision"),
        ("", "nature"),
    }
    assert sum(one.reference == "13-2" for one in run.refused) == 2
    assert all(one.what["en"] and one.what["ja"] and one.advice["ja"] for one in run.refused)
    near = next(one for one in run.refused if one.reference == "CR.b-1")
    assert "coordinator-mic" in near.what["en"]


def test_who_may_not_write_a_record_is_told_so_line_by_line(node):
    london = node["officer-gb"]
    entry = entry_for("VD.b.vi-1", viewer_of(london))
    assert entry.item.pen_id != "GB"
    run = applying.dry_run(
        edited(exported(london, "csv"), {"VD.b.vi-1": {"title_en": "x"}}), "x", london
    )
    assert (run.total, len(run.refused)) == (0, 1)
    for name in ("private-office-jp", "operator"):
        with pytest.raises(Refused):
            applying.dry_run(b"x", "x", node[name])


def test_a_column_left_out_stays_as_it_is(node):
    officer = node["officer-jp"]
    data = edited(
        exported(officer, "csv"),
        {"VD.b.vi-1": {"title_en": "x"}},
        drop=["title_ja", "area", "due_date"],
    )
    run = applying.dry_run(data, "x", officer)
    assert [[field.column.name for field in one.fields] for one in run.changed] == [["title_en"]]
    assert list(run.missing) == ["title_ja", "due_date", "area"]


def booked(rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    return out.getvalue()


HEAD = ["reference", "version", "title_en"]


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "sheet-empty", ""),
        (b"\xef\xbb\xbf\r\n", "not-a-table", ""),
        (b"reference,version\r\n", "sheet-empty", ""),
        (b"reference,titel_en\r\nX,y\r\n", "sheet-columns-wrong", "titel_en is not known (do you mean title_en?); version is missing"),
        (b"reference,version,version\r\nX,1,1\r\n", "sheet-columns-wrong", "version is there twice"),
        (b"a,b\r\n1,2\r\n", "not-a-table", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "import-encoding-unknown", ""),
        (b"just some words", "not-a-table", ""),
        (b'reference,version\r\n"X,1\r\n', "not-a-table", "quotation mark"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "not-a-table", "password"),
        (b"PK\x03\x04 broken", "import-file-broken", ""),
        (b"x" * (17 * 1024 * 1024), "sheet-too-big", "16 MB"),
        (b"reference,version\r\n" + b"X,1\r\n" * (MOST_LINES + 1), "sheet-too-long", "20,000"),
        (bomb(), "import-file-swells", ""),
        (booked([HEAD, ["X", 1, "y"]], lambda sheet: sheet.merge_cells("A2:B2")), "sheet-cells-merged", "A2:B2"),
        (booked([["a", "b"], [1, 2]]), "not-a-table", ""),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_to_do(data, code, said):
    from kakehashi.workplan.sheets.columns import columns

    with pytest.raises(Refused) as refusal:
        read_table(data, "x", columns(["JP", "GB"]))
    assert refusal.value.code == code
    assert said in refusal.value.say("en")
    assert refusal.value.say("ja") != refusal.value.say("en")


def test_formulas_dates_and_numbers_of_a_workbook(node):
    officer = node["officer-jp"]
    viewer = viewer_of(officer)
    numbers = {
        ref: entry_for(ref, viewer).version.number for ref in ("VD.b.vi-1", "CR.b-1", "CR.b-2")
    }
    data = booked(
        [
            ["marking above"],
            ["Reference", "version", "title en", "due_date"],
            ["VD.b.vi-1", numbers["VD.b.vi-1"], "=1+1", None],
            [],
            ["CR.b-1", float(numbers["CR.b-1"]), 2026, dt.date(2027, 3, 31)],
            ["CR.b-2", numbers["CR.b-2"], "#REF!", None],
        ]
    )
    run = applying.dry_run(data, "x", officer)
    assert [(one.line, one.reference, one.column) for one in run.refused] == [
        (3, "VD.b.vi-1", "title_en"),
        (6, "CR.b-2", "title_en"),
    ]
    (change,) = run.changed
    assert [(one.column.name, one.new) for one in change.fields] == [
        ("title_en", "2026"),
        ("due_date", "2027-03-31"),
    ]


def test_a_kept_file_is_its_accounts_alone_and_goes_after_a_day(node):
    officer, other = node["officer-jp"], node["officer-gb"]
    sheet = applying.keep(exported(officer, "csv"), "x", by=officer, at=NOW)
    with pytest.raises(Refused, match="sheet-gone"):
        applying.look(sheet.pk, by=other, at=NOW)
    with pytest.raises(Refused, match="sheet-gone"):
        applying.apply(sheet.pk, "", by=other, at=NOW)
    with pytest.raises(Refused, match="sheet-gone"):
        applying.look(sheet.pk, by=officer, at=LATER)
    for _ in range(7):
        applying.keep(b"x", "x", by=officer, at=LATER)
    assert Sheet.objects.count() == applying.MOST_KEPT


def test_nothing_is_made_when_one_line_cannot_be(node, monkeypatch):
    officer = node["officer-jp"]
    data = edited(
        exported(officer, "csv"), {"VD.b.vi-1": {"title_en": "x"}, "CR.b-1": {"title_en": "y"}}
    )
    run = applying.dry_run(data, "x", officer)
    versions = Version.objects.count()
    broken = dataclasses.replace(run.changed[1], base=77)
    run.changed[1] = broken
    with pytest.raises(Refused, match="edit-conflict"):
        applying.make(run, by=officer, at=LATER)
    assert Version.objects.count() == versions


def test_more_changes_than_are_made_at_once_are_refused_whole(node, monkeypatch):
    officer = node["officer-jp"]
    data = edited(
        exported(officer, "csv"), {"VD.b.vi-1": {"title_en": "x"}, "CR.b-1": {"title_en": "y"}}
    )
    monkeypatch.setattr(applying, "MOST_CHANGES", 1)
    versions = Version.objects.count()
    with pytest.raises(Refused, match="too-many-changes"):
        applying.make(applying.dry_run(data, "x", officer), by=officer, at=SOON)
    assert Version.objects.count() == versions


def test_shift_jis_says_what_it_does_not_have_and_loses_nothing(node):
    officer = node["officer-jp"]
    data = edited(exported(officer, "csv"), {"VD.b.vi-1": {"title_ja": "𠮷野家🗾〜−¥ &#x41;"}})
    applying.make(applying.dry_run(data, "x", officer), by=officer, at=NOW)
    viewer = viewer_of(officer)
    choices = choices_for(viewer)
    keys = selection(Asked(), viewer, choices, today=TODAY)
    found = unfit_for_shift_jis(rows_of(keys, viewer, applying.known_columns(), choices))
    assert {"𠮷", "🗾", "〜", "−", "¥"} <= {one for one, _ in found.characters}
    assert ("VD.b.vi-1", "title_ja") in found.places
    out = exported(officer, "shift-jis")
    assert "&#x20BB7;野家&#x1F5FE;" in out.decode("cp932")
    assert applying.dry_run(out, "x", officer).total == 0
    # Opened and saved again as something else, it still says how it is written.
    assert applying.dry_run(out.decode("cp932").encode("utf-16"), "x", officer).total == 0


def test_what_a_side_keeps_to_itself_is_in_no_table_of_the_other(node):
    officer, other = node["officer-jp"], node["officer-gb"]
    data = edited(exported(officer, "csv"), {"VD.b.vi-1": {"title_en": "Only ours"}})
    applying.make(applying.dry_run(data, "x", officer), by=officer, at=NOW)
    for form in ("csv", "json"):
        assert b"Only ours" in exported(officer, form)
        assert b"Only ours" not in exported(other, form)
    assert (
        "自国側限り / own side (TLP:AMBER+STRICT)"
        in exported(officer, "csv").decode("utf-8-sig").split("\r\n")[0]
    )
    assert "own side" not in exported(other, "csv").decode("utf-8-sig").split("\r\n")[0]
    assert "own-side" in cover_of(
        selection(Asked(), viewer_of(officer), choices_for(viewer_of(officer)), today=TODAY),
        {},
        of=1,
        at=NOW,
    ).file_name("csv")


def test_every_post_is_found_by_either_name(node):
    post = Post.objects.get(pk="coordinator-mic")
    officer = node["officer-jp"]
    for name in (post.name_en, post.name_ja, post.pk):
        data = edited(exported(officer, "csv"), {"VD.b.vi-1": {"lead_post_jp": name}})
        (change,) = applying.dry_run(data, "x", officer).changed
        assert [one.new for one in change.fields] == ["coordinator-mic"]
