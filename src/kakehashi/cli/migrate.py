"""``kakehashi migrate``: bring the tables up to date, and an empty node its profile."""

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import words
from kakehashi.errors import Words

_NOTHING: Words = {"en": "nothing to do", "ja": "適用すべき変更はありません"}


@click.command(help=_("Bring the tables of the node up to date and print what was applied."))
def migrate() -> None:
    """Print the name of each migration that was applied."""
    from kakehashi.cli.given import given
    from kakehashi.cli.node import missing_migrations, prepare, set_up_django

    told = given()
    set_up_django(told)
    missing = missing_migrations()
    prepare()
    click.echo("\n".join(missing) or words(_NOTHING, told.language))
