"""The check of translations finds what it is for, and update keeps what is there."""

import pytest

from tools import translations

HEAD = translations.HEADER


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Make a package with one room, `hall`, that asks for four messages."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "PACKAGE", tmp_path / "src")
    folder = tmp_path / "src" / "hall"
    (folder / "templates").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "apps.py").write_text("")
    (folder / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        "_('Open the door, ' 'please')\npgettext('of a door', 'Open')\n"
    )
    (folder / "templates" / "hall.html").write_text(
        "<h1>{% translate 'Door' %}</h1>\n"
        "    {% blocktranslate trimmed count n=n %}\n      One door of {{ side }}\n"
        "    {% plural %}\n      {{ n }} doors of {{ side }}\n    {% endblocktranslate %}\n"
    )
    return translations.Room(folder)


WHOLE = """
msgid "Open the door, please"
msgstr "扉を開けてください"

msgctxt "of a door"
msgid "Open"
msgstr "開"

msgid "Door"
msgstr "扉"

msgid "One door of %(side)s"
msgid_plural "%(n)s doors of %(side)s"
msgstr[0] "%(side)sの扉 %(n)s枚"
"""


def written(room, text):
    room.file.parent.mkdir(parents=True, exist_ok=True)
    room.file.write_text(HEAD + text, encoding="utf-8")
    return room


def test_everything_asked_for_is_found(room):
    assert set(room.asked()) == {
        ("", "Open the door, please", ""),
        ("of a door", "Open", ""),
        ("", "Door", ""),
        ("", "One door of %(side)s", "%(n)s doors of %(side)s"),
    }


def test_a_whole_room_has_no_faults(room):
    assert translations.room_faults(written(room, WHOLE)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('msgid "Door"', 'msgid "Gate"'), "is asked for nowhere"),
        (('msgid "Door"', 'msgid "Gate"'), "'Door' is missing"),
        (('msgstr "扉"', 'msgstr ""'), "has no Japanese"),
        (('msgid "Door"', '#, fuzzy\nmsgid "Door"'), "is marked fuzzy"),
        (("%(n)s枚", "数枚"), "other placeholders"),
        (('msgid "Door"', '#~ msgid "Old"\n#~ msgstr "旧"\n\nmsgid "Door"'), "commented out"),
        (('msgid "Door"', 'msgid "Door"\nmsgstr "戸"\n\nmsgid "Door"'), "stands twice"),
    ],
)
def test_each_fault_is_named(room, change, said):
    faults = translations.room_faults(written(room, WHOLE.replace(*change)))
    assert any(said in fault for fault in faults), faults


def test_another_name_for_gettext_is_named(room):
    (room.folder / "more.py").write_text("from x import gettext_lazy as lazy\n")
    assert any("lazy" in fault for fault in translations.room_faults(written(room, WHOLE)))


def test_words_inside_an_f_string_are_named(room):
    (room.folder / "more.py").write_text("f\"{words} {_('Choose below.')}\"\n")
    assert any("f-string" in fault for fault in translations.room_faults(written(room, WHOLE)))


def test_two_rooms_that_say_one_thing_differently_are_named(room, capsys):
    other = translations.Room(room.folder.with_name("hut"))
    other.folder.mkdir()
    for name, text in (("__init__.py", ""), ("apps.py", ""), ("views.py", "_('Door')")):
        (other.folder / name).write_text(text)
    written(other, 'msgid "Door"\nmsgstr "戸"\n')
    written(room, WHOLE)
    assert translations.check() == 1
    assert "'戸' here and '扉'" in capsys.readouterr().err


def test_update_adds_what_is_missing_and_keeps_the_rest(room):
    begun = WHOLE.partition('msgid "Door"')[0]
    written(room, begun)
    translations.update()
    text = room.file.read_text(encoding="utf-8")
    assert text.startswith((HEAD + begun).rstrip("\n"))
    faults = translations.room_faults(room)
    assert len(faults) == 2
    assert all("has no Japanese" in fault for fault in faults)
    translations.update()
    assert room.file.read_text(encoding="utf-8") == text


def test_compiled_translations_are_read_by_gettext(room):
    import gettext

    written(room, WHOLE)
    translations.compile_all()
    said = gettext.translation("django", room.folder / "locale", languages=["ja"])
    assert said.gettext("Door") == "扉"
    assert said.pgettext("of a door", "Open") == "開"
