"""A whole node in a process of its own, whose every byte out and in goes through the test.

Started with the number of an open socket. What is asked of it is a tuple: what to do, with what.
Nothing of it listens anywhere: line, pages and mail are functions called here, so that what would
leave the machine is handed to the test instead, as bytes. For each example the process is forked
over a fresh copy of its data, so that nothing of one is remembered in the next.
"""

# ruff: noqa: E402 - Django is set up before its models are imported

import contextlib
import datetime as dt
import gc
import io
import os
import shutil
import sys
import uuid
from dataclasses import replace
from multiprocessing.connection import Connection

os.environ["DJANGO_SETTINGS_MODULE"] = "kakehashi.config.settings"

from django.conf import settings

# What is lost when the machine stops is no question here, and a test must not wait for the disk.
settings.DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
)
settings.MAIL_ON = True
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
settings.ALLOWED_HOSTS = ["testserver"]

import django

django.setup()

from django.core import mail
from django.core.files import File
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone

from kakehashi.clearance import services as clearance
from kakehashi.cli.loading import load_node
from kakehashi.drafting.services import commenting
from kakehashi.errors import Refused
from kakehashi.exchange import fetching
from kakehashi.exchange import worker as workers
from kakehashi.exchange.enrolling import enrol, own_card, read_card, words_of
from kakehashi.exchange.first_look import note_first_look
from kakehashi.exchange.line import server
from kakehashi.exchange.line.client import PREFIX, LineBroken, LineRefused, NotThere
from kakehashi.exchange.line.signing import sign_request
from kakehashi.exchange.own_keys import folder, make_keys, own_keys
from kakehashi.exchange.recalling import recall
from kakehashi.governance.reminders.sending import remind_due
from kakehashi.people.models import Account, Organisation
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.tokens import make_token
from kakehashi.records import services
from kakehashi.records.kinds import kind_of
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Proposal
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of
from tests.exchange import planted_leaks

KEPT = settings.DATA.parent / "kept"


class Node:
    """What can be asked of the node; each method returns what can be sent back."""

    def __init__(self, talk):
        self.talk = talk
        self.clock = dt.timedelta()
        self.clients = {}
        self.accounts = {}
        self.tokens = {}
        self.worker = workers.Worker(self.now)

    def now(self):
        return timezone.now() + self.clock

    # --- setting up ----------------------------------------------------------------------------

    def load(self, profile):
        load_node(profile, dt.datetime.now(dt.UTC).replace(microsecond=0))
        for side in ("JP", "GB"):
            self.officials(side)

    def officials(self, side):
        """Give a side three officials with mail: two who may do everything, one who reads."""
        first = Account.objects.filter(side=side, is_active=True, purpose="officer")[0]
        for name in ("second", "reader"):
            made = Account.objects.create(
                username=f"{name}-{side}",
                side_id=side,
                organisation=first.organisation,
                name_en=f"{name} {side}",
                name_ja=name,
                language=first.language,
                zone=first.zone,
                created_at=first.created_at,
            )
            made.roles.set(["reader"] if name == "reader" else first.roles.all())
        Account.objects.filter(side=side).update(is_active=True)
        for one in Account.objects.filter(side=side):
            Account.objects.filter(pk=one.pk).update(
                email=f"{one.username}@{side.lower()}.example", reminders="daily"
            )

    def become(self, side, peer):
        """Make a node that was loaded for both sides that of one of them."""
        connections.close_all()
        settings.SIDE = side
        Account.objects.exclude(side=None).exclude(side=side).update(is_active=False)
        make_keys(partnership="uk-japan", side=side, peer=peer, host=f"{side.lower()}.example")
        return own_card(f"https://{side.lower()}.example:8443").as_bytes(), (
            folder() / "secret-keys.json"
        ).read_bytes()

    def enrol(self, card):
        read = read_card(card)
        by = list(Account.objects.filter(side=settings.SIDE, is_active=True, roles="coordinator"))
        words = " ".join(words_of(read, "en"))
        enrol(read, words=words, language="en", by=by[:2], at=self.now())

    def keep(self, pages):
        """Keep everything as it stands, for every example to begin with.

        Args:
            pages: what each reader looks at first, so that templates are read once and for all.
        """
        for side in [settings.SIDE] if settings.SIDE else ["JP", "GB"]:
            by = self.official(side)
            self.tokens[side] = make_token(account=by, name="test", by=by, at=self.now())[1]
            for who, places in pages.items():
                for place in places:
                    self.get(who and who.format(side=side), place)
        self.clients.clear()
        self.accounts.clear()
        connections.close_all()
        shutil.rmtree(KEPT, ignore_errors=True)
        shutil.copytree(settings.DATA.parent, KEPT, ignore=shutil.ignore_patterns("kept", "log"))

    def begin(self, leak):
        """Begin an example, in a copy of this process; with a leak built in where one is named."""
        for one in (settings.DATA, settings.GUARD):
            shutil.rmtree(one)
            shutil.copytree(KEPT / one.name, one)
        gc.freeze()  # what every example begins with is looked through in none
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            return Ended(status == 0)
        gc.set_threshold(100_000, 50, 100)
        planted_leaks.plant(leak)
        self.talk.send(("is", True))
        serve(self)
        os._exit(0)

    # --- officials -----------------------------------------------------------------------------

    def official(self, side, which="officer"):
        """Return an official; an account is read once in an example, as nobody changes any."""
        known = self.accounts.get((side, which))
        if known is None:
            found = Account.objects.filter(side=side)
            one = {"purpose": which} if which == "officer" else {"username": f"{which}-{side}"}
            known = self.accounts[side, which] = found.filter(**one).select_related("side").first()
        return known

    def create(self, side, kind, wording, facts, about, note, people=()):  # noqa: PLR0917 - a text
        links = [
            LinkTo("about", self.item(one)) for one in about if "about" in kind_of(kind).relations
        ]
        more = {}
        if people:
            named = [self.official(*one.split(":")) for one in people]
            marking = Marking(reach="named", people=sorted(str(one.pk) for one in named))
            made = {"marking": marking}
            more["lane"] = "restricted"
        else:
            made = {}
        text = NewText(wording=wording, facts=facts, links=links, note=note, **made)
        made = services.create(
            kind=kind,
            text=text,
            by=self.official(side),
            at=self.now(),
            **more,
        )
        return str(made.pk), made.reference, self.content(side, made.pk)

    def content(self, side, item):
        entry = self.face(side, item)
        return entry.version.content_digest if entry else ""

    @staticmethod
    def item(named):
        try:
            return uuid.UUID(named)
        except ValueError:
            return Item.objects.get(reference=named).pk

    def face(self, side, item):
        seen = visible_audiences(viewer_of(self.official(side)))
        rows = Entry.objects.filter(item=item, audience_id__in=seen).select_related("version")
        return rows.order_by("-version__number").first()

    def save(self, side, item, wording, facts, note):
        entry = self.face(side, item)
        if entry is None:
            return None
        text = text_of(entry.version)
        services.save(
            item=uuid.UUID(item),
            base=entry.version.number,
            text=replace(
                text,
                wording={**text.wording, **wording},
                facts={**text.facts, **facts},
                note=note,
                language_states=None,
            ),
            by=self.official(side),
            at=self.now(),
        )
        return entry.version.content_digest, self.content(side, item)

    def attach(self, side, item, name, content):
        entry = self.face(side, item)
        if entry is None:
            return None
        services.attach(
            item=uuid.UUID(item),
            base=entry.version.number,
            name=name,
            file=File(io.BytesIO(content)),
            by=self.official(side),
            at=self.now(),
        )
        return entry.version.content_digest, self.content(side, item)

    def step(self, side, name, item, which="officer", **more):
        """Take a step; return the digest of the content that it was taken on."""
        entry = self.face(side, item)
        if entry is None:
            return None
        content = entry.version.content_digest
        if name == "confirm":
            more["digest"] = content
        result = getattr(services, name)(
            item=uuid.UUID(item), by=self.official(side, which), at=self.now(), **more
        )
        return content, self.content(side, item), bool(result)

    def propose(self, side, item, wording, note):
        entry = self.face(side, item)
        if entry is None:
            return None
        made = services.propose(
            item=uuid.UUID(item),
            base=entry.version.number,
            wording=wording,
            note=note,
            by=self.official(side),
            at=self.now(),
        )
        return str(made.pk)

    def answer(self, side, item, take, answer):
        seen = visible_audiences(viewer_of(self.official(side)))
        found = Proposal.objects.filter(item=item, state="open", audience_id__in=seen).first()
        if found is None:
            return None
        before = self.content(side, item)
        services.answer_proposal(
            proposal=found.pk, take=take, answer=answer, by=self.official(side), at=self.now()
        )
        return str(found.pk), before, self.content(side, item)

    def comment(self, side, item, words, language, share):
        made = commenting.comment(
            on=self.item(item),
            words=words,
            language=language,
            share=share,
            by=self.official(side),
            at=self.now(),
        )
        return str(made.pk), made.reference, self.content(side, made.pk)

    def clear(self, side, item, note):
        office = Organisation.objects.filter(side=side).first()
        clearance.ask(
            item=uuid.UUID(item),
            offices=[(office.pk, "clear")],
            due=None,
            in_order=False,
            note=note,
            by=self.official(side),
            at=self.now(),
        )
        return True

    def recall(self, side, item, why):
        recall(item=uuid.UUID(item), why=why, by=self.official(side), at=self.now())
        return True

    def opened(self, side, item):
        entry = self.face(side, item)
        if entry is not None:
            note_first_look(version=entry.version, by=self.official(side), at=self.now())
        return True

    # --- what goes out -------------------------------------------------------------------------

    def get(self, who, path, language=""):
        """Return status, headers and body of a page as somebody sees it; ``api:JP`` has a token."""
        headers = {"Accept-Language": language} if language else {}
        if who.startswith("api:"):
            headers["Authorization"] = f"Bearer {self.tokens[who[4:]]}"
        if who not in self.clients:
            self.clients[who] = Client(raise_request_exception=False)
            if who and not who.startswith("api:"):
                side, _, which = who.partition(":")
                self.clients[who].force_login(self.official(side, which or "officer"))
        answer = self.clients[who].get(path, headers=headers)
        head = b"\n".join(f"{name}: {value}".encode() for name, value in answer.items())
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, head, body

    def post(self, who, path, form):
        """Post a form as it is, right or wrong."""
        if who not in self.clients:
            self.get(who, "/en/desk/decisions/")
        answer = self.clients[who].post(path, form)
        head = b"\n".join(f"{name}: {value}".encode() for name, value in answer.items())
        return answer.status_code, head, answer.content

    def work(self):
        """Have the worker do what is due; what it asks of the other side goes through the test."""
        self.clock += dt.timedelta(minutes=2)
        return self.worker.one_pass()

    def remind(self):
        """Send the mails that are due; return each as bytes, with whom it is for."""
        self.clock += dt.timedelta(hours=24)
        mail.outbox = []
        remind_due(at=self.now())
        return [(one.to, one.message().as_bytes()) for one in mail.outbox]

    def line(self, method, whole, headers, body):
        """Answer the other side's node, as the line port does."""
        place, _, query = whole.partition("?")
        told = {
            "REQUEST_METHOD": method,
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
        }
        seen = []
        content = b"".join(
            server.application(told, lambda status, given: seen.append((status, given)))
        )
        ((status, given),) = seen
        return int(status[:3]), dict(given), content

    def rows(self):
        """Return every value of every row, as bytes; not the search index, which cuts words up."""
        parts = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if table.endswith(("_data", "_idx")):
                    continue
                cursor.execute(f'SELECT * FROM "{table}"')
                parts += [value for row in cursor.fetchall() for value in row]
        return b"\0".join(
            one if isinstance(one, bytes) else str(one).encode() for one in parts if one is not None
        )


class Ended(int):
    """Whether an example ended well."""


class Caller:
    """Asks the other side's node through the test, in place of TLS."""

    def __init__(self, line):
        self._line = line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def ask(self, method, path, body=b""):
        whole = PREFIX + path
        headers = sign_request(
            own_keys(), self._line.peer_origin, method=method, path=whole, body=body
        )
        HERE.talk.send(("ask", (method, whole, headers, body)))
        told = HERE.talk.recv()
        if told is None:
            raise LineBroken(side=self._line.peer_id, why="cut")
        status, given, content = told
        if given["Content-Type"] == "application/problem+json" and status != NotThere.status:
            raise LineRefused(side=self._line.peer_id, told="refused", reason=content.decode())
        return status, content

    def fetch(self, path):
        """Yield what is at an address, in one piece."""
        status, content = self.ask("GET", path)
        if status == NotThere.status:
            raise NotThere(side=self._line.peer_id)
        yield content


class Failing:
    """Lets the database fail at one write of a step, as a full disk would."""

    def __init__(self, after):
        self.left = after

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.left -= 1
            if self.left == 0:
                raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)


def serve(node):
    """Do what is asked until the example, or the test, is over."""
    while True:
        try:
            name, arguments, more, fail = node.talk.recv()
        except EOFError:
            return
        if name == "end":
            connections.close_all()
            return
        failing = connection.execute_wrapper(Failing(fail)) if fail else contextlib.nullcontext()
        try:
            with failing:
                answer = ("is", getattr(node, name)(*arguments, **more))
        except Refused as refusal:
            answer = ("refused", refusal.code)
        except OperationalError as fault:
            if not fail:
                raise
            answer = ("failed", str(fault))
        if isinstance(answer[1], Ended):
            answer = ("ended", bool(answer[1]))
        node.talk.send(answer)


if __name__ == "__main__":
    workers.Caller = fetching.Caller = Caller
    HERE = Node(Connection(int(sys.argv[1])))
    serve(HERE)
