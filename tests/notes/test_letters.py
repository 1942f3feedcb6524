"""Letters: mails as they really come, read for what they say; and everything else refused."""

import base64
import datetime as dt
import io
import struct
from email.message import EmailMessage

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.notes.letters import shapes
from kakehashi.notes.letters.asking import LARGEST, LetterBroken, LetterTooBig, LetterUnknown, ask
from kakehashi.notes.letters.faults import Fault
from kakehashi.notes.letters.quoting import folded
from kakehashi.notes.letters.reading import read
from kakehashi.notes.letters.rtf import text_of_rtf, unpacked
from tests.notes.outlook_files import attribute, compound, message, properties, text, winmail

HEAD = (
    b"From: Alice Example <alice@dsit.example>\r\nTo: haruka@mic.example\r\n"
    b"Subject: Cables\r\nDate: Fri, 20 Nov 2026 18:30:00 +0000\r\n"
)


def _mail(body, *, head=HEAD, kind="text/plain; charset=utf-8"):
    return head + f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode() + body


def _read(data):
    return read(data)[0]


def test_a_plain_mail_with_the_thread_below_it():
    body = "We will ratify in May.\n\nOn Thu, 19 Nov 2026 at 09:00, Haruka wrote:\n> When?\n"
    letter = _read(_mail(body.encode()))
    assert letter.text == "We will ratify in May."
    assert letter.quoted.startswith("On Thu")
    assert letter.subject == "Cables"
    assert letter.date == "2026-11-20T18:30:00+00:00"
    assert [(one.name, one.address) for one in letter.senders] == [
        ("Alice Example", "alice@dsit.example")
    ]
    assert letter.remarks == ()


@pytest.mark.parametrize(
    ("claimed", "really"),
    [
        ("iso-2022-jp", "iso2022_jp"),
        ("shift_jis", "cp932"),
        ("iso-2022-jp", "cp932"),
        ("us-ascii", "utf-8"),
        ("us-ascii", "iso2022_jp"),
        ("utf-8", "iso2022_jp"),
        ("iso-8859-1", "cp932"),
        ("x-unknown", "utf-8"),
        ("utf-8", "euc_jp"),
        ("zip", "utf-8"),
    ],
)
def test_japanese_is_read_whatever_charset_is_claimed(claimed, really):
    words = "海底ケーブルの件、批准は５月の予定です。ご確認をお願いいたします。"
    letter = _read(_mail(words.encode(really), kind=f"text/plain; charset={claimed}"))
    assert letter.text == words
    assert (shapes.GUESSED in letter.remarks) == (
        claimed not in ("iso-2022-jp", "shift_jis")
        or (claimed == "iso-2022-jp" and really == "cp932")
    )


def test_names_and_subjects_are_decoded_and_raw_ones_guessed():
    encoded = base64.b64encode("総務省 国際課, 担当".encode("iso2022_jp")).decode()
    head = f"From: =?ISO-2022-JP?B?{encoded}?= <a@mic.example>\r\n".encode()
    head += b"Subject: " + "批准の予定について".encode("cp932") + b"\r\n"
    letter = _read(_mail(b"x", head=head))
    assert [(one.name, one.address) for one in letter.senders] == [
        ("総務省 国際課, 担当", "a@mic.example")
    ]
    assert letter.subject == "批准の予定について"
    assert shapes.UNDATED in letter.remarks


def test_a_mail_of_html_alone_is_read_without_scripts_and_what_is_hidden():
    markup = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>Yes,<br>in May.</p>"
        "<script>alert(1)</script><div style='display:none'>tracked</div>"
        "<img src='https://tracker.example/x.png'><blockquote>When?</blockquote></body></html>"
    )
    letter = _read(_mail(markup.encode(), kind="text/html; charset=utf-8"))
    assert letter.text == "Yes,\nin May."
    assert letter.quoted == "> When?"
    assert shapes.HTML_ONLY in letter.remarks


def test_text_comes_before_html_and_files_are_listed_by_digest():
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@x.example", "b@y.example", "Files"
    made.set_content("The text.")
    made.add_alternative("<p>The markup.</p>", subtype="html")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="../議事.pdf")
    letter, files = read(made.as_bytes())
    assert letter.text == "The text."
    assert [(one.name, one.size) for one in letter.files] == [(".._議事.pdf", 5)]
    assert files[0][1] == b"%PDF-"


def test_a_mail_within_a_mail_joins_the_thread_and_can_be_kept():
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "carol@z.example", "What was said"
    inner.set_content("The inner words.")
    inner.add_attachment(b"x", maintype="application", subtype="pdf", filename="in.pdf")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "a@x.example", "b@y.example", "Fwd"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    letter = _read(outer.as_bytes())
    assert letter.text == "See below."
    assert "carol@z.example" in letter.quoted
    assert "The inner words." in letter.quoted
    assert [one.name for one in letter.files] == ["What was said.eml"]
    assert shapes.NESTED in letter.remarks


def test_what_contradicts_itself_in_the_senders_lines_is_said():
    head = (
        b'From: "minister@dsit.example" <x@evil.example>\r\nReply-To: y@evil.example\r\n'
        b"Return-Path: <bounce@other.example>\r\n"
    )
    letter = _read(_mail(b"Send it here.", head=head))
    assert {shapes.DIFFERS, shapes.NAMED_OTHERWISE} <= set(letter.remarks)
    assert letter.claims == {"Reply-To": "y@evil.example", "Return-Path": "bounce@other.example"}
    reversed_name = "From: Al\u202eice <a@x.example>\r\n".encode()
    assert _read(_mail(b"x", head=reversed_name)).senders[0].name == "Alice"


def test_a_mail_without_a_text_and_one_that_is_sealed():
    assert shapes.NO_TEXT in _read(_mail(b"", kind="application/pdf")).remarks
    sealed = _mail(b"--b\r\n\r\n\r\n--b--", kind='multipart/encrypted; boundary="b"')
    assert {shapes.NO_TEXT, shapes.ENCRYPTED} <= set(_read(sealed).remarks)


def test_winmail_dat_gives_its_text_and_files():
    packed = winmail(
        attribute(0x9007, struct.pack("<II", 932, 0)),
        attribute(0x9003, properties((0x1000, 0x1E, "了解です。\0".encode("cp932")))),
        attribute(0x9002, bytes(14), 2),
        attribute(0x8010, "議事.pdf\0".encode("cp932"), 2),
        attribute(0x800F, b"%PDF-", 2),
    )
    body = (
        b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(packed) + b"\r\n--b--"
    )
    letter, files = read(_mail(body, kind='multipart/mixed; boundary="b"'))
    assert letter.text == "了解です。"
    assert files == [("議事.pdf", b"%PDF-")]
    assert shapes.TNEF in letter.remarks
    cut = read(_mail(body[:120], kind='multipart/mixed; boundary="b"'))[0]
    assert [one.name for one in cut.files] in ([], ["winmail.dat"])


def test_outlooks_own_file():
    at = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)
    inner = message(head=24, subject="Before", body="When?", sender=("Haruka", "h@mic.example"))
    tree = message(
        subject="海底ケーブル",
        body="In May.\r\n" + "More. " * 2000,
        sent=at,
        sender=("Alice", "alice@dsit.example"),
        to=[("春香", "haruka@mic.example")],
        files=[("plan.pdf", b"%PDF-" * 2000), ("Before.msg", inner)],
        streams={**text(0x5D01, "pa@dsit.example")},
    )
    letter, files = read(compound(tree))
    assert (letter.subject, letter.date) == ("海底ケーブル", at.isoformat())
    assert letter.text.startswith("In May.\nMore.")
    assert letter.recipients == (shapes.Somebody("春香", "haruka@mic.example"),)
    assert files == [("plan.pdf", b"%PDF-" * 2000)]
    assert "When?" in letter.quoted
    assert {shapes.NESTED, shapes.DIFFERS} <= set(letter.remarks)
    with pytest.raises(Fault, match="note-file-not-mail"):
        read(compound({"WordDocument": b"x"}))


# The worked example of [MS-OXRTFCP] 4.1.1.
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09"
    "0020627705b06c647d0a800fa0"
)


def test_compressed_rtf_and_its_words():
    rtf = unpacked(PACKED)
    assert rtf == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert text_of_rtf(rtf) == "hello world"
    said = rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f0 MS;}}\f0 \'97\'b9\'89\'f0\par {\*\x y}\u-10179?z}"
    assert text_of_rtf(said).startswith("了解\n")
    tree = message(streams={"__substg1.0_10090102": PACKED})
    assert read(compound(tree))[0].text == "hello world"


def test_a_word_document_is_its_paragraphs():
    made, file = docx.Document(), io.BytesIO()
    for line in ("Call with DSIT", "They will ratify.", "→ Send the list by 4 December"):
        made.add_paragraph(line)
    made.save(file)
    letter, kept = ask(file.getvalue(), "call.docx")
    assert (letter.kind, letter.subject, kept) == ("document", "Call with DSIT", [])
    assert letter.text.endswith("4 December")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Yes.\n\n-----Original Message-----\nFrom: A\nTo: B", "Yes."),
        ("了解です。\n\n2026年11月19日(木) 9:00 春香 <h@mic.example>:\n> いつですか", "了解です。"),
        ("Yes.\n\nFrom: A\nSent: today\nTo: B\n\nWhen?", "Yes."),
        ("承知。\n________________________________\n差出人: A", "承知。"),
        ("> When?\nIn May.\n> Where?\nIn London.", "> When?\nIn May.\n> Where?\nIn London."),
        ("From: the minister, with thanks.\nBye.", "From: the minister, with thanks.\nBye."),
        (
            "On Friday the minister wrote:\nYes.\nNo more.",
            "On Friday the minister wrote:\nYes.\nNo more.",
        ),
        ("> all of it\n> quoted", "> all of it\n> quoted"),
    ],
)
def test_where_the_thread_begins(written, kept):
    assert folded(written)[0] == kept


def test_the_process_gives_files_and_refuses_the_rest():
    made = EmailMessage()
    made["From"] = "a@x.example"
    made.set_content("Text.")
    made.add_attachment(b"one", maintype="application", subtype="pdf", filename="1.pdf")
    made.add_attachment(b"two", maintype="application", subtype="pdf", filename="2.pdf")
    letter, files = ask(made.as_bytes(), "mail.eml", files=[1, 7, -1])
    assert letter.text == "Text."
    assert [(one.name, one.content) for one in files] == [("2.pdf", b"two")]
    for data, refusal in (
        (b"\x89PNG\r\n", LetterUnknown),
        (b"PK\x03\x04 no archive", LetterBroken),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), LetterBroken),
    ):
        with pytest.raises(refusal):
            ask(data, "x")
    with pytest.raises(LetterTooBig, match=r"50"):
        ask(bytes(2 * LARGEST), "x.eml")


def _nested(depth):
    data = b"Content-Type: text/plain\r\n\r\nx"
    for at in range(depth):
        data = f'Content-Type: multipart/mixed; boundary="{at}"\r\n\r\n--{at}\r\n'.encode() + data
        data += f"\r\n--{at}--\r\n".encode()
    return b"From: a@x.example\r\n" + data


@pytest.mark.parametrize("depth", [20, 400])
def test_parts_within_parts_end_somewhere(depth):
    with pytest.raises(Fault):
        read(_nested(depth))


GOOD = (
    _mail("了解です。".encode("iso2022_jp"), kind="text/plain; charset=iso-2022-jp"),
    _mail(b"<p>Yes</p>", kind="text/html"),
    _nested(3),
    compound(message(subject="S", body="B", sender=("A", "a@x.example"), files=[("f", b"x")])),
    compound(message(streams={"__substg1.0_10090102": PACKED})),
    _mail(winmail(attribute(0x9003, properties((0x1000, 0x1E, b"x")))), kind="application/ms-tnef"),
)


@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.tuples(
            st.sampled_from(GOOD),
            st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), max_size=12),
            st.integers(0, 6000),
        ).map(lambda one: _hurt(*one)),
        st.tuples(st.sampled_from(("From", "Date", "Subject", "Content-Type")), st.text()).map(
            lambda one: f"From: a\r\n{one[0]}: {one[1]}\r\n\r\nx".encode("utf-8", "replace")
        ),
    )
)
def test_nothing_but_a_letter_or_a_fault_comes_of_any_file(data):
    try:
        letter, files = read(data)
    except Fault:
        pass
    else:
        assert len(letter.files) == len(files)
        shapes.letter_of(letter.data())
        assert "\x00" not in letter.text + letter.subject


def _hurt(good, changes, cut):
    data = bytearray(good)
    for place, value in changes:
        data[place % len(data)] = value
    return bytes(data[: max(len(data) - cut, 0)] if cut < 300 else data)
