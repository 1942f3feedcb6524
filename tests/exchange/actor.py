"""An official at a node's keyboard: reads what to do from standard input, one JSON a line.

Runs beside the node's server, on the same data folder, through the very services of the pages.
"""

# ruff: noqa: E402, T201 - Django is set up before its models are imported; answers are printed

import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "kakehashi.config.settings"

import django

django.setup()

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from kakehashi.errors import Refused
from kakehashi.exchange import approving
from kakehashi.exchange.enrolling import enrol, own_card, read_card, words_of
from kakehashi.exchange.first_look import note_first_look
from kakehashi.exchange.models import Incoming, Line, Outgoing, Parcel
from kakehashi.exchange.recalling import recall, recalls
from kakehashi.exchange.selectors import who_may_enrol
from kakehashi.ledger.models import Log
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import files, services
from kakehashi.records.models import Attachment, Entry, Item, Version
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of


def official():
    return Account.objects.get(username__startswith="officer-", is_active=True)


def newest(record):
    return Version.objects.filter(item=record).order_by("-number")[0]


def write(kind, title, facts=None, about=None, **more):
    wording = {"title": {"en": title, "ja": f"{title}（日本語）"}, **more}
    links = [LinkTo("about", Item.objects.get(reference=about).pk)] if about else []
    made = services.create(
        kind=kind,
        text=NewText(wording=wording, facts=facts or {}, links=links),
        by=official(),
        at=timezone.now(),
    )
    return str(made.pk)


def edit(record, title):
    version = newest(record)
    text = text_of(version)
    wording = {**text.wording, "title": {"en": title, "ja": f"{title}（日本語）"}}
    services.save(
        item=record,
        base=version.number,
        text=replace(text, wording=wording),
        by=official(),
        at=timezone.now(),
    )


def attach(record, path, name):
    with Path(path).open("rb") as file:
        return services.attach(
            item=record,
            base=newest(record).number,
            name=name,
            file=File(file),
            by=official(),
            at=timezone.now(),
        ).digest


def attached(record):
    rows = Attachment.objects.filter(version=newest(record)).order_by("part")
    return [[row.name, row.state, row.why] for row in rows]


def taken_out(record):
    hashed = hashlib.sha256()
    with files.read(Attachment.objects.get(version=newest(record))) as file:
        while piece := file.read(1 << 20):
            hashed.update(piece)
    return hashed.hexdigest()


def parcels():
    return [[row.part, row.state, row.come, row.size] for row in Parcel.objects.order_by("pk")]


def confirm(record):
    return services.confirm(
        item=record, digest=newest(record).content_digest, by=official(), at=timezone.now()
    )


def step(name, record, **more):
    return getattr(services, name)(item=record, by=official(), at=timezone.now(), **more)


def faces(record):
    return [
        {
            "state": entry.state,
            "face": entry.face,
            "title": entry.title_en,
            "pen": entry.pen,
            "number": entry.version.number,
            "digest": entry.version.digest,
            "content": entry.version.content_digest,
            "seen": entry.audience_id in visible_audiences(viewer_of(official())),
        }
        for entry in Entry.objects.filter(item=record).select_related("version").order_by("face")
    ]


def confirmed(record):
    item = Item.objects.get(pk=record)
    return sorted(item.confirmations.values_list("side_id", flat=True))


def said(record):
    rows = Outgoing.objects.filter(item=record).order_by("pk")
    return [[row.act, row.state, row.why] for row in rows]


def heard(record):
    rows = Incoming.objects.filter(record=record).order_by("index")
    return [[row.act, row.state, row.why] for row in rows]


def look(record):
    return note_first_look(version=newest(record), by=official(), at=timezone.now())


def ask_back(record, why):
    return recall(item=record, why=why, by=official(), at=timezone.now())


def answers(record):
    found = recalls(at=timezone.now(), item=Item.objects.get(pk=record))
    return [list(one.parts) for one in found]


def sizes():
    # At one instant: a receipt may go from the queue into the log between two questions.
    with transaction.atomic():
        line = Line.objects.get()
        own, mirror = Log.objects.get(pk=line.origin), Log.objects.get(pk=line.peer_origin)
        return {
            "own": own.size,
            "signed": own.signed_size,
            "acknowledged": own.countersigned_size,
            "mirrored": mirror.countersigned_size,
            "opened": line.opened,
            "waiting": Outgoing.objects.filter(state="queued").count(),
            "state": own.state,
            "line": line.state,
        }


def coordinators():
    """Return two officials who may approve together."""
    return who_may_enrol()[:2]


def asked_and_approved(purpose, facts):
    """Have one official ask for something and a second approve it; both have just signed in."""
    now = timezone.now()
    first, second = coordinators()
    asked = approving.ask(purpose, Line.objects.get(), facts, by=first, proven_at=now, at=now)
    approving.approve(asked.pk, by=second, proven_at=now, at=now)


def held():
    """Say whether this node found that it was restored, and waits to be released."""
    return Line.objects.get().restored_at is not None


def release():
    """Have two officials release this node after a restore; return whether it was held."""
    if held():
        asked_and_approved("release", {})
        return True
    return False


def origin():
    """Return the origin of this side's log on its line."""
    return Line.objects.get().origin


def every_digest():
    """Return record and version digest of every version here that is no draft."""
    rows = Version.objects.exclude(state="draft").values_list("item_id", "number", "digest")
    return sorted([str(item), number, digest] for item, number, digest in rows)


def card(address):
    """Return the card of this node, as ``kakehashi node card`` writes it."""
    return own_card(address).as_bytes().decode()


def enrol_by(given):
    """Enrol the other side by its card, as two officials would with its words before them."""
    read = read_card(given.encode())
    said = " ".join(words_of(read, "en"))
    enrol(read, words=said, language="en", by=list(who_may_enrol())[:2], at=timezone.now())


DOES = {
    one.__name__: one
    for one in (
        *(card, enrol_by),
        *(write, edit, confirm, step, faces, confirmed, said, heard, sizes, every_digest),
        *(held, release, asked_and_approved),
        *(look, ask_back, answers, attach, attached, taken_out, parcels, origin),
    )
}


def answer_all(does):
    """Do what is asked on standard input, one JSON a line, until it ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"is": does[asked["do"]](*asked["with"], **asked["and"])}
            if hasattr(answer["is"], "pk"):
                answer = {"is": str(answer["is"].pk)}
        except Refused as refusal:
            answer = {"refused": refusal.code}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    answer_all(DOES)
