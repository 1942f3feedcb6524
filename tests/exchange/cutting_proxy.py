"""A proxy between two nodes that delays both ways and cuts the line where it is told to.

It reads nothing of what passes but the lengths of TLS records (RFC 8446, section 5.1), so a message
boundary is where one of them ends: that is where a program on either side can notice a silence.
"""

import contextlib
import queue
import socket
import struct
import threading
import time

UP, DOWN = "up", "down"
"""From who calls to who is called, and back."""
HEAD = 5
"""Bytes before the content of a TLS record: kind, version, length."""


class Cut:
    """Where to cut next: at so many bytes, or at the end of so many records, of one direction."""

    def __init__(self, direction, *, at_byte=None, after_records=None, reset=False):
        self.direction, self.at_byte, self.after_records = direction, at_byte, after_records
        self.reset = reset
        """Whether both ends hear a reset, as of a crashed host, or a plain end."""

    def __repr__(self):
        where = f"byte {self.at_byte}" if self.at_byte is not None else f"{self.after_records} rec"
        return f"{self.direction} {where}{' reset' if self.reset else ''}"


class Tally:
    """Bytes and records that passed in each direction, over every connection since the start."""

    def __init__(self):
        self.lock = threading.Lock()
        self.begin()

    def begin(self, *cuts):
        """Count from nought; each cut's place is counted from the one before it."""
        with self.lock:
            self.total = {UP: 0, DOWN: 0}
            self.to_come, self.cuts, self.connections = list(cuts), 0, 0
            self._count()

    def _count(self):
        self.passed, self.records = {UP: 0, DOWN: 0}, {UP: 0, DOWN: 0}
        self.cut = self.to_come.pop(0) if self.to_come else None

    @property
    def was_cut(self):
        return self.cuts > 0

    def pass_on(self, direction, data, framing):
        """Return how much of ``data`` passes, and the cut that is behind it, or None."""
        with self.lock:
            allowed, ends = len(data), framing.ends(data)
            cut = self.cut if self.cut and self.cut.direction == direction else None
            here = False
            if cut and cut.at_byte is not None:
                left = cut.at_byte - self.passed[direction]
                here = left <= len(data)
            elif cut:
                left = cut.after_records - self.records[direction]
                here = left <= len(ends)
                left = (ends[left - 1] if left > 0 else 0) if here else 0
            if here:
                self.cuts += 1
                self._count()
                self.total[direction] += max(left, 0)
                return max(left, 0), cut
            self.passed[direction] += allowed
            self.total[direction] += allowed
            self.records[direction] += len(ends)
            return allowed, None


class Framing:
    """Finds the ends of TLS records in one direction of one connection."""

    def __init__(self):
        self.head, self.left = b"", 0

    def ends(self, data):
        found, at = [], 0
        while at < len(data):
            if self.left:
                step = min(self.left, len(data) - at)
                self.left -= step
                at += step
                if not self.left:
                    found.append(at)
                continue
            step = min(HEAD - len(self.head), len(data) - at)
            self.head += data[at : at + step]
            at += step
            if len(self.head) == HEAD:
                (self.left,) = struct.unpack(">H", self.head[3:])
                self.head = b""
        return found


class Proxy:
    """One way in: listens on a port of its own and passes on to ``target``, a port."""

    def __init__(self, tally, delay=0.0):
        self.tally, self.delay, self.target = tally, delay, None
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        self.listener.close()

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self.listener.accept()
                self.tally.connections += 1
                threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller):
        if self.delay:
            time.sleep(2 * self.delay)  # what the three greetings of TCP would have taken
        try:
            called = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            caller.close()
            return
        for one in (caller, called):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        both = (caller, called)
        for direction, source, sink in ((UP, caller, called), (DOWN, called, caller)):
            given = queue.Queue()
            threading.Thread(
                target=self._read, args=(direction, source, given, both), daemon=True
            ).start()
            threading.Thread(target=_write, args=(sink, given, both), daemon=True).start()

    def _read(self, direction, source, given, both):
        framing = Framing()
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                allowed, cut = self.tally.pass_on(direction, data, framing)
                given.put((time.monotonic() + self.delay, data[:allowed], cut))
                if cut:
                    return
        given.put((time.monotonic() + self.delay, b"", None))


def _write(sink, given, both):
    while True:
        due, data, cut = given.get()
        time.sleep(max(due - time.monotonic(), 0))
        try:
            if data:
                sink.sendall(data)
            if cut:
                end(both, reset=cut.reset)
                return
            if not data:
                sink.shutdown(socket.SHUT_WR)
                return
        except OSError:
            end(both, reset=False)
            return


def end(both, *, reset):
    """End a connection for both who hold it."""
    for one in both:
        with contextlib.suppress(OSError):
            if reset:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RD)  # wakes who reads here, and tells nobody
            else:
                one.shutdown(socket.SHUT_RDWR)
            one.close()
