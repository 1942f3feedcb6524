"""A node whose worker takes each pass when told to, so that nothing waits and all is repeatable.

What an official does, as in ``actor.py``; the line port is the product's own, in a process of its
own, or, where storage is to fail in it too, the same application in a thread of this one.
"""

import datetime as dt
import multiprocessing
import os
import resource
import ssl
import threading
import wsgiref.simple_server
from socketserver import ThreadingMixIn

import actor
import failing_storage
from django.db import connections

from kakehashi.cli import line_port
from kakehashi.exchange.line.server import application
from kakehashi.exchange.models import Line, Parcel
from kakehashi.exchange.own_keys import folder
from kakehashi.exchange.worker import Worker

ahead = dt.timedelta(0)
"""How far this node's clock was put forward, instead of waiting."""


def now():
    return dt.datetime.now(dt.UTC) + ahead


worker = Worker(now)
served = []


def renew():
    """Begin anew, as a worker that was started again."""
    global worker, ahead
    worker, ahead = Worker(now), dt.timedelta(0)


def passes(most=40):
    """Take passes until nothing is left to do now; return what went wrong, by its code.

    What the worker does not answer itself its loop would write down as a fault of the program.
    """
    global ahead  # noqa: PLW0603 - this program is one node
    _limit(None)  # what the test itself looks up
    waits = [one for one in Line.objects.values_list("next_try_at", flat=True) if one]
    waits += [one for one in Parcel.objects.values_list("next_try_at", flat=True) if one]
    waits += [worker._storage_tried_at] if worker._storage_tried_at else []
    ahead += max([one - now() for one in waits] + [dt.timedelta(0)])
    if failing_storage.failing.at:
        worker._filed_at = None  # tiles are written now, not in a while
    wrong = []
    _limit(limit)
    for _ in range(most):
        try:
            failing_storage.failing.watching = True
            more = worker.one_pass()
        except Exception as fault:  # noqa: BLE001 - as the loop around the worker does
            wrong.append(f"{type(fault).__name__}: {fault}")
            break
        finally:
            failing_storage.failing.watching = False
        if not more:
            break
    _limit(None)
    told = Line.objects.exclude(failure={}).values_list("failure", flat=True)
    wrong += [one["code"] for one in told]
    _limit(limit)
    return wrong


def serve(port):
    """Serve the line port as the product does."""
    os.environ["KAKEHASHI_LINE_PORT"] = str(port)
    trusted = line_port.certificates()
    connections.close_all()
    multiprocessing.set_start_method("fork", force=True)
    served.append(multiprocessing.Process(target=line_port.serve_line, args=(trusted,)))
    served[-1].start()
    return served[-1].pid


def limit_files(most):
    """Let no file of this process grow beyond so many bytes; None for as many as there is room for.

    Writing on fails as on a full disk, at the very byte (setrlimit(2), RLIMIT_FSIZE).
    """
    global limit  # noqa: PLW0603 - this program is one node
    limit = most
    _limit(most)


limit = None


def _limit(most):
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if most is None else most, hard))


class Threaded(ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_said):
        pass


def serve_here(port):
    """Serve the line port in a thread of this process, whose storage can be made to fail."""
    connections.close_all()
    failing_storage.put_in()
    server = Threaded(("127.0.0.1", port), Quiet)
    server.set_app(application)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder() / "line-certificate.pem", folder() / "line-key.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=line_port.certificates())
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


DOES = {
    **actor.DOES,
    **{one.__name__: one for one in (renew, passes, serve, serve_here, limit_files)},
}
DOES |= {"arm": failing_storage.arm, "disarm": failing_storage.disarm}
DOES |= {"back_up_at": failing_storage.back_up_at, "restore": failing_storage.restore}

if __name__ == "__main__":
    actor.answer_all(DOES)
    for one in served:
        one.terminate()
