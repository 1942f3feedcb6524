"""``kakehashi portal``: the public site as a folder of files for any web host."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kakehashi.cli.voice import LANGUAGES, columns, print_json, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.portal.still import Built, Progress

_ROWS: dict[str, Words] = {
    "pages": {"en": "pages", "ja": "ページ"},
    "files": {"en": "files", "ja": "ファイル"},
    "written": {"en": "written", "ja": "書込み"},
    "unchanged": {"en": "unchanged", "ja": "変更なし"},
    "removed": {"en": "removed", "ja": "削除"},
    "kept": {"en": "no longer ours, kept", "ja": "変更されていたため残したもの"},
    "missing": {"en": "gone meanwhile", "ja": "処理中に掲載終了"},
}
_HERE: Words = {
    "en": "feeds and data say that the site stands at {site}; give --site-address to say where",
    "ja": "フィード及びデータのアドレスは {site} です。--site-address で指定できます",
}
_EVERY = 500
"""Pages after which a line is printed where there is no terminal."""


@click.group(help=_("The public site."))
def portal() -> None:
    """Hold the subcommands."""


@portal.command(
    help=_(
        "Write the whole public site with its data to the folder DIR, for any web host. A second "
        "run writes only what changed and removes only what it wrote. DIR is new, empty, or was "
        "filled by an earlier run."
    ),
    short_help=_("Write the public site as files for any web host."),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--site-address",
    metavar="URL",
    default="",
    help=_("Where the site will stand, for feeds and data (else KAKEHASHI_PUBLIC_ADDRESS)."),
)
@click.option(
    "--language",
    "languages",
    type=click.Choice(LANGUAGES),
    multiple=True,
    help=_("Write this language only; may be given again (else every language)."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the summary as JSON."))
def build(folder: Path, site_address: str, languages: tuple[str, ...], as_json: bool) -> None:
    """Print what was written."""
    from kakehashi.cli.node import prepare

    node = prepare()
    from django.conf import settings

    from kakehashi.portal.still import build as build_site

    address = site_address or settings.PUBLIC_ADDRESS
    begun = time.monotonic()
    built = build_site(
        folder.expanduser().resolve(),
        address or f"{node.address}/",
        languages or LANGUAGES,
        _teller(),
    )
    seconds = round(time.monotonic() - begun, 1)
    if as_json:
        print_json({"folder": str(folder), "seconds": seconds, **_report(built)})
        return
    click.echo(
        columns(
            (words(label, node.language), _count(built, name))
            for name, label in _ROWS.items()
            if name not in ("kept", "missing") or getattr(built, name)
        )
    )
    if not address:
        click.echo(words(_HERE, node.language).format(site=built.site), err=True)


def _count(built: "Built", name: str) -> str:
    value = getattr(built, name)
    return str(len(value) if isinstance(value, list) else value)


def _report(built: "Built") -> dict[str, object]:
    return {
        "site": built.site,
        "pages": built.pages,
        "files": built.files,
        "written": len(built.written),
        "unchanged": built.unchanged,
        "removed": built.removed,
        "kept": built.kept,
        "missing": built.missing,
    }


def _teller() -> "Progress":
    """Return what says how far it is: one line that moves on a terminal, else one now and then."""
    moving = sys.stderr.isatty()

    def tell(done: int, known: int) -> None:
        if moving and (done % 10 == 0 or done == known):
            click.echo(f"\r{done}/{known} ", err=True, nl=done == known)
        elif not moving and (done % _EVERY == 0 or done == known):
            click.echo(f"{done}/{known}", err=True)

    return tell
