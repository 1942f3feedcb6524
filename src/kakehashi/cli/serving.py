"""Serving a node on the loopback: a fixed number of threads, a quiet start, a clean end."""

import http.client
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kakehashi.cli.beside import end_with_parent, kept_running
from kakehashi.cli.given import number_from
from kakehashi.cli.line_port import jobs_of_the_line
from kakehashi.cli.node import ADDRESS_FILE, LOOPBACK, Node, address_at
from kakehashi.cli.work import jobs_of_the_node
from kakehashi.errors import Refused

WORKERS: Final = 1
THREADS: Final = 8
"""Threads that answer requests in each worker. They wait for the disk more than they reckon."""

MOST: Final = 256
"""Most workers, and most threads in each, that make any sense."""

PATIENCE: Final = 60.0
"""Seconds a worker may take to answer for the first time."""

GRACE: Final = 5
"""Seconds that requests under way have to finish once the node is told to stop."""


_LOGS: Final[dict[str, Any]] = {
    # The server's own log goes where ours goes: the standard output is for addresses alone.
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "generic"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
}


class PortTaken(Refused):
    """Another program listens on the port."""

    code = "port-taken"
    status = 409
    message = {
        "en": "Port {port} is taken by another program.",
        "ja": "ポート {port} はほかのプログラムが使用しています。",
    }
    hint = {
        "en": "Give another port: --port {other}, or to make: KAKEHASHI_PORT={other} make up",
        "ja": "別のポートを指定してください: --port {other}"
        "（make の場合: KAKEHASHI_PORT={other} make up）",
    }


class NodeServedAlready(Refused):
    """This very node is being served on the port."""

    code = "node-served-already"
    status = 409
    message = {
        "en": "Port {port} is taken by this very node: it is being served already.",
        "ja": "このノードは、既にポート {port} で稼働しています。",
    }
    hint = {
        "en": "Open {address}/; a new link to sign in: kakehashi sign-in SIDE. "
        "Ctrl-C where it runs stops it.",
        "ja": "{address}/ を開いてください。サインイン用リンクは kakehashi sign-in SIDE "
        "で発行できます。停止するには、稼働中の端末で Ctrl-C を押してください。",
    }


class PortNotAllowed(Refused):
    """The system keeps the port from this user."""

    code = "port-not-allowed"
    status = 403
    message = {
        "en": "This user may not serve on port {port}.",
        "ja": "このユーザーはポート {port} を使用できません。",
    }
    hint = {
        "en": "Give a port above 1023: kakehashi up --port 8000",
        "ja": "1023 より大きいポートを指定してください: kakehashi up --port 8000",
    }


class ServerStopped(Refused):
    """The server came to an end by itself."""

    code = "server-stopped"
    status = 500
    message = {
        "en": "The server stopped by itself.",
        "ja": "サーバーが停止しました。",
    }
    hint = {
        "en": "What it printed above says why. Start it again with: kakehashi up",
        "ja": "上に表示された内容を確認し、kakehashi up で再起動してください。",
    }


def check_port(port: int, data: Path | None = None) -> None:
    """Refuse a port that cannot be served on.

    Args:
        port: the port.
        data: the data folder of the node that is to be served there.

    Raises:
        NodeServedAlready: that node is served there by another process.
        PortTaken: naming the next one that is free.
        PortNotAllowed: below 1024, for most users.
    """
    try:
        _try_port(port)
    except PermissionError as fault:
        raise PortNotAllowed(port=port) from fault
    except OSError as fault:
        if data is not None and _served_at(data) == address_at(port):
            raise NodeServedAlready(port=port, address=address_at(port)) from fault
        raise PortTaken(port=port, other=_free_after(port)) from fault


def _served_at(data: Path) -> str:
    try:
        return (data / ADDRESS_FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _try_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port that was served on a moment ago is free; one that is listened on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        probe.listen(1)


def _free_after(port: int) -> int:
    for other in range(max(port + 1, 1024), 65536):
        try:
            _try_port(other)
        except OSError:
            continue
        return other
    return 0


def serve(node: Node, port: int, announce: Callable[[], None]) -> None:
    """Serve ``node`` on ``port`` until interrupted.

    KAKEHASHI_WORKERS and KAKEHASHI_THREADS say how many processes answer, with how many threads.

    Args:
        node: the node, ready.
        port: a free port of this machine.
        announce: called once, when the first answer has come.

    Raises:
        ServerStopped: a worker ended without having been told to.
        KeeperEnded: the process that keeps the background work running did.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    workers = number_from("KAKEHASHI_WORKERS", MOST) or WORKERS
    threads = number_from("KAKEHASHI_THREADS", MOST) or THREADS
    ready_to_fork()
    address = node.data / ADDRESS_FILE
    server = Granian(
        "kakehashi.config.wsgi:application",
        address=LOOPBACK,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=_LOGS,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )
    hang_up = signal.getsignal(signal.SIGHUP)

    def answered() -> None:
        address.write_text(address_at(port), encoding="ascii")
        announce()
        sys.stdout.flush()

    @server.on_startup
    def started() -> None:
        if hang_up is not signal.SIG_IGN:
            # A terminal that is closed ends the node like Ctrl-C; nohup keeps it running.
            signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGINT))
        else:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        threading.Thread(target=_await_answer, args=(port, answered), daemon=True).start()

    try:
        with kept_running({**jobs_of_the_node(), **jobs_of_the_line()}):
            server.serve(target_loader=_application)
    except SystemExit as ended:
        if ended.code:
            raise ServerStopped from None
    finally:
        address.unlink(missing_ok=True)


def _application(_target: str) -> Callable[..., Any]:
    """Return the node as a WSGI application; called in each worker."""
    end_with_parent()
    from kakehashi.config.wsgi import application

    return application


def ready_to_fork() -> None:
    """Leave nothing open or secret that a worker would take over.

    Workers are forks of this process: they start with everything imported and share its memory.
    The server copies the environment into every request, so what is secret goes out of it; the
    settings have been read.
    """
    from django.db import connections

    connections.close_all()
    os.environ.pop("DATABASE_URL", None)
    multiprocessing.set_start_method("fork", force=True)


def _await_answer(port: int, answered: Callable[[], None]) -> None:
    # Asleep, this thread holds no lock while the first workers are forked.
    time.sleep(0.1)
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        else:
            answered()
            return
        finally:
            connection.close()
