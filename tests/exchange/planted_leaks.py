"""Leaks built into a node on purpose, to see that the test of leaks would find them."""

from dataclasses import replace

from kakehashi.exchange import sending
from kakehashi.people import selectors
from kakehashi.records import models
from kakehashi.records.services import sharing


def in_the_envelope():
    """The note of a draft stands in what is sealed for the other side."""
    written = sharing._crossing

    def crossing(text, marking, by):
        crossed = written(text, marking, by)
        title = {code: f"{words} {text.note}" for code, words in text.wording["title"].items()}
        return replace(crossed, wording={**crossed.wording, "title": title})

    sharing._crossing = crossing


def in_a_statement():
    """A statement names the record by its title, in the clear."""
    written = sending._statement

    def statement(row, desk):
        made, sealed = written(row, desk)
        if row.version is not None and "version" in made.facts:
            title = row.version.wording.get("title", {}).get("en", "")
            made = replace(made, partnership=title or made.partnership)
        return made, sealed

    sending._statement = statement


def on_the_pages():
    """Everybody may see everything."""
    selectors.visible_audiences = lambda viewer: tuple(
        models.Entry.objects.values_list("audience_id", flat=True).distinct()
    )


def in_the_log():
    """A title goes into the server's log."""
    import logging

    written = sharing.share

    def share(*, item, by, at):
        title = models.Entry.objects.filter(item=item).values_list("title_ja", flat=True).first()
        logging.getLogger("kakehashi").warning("sharing %s", title)
        written(item=item, by=by, at=at)

    from kakehashi.records import services

    services.share = share


LEAKS = {one.__name__: one for one in (in_the_envelope, in_a_statement, on_the_pages, in_the_log)}


def plant(name):
    """Build a leak in; none for an empty name."""
    if name:
        LEAKS[name]()
