"""Action points as a spreadsheet: out as they are filtered."""

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from kakehashi.desk.views.actions import asked_of, reading_of
from kakehashi.errors import NotHere
from kakehashi.governance import sheets
from kakehashi.governance.selectors.actions import Reading
from kakehashi.workplan.sheets.books import write_book
from kakehashi.workplan.sheets.writing import write_csv

FORMATS = ("csv", "xlsx")
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give what is filtered, as far as the reader sees it, in one of :data:`FORMATS`."""
    if form not in FORMATS:
        raise NotHere
    reading = reading_of(request)
    _filters, asked = asked_of(request, reading)
    keys, of = sheets.keys_of(asked, reading)
    cover = sheets.cover(keys, _said(request, reading), of=of, at=timezone.now())
    rows = sheets.rows_of(keys, reading.today)
    if form == "xlsx":
        return FileResponse(
            write_book(cover, sheets.COLUMNS, rows),
            as_attachment=True,
            filename=cover.file_name("xlsx"),
            content_type=BOOK,
        )
    return StreamingHttpResponse(
        write_csv(cover, sheets.COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{cover.file_name("csv")}"'},
    )


def _said(request: HttpRequest, reading: Reading) -> dict[str, list[str]]:
    """Return the filters in force in both languages."""
    found = {}
    for language in ("en", "ja"):
        with translation.override(language):
            chips = asked_of(request, reading)[0].chips
            found[language] = [str(words) for _name, words, _value in chips]
    return found
