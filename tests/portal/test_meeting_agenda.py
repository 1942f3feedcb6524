"""A published meeting shows its published agenda in order, and how items ended once closed."""

from django.test import Client

from kakehashi.governance.models import AgendaPlace, Sitting
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText, load
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW


def loaded(by, kind, reference, title, *, facts=None, links=(), **more):
    text = NewText(
        wording={"title": {"en": title, "ja": f"{title}・日本語"}},
        facts=facts or {},
        links=links,
        marking=Marking(reach=more.pop("reach", "public")),
    )
    made = Loaded(kind=kind, reference=reference, text=text, origin="JP", **more)
    return load([made], by=by, at=NOW)[0]


def test_the_public_agenda_is_what_was_published_of_it(node):
    by = node["operator"]
    meeting = Item.objects.get(reference="council-3")
    body = Item.objects.get(reference="body-council")
    links = [LinkTo("of_meeting", meeting.pk), LinkTo("of_body", body.pk)]
    chips = loaded(by, "agenda_item", "AI-JP-1", "Chips", facts={"wish": "decide"}, links=links)
    cables = loaded(by, "agenda_item", "AI-JP-2", "Cables", facts={"wish": "note"}, links=links)
    quiet = loaded(
        by, "agenda_item", "AI-JP-3", "Quiet", links=links, state="shared", reach="participants"
    )
    for position, (item, ending) in enumerate(
        ((cables, "noted"), (quiet, "decided"), (chips, "decided"))
    ):
        AgendaPlace.objects.create(
            body=body, meeting=meeting, item=item, position=position, why="new",
            ending=ending, ended_at=NOW, added_at=NOW,
        )  # fmt: skip

    def shown(language):
        page = Client().get(f"/{language}/records/council-3/").content.decode()
        start = page.index('id="agenda"')
        return page[start : page.index("</section>", start)]

    section = shown("en")
    assert section.index("Cables") < section.index("Chips")
    assert "Quiet" not in section
    assert "decided" not in section
    Sitting.objects.create(meeting=meeting, closed_at=NOW)
    assert "decided" in shown("en")
    assert "議事次第" in shown("ja")
