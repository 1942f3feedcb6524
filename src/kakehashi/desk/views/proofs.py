"""The proof of what crossed: a page for each version in plain words, and files for anyone."""

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kakehashi.desk.viewing import viewer
from kakehashi.errors import NotHere
from kakehashi.exchange.crossings import Crossing, crossings, proof_file, statement_file
from kakehashi.exchange.proofs import Checked, check, packet
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records import selectors
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Entry, Item, Version

PROOF, STATEMENT, PACKET = "proof", "statement", "packet"
FILES: Mapping[str, tuple[str, str]] = {
    # form -> ending, content type
    PROOF: ("tlog-proof", "application/octet-stream"),
    STATEMENT: ("json", "application/json"),
    PACKET: ("zip", "application/zip"),
}


def version_proof(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show where each thing said of one version stands, who signed it, and that it holds now.

    Raises:
        NotHere: on a node that serves every side, and for what the reader may not see.
    """
    reader = viewer(request)
    entry = _entry(reference, reader)
    version = selectors.version_for(entry.item, number, reader)
    return render(
        request,
        "desk/version_proof.html",
        {
            "entry": entry,
            "version": version,
            "proofs": _proofs(entry.item, version),
            "names": {one.code: one.name for one in sides()},
        },
    )


def _entry(reference: str, reader: Viewer) -> Entry:
    if not node_side() or not reader.side:
        raise NotHere
    return selectors.entry_for(reference, reader)


def _proofs(item: Item, version: Version) -> list[Checked]:
    """Return what was said of a version, newest first: shared, and confirmed by its content."""
    found = []
    for one in crossings(item.pk, {version.digest}):
        if one.index is None:
            continue
        checked = check(one, version if one.shares else None)
        named = checked.said.get("version") or ""
        if version.digest == named or (
            not named and checked.said.get("content") == version.content_digest
        ):
            found.append(checked)
    return found


def proof(
    request: HttpRequest, reference: str, *, peer: str, log: str, index: int, form: str
) -> HttpResponse:
    """Give the proof that something stands in a log, what it is of, or all an outsider needs.

    Raises:
        NotHere: for what the reader may not see, or what is not in a log yet.
    """
    reader = viewer(request)
    entry = _entry(reference, reader)
    history = selectors.history(entry.item, visible_audiences(reader))
    found = [
        one
        for one in crossings(entry.item_id, {version.digest for version in history})
        if (one.peer.code, one.log, one.index) == (peer, log, index)
    ]
    if not found or form not in FILES:
        raise NotHere
    ending, kind = FILES[form]
    return HttpResponse(
        _file(found[0], form),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{log}-{peer}-{index}.{ending}"'},
    )


def _file(crossing: Crossing, form: str) -> bytes:
    if form == PROOF:
        return proof_file(crossing)
    entry = statement_file(crossing)
    if form == STATEMENT:
        return entry
    version = Version.objects.filter(digest=crossing.digest).first() if crossing.shares else None
    own, other = node_side(), crossing.peer.code
    explained = render_to_string(
        "desk/proof_packet.txt",
        {
            "said": json.loads(entry),
            "index": crossing.index,
            "log_side": own if crossing.ours else other,
            "peer_side": other if crossing.ours else own,
        },
    )
    return packet(crossing, version, explained)
