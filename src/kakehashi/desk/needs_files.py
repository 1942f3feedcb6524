"""What files ask of one person on the desk: retention that is over, proposals to approve."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.desk.sections import LATE, Reader, Remark, Row, Section
from kakehashi.errors import Words
from kakehashi.look.tags.moments import brief_day
from kakehashi.records.models import Entry
from kakehashi.retention import selectors
from kakehashi.retention.rules import THEN

MOST = 200


def due(reader: Reader) -> Section:
    """Return the files whose retention is over and that nothing is proposed for."""
    found = selectors.due(reader.viewer, reader.today)
    return Section(
        "files",
        _("Files whose retention is over"),
        len(found),
        [
            Row(
                _named(one.code, one.file_class.names, one.year_words),
                [
                    Remark(_("over since %(day)s") % {"day": brief_day(one.until)}, LATE),
                    Remark(_said(THEN[one.file_class.then])),
                ],
                page=reverse("desk:file", args=[one.file_class.code, one.year]),
            )
            for one in found[: reader.limit]
        ],
        6,
        href=reverse("desk:files"),
    )


def to_approve(reader: Reader) -> Section:
    """Return the disposals that others proposed and that the reader may approve, oldest first."""
    found = selectors.waiting_for_approval(reader.viewer, MOST)
    return Section(
        "disposals",
        _("Disposals to approve"),
        len(found),
        [
            Row(
                _named(one.file_class, one.basis["names"], one.basis["year"]),
                by=one.by.name if one.by else "",
                at=one.at,
                page=reverse("desk:disposal", args=[one.pk]),
            )
            for one in found[: reader.limit]
        ],
        2,
        href=reverse("desk:files"),
    )


def _named(code: str, names: Words, year: Words) -> Entry:
    """Return what a row is about: a file is no record, so this is kept nowhere."""
    titles = {language: f"{names[language]} {year[language]}" for language in ("en", "ja")}
    return Entry(reference=code, title_en=titles["en"], title_ja=titles["ja"])


def _said(words: Words) -> str:
    return words["ja" if get_language() == "ja" else "en"]
