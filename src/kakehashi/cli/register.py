"""``kakehashi register``: the register of joint actions to a table, and a table back in."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import print_json, words
from kakehashi.errors import Refused, Words

if TYPE_CHECKING:
    from kakehashi.workplan.sheets.comparing import DryRun
    from kakehashi.workplan.sheets.rows import Row

_WRITTEN: Final[Words] = {"en": "written: {total} of {of}", "ja": "出力: {of}件中{total}件"}
_IGNORED: Final[Words] = {
    "en": "{label}: there is no {value}; ignored",
    "ja": "{label}: 「{value}」は該当がないため無視",
}
_COUNTS: Final[Words] = {
    "en": "changed: {changed}, new: {new}, unchanged: {unchanged}, changed meanwhile: {conflicts}, "
    "refused: {refused}",
    "ja": "変更: {changed}, 新規: {new}, 変更なし: {unchanged}, 出力後に更新あり: {conflicts}, "
    "受付不可: {refused}",
}
_MADE: Final[Words] = {"en": "drafts made: {made}", "ja": "作成した案: {made}件"}
_NOTHING: Final[Words] = {
    "en": "nothing was made; give --make to make the changes",
    "ja": "何も反映していません（反映するには --make を指定）",
}
_STEP: Final = 5_000


class FileUnwritable(Refused):
    """The file of an export cannot be written."""

    code = "export-unwritable"
    message = {
        "en": "{file} cannot be written: {why}.",
        "ja": "「{file}」に書き込めません（{why}）。",
    }
    hint = {
        "en": "Give another file, in a folder you may write to, ending in .csv, .xlsx or .json.",
        "ja": "書込み可能なフォルダーの、.csv・.xlsx・.json のいずれかで終わるファイルを"
        "指定してください。",
    }


class FilterUnknown(Refused):
    """An export is narrowed by something the register has no filter for."""

    code = "export-filter-unknown"
    message = {
        "en": "The register has no filter {name}.",
        "ja": "登録簿に絞り込み項目「{name}」はありません。",
    }
    hint = {
        "en": "Write FACET=VALUE, with one of: {known}.",
        "ja": "次のいずれかを使い、FACET=VALUE の形で指定してください: {known}",
    }


@click.group(help=_("The register of Joint Actions, as a table out and in again."))
def register() -> None:
    """Hold the subcommands."""


@register.command(
    "export",
    help=_(
        "Write the Joint Actions that the account may see to FILE: CSV, XLSX or JSON by its ending."
    ),
    short_help=_("Write the register to a table."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--where",
    multiple=True,
    metavar="FACET=VALUE",
    help=_("Only these, as in the register's address: area=VD. May be given several times."),
)
@click.option("--shift-jis", is_flag=True, help=_("CSV in Shift_JIS."))
def export(file: Path, where: Sequence[str], shift_jis: bool) -> None:
    """Write what is asked for, with its marking on top."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.people.selectors import viewer_of
    from kakehashi.workplan.register import Asked, asked_of, choices_for, selection
    from kakehashi.workplan.register.facets import DAYS, FACETS
    from kakehashi.workplan.sheets.applying import known_columns
    from kakehashi.workplan.sheets.cover import cover_of
    from kakehashi.workplan.sheets.rows import rows_of

    if file.suffix not in (".csv", ".xlsx", ".json"):
        raise FileUnwritable(file=file, why=file.suffix or "-")
    at = now()
    viewer = viewer_of(node.actor())
    choices = choices_for(viewer)
    given: dict[str, list[str]] = {}
    known = [*FACETS, *DAYS, "q", "sort"]
    for one in where:
        name, equals, value = one.partition("=")
        if name not in known or not equals:
            raise FilterUnknown(name=name, known=", ".join(known))
        given.setdefault(name, []).append(value)
    asked, ignored = asked_of(given, choices)
    for left in ignored:
        label = words(left.label, node.language)
        line = words(_IGNORED, node.language).format(label=label, value=left.value)
        click.echo(line, err=True)
    keys = selection(asked, viewer, choices, today=at.date())
    of = len(selection(Asked(), viewer, choices, today=at.date()))
    filters = [f"{name}={value}" for name, value in asked.query()]
    cover = cover_of(keys, {"en": filters, "ja": filters}, of=of, at=at)
    columns = known_columns()
    rows = _told(rows_of(keys, viewer, columns, choices), len(keys))
    try:
        with file.open("wb") as target:
            for piece in _pieces(file.suffix, cover, columns, rows, shift_jis=shift_jis):
                target.write(piece)
    except OSError as fault:
        raise FileUnwritable(file=file, why=fault.strerror or fault) from fault
    click.echo(words(_WRITTEN, node.language).format(total=len(keys), of=of))


def _pieces(
    ending: str, cover: Any, columns: Any, rows: Iterator["Row"], *, shift_jis: bool
) -> Iterator[bytes]:
    from kakehashi.workplan.sheets.books import write_book
    from kakehashi.workplan.sheets.writing import write_csv, write_json

    if ending == ".xlsx":
        with write_book(cover, columns, rows) as book:
            while piece := book.read(1 << 20):
                yield piece
    elif ending == ".json":
        yield from write_json(cover, columns, rows)
    else:
        yield from write_csv(cover, columns, rows, shift_jis=shift_jis)


def _told(rows: Iterator["Row"], total: int) -> Iterator["Row"]:
    for number, row in enumerate(rows, start=1):
        if number % _STEP == 0:
            click.echo(f"{number}/{total}", err=True)
        yield row


@register.command(
    "import",
    help=_(
        "Show what the table in FILE (CSV or XLSX, as exported and changed) would change. "
        "With --make the changes are made, each as a draft by the account."
    ),
    short_help=_("Show what a table would change; make it."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--make", "making", is_flag=True, help=_("Make the changes: all of them or none."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def bring(file: Path, making: bool, as_json: bool) -> int:
    """Print the changes, line by line; exit with 1 where lines are refused or in conflict."""
    from kakehashi.cli.node import now, prepare

    node = prepare()
    from kakehashi.wording.files.reading import beginning_of
    from kakehashi.workplan.sheets import applying
    from kakehashi.workplan.sheets.reading import LARGEST

    by = node.actor()
    data = beginning_of(file, LARGEST + 1)
    run = applying.dry_run(data, file.name, by)
    made = len(applying.make(run, by=by, at=now())) if making else 0
    if as_json:
        print_json({**_counts(run), "made": made, "troubles": list(_troubles(run, "en"))})
    else:
        _print(run, made, node.language, making=making)
    return 1 if run.refused or run.conflicts else 0


def _counts(run: "DryRun") -> dict[str, int]:
    return {
        "changed": len(run.changed),
        "new": len(run.new),
        "unchanged": run.unchanged,
        "conflicts": len(run.conflicts),
        "refused": len(run.refused),
    }


def _troubles(run: "DryRun", language: str) -> Iterator[str]:
    for one in run.refused:
        where = " ".join(filter(None, [f"{one.line}:", one.reference, one.column]))
        yield f"{where}: {words(one.what, language)} {words(one.advice, language)}"


def _print(run: "DryRun", made: int, language: str, *, making: bool) -> None:
    from kakehashi.workplan.sheets.comparing import differing

    for line in differing(run):
        click.echo(line)
    for trouble in _troubles(run, language):
        click.echo(trouble, err=True)
    click.echo(words(_COUNTS, language).format(**_counts(run)))
    said = words(_MADE, language).format(made=made) if making else words(_NOTHING, language)
    if run.total:
        click.echo(said)
