"""The rows of the measurement: one figure each, what it is held against, and how it came about."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kakehashi.cli.bench.nodes import PATIENCE, Node
from kakehashi.cli.bench.yardsticks import Yardstick, hashing, verifying
from kakehashi.cli.up_two import NodeEnded
from kakehashi.errors import Words

AT_LEAST, AT_MOST = "at least", "at most"
PART: Final = 1024
"""Records or entries between two slices of the yardstick."""
SMALL: Final = 1000
"""Records of the small outage that the large one is compared with."""
SMALL_TIMES: Final = 3
SHARES: Final = 15
"""Single records shared over an idle line."""
COMMITS: Final = 5
"""Durable commits timed before each of them."""
LEAVES_AT_ONCE: Final = 64
"""Entry bundles verified between two slices of the yardstick."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One figure."""

    name: str
    words: Words
    ratio: float
    target: float
    bound: str = AT_LEAST
    figures: dict[str, float] = field(default_factory=dict)
    """As they were measured: seconds, counts, bytes, rates a second."""

    @property
    def met(self) -> bool:
        """Whether the ratio is within the target."""
        return self.ratio >= self.target if self.bound == AT_LEAST else self.ratio <= self.target

    def as_object(self) -> dict[str, object]:
        """Return the row for programs."""
        return {
            "name": self.name,
            "ratio": round(self.ratio, 4),
            "target": self.target,
            "bound": self.bound,
            "met": self.met,
            "figures": {name: round(value, 6) for name, value in self.figures.items()},
        }


@dataclass
class Span:
    """What some parts of a row took, in seconds and in what the yardstick would have done."""

    nodes: tuple[Node, ...] = ()
    count: int = 0
    seconds: float = 0.0
    units: float = 0.0
    used: float = 0.0
    """Seconds of the processor, of both nodes."""

    def add(self, yardstick: Yardstick, part: Callable[[], tuple[float, int]]) -> int:
        """Measure one part and return how many things it did."""
        took: list[tuple[float, int]] = []

        def timed() -> float:
            took.append(part())
            return took[0][0]

        before = sum(node.processor() for node in self.nodes)
        self.units += yardstick.beside(timed)
        self.used += sum(node.processor() for node in self.nodes) - before
        self.seconds += took[0][0]
        self.count += took[0][1]
        return took[0][1]

    def __add__(self, other: "Span") -> "Span":
        """Return both, one after the other, for the same things."""
        return Span(
            self.nodes,
            self.count,
            self.seconds + other.seconds,
            self.units + other.units,
            self.used + other.used,
        )

    @property
    def ratio(self) -> float:
        """Things done for each that the yardstick would have done."""
        return self.count / self.units if self.units else 0.0

    def processor_ratio(self, yardstick: Yardstick) -> float:
        """Return the ratio by seconds of the processor: without waiting for disk or for others."""
        return (
            self.count / self.used / statistics.median(yardstick.processor_rates or [1.0])
            if self.used
            else 0.0
        )

    @property
    def rate(self) -> float:
        """Things done in a second."""
        return self.count / self.seconds if self.seconds else 0.0


@dataclass
class Outage:
    """What one backlog took at either side."""

    records: int
    sealing: Span
    composing: float
    taking: Span
    opening: Span
    receipts: Span
    """Entering them into the log of the side that received."""
    mirroring: Span
    """Taking the receipts in where the records came from."""
    noting: Span
    bytes: int

    @property
    def received(self) -> Span:
        """Taken in and opened."""
        return self.taking + self.opening


def entered(node: Node, yardstick: Yardstick, count: int) -> Span:
    """Have a node seal and append what is queued, and sign."""

    def part() -> tuple[float, int]:
        seconds, done = node.do("enter", PART)
        return seconds, int(done)

    span = Span((node,))
    while span.count < count and span.add(yardstick, part):
        pass
    return span


def taken_in(sender: Node, receiver: Node, yardstick: Yardstick) -> tuple[Span, float, int]:
    """Have the other node take in what it lacks; return that, seconds of composing, and bytes.

    What is counted is from sending a body to its answer: TLS, signature of the request, checks,
    everything durable, the countersignature.
    """
    span, composing, sent = Span((receiver,)), 0.0, 0
    size, acknowledged, *_ = sender.do("sizes")
    at, whole = acknowledged, size == acknowledged
    while not whole:
        told: dict[str, float] = {}

        def part(told: dict[str, float] = told, at: int = at) -> tuple[float, int]:
            told.update(sender.do("push"))
            return told["asking"], int(told["next"]) - at

        span.add(yardstick, part)
        composing += told["composing"]
        sent += int(told["bytes"])
        at, whole = int(told["next"]), bool(told["all"])
    return span, composing, sent


def opened(node: Node, yardstick: Yardstick) -> Span:
    """Have a node act on everything that it has countersigned."""

    def part() -> tuple[float, int]:
        seconds, done = node.do("open", PART)
        return seconds, int(done)

    span = Span((node,))
    while span.add(yardstick, part):
        pass
    return span


def outage(
    sender: Node, receiver: Node, yardstick: Yardstick, *, first: int, records: int, say: Say
) -> Outage:
    """Let so many records wait at one side, then let the other catch up, receipts and all."""
    say(f"{records:,}: written")
    sender.do("fill", first, records)
    say(f"{records:,}: sealed")
    sealing = entered(sender, yardstick, records)
    say(f"{records:,}: taken in")
    taking, composing, sent = taken_in(sender, receiver, yardstick)
    say(f"{records:,}: opened")
    opening = opened(receiver, yardstick)
    say(f"{records:,}: receipts")
    receipts = entered(receiver, yardstick, records)
    mirroring, *_ = taken_in(receiver, sender, yardstick)
    noting = opened(sender, yardstick)
    return Outage(records, sealing, composing, taking, opening, receipts, mirroring, noting, sent)


def followed_up(node: Node) -> None:
    """Wait until search has followed what a node opened: a backlog before is no idle line.

    Raises:
        NodeEnded: when it does not go on.
    """
    left, until = node.do("to_follow"), time.monotonic() + PATIENCE
    while left:
        if time.monotonic() > until:
            raise NodeEnded(side=node.side)
        time.sleep(0.02)
        before, left = left, node.do("to_follow")
        if left < before:
            until = time.monotonic() + PATIENCE


def at_rest(first: Node, second: Node) -> None:
    """Wait until either node has everything of the other's and has nothing more to do.

    Raises:
        NodeEnded: when that takes too long.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        one, other = first.do("sizes"), second.do("sizes")
        mine = one[4] == 0 and one[0] == one[1] == other[2] == other[3]
        if mine and other[4] == 0 and other[0] == other[1] == one[2] == one[3]:
            for node in (first, second):
                followed_up(node)
            return
        time.sleep(0.02)
    raise NodeEnded(side=first.side)


def exchanged(first: Node, second: Node, *, records: int, say: Say) -> list[Row]:
    """Return the rows about two nodes that catch up after outages."""
    yardstick = verifying()
    for node in (first, second):
        node.serve("bench", "line")
    for node in (first, second, first, second):
        node.do("settle")
    at = first.do("sizes")[0]
    small = min(SMALL, records)
    smalls = []
    for _ in range(SMALL_TIMES):
        smalls.append(outage(first, second, yardstick, first=at, records=small, say=say))
        at += small
    flat = second.memory()
    large = outage(first, second, yardstick, first=at, records=records, say=say)
    peak = second.memory()
    refused = first.do("refused") + second.do("refused")
    for node in (first, second):
        node.rest()
    before = statistics.median(one.received.units / one.records for one in smalls)
    verify = statistics.median(yardstick.rates)
    return [
        Row(
            "records received, opened, applied",
            {
                "en": "records received, opened, applied (2 KiB)",
                "ja": "受信・開封・反映した案件（2 KiB）",
            },
            large.received.ratio,
            0.10,
            figures={
                "records": records,
                "refused": refused,
                "a_second": large.received.rate,
                "taken_in_a_second": large.taking.rate,
                "opened_a_second": large.opening.rate,
                "bytes": large.bytes,
                "processor_ratio": large.received.processor_ratio(yardstick),
                "taken_in_ratio": large.taking.ratio,
                "opened_ratio": large.opening.ratio,
                "libsodium_verify_a_second": verify,
            },
        ),
        Row(
            "records sealed and appended",
            {
                "en": "records shared, sealed, appended, from the queue",
                "ja": "待ち行列から封緘・追記した案件",
            },
            large.sealing.ratio,
            0.08,
            figures={
                "records": records,
                "a_second": large.sealing.rate,
                "processor_ratio": large.sealing.processor_ratio(yardstick),
                "composed_a_second": records / large.composing,
            },
        ),
        Row(
            "entries mirrored without opening",
            {
                "en": "entries mirrored without opening (receipts)",
                "ja": "開封せずに複製したエントリー（受領記録）",
            },
            large.mirroring.ratio,
            0.5,
            figures={
                "entries": large.mirroring.count,
                "a_second": large.mirroring.rate,
                "processor_ratio": large.mirroring.processor_ratio(yardstick),
                "with_sealed_records_ratio": large.taking.ratio,
                "entered_a_second": large.receipts.rate,
                "noted_a_second": large.noting.rate,
            },
        ),
        Row(
            "backlog after an outage",
            {
                "en": f"backlog of {records:,}: time a record, against one of {small:,}",
                "ja": f"{records:,}件の滞留: 1件当たりの時間（{small:,}件の場合との比）",
            },
            large.received.units / records / before,
            1.2,
            AT_MOST,
            {
                "records": records,
                "small": small,
                "seconds": large.received.seconds,
                "small_seconds": statistics.median(one.received.seconds for one in smalls),
            },
        ),
        Row(
            "memory while catching up",
            {
                "en": f"memory for {records:,}, against {small:,}",
                "ja": f"{records:,}件の場合の使用メモリー（{small:,}件の場合との比）",
            },
            peak / flat if flat else 1.0,
            1.1,
            AT_MOST,
            {"bytes": peak, "small_bytes": flat},
        ),
    ]


def idle(first: Node, second: Node, *, shares: int, say: Say) -> list[Row]:
    """Return the rows about single records over an idle line, both nodes with their workers."""
    for node in (first, second):
        node.serve("node", "serve")
    try:
        return _idle(first, second, shares=shares, say=say)
    finally:
        for node in (first, second):
            node.rest()


def _idle(first: Node, second: Node, *, shares: int, say: Say) -> list[Row]:
    at_rest(first, second)
    whole: list[float] = []
    step: list[float] = []
    commits: list[float] = []
    for number in range(shares + 1):
        say(f"{number}/{shares}")
        record = first.do("draft", number)
        commits += second.do("commits", COMMITS)
        second.tell("readable", record, PATIENCE)
        begun, done = first.do("share", record)
        came = second.answer()
        if not came:
            raise NodeEnded(side=second.side)
        if number:  # the first one warms up
            whole.append(came - begun)
            step.append(done - begun)
        at_rest(first, second)
    took, commit = statistics.median(whole), statistics.median(commits)
    figures = {
        "shares": shares,
        "seconds": took,
        "slowest_seconds": max(whole),
        "step_seconds": statistics.median(step),
        "commit_seconds": commit,
    }
    return [
        Row(
            "share to readable, seconds",
            {
                "en": "share to readable at the other side, idle line: seconds",
                "ja": "共有から相手側で閲覧できるまで（空いている接続）: 秒",
            },
            took,
            1.0,
            AT_MOST,
            figures,
        ),
        Row(
            "share to readable, in durable commits",
            {
                "en": "the same, in durable commits",
                "ja": "同上（永続的な書込み1回の時間を単位として）",
            },
            took / commit,
            8.0,
            AT_MOST,
            figures,
        ),
    ]


def whole_log(entries: int, say: Say) -> Row:
    """Return the row about verifying a whole log from its files."""
    from kakehashi.trust.tiles import WIDTH, Tile, bundle_entries
    from kakehashi.trust.whole_logs import verifying as verifying_log

    with tempfile.TemporaryDirectory(prefix="kakehashi-log-") as name:
        folder = Path(name)
        say(f"{entries:,}: written")
        root = _write_log(folder, entries)

        def read(tile: Tile) -> bytes:
            return (folder / tile.path).read_bytes()

        sample = bundle_entries(read(Tile(None, 0)), WIDTH) if entries >= WIDTH else []
        yardstick, span = hashing(sample), Span()
        steps = verifying_log(read, size=entries, root=root)
        say(f"{entries:,}: verified")
        bundles = -(-entries // WIDTH)
        for _ in range(0, bundles, LEAVES_AT_ONCE):
            span.add(yardstick, lambda: _verified(steps))
        return Row(
            "verifying a whole log",
            {
                "en": f"verifying a log of {entries:,} entries, against one hashlib call for each",
                "ja": f"{entries:,}件のログの検証（1件につきhashlib 1回との比）",
            },
            entries / span.units,
            0.5,
            figures={
                "entries": entries,
                "seconds": span.seconds,
                "a_second": entries / span.seconds,
                "hashlib_a_second": statistics.median(yardstick.rates),
                "entry_bytes": statistics.mean(map(len, sample)),
            },
        )


def _verified(steps: Iterator[int]) -> tuple[float, int]:
    begun, count = time.perf_counter(), 0
    for _ in range(LEAVES_AT_ONCE):
        if next(steps, None) is None:
            break
        count += 1
    return time.perf_counter() - begun, count


def _write_log(folder: Path, entries: int) -> bytes:
    """Write a log of receipts, as a mirror says them, and return its root."""
    from kakehashi.trust.merkle import leaf_hashes
    from kakehashi.trust.tiles import WIDTH, Tile, TileGrowth, bundle_bytes

    growth = TileGrowth()
    for start in range(0, entries, WIDTH):
        said = [_receipt(index) for index in range(start, min(start + WIDTH, entries))]
        _write(folder, Tile(None, start // WIDTH, len(said)), bundle_bytes(said))
        for tile, content in growth.extend(leaf_hashes(said)):
            _write(folder, tile, content)
    for tile, content in growth.partial():
        _write(folder, tile, content)
    return growth.tree().root()


def _write(folder: Path, tile: object, content: bytes) -> None:
    path = folder / tile.path  # type: ignore[attr-defined]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _receipt(index: int) -> bytes:
    return (
        f'{{"act":"receipt","index":{index},"leaf":"{index * 7919:064x}",'
        f'"line":"gb.example/uk-japan/gb-to-jp","nonce":"{index * 104729:032x}",'
        f'"partnership":"uk-japan","seen":{{"root":"{index // 256:064x}","size":{index}}},'
        f'"state":"held","type":"kakehashi/statement/v1","why":null}}'
    ).encode()
