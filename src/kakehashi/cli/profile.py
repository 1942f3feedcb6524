"""``kakehashi profile``: check a partnership described as data, draft one, say what it may hold."""

import json

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import words
from kakehashi.errors import Words

_SOUND: Words = {"en": "{name}: nothing to mend", "ja": "{name}: 問題はありません"}
_COUNTED: Words = {"en": "{name}: {count} to mend", "ja": "{name}: {count} 件の問題があります"}


@click.group(help=_("Profiles: one partnership each, as data files."))
def profile() -> None:
    """Hold the subcommands."""


@profile.command(
    help=_(
        "Check the profile in DIR, or one that comes with Kakehashi by its id. Names file, line "
        "and fix of every problem; exit status 1 when there is one."
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
        click.echo(json.dumps({"profile": path.name, "problems": listed}, ensure_ascii=False))
        return 1 if problems else 0
    for one in problems:
        click.echo(one.say(language))
    closing = words(_COUNTED if problems else _SOUND, language)
    click.echo(closing.format(name=path.name, count=len(problems)), err=bool(problems))
    return 1 if problems else 0
