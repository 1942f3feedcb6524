"""What is given to a translator: one file, or a zip of it with the glossary beside it."""

import io
import zipfile
from collections.abc import Mapping

from kakehashi.glossary.tbx import write_tbx
from kakehashi.translation.documents import word_writing, xliff
from kakehashi.translation.documents.shapes import Outgoing
from kakehashi.translation.rules import DOCX, XLIFF, XLIFF_OLD

MEDIA_TYPE = "application/zip"
_OLDEST = (1980, 1, 1, 0, 0, 0)
_ENDINGS: Mapping[str, str] = {XLIFF: ".xlf", XLIFF_OLD: "-1.2.xlf", DOCX: ".docx"}


def parcel(out: Outgoing, form: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a zip: the job in one format, and its terms as TBX.

    Raises:
        KeyError: for a format that is none.
    """
    name = f"{out.reference}-{out.source}-{out.target}"
    writers = {
        XLIFF: xliff.write_xliff,
        XLIFF_OLD: xliff.write_old_xliff,
        DOCX: word_writing.write_docx,
    }
    files = {name + _ENDINGS[form]: writers[form](out)}
    if out.concepts:
        files[f"{name}-glossary.tbx"] = write_tbx(out.concepts.values(), out.reference)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in files.items():
            archive.writestr(zipfile.ZipInfo(one, _OLDEST), content, zipfile.ZIP_DEFLATED)
    return f"{name}-{form}.zip", made.getvalue()
