"""The command ``kakehashi``: its subcommands, loaded only when used, and how it ends."""

import copy
import gettext
import importlib
import os
import sys
from pathlib import Path
from typing import Final

import click

import kakehashi
from kakehashi.cli.anticipated import anticipate
from kakehashi.cli.given import Given, shared_options
from kakehashi.cli.voice import LANGUAGES, complain, refuse
from kakehashi.cli.voice import marked as _
from kakehashi.cli.wrong_calls import in_language
from kakehashi.errors import Refused

COMMANDS: Final = {
    # name on the command line -> module and attribute
    "up": "kakehashi.cli.up:up",
    "work": "kakehashi.cli.work:work",
    "up-two": "kakehashi.cli.up_two:up_two",
    "node": "kakehashi.cli.lines:node",
    "sign-in": "kakehashi.cli.sign_in:sign_in",
    "token": "kakehashi.cli.token:token",
    "accounts": "kakehashi.cli.accounts:accounts",
    "roles": "kakehashi.cli.accounts:roles",
    "search": "kakehashi.cli.search:search",
    "framework": "kakehashi.cli.framework:framework",
    "profile": "kakehashi.cli.profile:profile",
    "register": "kakehashi.cli.register:register",
    "portal": "kakehashi.cli.portal:portal",
    "glossary": "kakehashi.cli.glossary:glossary",
    "lint": "kakehashi.cli.wording:lint",
    "compare": "kakehashi.cli.wording:compare",
    "wording": "kakehashi.cli.published:wording",
    "bundle": "kakehashi.cli.bundle:bundle",
    "log": "kakehashi.cli.log:log",
    "bench": "kakehashi.cli.bench:bench",
    "timeline": "kakehashi.cli.timeline:timeline",
    "migrate": "kakehashi.cli.migrate:migrate",
    "errors": "kakehashi.cli.reference:errors",
    "states": "kakehashi.cli.reference:states",
}

ABOUT_TEXTS: Final = frozenset({"lint"})
"""Commands whose ``--lang`` is the language of the text that they read."""

INTERRUPTED: Final = 130
"""Exit status after Ctrl-C, as shells have it."""


class Commands(click.Group):
    """The subcommands; the module of one is imported when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, with the options that every command takes."""
        if cmd_name not in COMMANDS:
            return None
        module, _colon, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        return dressed(command, ctx.find_root().ensure_object(Given).language)


def dressed(command: click.Command, language: str) -> click.Command:
    """Return a copy of ``command`` that takes the shared options and speaks ``language``."""
    worn = copy.copy(command)
    said = _catalogue(language)
    worn.help = said.gettext(worn.help) if worn.help else worn.help
    worn.short_help = said.gettext(worn.short_help) if worn.short_help else worn.short_help
    worn.epilog = said.gettext(_EVERYWHERE)
    worn.params = [copy.copy(one) for one in command.params]
    own = {name for one in command.params for name in one.opts}
    worn.params += [one for one in shared_options(hidden=True) if own.isdisjoint(one.opts)]
    _translate_options(worn, said)
    if isinstance(worn, click.Group) and isinstance(command, click.Group):
        worn.commands = {name: dressed(one, language) for name, one in command.commands.items()}
    return worn


_EVERYWHERE: Final = _(
    "Every command also takes --data, --port, --as, --practice and --lang: see kakehashi --help."
)


def _translate_options(command: click.Command, said: gettext.NullTranslations) -> None:
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            option.help = said.gettext(option.help)


def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        "django", Path(__file__).parent / "locale", languages=[language], fallback=True
    )


def program(language: str) -> click.Command:
    """Return the whole command, its help in ``language``."""
    said = _catalogue(language)
    group = Commands(
        name="kakehashi",
        help=said.gettext(
            _("Kakehashi runs a digital partnership between governments as a bilingual register.")
        ),
        epilog=said.gettext(
            _("Start with: kakehashi up. Reads KAKEHASHI_DATA, KAKEHASHI_PORT and DATABASE_URL.")
        ),
        params=shared_options(),
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    _translate_options(group, said)
    return click.version_option(
        kakehashi.__version__, prog_name="kakehashi", message="%(prog)s %(version)s"
    )(group)


def run() -> None:
    """Run the command as called from a shell, and exit with its status.

    0 done, 1 refused or not whole, 2 called wrongly, 130 interrupted. What is refused is said as
    ``error:`` and ``hint:``; only a bug leaves a stack trace.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark instead of a crash.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(ending(sys.argv[1:]))


def ending(arguments: list[str]) -> int:
    """Run the command with ``arguments`` and return its exit status."""
    told = Given(spoken=_language_in(arguments))
    try:
        result = program(told.language).main(
            arguments, prog_name="kakehashi", standalone_mode=False, obj=told
        )
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough (`| head`). Python would complain on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.UsageError as wrong:
        return _called_wrongly(wrong, told.language)
    except Exception as fault:
        refusal = fault if isinstance(fault, Refused) else anticipate(fault, told.data)
        if refusal is None:
            raise
        refuse(refusal, told.language)
        return 1
    return result if isinstance(result, int) else 0


def _called_wrongly(wrong: click.UsageError, language: str) -> int:
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        wrong.show()
        return wrong.exit_code
    path = wrong.ctx.command_path if wrong.ctx else "kakehashi"
    said = in_language(" ".join(wrong.format_message().split()), language)
    advice = {"en": f"see {path} --help", "ja": f"{path} --help を参照してください"}
    complain(said, advice[language])
    return wrong.exit_code


def _language_in(arguments: list[str]) -> str:
    """Return the language told by ``--lang``: needed before the arguments are read in order.

    Where a subcommand means the language of a text by it, ``--language`` tells that of messages.
    """
    asked = "--lang"
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        asked = "--language" if argument in ABOUT_TEXTS else asked
        if name in {asked, "--language"}:
            said = value if equals else "".join(arguments[place + 1 : place + 2])
            return said if said in LANGUAGES else ""
    return ""
