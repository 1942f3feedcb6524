"""The line port: HTTPS with mutual TLS for the other sides' nodes, beside the pages."""

import datetime as dt
import logging
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kakehashi.cli.beside import Job, end_with_parent
from kakehashi.cli.given import HIGHEST_PORT, number_from
from kakehashi.cli.node import LOOPBACK
from kakehashi.errors import Refused

LINE_PORT: Final = 8443
LINE_THREADS: Final = 4
EVERY: Final = 2.0
"""Seconds after which the lines are looked at, though nothing woke their worker."""
_LOGGER: Final = logging.getLogger(__name__)


class LinePortTaken(Refused):
    """Another program listens on the port of the lines."""

    code = "line-port-taken"
    status = 409
    message = {
        "en": "Port {port}, on which the other side's node is to reach this one, is taken by "
        "another program.",
        "ja": "相手側のノードとの接続に用いるポート {port} は、ほかのプログラムが使用しています。",
    }
    hint = {
        "en": "Give another port as KAKEHASHI_LINE_PORT={other}, and tell the other side in a "
        "new card.",
        "ja": "KAKEHASHI_LINE_PORT={other} のように別のポートを指定し、"
        "新しいカードで相手側に知らせてください。",
    }


def line_port() -> int:
    """Return the port: KAKEHASHI_LINE_PORT, else 8443."""
    return number_from("KAKEHASHI_LINE_PORT", HIGHEST_PORT) or LINE_PORT


def check_line_port(port: int) -> None:
    """Refuse a port that cannot be served on; two programs on one would each get half the news.

    Raises:
        LinePortTaken: naming the next one that is free.
        PortNotAllowed: below 1024, for most users.
    """
    from kakehashi.cli.serving import PortTaken, check_port

    try:
        check_port(port)
    except PortTaken as taken:
        raise LinePortTaken(**taken.facts) from taken


def jobs_of_the_line() -> dict[str, Job]:
    """Return what serves and works the lines beside the server; nothing on a node of every side.

    There is no port while no line is enrolled. Where a certificate of either side changes, the port
    is opened anew.
    """
    from django.conf import settings

    if not settings.SIDE:
        return {}
    return {"kakehashi-line-worker": _work, "kakehashi-line-port": _keep_port}


def _work(parent: int) -> None:
    """Carry across what is queued, open what came; a process of its own, so that nothing waits."""
    from django.db import close_old_connections

    from kakehashi.exchange.database_pages import keep_few_pages
    from kakehashi.exchange.waking import Bell
    from kakehashi.exchange.worker import Worker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_with_parent()
    keep_few_pages()
    worker, bell = Worker(lambda: dt.datetime.now(dt.UTC)), Bell()
    while os.getppid() == parent:
        more = False
        try:
            close_old_connections()
            more = worker.one_pass()
        except Exception:
            # A database that is away comes back; what was due then is still due.
            _LOGGER.exception("the lines")
        if not more:
            bell.wait(EVERY)


def _keep_port(parent: int) -> None:
    """Keep the line port open to the nodes enrolled; a process of its own."""
    running: list[multiprocessing.Process] = []

    def ended(_number: int, _frame: object) -> None:
        _end(running)
        raise SystemExit

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, ended)
    end_with_parent()
    open_to: tuple[str, bytes] = ("", b"")
    told = False
    while os.getppid() == parent:
        if running and not running[0].is_alive():
            _LOGGER.warning("the line port: ended (%s), opened anew", running[0].exitcode)
            _end(running)
            open_to = ("", b"")
        try:
            wanted = (certificates(), _own_certificate())
            if all(wanted) and not running:
                check_line_port(line_port())
        except LinePortTaken as taken:
            # Whoever has it may go; it is said once.
            if not told:
                _LOGGER.warning("the line port: %s", taken)
            wanted, told = open_to, True
        except Exception:
            # A database that is away comes back; the port stays as it is.
            _LOGGER.exception("the line port")
            wanted = open_to
        if wanted != open_to:
            _end(running)
            if all(wanted):
                running.append(
                    multiprocessing.Process(
                        target=serve_line, args=(wanted[0],), name="kakehashi-line"
                    )
                )
                running[0].start()
            open_to = wanted
        time.sleep(EVERY)
    _end(running)


def _end(running: list[multiprocessing.Process]) -> None:
    for one in running:
        one.terminate()
        one.join()
    running.clear()


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
    end_with_parent()
    from kakehashi.exchange.database_pages import keep_few_pages
    from kakehashi.exchange.line.port import LinePort

    keep_few_pages()
    return LinePort(LINE_THREADS)
