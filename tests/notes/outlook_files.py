"""Compound files as Outlook writes its messages: made for tests, from a plain tree."""

import datetime as dt
import struct

SECTOR, SMALL, CUTOFF = 512, 64, 4096
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def compound(tree):
    """Return a compound file of nested dicts of name to bytes or dict."""
    entries = [["Root Entry", 5, NONE, NONE, NONE, END, 0]]
    big, minis = [], bytearray()
    mini_fat, fat_after = [], []

    def add(inner):
        """Add the entries of one storage as a chain of right neighbours; return the first."""
        first, before = NONE, None
        for name, value in inner.items():
            at = len(entries)
            entries.append([name, 1 if isinstance(value, dict) else 2, NONE, NONE, NONE, END, 0])
            if before is None:
                first = at
            else:
                entries[before][3] = at
            before = at
            if isinstance(value, dict):
                entries[at][4] = add(value)
                entries[at][5] = 0
                continue
            entries[at][6] = len(value)
            if len(value) >= CUTOFF:
                big.append((at, value))
            elif value:
                start = len(mini_fat)
                number = -(-len(value) // SMALL)
                mini_fat.extend([*range(start + 1, start + number), END])
                minis.extend(value.ljust(number * SMALL, b"\0"))
                entries[at][5] = start
        return first

    entries[0][4] = add(tree)
    sectors = []

    def put(data):
        start = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        fat_after.extend([*range(start + 1, start + len(pieces)), END])
        return start

    for at, value in big:
        entries[at][5] = put(value)
    if minis:
        entries[0][5], entries[0][6] = put(bytes(minis)), len(minis)
    mini_start = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini_fat else END
    raw = b"".join(map(_entry, entries))
    directory = put(raw.ljust(-(-len(raw) // SECTOR) * SECTOR, b"\0"))
    number = 1
    while (len(sectors) + number) * 4 > number * SECTOR:
        number += 1
    places = list(range(len(sectors), len(sectors) + number))
    table = [*fat_after, *[FAT] * number]
    table += [FREE] * (number * SECTOR // 4 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors += [packed[at : at + SECTOR] for at in range(0, len(packed), SECTOR)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, number, directory, 0, CUTOFF, mini_start, 1, END, 0)
    header += struct.pack("<109I", *places, *[FREE] * (109 - len(places)))
    return header + b"".join(sectors)


def _entry(one):
    name, kind, left, right, child, start, size = one
    raw = name.encode("utf-16-le")
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw) + 2, kind, 1)
        + struct.pack("<III", left, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def text(tag, words):
    """Return one property in Unicode, as a stream."""
    return {f"__substg1.0_{tag:04X}001F": words.encode("utf-16-le")}


def fixed(head, **of):
    """Return the stream of fixed properties: ``t`` for a time, ``n`` for a number, then the tag."""
    rows = b""
    for name, value in of.items():
        kind, tag = (0x40 if name[0] == "t" else 3), int(name[1:], 16)
        ticks = int((value - EPOCH).total_seconds()) * 10_000_000 if kind == 0x40 else value
        rows += struct.pack("<HHIQ", kind, tag, 6, ticks)
    return {"__properties_version1.0": bytes(head) + rows}


def message(*, head=32, subject="", body=None, sent=None, sender=("", ""), to=(), files=(), **more):
    """Return the tree of a message."""
    tree = {**text(0x0037, subject), **text(0x0042, sender[0]), **text(0x5D02, sender[1])}
    tree |= fixed(head, **({"t0039": sent} if sent else {}), **more.pop("numbers", {}))
    if body is not None:
        tree |= text(0x1000, body)
    for number, (name, address) in enumerate(to):
        tree[f"__recip_version1.0_#{number:08X}"] = {
            **text(0x3001, name),
            **text(0x39FE, address),
            **fixed(8),
        }
    for number, (name, content) in enumerate(files):
        inner = (
            {"__substg1.0_3701000D": content}
            if isinstance(content, dict)
            else {"__substg1.0_37010102": content}
        )
        tree[f"__attach_version1.0_#{number:08X}"] = {**text(0x3707, name), **fixed(8), **inner}
    return tree | more.pop("streams", {})


def attribute(number, value, level=1):
    """Return one attribute of a winmail.dat."""
    return struct.pack("<BHHI", level, number, 6, len(value)) + value + struct.pack("<H", 0)


def properties(*of):
    """Return a block of message properties: each tag, kind and value of any length."""
    rows = struct.pack("<I", len(of))
    for tag, kind, value in of:
        rows += struct.pack("<HHII", kind, tag, 1, len(value)) + value
        rows += bytes(-len(value) % 4)
    return rows


def winmail(*attributes):
    """Return a winmail.dat."""
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)
