"""The line port: HTTPS with mutual TLS for the other sides' nodes, beside the pages."""

import contextlib
import datetime as dt
import logging
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from kakehashi.cli.given import HIGHEST_PORT, number_from
from kakehashi.cli.node import LOOPBACK

LINE_PORT: Final = 8443
LINE_THREADS: Final = 4
EVERY: Final = 2.0
"""Seconds after which the lines are looked at, though nothing woke their worker."""


def line_port() -> int:
    """Return the port: KAKEHASHI_LINE_PORT, else 8443."""
    return number_from("KAKEHASHI_LINE_PORT", HIGHEST_PORT) or LINE_PORT


@contextlib.contextmanager
def beside_the_line() -> Iterator[None]:
    """Serve and work the lines in processes of their own for as long as the block lasts.

    Nothing is started where the node serves every side; no port while no line is enrolled.
    """
    from django.conf import settings

    if not settings.SIDE:
        yield
        return
    running = [
        multiprocessing.Process(target=_work, args=(os.getpid(),), name="kakehashi-line-worker")
    ]
    trusted = certificates()
    if trusted:
        running.append(
            multiprocessing.Process(target=serve_line, args=(trusted,), name="kakehashi-line")
        )
    for one in running:
        one.start()
    try:
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.join()


def _work(parent: int) -> None:
    """Carry across what is queued, open what came; a process of its own, so that nothing waits."""
    from django.db import close_old_connections

    from kakehashi.cli.serving import end_with_parent
    from kakehashi.exchange.waking import Bell
    from kakehashi.exchange.worker import Worker

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_with_parent()
    worker, bell = Worker(lambda: dt.datetime.now(dt.UTC)), Bell()
    while os.getppid() == parent:
        more = False
        try:
            close_old_connections()
            more = worker.one_pass()
        except Exception:
            # A database that is away comes back; what was due then is still due.
            logging.getLogger(__name__).exception("the lines")
        if not more:
            bell.wait(EVERY)


def certificates() -> str:
    """Return the certificates of the enrolled nodes, PEM."""
    from django.db import connection

    from kakehashi.exchange.models import Line

    found = "".join(Line.objects.exclude(certificate="").values_list("certificate", flat=True))
    connection.close()
    return found


def serve_line(trusted: str) -> None:
    """Serve the line port to nodes with these certificates, until interrupted."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from kakehashi.cli.serving import end_with_parent
    from kakehashi.exchange.own_keys import folder

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_with_parent()
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(trusted)
        file.flush()
        Granian(
            "kakehashi.exchange.line.server:application",
            address=LOOPBACK,
            port=line_port(),
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=LINE_THREADS,
            websockets=False,
            log_level=LogLevels.error,
            log_access=False,
            respawn_failed_workers=True,
            ssl_cert=folder() / "line-certificate.pem",
            ssl_key=folder() / "line-key.pem",
            ssl_ca=Path(file.name),
            ssl_client_verify=True,
        ).serve(target_loader=_application)


def _application(_target: str) -> Callable[..., Any]:
    from kakehashi.cli.serving import end_with_parent

    end_with_parent()
    from kakehashi.exchange.line.server import application

    return application
