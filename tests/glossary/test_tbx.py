"""TBX out and in: nothing is lost on the way, and nothing that should not be is read."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.framework.profile.loading import load_profile
from kakehashi.glossary import tbx
from kakehashi.glossary.concepts import NewConcept
from kakehashi.glossary.rules import check_shape
from kakehashi.glossary.tbx import read_tbx, write_tbx

TEXT = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=40
).map(str.strip).filter(bool)  # fmt: skip
SLUG = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


@st.composite
def concepts(draw):
    words = {}
    for language in ("en", "ja"):
        drawn = draw(st.lists(TEXT, min_size=1, max_size=6, unique=True))
        cut = draw(st.integers(1, len(drawn)))
        words[language] = {
            "preferred": drawn[:1],
            "admitted": drawn[1:cut],
            "avoided": drawn[max(1, cut) :],
        }
    texts = st.fixed_dictionaries({"en": st.just("") | TEXT, "ja": st.just("") | TEXT})
    made = NewConcept(
        id=draw(SLUG),
        words=words,
        definition=draw(texts),
        note=draw(texts),
        source=draw(st.just("") | TEXT),
        subject=draw(st.sampled_from(["", "area:SC", "organisation:mic"])),
        provisions=draw(st.lists(st.sampled_from(["1", "VD.b.vi", "12.a"]), unique=True)),
        name=draw(st.booleans()),
        homonym=draw(st.booleans()),
        pointed_out=draw(st.booleans()),
    )
    check_shape(made)
    return made


@given(st.lists(concepts(), max_size=4))
def test_a_round_trip_loses_nothing(ones):
    back = read_tbx(write_tbx(ones, "Glossary"))
    assert [one.data() for one in back] == [one.data() for one in ones]


def test_the_whole_glossary_goes_out_and_comes_back():
    ones = [
        NewConcept(
            id=one.id,
            words={
                language: {
                    "preferred": [term.preferred],
                    "admitted": term.admitted,
                    "avoided": term.avoided,
                }
                for language, term in one.terms.items()
            },
            definition=one.definition,
            source=one.source,
            note=one.note,
            provisions=one.provisions,
            subject=one.subject,
            name=one.name,
            pointed_out=one.pointed_out,
        )
        for one in load_profile("uk-japan").glossary
    ]
    for one in ones:
        check_shape(one)
    back = read_tbx(write_tbx(ones, "Glossary"))
    assert [one.data() for one in back] == [one.data() for one in ones]


HEAD = '<?xml version="1.0"?>'
OTHER_STYLE = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
 <tbxHeader><fileDesc><sourceDesc><p>another tool</p></sourceDesc></fileDesc></tbxHeader>
 <text><body><conceptEntry id="T42">
  <min:subjectField>port</min:subjectField>
  <langSec xml:lang="en-GB"><descripGrp><basic:definition>Where ships lie.</basic:definition>
   <basic:source>Harbour Act</basic:source></descripGrp>
   <termSec><term>berth</term><min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
   <termSec><term>quay</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
   <termSec><term>dock</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec></langSec>
  <langSec xml:lang="ja"><termSec><term>岸壁</term></termSec><termSec><term>バース</term></termSec></langSec>
  <langSec xml:lang="fr"><termSec><term>quai</term></termSec></langSec>
 </conceptEntry></body></text></tbx>"""


def test_the_other_style_is_read_and_other_languages_are_passed_over():
    (one,) = read_tbx(OTHER_STYLE.encode())
    assert one.id == "t42"
    assert one.subject == "port"
    assert one.definition == {"en": "Where ships lie."}
    assert one.source == "Harbour Act"
    assert one.words["en"] == {"preferred": ("quay",), "admitted": ("berth",), "avoided": ("dock",)}
    assert one.words["ja"] == {"preferred": ("岸壁",), "admitted": ("バース",), "avoided": ()}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (f'{HEAD}<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', tbx.TbxForbidden),
        (f'{HEAD}<!DOCTYPE tbx SYSTEM "http://evil.example/x.dtd"><tbx/>', tbx.TbxForbidden),
        (f'{HEAD}<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx/>', tbx.TbxForbidden),
        (f"{HEAD}<!DOCTYPE tbx><tbx/>", tbx.TbxForbidden),
        (f"{HEAD}<martif><text/></martif>", tbx.NotTbx),
        ("<html/>", tbx.NotTbx),
        ("", tbx.TbxBroken),
        ("<tbx>", tbx.TbxBroken),
        ("<tbx>&nbsp;</tbx>", tbx.TbxBroken),
        ('<?xml version="1.0" encoding="x-none"?><tbx/>', tbx.TbxBroken),
        ("plain", tbx.TbxBroken),
        (f"<tbx>{'<conceptEntry/>' * (tbx.MOST_CONCEPTS + 1)}</tbx>", tbx.TbxTooBig),
        ("<tbx>" + " " * tbx.LARGEST, tbx.TbxTooBig),
    ],
)  # fmt: skip
def test_what_is_refused(data, refusal):
    with pytest.raises(refusal):
        read_tbx(data.encode())


def test_nested_without_end_is_no_fault():
    deep = "<a>" * 20_000 + "</a>" * 20_000
    assert read_tbx(f"<tbx>{deep}</tbx>".encode()) == []


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data):
    with contextlib.suppress(tbx.TbxBroken, tbx.TbxForbidden, tbx.NotTbx):
        read_tbx(data)
