"""Leaks built into a node on purpose, to see that the test of leaks would find them."""

import io
import json
import logging
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from django.utils import timezone

from kakehashi.drafting.services import commenting
from kakehashi.exchange import parcels, public_logs, sending
from kakehashi.exchange.line import server
from kakehashi.governance.reminders import sending as mailing
from kakehashi.look import refusals
from kakehashi.people import selectors
from kakehashi.records import models, services
from kakehashi.records.services import sharing
from kakehashi.trust.attachments import TAG_BYTES


def _secret():
    """Return the newest title that is its side's alone."""
    own = models.Entry.objects.filter(face="own", audience__reach="own_side")
    return own.order_by("-version_id").values_list("title_ja", flat=True).first() or ""


def _after(module, name, does):
    """Have ``does`` look at what a function gives, and give something else."""
    written = getattr(module, name)
    setattr(module, name, lambda *given, **more: does(written(*given, **more), *given))


def in_the_envelope():
    """The note of a draft stands in the title that is shared."""

    def noted(text, version):
        title = {code: f"{words} {version.note}" for code, words in text.wording["title"].items()}
        return replace(text, wording={**text.wording, "title": title})

    _after(sharing, "text_of", noted)


def in_a_shared_comment():
    """A comment that is shared bears the title of the draft that its official sees."""
    commenting.titles_given = lambda entry: {"en": entry.title_en, "ja": entry.title_ja}


def in_a_statement():
    """A statement names the record by its title, in the clear."""

    def titled(made, row, _desk):
        statement, sealed = made
        title = row.version.wording.get("title", {}).get("en", "") if row.version else ""
        return replace(statement, partnership=title or statement.partnership), sealed

    _after(sending, "_statement", titled)


def in_an_attachment():
    """An attachment goes across as it is, sealed by nobody."""

    written = parcels.seal_attachment

    def unsealed(header, recipients, read):
        plain = read(-1)
        sealed = b"".join(written(header, recipients, io.BytesIO(plain).read))
        yield sealed[: -len(plain) - TAG_BYTES] + plain + sealed[-TAG_BYTES:]

    parcels.seal_attachment = unsealed


def in_a_refusal_on_the_line():
    """The line port says in its refusal what it was busy with."""

    def told(answer, _refusal):
        answer.body = json.dumps({**json.loads(answer.body), "instance": _secret()}).encode()
        return answer

    _after(server, "_problem", told)


def in_a_tile():
    """A public tile of hashes is padded with what lay in memory."""
    written = public_logs.TileFiles.read
    public_logs.TileFiles.read = lambda files, wanted: (
        written(files, wanted) + _secret().encode("utf-16-le")
    )


def on_the_pages():
    """Everybody may see everything."""
    selectors.may_see = lambda _viewer, _circle: True
    selectors._audiences = selectors._Audiences()


def on_an_error_page():
    """The page that says that there is nothing says what came up last."""

    def told(answer, _request, _refusal):
        answer.content += f"<!-- {_secret()} -->".encode()
        return answer

    _after(refusals, "refuse", told)


def in_a_heading():
    """A page gives the newest title in a heading of its answer."""

    def told(answer):
        answer["X-Newest"] = quote(_secret())
        return answer

    written = refusals.RefusalMiddleware.__call__
    refusals.RefusalMiddleware.__call__ = lambda *given: told(written(*given))


def in_a_mail():
    """A mail names a text whose marking lets no title into a mail."""

    def told(things, _account, _day):
        title = {"en": _secret(), "ja": _secret()}
        more = mailing.Thing(f"planted {timezone.now()}", "late", "decision", "DC-1", title)
        return [*things, more]

    _after(mailing, "owed_by", told)


def in_the_log():
    """A title goes into the server's log."""

    def told(result, **_given):
        logging.getLogger("kakehashi").warning("shared %s", _secret())
        return result

    written = services.share
    services.share = lambda **given: told(written(**given))


class Found(NamedTuple):
    """What finds a leak: where the sides have a node each, and where they share one."""

    two: str
    one: str


PAGE = "for (the public|JP|GB|api)"
ON_THE_LINE = "request .*news"
FOUND = {
    in_the_envelope: Found("record sealed by", PAGE),
    in_a_shared_comment: Found("record sealed by", PAGE),
    in_a_statement: Found(ON_THE_LINE, ""),
    in_an_attachment: Found("answer of (JP|GB) to .*parcel", ""),
    in_a_refusal_on_the_line: Found("answer to a stranger", ""),
    in_a_tile: Found("/log/", ""),
    on_the_pages: Found("", PAGE),
    on_an_error_page: Found(PAGE, PAGE),
    in_a_heading: Found(PAGE, PAGE),
    in_a_mail: Found("mail to", "mail to"),
    in_the_log: Found("log of the server", "log of the server"),
}
"""Nothing where the arrangement has no such way out."""
LEAKS = {one.__name__: one for one in FOUND}


def plant(name):
    """Build a leak in; none for an empty name."""
    if name:
        LEAKS[name]()
