"""A joint text as files: taken out, and brought back through a look at what would change."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kakehashi.desk.viewing import account_of
from kakehashi.desk.views.text_editor import Opened, opened
from kakehashi.drafting import selectors, services
from kakehashi.drafting.documents.akoma_ntoso import write_akn
from kakehashi.drafting.documents.coming_back import brought_back, only_words
from kakehashi.drafting.documents.word_reading import read_docx
from kakehashi.drafting.documents.word_writing import CLEAN, COLUMNS, Sheet, write_docx
from kakehashi.drafting.documents.xliff import read_xliff, write_xliff
from kakehashi.drafting.services import Draft, texts
from kakehashi.errors import NotHere, Refused
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import selectors as records
from kakehashi.records.models import Version
from kakehashi.records.rules import STATE_WORDS, check_step, may_step
from kakehashi.records.services.plans import standing_of
from kakehashi.wording.files.refusals import FileTooBig

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AKN: Final = "application/akn+xml"
XLIFF: Final = "application/xliff+xml"
_MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 20 * _MEGABYTE
COURTESY: Final = {"ja": "仮訳", "en": "Courtesy translation"}
"""Printed where a language is not authoritative."""
_SALT = "kakehashi.desk.text-documents"
_LIVES = dt.timedelta(hours=12)


class FileMissing(Refused):
    """No file was chosen."""

    code = "file-missing"
    message = {"en": "No file was chosen.", "ja": "ファイルが選択されていません。"}
    hint = {
        "en": "Choose the DOCX or XLIFF file that you took out here and edited.",
        "ja": "この画面から取り出して編集した DOCX 又は XLIFF ファイルを選択してください。",
    }


class NeitherWordNorXliff(Refused):
    """A file of a kind that no joint text comes back in."""

    code = "neither-word-nor-xliff"
    status = 415
    message = {
        "en": "{name} is neither a Word file (DOCX) nor an XLIFF file.",
        "ja": "「{name}」は、Word ファイル（DOCX）でも XLIFF ファイルでもありません。",
    }
    hint = {
        "en": "Nothing was changed. Take the text out here, edit that file and bring it back.",
        "ja": "何も変更されていません。この画面から取り出したファイルを編集して戻してください。",
    }


class FileOfAnotherText(Refused):
    """A file that was taken out of another joint text."""

    code = "file-of-another-text"
    status = 409
    message = {
        "en": "{name} was taken out of {other}, not of {reference}.",
        "ja": "「{name}」は {reference} ではなく {other} から取り出されたファイルです。",
    }
    hint = {
        "en": "Nothing was changed. Bring it back on the page of {other}.",
        "ja": "何も変更されていません。{other} の画面で取り込んでください。",
    }


class LookTooOld(Refused):
    """What was looked at cannot be made any more: too old, or not from this page."""

    code = "look-too-old"
    status = 409
    message = {
        "en": "What you looked at is too old to be made.",
        "ja": "確認した内容は、有効期限が切れています。",
    }
    hint = {
        "en": "Nothing was changed. Choose the file again.",
        "ja": "何も変更されていません。もう一度ファイルを選択してください。",
    }


def documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the files of a joint text; take one back and show what it would change."""
    found = opened(request, reference)
    if request.method != "POST":
        return _page(request, found)
    try:
        if request.POST.get("look"):
            return _made(request, found)
        given = request.FILES.get("file")
        if given is None:
            raise FileMissing
        if (given.size or 0) > LARGEST:
            raise FileTooBig(
                name=given.name, size=-(-(given.size or 0) // _MEGABYTE), limit=LARGEST // _MEGABYTE
            )
        return _looked(request, found, given.read(), str(given.name))
    except NotHere:
        raise
    except Refused as refusal:
        return _page(request, opened(request, reference), refusal=refusal)


def document(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """Give a joint text as one file, as ``clean-ja.docx``, ``columns.docx`` or ``en.akn.xml``."""
    found = opened(request, reference)
    version = _asked(request, found, "version", found.entry.version)
    draft = texts.text_of(version)
    name = f"{reference}-v{version.number}"
    made = _FILES.get(form)
    if made is None:
        raise NotHere
    since = None
    if "since" in request.GET:
        before = _asked(request, found, "since", None)
        since, name = texts.text_of(before), f"{name}-since-v{before.number}"
    kind, content = made(found, version, draft, since)
    answer = HttpResponse(content, content_type=kind)
    told = content_disposition_header(as_attachment=True, filename=f"{name}-{form}")
    answer["Content-Disposition"] = told or "attachment"
    return answer


def _asked(request: HttpRequest, found: Opened, name: str, usual: Version | None) -> Version:
    given = request.GET.get(name, "")
    if not given and usual is not None:
        return usual
    if not given.isascii() or not given.isdigit() or len(given) > 6:  # noqa: PLR2004 - no number
        raise NotHere
    return records.version_for(found.entry.item, int(given), found.reader)


def _sheet(found: Opened, version: Version) -> Sheet:
    state = STATE_WORDS.get(version.state, {})
    draft = texts.text_of(version)
    marked = " ".join([*map(str, version.marking.get("national", {}).values())])
    tlp = str(version.marking.get("tlp", ""))
    return Sheet(
        reference=found.entry.reference,
        digest=version.digest,
        at=version.at,
        author=version.side_id or "Kakehashi",
        header={
            code: "  ".join(filter(None, (marked, tlp, state.get(code, ""))))
            for code in ("ja", "en")
        },
        courtesy={code: "" if code in draft.languages else COURTESY[code] for code in COURTESY},
    )


def _word(layout: str, *languages: str) -> Any:
    def write(
        found: Opened, version: Version, draft: Draft, since: Draft | None
    ) -> tuple[str, bytes]:
        sheet = _sheet(found, version)
        return WORD, write_docx(draft, sheet, layout=layout, languages=languages, since=since)

    return write


def _akn(language: str) -> Any:
    def write(
        found: Opened, version: Version, draft: Draft, _since: Draft | None
    ) -> tuple[str, bytes]:
        return AKN, write_akn(
            draft,
            reference=found.entry.reference,
            digest=version.digest,
            number=version.number,
            begun=_begun(found.entry.item_id) or version.at.date(),
            on=version.at.date(),
            language=language,
        )

    return write


def _begun(item: uuid.UUID) -> dt.date | None:
    """Return the day in an identity that was drawn by the clock: the same on every node."""
    if item.version != 7:  # noqa: PLR2004 - RFC 9562
        return None
    return dt.datetime.fromtimestamp((item.int >> 80) / 1000, tz=dt.UTC).date()


def _xliff(source: str, target: str) -> Any:
    def write(
        found: Opened, version: Version, draft: Draft, _since: Draft | None
    ) -> tuple[str, bytes]:
        return XLIFF, write_xliff(
            draft,
            reference=found.entry.reference,
            digest=version.digest,
            source=source,
            target=target,
        )

    return write


_FILES: Mapping[str, Any] = {
    "clean-ja.docx": _word(CLEAN, "ja"),
    "clean-en.docx": _word(CLEAN, "en"),
    "clean.docx": _word(CLEAN, "ja", "en"),
    "columns.docx": _word(COLUMNS, "ja", "en"),
    "ja.akn.xml": _akn("ja"),
    "en.akn.xml": _akn("en"),
    "ja-en.xlf": _xliff("ja", "en"),
    "en-ja.xlf": _xliff("en", "ja"),
}


@dataclass(frozen=True)
class _Look:
    """What a file would change."""

    draft: Draft
    base: Version
    notes: int


def _read(found: Opened, content: bytes, name: str) -> _Look:
    """Return the text that a file makes of the one that stands now.

    Raises:
        NeitherWordNorXliff: it is of another kind.
        FileOfAnotherText: it was taken out of another text.
        kakehashi.errors.Refused: as :func:`read_docx` and :func:`read_xliff` raise.
    """
    if content[:2] == b"PK":
        returned = read_docx(content, name)
        base = _base(found, returned.digest, name)
        draft = brought_back(texts.text_of(base), found.draft, returned)
        return _Look(draft, base, returned.notes)
    if not content.lstrip(_BLANK).startswith((b"<", *_WIDE_MARKS)):
        raise NeitherWordNorXliff(name=name)
    translated = read_xliff(content, name)
    base = _base(found, translated.digest, name)
    words = {key: {translated.language: said} for key, said in translated.words.items()}
    return _Look(only_words(texts.text_of(base), found.draft, words), base, 0)


_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def _base(found: Opened, digest: str, name: str) -> Version:
    """Return the version a file was made from; the newest where that is not known.

    Raises:
        FileOfAnotherText: it is a version of another text.
    """
    if not digest:
        return found.entry.version
    made_from = Version.objects.filter(
        digest=digest, audience_id__in=visible_audiences(found.reader)
    ).select_related("item")
    known = made_from.filter(item=found.entry.item).first()
    other = None if known else made_from.first()
    if other is not None:
        raise FileOfAnotherText(
            name=name, reference=found.entry.reference, other=other.item.reference
        )
    return known or found.entry.version


def _looked(request: HttpRequest, found: Opened, content: bytes, name: str) -> HttpResponse:
    look = _read(found, content, name)
    rows = [one for one in selectors.compare_drafts(found.draft, look.draft) if one.changed]
    title = selectors.title_changes(found.draft, look.draft)
    if not rows and not title:
        messages.info(request, _("The file says what stands here already. Nothing to change."))
        return redirect("desk:text-documents", found.entry.reference)
    kept = {
        "item": str(found.entry.item_id),
        "base": found.entry.version.number,
        "title": dict(look.draft.title),
        "structure": services.structure_of(look.draft.paragraphs),
        "words": {one.field: dict(one.words) for one in look.draft.paragraphs},
    }
    return render(
        request,
        "desk/text_brought.html",
        {
            "entry": found.entry,
            "name": name,
            "rows": rows,
            "title": title,
            "base": look.base,
            "notes": look.notes,
            "writes": found.editable,
            "proposes": _proposals(found.draft, look.draft),
            "may": found.editable or _may_propose(found),
            "look": signing.dumps(kept, salt=_SALT, compress=True),
        },
    )


def _may_propose(found: Opened) -> bool:
    return may_step(found.reader, standing_of(found.entry.item, found.entry), "propose")


def _proposals(now: Draft, wanted: Draft) -> list[tuple[str, dict[str, str]]]:
    """Return what can be proposed: other words for paragraphs that stand there already."""
    before = {one.id: dict(one.words) for one in now.paragraphs}
    return [
        (one.id, dict(one.words))
        for one in wanted.paragraphs
        if one.id in before and before[one.id] != dict(one.words)
    ]


def _made(request: HttpRequest, found: Opened) -> HttpResponse:
    """Make what was looked at: a draft of the pen-holder's, else proposals one by one."""
    try:
        kept = signing.loads(request.POST["look"], salt=_SALT, max_age=_LIVES)
    except signing.BadSignature as fault:
        raise LookTooOld from fault
    if kept["item"] != str(found.entry.item_id):
        raise LookTooOld
    draft = services.with_text(found.draft, kept["title"], kept["structure"], kept["words"])
    account, now = account_of(request), timezone.now()
    if found.editable:
        services.replace_paragraphs(
            item=found.entry.item_id,
            base=kept["base"],
            draft=draft,
            note=_("from a file"),
            by=account,
            at=now,
        )
        messages.success(request, _("Saved as a draft. Only your side sees it."))
        return redirect("desk:text", found.entry.reference)
    check_step(found.reader, standing_of(found.entry.item, found.entry), "propose")
    proposed = _proposals(found.draft, draft)
    for key, words in proposed:
        services.propose_paragraph(
            item=found.entry.item_id,
            base=kept["base"],
            paragraph=key,
            words=words,
            note=_("from a file"),
            by=account,
            at=now,
        )
    messages.success(
        request,
        ngettext(
            "%(number)s proposal is with whoever holds the pen.",
            "%(number)s proposals are with whoever holds the pen.",
            len(proposed),
        )
        % {"number": len(proposed)},
    )
    return redirect("desk:text", found.entry.reference)


def _page(request: HttpRequest, found: Opened, *, refusal: Refused | None = None) -> HttpResponse:
    history: Sequence[Version] = records.history(found.entry.item, visible_audiences(found.reader))
    return render(
        request,
        "desk/text_documents.html",
        {
            "entry": found.entry,
            "history": history,
            "earlier": history[1] if len(history) > 1 else None,
            "may": found.editable or _may_propose(found),
            "writes": found.editable,
            "refusal": refusal,
            "megabytes": LARGEST // (1024 * 1024),
        },
        status=refusal.status if refusal else 200,
    )
