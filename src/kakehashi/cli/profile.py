"""``kakehashi profile``: check a partnership described as data, draft one, say what it may hold."""

from pathlib import Path

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import print_json, words
from kakehashi.errors import Words

_SOUND: Words = {"en": "{name}: nothing to mend", "ja": "{name}: 問題はありません"}
_COUNTED: Words = {"en": "{name}: {count} to mend", "ja": "{name}: {count} 件の問題があります"}
_OPEN: Words = {
    "en": "{name}: {count} to be written; it can be started as it is",
    "ja": "{name}: 未記入が {count} 件あります（このままでも起動できます）",
}
_DRAFTED: Words = {
    "en": "written to {folder}; kakehashi profile check lists what is to be filled in",
    "ja": "{folder} に書き込みました。記入が必要な箇所は kakehashi profile check で確認できます",
}


@click.group(help=_("Profiles: one partnership each, as data files."))
def profile() -> None:
    """Hold the subcommands."""


@profile.command(
    help=_(
        "Check the profile in DIR, or one that comes with Kakehashi by its id. Names file, line "
        "and fix of every problem; exit status 1 when one keeps it from being started."
    ),
    short_help=_("Check a profile: file, line and fix of every problem."),
)
@click.argument("folder", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help=_("Print the problems as JSON."))
def check(folder: str, as_json: bool) -> int:
    """Print one problem a line. Needs no node."""
    from kakehashi.cli.given import given
    from kakehashi.framework.profile.checking import check_profile
    from kakehashi.framework.profile.loading import profile_folder

    language = given().language
    path = profile_folder(folder)
    problems = check_profile(path)
    stopping = any(one.stops for one in problems)
    if as_json:
        listed = [
            {
                "file": one.file,
                "line": one.line,
                "column": one.column,
                "code": one.code,
                "message": dict(one.message),
                "fix": dict(one.fix),
            }
            for one in problems
        ]
        print_json({"profile": path.name, "problems": listed})
        return 1 if stopping else 0
    for one in problems:
        click.echo(one.say(language))
    closing = words(_COUNTED if stopping else _OPEN if problems else _SOUND, language)
    click.echo(closing.format(name=path.name, count=len(problems)), err=bool(problems))
    return 1 if stopping else 0


@profile.command(
    help=_(
        "Write a skeleton profile from the text in FILE (text, PDF or DOCX) to the new folder "
        "DIR, with the text's own numbers and headings. What takes judgement is left to write."
    ),
    short_help=_("Write a skeleton profile from any such text."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print the summary as JSON."))
def draft(file: Path, folder: Path, as_json: bool) -> None:
    """Print what was found and where it lies. Needs no node."""
    from kakehashi.cli.framework import print_summary
    from kakehashi.cli.given import given
    from kakehashi.framework.importer import draft_profile, read_framework, summary

    _reading, found = read_framework(file)
    drafted = draft_profile(found, folder)
    told = {**summary(found), "folder": str(drafted.folder), "files": list(drafted.files)}
    if as_json:
        print_json(told)
        return
    language = given().language
    # Nothing is matched: there is no profile yet.
    print_summary({name: value for name, value in told.items() if name != "matched"}, language)
    click.echo(words(_DRAFTED, language).format(folder=drafted.folder))


@profile.command(help=_("Print the reference of a profile's files and keys, as Markdown."))
def reference() -> None:
    """Print the page. Needs no node."""
    from kakehashi.framework.profile.reference import describe_schema

    click.echo(describe_schema(), nl=False)
