"""``kakehashi glossary``: the concepts and their words to TBX or CSV, and TBX back in."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import print_json, words
from kakehashi.errors import Refused, Words

if TYPE_CHECKING:
    from kakehashi.glossary.comparing import DryRun

_WRITTEN: Final[Words] = {"en": "written: {total} concepts", "ja": "出力: {total}語"}
_COUNTS: Final[Words] = {
    "en": "new: {new}, changed: {changed}, unchanged: {unchanged}, refused: {refused}; "
    "not in the file and left as they are: {left}",
    "ja": "新規: {new}, 変更: {changed}, 変更なし: {unchanged}, 受付不可: {refused}; "
    "ファイルになく現状のままのもの: {left}",
}
_MADE: Final[Words] = {"en": "concepts written: {made}", "ja": "反映した用語: {made}件"}
_NOTHING: Final[Words] = {
    "en": "nothing was made; give --make to make the changes",
    "ja": "何も反映していません（反映するには --make を指定）",
}


class GlossaryUnwritable(Refused):
    """The file of an export cannot be written."""

    code = "glossary-unwritable"
    message = {
        "en": "{file} cannot be written: {why}.",
        "ja": "「{file}」に書き込めません（{why}）。",
    }
    hint = {
        "en": "Give another file, in a folder you may write to, ending in .tbx or .csv.",
        "ja": "書込み可能なフォルダーの、.tbx 又は .csv で終わるファイルを指定してください。",
    }


@click.group(help=_("The glossary: concepts and their words, out as TBX or CSV and in as TBX."))
def glossary() -> None:
    """Hold the subcommands."""


@glossary.command(
    "export",
    help=_("Write every concept in use to FILE: TBX (ISO 30042) or CSV by its ending."),
    short_help=_("Write the glossary to a file."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path) -> None:
    """Write the glossary."""
    from kakehashi.cli.node import prepare

    node = prepare()
    from kakehashi.glossary.selectors import all_concepts
    from kakehashi.glossary.tables import write_csv
    from kakehashi.glossary.tbx import write_tbx

    concepts = all_concepts()
    if file.suffix == ".tbx":
        data = write_tbx(concepts, "Kakehashi")
    elif file.suffix == ".csv":
        data = write_csv(concepts)
    else:
        raise GlossaryUnwritable(file=file, why=file.suffix or "-")
    try:
        file.write_bytes(data)
    except OSError as fault:
        raise GlossaryUnwritable(file=file, why=fault.strerror or fault) from fault
    click.echo(words(_WRITTEN, node.language).format(total=len(concepts)))


@glossary.command(
    "import",
    help=_(
        "Show what the concepts in FILE (TBX version 3) would change. With --make the changes are "
        "made by the account, a coordinator's; what is not in the file stays as it is."
    ),
    short_help=_("Show what a TBX file would change; make it."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--make", "making", is_flag=True, help=_("Make the changes: all of them or none."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def bring(file: Path, making: bool, as_json: bool) -> int:
    """Print the changes, concept by concept; exit with 1 where some are refused."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.glossary.services.bringing import apply_run, dry_run
    from kakehashi.glossary.tbx import LARGEST
    from kakehashi.wording.files.reading import beginning_of

    by = node.actor()
    data = beginning_of(file, LARGEST + 1)
    run = dry_run(data, by)
    made = apply_run(run, by=by, at=now(), batch=uuid.uuid4()) if making else 0
    if as_json:
        refused = [{"concept": one.id, "message": dict(one.message)} for one in run.unfit]
        print_json({**_counts(run), "made": made, "troubles": refused})
    else:
        _print(run, made, node.language, making=making)
    return 1 if run.unfit else 0


def _counts(run: "DryRun") -> dict[str, int]:
    return {
        "new": len(run.added),
        "changed": len(run.changed),
        "unchanged": run.unchanged,
        "refused": len(run.unfit),
        "left": run.left_alone,
    }


def _print(run: "DryRun", made: int, language: str, *, making: bool) -> None:
    for mark, ones in (("+", run.added), ("~", run.changed)):
        for one in ones:
            click.echo(f"{mark} {one.new.id}")
            for cell in one.cells:
                click.echo(f"    {cell.field}: {cell.old} → {cell.new}".replace("  →", " →"))
    for unfit in run.unfit:
        click.echo(f"! {unfit.id}: {words(unfit.message, language)}", err=True)
        click.echo(f"    {words(unfit.hint, language)}", err=True)
    click.echo(words(_COUNTS, language).format(**_counts(run)))
    if run.total:
        click.echo(words(_MADE if making else _NOTHING, language).format(made=made))
