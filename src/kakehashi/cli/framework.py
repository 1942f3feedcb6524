"""``kakehashi framework``: the official text, read into this node beside our own words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from kakehashi.cli.voice import columns, print_json, words
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

    summary = import_file(path=file, by=node.actor(), at=now())
    if as_json:
        print_json(summary)
        return
    print_summary(summary, node.language)


def print_summary(summary: Mapping[str, Any], language: str) -> None:
    """Print the figures of a text, then its oddities, one a line."""
    rows = [
        (words(label, language), str(summary[name]))
        for name, label in _COUNTS.items()
        if name in summary
    ]
    click.echo(columns(rows))
    for warning in summary["warnings"]:
        click.echo(oddity(warning, language))


def oddity(warning: Mapping[str, Any], language: str) -> str:
    """Return one oddity of a text as a line: where it stands and what is odd."""
    line, reference = warning.get("line"), warning.get("ref")
    where = " ".join(str(one) for one in (line and f"{line}:", reference) if one)
    return " ".join(one for one in (where, words(warning["message"], language)) if one)
