"""``kakehashi framework``: the official text, read into this node beside our own words."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from kakehashi.cli.voice import columns, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

_COUNTS: Final[Mapping[str, Words]] = {
    "provisions": {"en": "provisions", "ja": "項・項目"},
    "paragraphs": {"en": "paragraphs", "ja": "項"},
    "lettered": {"en": "lettered items", "ja": "項目（英字）"},
    "roman": {"en": "roman items", "ja": "項目（ローマ数字）"},
    "pillars": {"en": "pillars", "ja": "柱"},
    "areas": {"en": "areas", "ja": "分野"},
    "sections": {"en": "sections", "ja": "節"},
    "signatories": {"en": "signatories", "ja": "署名者"},
    "matched": {"en": "matched to the profile", "ja": "プロファイルと一致"},
}


@click.group(help=_("The framework: the text both sides signed."))
def framework() -> None:
    """Hold the subcommands."""


@framework.command(
    "import",
    help=_(
        "Read the official text in FILE (text, PDF or DOCX, Japanese or English), match it to "
        "the profile and keep its wording in this node's database. Every oddity is reported."
    ),
    short_help=_("Read an official text into this node."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print the summary as JSON."))
def import_text(file: Path, as_json: bool) -> None:
    """Print what was found and what was odd."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.framework.importing import import_file

    summary = import_file(file, by=node.actor(), at=now())
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    rows = [
        (words(label, node.language), str(summary[name]))
        for name, label in _COUNTS.items()
        if name in summary
    ]
    click.echo(columns(rows))
    for warning in summary["warnings"]:
        click.echo(said(warning, node.language))


def said(warning: object, language: str) -> str:
    """Return one oddity of a text as a line: where it stands and what is odd."""
    if not isinstance(warning, Mapping):
        return str(warning)
    message = warning.get("message", warning.get("code", ""))
    text = words(message, language) if isinstance(message, Mapping) else str(message)
    where = warning.get("line") or warning.get("where") or ""
    return f"{where}: {text}" if where else text
