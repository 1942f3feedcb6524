"""Processes beside the server: begun before it, ended with it, begun anew where one ends."""

import contextlib
import ctypes
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from typing import Final

from kakehashi.errors import Refused

Job = Callable[[int], None]
"""What a process does until the process of this number, its parent, is gone."""

_PR_SET_PDEATHSIG: Final = 1
PAUSE: Final = 1.0
"""Seconds before what ended is begun anew, so that what cannot start does not take the machine."""


class KeeperEnded(Refused):
    """The process that keeps the others running was ended by somebody else."""

    code = "keeper-ended"
    status = 500
    message = {
        "en": "The process that keeps this node's background work running has ended.",
        "ja": "このノードのバックグラウンド処理を維持するプロセスが終了しました。",
    }
    hint = {
        "en": "Nothing is lost. Start the node again; if it goes on, look whether the machine runs "
        "out of memory.",
        "ja": "失われたものはありません。ノードを再起動してください。"
        "続く場合は、メモリー不足がないか確認してください。",
    }


@contextlib.contextmanager
def kept_running(jobs: dict[str, Job]) -> Iterator[None]:
    """Keep a process for each of ``jobs``, by its name, for as long as the block lasts.

    One small process, forked before the server has threads, forks them and begins anew whichever
    ends. Where that one is ended, this process is told to end as well: a node that serves pages
    while nothing crosses would look whole.

    Raises:
        KeeperEnded: after the block, where it ended for that reason.
    """
    if not jobs:
        yield
        return
    keeper = multiprocessing.Process(
        target=_keep, args=(os.getpid(), jobs), name="kakehashi-keeper"
    )
    keeper.start()
    over, lost = threading.Event(), threading.Event()

    def watch() -> None:
        multiprocessing.connection.wait([keeper.sentinel])
        if not over.is_set():
            lost.set()
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        keeper.terminate()
        keeper.join()
    if lost.is_set():
        raise KeeperEnded


def end_with_parent() -> None:
    """Have Linux end this process when the process that started it is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _keep(parent: int, jobs: dict[str, Job]) -> None:
    running: dict[str, BaseProcess] = {}

    def ended(_number: int, _frame: object) -> None:
        raise SystemExit

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, ended)
    end_with_parent()
    try:
        while os.getppid() == parent:
            for name, job in jobs.items():
                if name in running and running[name].is_alive():
                    continue
                if name in running:
                    logging.getLogger(__name__).warning(
                        "%s ended (%s): begun anew", name, running[name].exitcode
                    )
                running[name] = multiprocessing.Process(target=job, args=(os.getpid(),), name=name)
                running[name].start()
            gone = multiprocessing.connection.wait(
                [one.sentinel for one in running.values()], PAUSE
            )
            if gone:
                time.sleep(PAUSE)
    finally:
        for one in running.values():
            one.terminate()
        for one in running.values():
            one.join()
