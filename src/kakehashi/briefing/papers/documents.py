"""Papers as Word documents: a template filled in by a process that can reach nothing."""

import datetime as dt
import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kakehashi.briefing.papers.refusals import REASONS, TemplateNotDocx, TemplateTooLong
from kakehashi.wording.files.limits import MEGABYTES, SECONDS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SOURCE = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from kakehashi.briefing.papers.sandbox.process import main; main()"
)
_NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_BY_CODE = {one.code: one for one in REASONS}


def fill(
    template: bytes,
    names: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    title: str,
    language: str,
    at: dt.datetime,
    seconds: float = SECONDS,
) -> bytes:
    """Return the document that ``template`` makes of ``data``: the same bytes for the same input.

    Args:
        template: a DOCX; it is checked again.
        names: that it may use, see :func:`kakehashi.briefing.papers.fields.names_for`.
        data: under those names.
        title: for the document's properties.
        language: a tag, ``ja-JP`` or ``en-GB``.
        at: when it is made, kept in the properties.
        seconds: it may take, waiting included.

    Raises:
        Refused: one of :data:`kakehashi.briefing.papers.refusals.REASONS`.
    """
    said = {"title": title, "language": language, "at": at.isoformat()}
    return _asked(template, names, [], data, properties=said, seconds=seconds)


def check(template: bytes, names: Mapping[str, Any], *, seconds: float = SECONDS) -> None:
    """Refuse a template that cannot be taken, filling it in twice by way of trial.

    Once with three rows in every list, once with none.

    Raises:
        Refused: one of :data:`kakehashi.briefing.papers.refusals.REASONS`.
    """
    said = {"title": "", "language": "ja-JP", "at": _NEVER.isoformat()}
    samples = [sample(names, 3), sample(names, 0)]
    _asked(template, names, samples, None, properties=said, seconds=seconds)


def sample(shape: Any, rows: int, name: str = "") -> Any:
    """Return data of ``shape`` that say their own names, with so many rows in every list."""
    if isinstance(shape, Mapping):
        return {key: sample(value, rows, key) for key, value in shape.items()}
    if isinstance(shape, list):
        return [sample(shape[0], rows, f"{name} {at + 1}") for at in range(rows)]
    return name


def _asked(
    template: bytes,
    names: Mapping[str, Any],
    samples: Sequence[Mapping[str, Any]],
    data: Mapping[str, Any] | None,
    *,
    properties: Mapping[str, str],
    seconds: float,
) -> bytes:
    """Give the process its task and return what it made."""
    task = {
        "names": names,
        "samples": samples,
        "data": data,
        "properties": properties,
        "seconds": max(int(seconds), 1),
        "megabytes": MEGABYTES,
    }
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and nothing of the user's
            [sys.executable, "-I", "-B", "-c", _START, str(_SOURCE)],
            input=json.dumps(task).encode() + b"\n" + template,
            capture_output=True,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TemplateTooLong(most=_MOST) from late
    head, found, document = done.stdout.partition(b"\n")
    if done.returncode < 0:  # ended by one of its limits
        raise TemplateTooLong(most=_MOST)
    if done.returncode or not found:
        logging.getLogger(__name__).error("template process: %s", done.stderr.decode()[-2000:])
        raise TemplateNotDocx
    answer = json.loads(head)
    if answer["code"]:
        raise _BY_CODE[answer["code"]](**answer["facts"])
    return document


_MOST = "200,000"
