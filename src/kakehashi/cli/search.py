"""``kakehashi search``: find records and provisions by words in either language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kakehashi.cli.voice import columns, print_json, words
from kakehashi.cli.voice import marked as _
from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.records.search import Hit, Hits

_FOUND: Words = {"en": "found: {total}", "ja": "該当: {total} 件"}
_NOTHING: Words = {"en": "nothing found", "ja": "該当なし"}
_REBUILT: Words = {"en": "search index made anew: {total}", "ja": "索引を再作成: {total} 件"}


@click.command(
    help=_(
        "Find records and provisions that say QUERY, in either language: words of any length, "
        'their forms and spellings, "phrases", -words that must not be there, references. '
        "Every hit is printed, in the order of the pages."
    ),
    short_help=_("Find records and provisions by words."),
    # A word that must not be there begins with a minus, as an option does.
    context_settings={"ignore_unknown_options": True},
)
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=_("Print the hits as JSON."))
@click.option("--rebuild", is_flag=True, help=_("First make the search index anew."))
def search(query: Sequence[str], as_json: bool, rebuild: bool) -> None:
    """Print every hit that the account may see."""
    if not query and not rebuild:
        raise click.UsageError("Missing argument 'QUERY'.")
    from kakehashi.cli.node import prepare

    node = prepare()
    from kakehashi.people.rules import check_may
    from kakehashi.people.selectors import viewer_of
    from kakehashi.records.search import find, reindex

    viewer = viewer_of(node.actor())
    if rebuild:
        check_may(viewer, "operate")
        total = reindex(_progress)
        click.echo(words(_REBUILT, node.language).format(total=total), err=True)
    if not query:
        return
    found = find(" ".join(query), viewer=viewer)
    if as_json:
        print_json(search_report(found))
        return
    said = _FOUND if found.hits else _NOTHING
    click.echo(words(said, node.language).format(total=found.total))
    if found.hits:
        click.echo(columns(_line(hit, node.language) for hit in found.hits))


def search_report(found: "Hits") -> dict[str, Any]:
    """Return what was found as JSON has it: query, total, hits with ``ref`` as plain text."""
    return {
        "query": found.query,
        "total": found.total,
        "hits": [
            {
                "ref": hit.reference,
                "kind": hit.kind,
                "title": {"en": hit.title_en, "ja": hit.title_ja},
                "where": hit.where,
            }
            for hit in found.hits
        ],
    }


def _line(hit: "Hit", language: str) -> tuple[str, str, str]:
    from kakehashi.records.kinds import kind_of

    titles = (hit.title_ja, hit.title_en) if language == "ja" else (hit.title_en, hit.title_ja)
    return hit.reference, words(kind_of(hit.kind).names, language), titles[0] or titles[1]


def _progress(done: int, total: int) -> None:
    click.echo(f"{done}/{total}", err=True)
