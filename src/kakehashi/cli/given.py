"""What was given for the node on the command line or in the environment: folder, port, account."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import terminal_language
from kakehashi.config.places import data_folder

PRACTICE: Final = "practice"
PORT: Final = 8000
PRACTICE_PORT: Final = 8010
HIGHEST_PORT: Final = 65535


@dataclass
class Given:
    """What the options said so far; they may stand before the subcommand or after it."""

    folder: Path | None = None
    number: int | None = None
    account: str = ""
    spoken: str = ""
    practice: bool = False

    @property
    def language(self) -> str:
        """The language to speak: as told, else as the terminal asks."""
        return self.spoken or terminal_language()

    @property
    def data(self) -> Path:
        """The data folder: as given, else KAKEHASHI_DATA, else that of the checkout or user."""
        if self.folder is not None:
            return self.folder.expanduser().resolve()
        usual = data_folder()
        if not self.practice or os.environ.get("KAKEHASHI_DATA"):
            return usual
        # Practice lies beside the real data, never in it.
        return usual.with_name(PRACTICE if usual.name == "data" else f"{usual.name}-{PRACTICE}")

    @property
    def port(self) -> int | None:
        """The port as given, else KAKEHASHI_PORT, else None.

        Raises:
            click.UsageError: KAKEHASHI_PORT is no port.
        """
        if self.number is not None:
            return self.number
        return number_from("KAKEHASHI_PORT", HIGHEST_PORT)

    @property
    def usual_port(self) -> int:
        """The port where none is given."""
        return PRACTICE_PORT if self.practice else PORT

    @property
    def profile(self) -> str:
        """The profile that was asked for by name; empty where any will do."""
        return PRACTICE if self.practice else os.environ.get("KAKEHASHI_PROFILE", "")


def number_from(name: str, highest: int) -> int | None:
    """Return the number that the environment gives as ``name``, None where it gives none.

    Raises:
        click.UsageError: it is no number from 1 to ``highest``.
    """
    said = os.environ.get(name, "").strip()
    if not said:
        return None
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= highest:
        raise click.UsageError(f"{name} is {said!r}, which is no number from 1 to {highest}.")
    return int(said)


def given() -> Given:
    """Return what was given to the command that is running."""
    context = click.get_current_context(silent=True)
    return Given() if context is None else context.find_root().ensure_object(Given)


def shared_options(*, hidden: bool = False) -> list[click.Parameter]:
    """Return the options that every command takes, before its name or after it.

    Args:
        hidden: whether help is silent about them, as it is on subcommands.
    """
    return [
        click.Option(
            ["--data"],
            type=click.Path(path_type=Path, file_okay=True),
            metavar="DIR",
            expose_value=False,
            callback=_keep("folder"),
            hidden=hidden,
            help=_("Data folder of the node (else KAKEHASHI_DATA)."),
        ),
        click.Option(
            ["--port"],
            type=click.IntRange(1, HIGHEST_PORT),
            metavar="N",
            expose_value=False,
            callback=_keep("number"),
            hidden=hidden,
            help=_("Port on this machine (else KAKEHASHI_PORT, else 8000)."),
        ),
        click.Option(
            ["--as", "as_account"],
            metavar="ACCOUNT",
            expose_value=False,
            callback=_keep("account"),
            hidden=hidden,
            help=_("Act as this account instead of the node's operator."),
        ),
        click.Option(
            ["--practice"],
            is_flag=True,
            default=False,
            expose_value=False,
            callback=_keep("practice"),
            hidden=hidden,
            help=_("The practice node: its own data folder, port 8010."),
        ),
        click.Option(
            ["--lang", "as_language"],
            type=click.Choice(["en", "ja"]),
            expose_value=False,
            callback=_keep("spoken"),
            hidden=hidden,
            help=_("Language of messages (else that of LANG)."),
        ),
    ]


def _keep(name: str) -> Callable[[click.Context, click.Parameter, object], object]:
    def kept(context: click.Context, parameter: click.Parameter, value: object) -> object:
        source = context.get_parameter_source(parameter.name or "")
        if source is click.core.ParameterSource.COMMANDLINE:
            setattr(context.find_root().ensure_object(Given), name, value)
        return value

    return kept
