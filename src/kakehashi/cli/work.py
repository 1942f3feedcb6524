"""``kakehashi work``: background work of a node, and the process that does it beside the server."""

import datetime as dt
import logging
import os
import signal
import time
from typing import Final

import click

from kakehashi.cli.beside import Job, end_with_parent
from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import words
from kakehashi.errors import Words

EVERY: Final = 10
"""Seconds between two looks at what is due."""

PAPERS_EVERY: Final = 2
"""Seconds between two looks at papers that somebody waits for."""

_DONE: Final[Words] = {"en": "published: {count}", "ja": "公表: {count} 件"}


@click.command(
    help=_(
        "Do what is due: publish texts whose time has come, mail reminders. It looks again every "
        "few seconds until interrupted. kakehashi up does this by itself; use it where another "
        "server runs."
    ),
    short_help=_("Do background work: publish what is due."),
)
@click.option("--once", is_flag=True, help=_("Look once and end."))
@click.option(
    "--every",
    type=click.IntRange(1, 3600),
    default=EVERY,
    show_default=True,
    metavar="SECONDS",
    help=_("Seconds between two looks."),
)
def work(*, once: bool, every: int) -> None:
    """Say how many texts went out, when any did."""
    from kakehashi.cli.node import prepare

    node = prepare()
    while True:
        done = one_pass()
        if done or once:
            click.echo(words(_DONE, node.language).format(count=done))
        if once:
            return
        time.sleep(every)


def one_pass() -> int:
    """Do what is due now, confirming before publishing; return how many texts were published."""
    from kakehashi.clearance.jobs import count_silence
    from kakehashi.cli.node import now
    from kakehashi.commissions.jobs import chase_due
    from kakehashi.drafting.jobs import confirm_due
    from kakehashi.governance.jobs import carry_out_due
    from kakehashi.governance.reminders import remind_due
    from kakehashi.posts.jobs import hand_over_due
    from kakehashi.records.jobs import publish_due

    count_silence(at=now())
    hand_over_due(at=now())
    confirm_due(at=now())
    carry_out_due(at=now())
    done = publish_due(at=now())
    remind_due(at=now())
    chase_due(at=now())
    make_papers()
    return done


def make_papers() -> None:
    """Make the papers that somebody waits for."""
    from kakehashi.briefing.jobs import make_ordered
    from kakehashi.cli.node import now

    make_ordered(at=now())


def jobs_of_the_node() -> dict[str, Job]:
    """Return what runs beside the server of any node: its background work."""
    return {"kakehashi-work": _until_ended}


def _until_ended(parent: int) -> None:
    from django.db import close_old_connections

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_with_parent()
    turn = 0
    while os.getppid() == parent:
        begun = dt.datetime.now(dt.UTC)
        try:
            close_old_connections()
            if turn % (EVERY // PAPERS_EVERY) == 0:
                one_pass()
            else:
                make_papers()
        except Exception:
            # A database that is away comes back; what was due then is still due.
            logging.getLogger(__name__).exception("background work, %s", begun)
        turn += 1
        time.sleep(PAPERS_EVERY)
