"""``kakehashi up-two``: two nodes on this machine, one a side, enrolled with each other."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from kakehashi.cli.given import PORT, given
from kakehashi.cli.line_port import line_port
from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import words
from kakehashi.errors import Refused, Words

_OF: Final[Words] = {"en": "node of {side}", "ja": "{side}のノード"}
PATIENCE: Final = 120.0
COMMAND: Final = (sys.executable, "-c", "from kakehashi.cli.main import run; run()")
"""This very program, as a process of its own."""


class NodeEnded(Refused):
    """One of the two nodes did not start, or ended by itself."""

    code = "node-ended"
    status = 500
    message = {
        "en": "The node of {side} ended by itself.",
        "ja": "{side}のノードが停止しました。",
    }
    hint = {
        "en": "What it printed above says why; the other one was stopped too.",
        "ja": "上に表示された内容を確認してください。他方のノードも停止しました。",
    }


@dataclass(frozen=True)
class Place:
    """Where one side's node lies and listens."""

    side: str
    folder: Path
    port: int
    line_port: int

    @property
    def environment(self) -> dict[str, str]:
        """The environment that makes a command that node's."""
        return {
            **os.environ,
            "KAKEHASHI_DATA": str(self.folder / "data"),
            "KAKEHASHI_GUARD": str(self.folder / "guard"),
            "KAKEHASHI_PORT": str(self.port),
            "KAKEHASHI_LINE_PORT": str(self.line_port),
            "KAKEHASHI_COOKIE": f"kakehashi-{self.port}",
        }

    def run(self, *arguments: str) -> str:
        """Run a command of that node and return what it printed.

        Raises:
            NodeEnded: when it failed; it has said why.
        """
        done = subprocess.run(  # noqa: S603 - our own command
            [*COMMAND, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NodeEnded(side=self.side)
        return done.stdout


@click.command(
    "up-two",
    help=_(
        "Start two nodes on this machine, one for each side, enrolled with each other over their "
        "line ports: what one side has not shared is not on the other's node. Each prints links "
        "for its own side. For trying out: real nodes compare their words by voice. They listen on "
        "the port that is given and the next one, their lines on KAKEHASHI_LINE_PORT, else 8443, "
        "and the next one."
    ),
    short_help=_("Start two nodes, one a side, enrolled with each other."),
)
def up_two() -> None:
    """Serve both until interrupted."""
    told = given()
    first, line = told.port or PORT, line_port()
    root = told.data.with_name("two") if told.data.name == "data" else told.data
    sides = two_sides()
    places = [
        Place(side, root / side.lower(), first + number, line + number)
        for number, side in enumerate(sides)
    ]
    from kakehashi.cli.line_port import check_line_port
    from kakehashi.cli.serving import check_port

    for place in places:
        check_port(place.port)
        check_line_port(place.line_port)
    make_keys(places)
    if not _enrolled(places[0]):
        for place, other in zip(places, reversed(places), strict=True):
            _enrol(place, other)
    _serve(places, told.language)


def make_keys(places: list[Place]) -> None:
    """Make keys and tables of two nodes where they are missing.

    Raises:
        NodeEnded: when a command of one failed; it has said why.
    """
    for place, other in zip(places, reversed(places), strict=True):
        if not (place.folder / "data" / "side").exists():
            place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            secret = place.folder / "escrow"
            with secret.open("w", encoding="ascii") as file:
                secret.chmod(0o600)
                _init(place, other, file.fileno())


def two_sides() -> list[str]:
    """Return the codes of the first two sides of the profile that was asked for."""
    from kakehashi.cli.node import PROFILE
    from kakehashi.framework.profile.files import read_file
    from kakehashi.framework.profile.loading import profile_folder

    chosen = given().profile or PROFILE
    head = read_file(profile_folder(chosen) / "profile.yaml").value
    assert isinstance(head, dict)
    return [str(one["code"]) for one in head["sides"]][:2]


def _init(place: Place, other: Place, escrow: int) -> None:
    host = f"{place.side.lower()}.localhost"
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, "node", "init", *_named(side=place.side, peer=other.side, host=host)],
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=escrow,
        check=False,
    )
    if done.returncode:
        sys.stderr.write((place.folder / "escrow").read_text(encoding="utf-8"))
        raise NodeEnded(side=place.side)


def _named(**options: str) -> list[str]:
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def _enrolled(place: Place) -> bool:
    return '"enrolled"' in place.run("node", "status", "--json")


def _enrol(place: Place, other: Place) -> None:
    """Enrol the other node here; both are ours, so the words are read from its own card."""
    address = f"https://127.0.0.1:{other.line_port}"
    card = place.folder / f"card-of-{other.side.lower()}.json"
    card.write_text(other.run("node", "card", "--address", address), encoding="utf-8")
    said = " ".join(place.run("--lang", "en", "node", "words", str(card)).split("\n"))
    officials = place.run("node", "officials").split()
    place.run(
        *("--lang", "en", "node", "enrol", str(card), "--words", said),
        *("--first", officials[0], "--second", officials[1]),
    )


def _serve(places: list[Place], language: str) -> None:
    # Whoever ends this program, by whichever signal and however early, ends both nodes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running: list[subprocess.Popen[bytes]] = []
    try:
        for place in places:
            click.echo(words(_OF, language).format(side=place.side))
            running.append(
                subprocess.Popen(  # noqa: S603 - our own command
                    [*COMMAND, "--lang", language, "up"],
                    env=place.environment,
                )
            )
            _await(place, running[-1])
        while all(one.poll() is None for one in running):
            time.sleep(0.5)
        ended = next(
            place for place, one in zip(places, running, strict=True) if one.poll() is not None
        )
    except KeyboardInterrupt:
        return
    finally:
        for one in running:
            one.send_signal(signal.SIGINT)
        for one in running:
            one.wait()
    raise NodeEnded(side=ended.side)


def _await(place: Place, node: subprocess.Popen[bytes]) -> None:
    """Wait until a node has printed its links, so that two do not print at once."""
    address = place.folder / "data" / "address"
    patience = time.monotonic() + PATIENCE
    while not address.exists() and time.monotonic() < patience:
        if node.poll() is not None:
            raise NodeEnded(side=place.side)
        time.sleep(0.1)
    time.sleep(0.2)
