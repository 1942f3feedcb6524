"""The line port: HTTPS with mutual TLS for the other sides' nodes, beside the pages."""

import contextlib
import datetime as dt
import logging
import multiprocessing
import os
import signal
import tempfile
import time
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

    Nothing is started where the node serves every side; no port while no line is enrolled. Where
    a certificate of either side changes, the port is opened anew.
    """
    from django.conf import settings

    if not settings.SIDE:
        yield
        return
    running = [
        multiprocessing.Process(target=_work, args=(os.getpid(),), name="kakehashi-line-worker"),
        multiprocessing.Process(target=_keep_port, args=(os.getpid(),), name="kakehashi-line-port"),
    ]
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


def _keep_port(parent: int) -> None:
    """Keep the line port open to the nodes enrolled; a process of its own."""
    from kakehashi.cli.serving import end_with_parent

    running: list[multiprocessing.Process] = []

    def ended(_number: int, _frame: object) -> None:
        for one in running:
            one.terminate()
            one.join()
        raise SystemExit

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, ended)
    end_with_parent()
    open_to: tuple[str, bytes] = ("", b"")
    while os.getppid() == parent:
        try:
            wanted = (certificates(), _own_certificate())
        except Exception:
            # A database that is away comes back; the port stays as it is.
            logging.getLogger(__name__).exception("the line port")
            wanted = open_to
        if wanted != open_to:
            for one in running:
                one.terminate()
                one.join()
            trusted, held = wanted
            running[:] = (
                [multiprocessing.Process(target=serve_line, args=(trusted,), name="kakehashi-line")]
                if trusted and held
                else []
            )
            for one in running:
                one.start()
            open_to = wanted
        time.sleep(EVERY)
    for one in running:
        one.terminate()


def _own_certificate() -> bytes:
    from kakehashi.exchange.own_keys import NoKeys, own_certificate

    try:
        return own_certificate()
    except NoKeys:
        return b""


def certificates() -> str:
    """Return the certificates that the enrolled nodes may show, PEM; two while one changes."""
    from django.db import connection

    from kakehashi.exchange.keys_in_force import trusted_certificates
    from kakehashi.exchange.models import Line
    from kakehashi.ledger.models import Log

    sizes = dict(Log.objects.values_list("pk", "signed_size"))
    found = "".join(
        trusted_certificates(line, sizes[line.peer_origin])
        for line in Line.objects.exclude(certificate="").order_by("peer")
    )
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
            "kakehashi.exchange.line.port:LinePort",
            address=LOOPBACK,
            port=line_port(),
            interface=Interfaces.ASGINL,
            workers=1,
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
    from kakehashi.exchange.line.port import LinePort

    return LinePort(LINE_THREADS)
