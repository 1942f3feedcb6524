"""Officials of both sides at work: each step that hypothesis draws, and what it makes known to whom.

Every field an official fills in holds a mark of its own. What is shared, published or proposed
raises the marks in it, by the rules of the house and not by the code under test; then all that goes
across the line, onto a page, into a file, a mail or a log is looked through for marks that are not
yet that wide, in any spelling.
"""

import difflib
import functools
import random
import re
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.exchange.marks import (
    NAMED,
    OWN,
    PARTICIPANTS,
    PUBLIC,
    LeakError,
    Watch,
    but,
    held_by,
    nothing,
    published,
    readable_by,
    shared,
)
from tests.exchange.watched import FAILED, Refusal, Wire, look_into_rows

KINDS = {
    # kind: lane, facts it does not do without
    "update": ("own", {}),
    "contact": ("own", {"date": "2026-11-02"}),
    "initiative": ("shared", {}),
    "milestone": ("shared", {"due_date": "2027-03-31", "standing": "planned"}),
    "result": ("shared", {}),
    "decision": ("shared", {}),
}
ON = ("VD.b.vi-1", "council-3", "psti-accepts-jc-star")
"""Records that are public on every node, to hang things on."""

PUBLIC_PAGES = (
    "/{lang}/",
    "/{lang}/results/",
    "/{lang}/decisions/",
    "/{lang}/meetings/",
    "/{lang}/areas/VD/",
    "/{lang}/search/?q=microchip",
    "/{lang}/search/?q=協議",
    "/{lang}/records/{ref}/",
    "/{lang}/framework/{ref}/",
    "/{lang}/records/VD.b.vi-1/",
    "/{lang}/records/council-3/",
    "/records/{ref}.json",
    "/records/VD.b.vi-1.json",
    "/data/decisions.csv",
    "/data/decisions.json",
    "/data/results.csv",
    "/data/results.json",
    "/data/joint-actions.json",
    "/data/meetings.csv",
    "/{lang}/feeds/news.atom",
    "/{lang}/feeds/results.atom",
    "/{lang}/feeds/areas/VD.atom",
    "/api/v1/records?limit=200",
    "/api/v1/records/{ref}",
    "/api/v1/records/VD.b.vi-1",
    "/api/v1/records/{ref}/links",
    "/api/v1/search?q=microchip",
    "/api/v1/changes?limit=200",
    "/api/v1/results",
    "/api/v1/decisions",
    "/api/v1/meetings",
    "/api/v1/nothing-here",
    "/{lang}/nothing/here/",
    "/{lang}/desk/records/{ref}/",
    "/log/gb/checkpoint",
    "/log/jp/checkpoint",
    "/log/gb/tile/0/000.p/{small}",
    "/log/jp/tile/0/000.p/{small}",
    "/log/gb/tile/entries/000.p/{small}",
)
DESK_PAGES = (
    "/{lang}/desk/",
    "/{lang}/desk/search/?q=microchip",
    "/{lang}/desk/search/?q=協議",
    "/{lang}/desk/timeline/",
    "/{lang}/desk/decisions/",
    "/{lang}/desk/confirm/",
    "/{lang}/desk/publication/",
    "/{lang}/desk/register/",
    "/{lang}/desk/register/export/csv/",
    "/{lang}/desk/actions/export/csv/",
    "/{lang}/desk/meetings/council-3/",
    "/{lang}/desk/texts/",
    "/{lang}/desk/line/",
    "/{lang}/desk/records/VD.b.vi-1/",
    "/{lang}/desk/records/{ref}/",
    "/{lang}/desk/records/{ref}/history/1/",
    "/{lang}/desk/records/{ref}/history/{small}/",
    "/{lang}/desk/records/{ref}/compare/?old=1&new=2",
    "/{lang}/desk/records/{ref}/edit/",
    "/{lang}/desk/records/{ref}/share/",
    "/{lang}/desk/records/{ref}/propose/",
    "/{lang}/desk/records/{ref}/recall/",
    "/{lang}/desk/records/{ref}/clearance/",
    "/{lang}/desk/records/{ref}/attachments/",
    "/{lang}/desk/records/{ref}/attachments/{small}/1/",
    "/{lang}/desk/framework/VD.b.vi-1/",
    "/{lang}/desk/nothing/here/",
)
RARE_PAGES = (
    "/{lang}/desk/register/export/xlsx/",
    "/{lang}/desk/brief/area/VD/?as=pdf&in=both",
    "/{lang}/desk/brief/meeting/council-3/?as=pptx&in=both",
    "/{lang}/desk/brief/area/VD/",
)
"""Files that take long to make."""
CHANGING = re.compile(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"')

number = st.integers(0, 63)
sides = st.sampled_from(["JP", "GB"])
failing = st.sampled_from([0] * 20 + [1, 2, 4, 7, 12])
"""The write of a step at which the disk is full; 0 for none."""


class Text:
    """A record as the test knows it."""

    def __init__(self, item, reference, kind, lane, origin, people=()):  # noqa: PLR0917 - a row
        self.item, self.reference, self.kind, self.lane, self.origin, self.people = (
            *(item, reference, kind),
            *(lane, origin, people),
        )
        self.consents = set()
        self.proposals = {}

    @property
    def given(self):
        """How wide it goes when it is shared."""
        return NAMED if self.people else PARTICIPANTS


def step(**given):
    """Make a rule of a step, which is counted each time that hypothesis takes it."""

    def made(does):
        @functools.wraps(does)
        def counted(self, **drawn):
            self.figures["steps"] += self.begun
            return does(self, **drawn)

        return rule(**given)(counted)

    return made


class Officials(RuleBasedStateMachine):
    """Two sides at work, on a node each or both on one."""

    nodes = None
    leak = ""
    figures = None
    begun = False
    """Whether what is done counts as a step: what every example begins with does not."""

    @initialize(seed=st.integers(0, 1 << 32), apart=st.sampled_from([True, True, False]))
    def begin(self, seed, apart):
        self.apart = apart
        self.draw = random.Random(seed).getrandbits
        self.watch = Watch()
        self.wire = Wire(self.nodes, self.watch)
        self.texts = []
        self.contents = {}
        self.running = list(self.nodes.sides.values()) if apart else [self.nodes.one]
        for node in self.running:
            node.begin(self.leak)
        # A morning's work, so that there is something to do everything with.
        for place, side in enumerate(("JP", "GB", "JP", "GB")):
            kind = ("update", "decision")[place // 2]
            self.create(side=side, kind=kind, on=2 * place, bare=False, fail=0)
            self.edit(side=side, at=place, which=place, fail=0)
            if (seed >> place) % 4:
                self.share(side=side, at=place, fail=0)
        if apart:
            self.wire.exchange(2)
        self.begun = True

    # --- the book that is kept beside ----------------------------------------------------------

    def node(self, side):
        """Return the node of a side; what is asked of it is written down, to be read after a leak."""
        node = self.nodes.sides[side] if self.apart else self.nodes.one

        def ask(*asked, **more):
            answer = node(*asked, **more)
            if asked[0] != "get":
                self.watch.journal.append((*asked, more, answer))
            return answer

        return ask

    def mark(self, side, place, people=()):
        return self.watch.mark(self.draw, side, place, people)

    def phrase(self, side, place, people=()):
        """Return a phrase in both languages with a mark in it, and the mark."""
        mark = self.mark(side, place, people)
        # The mark comes first: where a page shortens a title it is not cut through.
        said = {
            "en": f"{mark.latin} {place} on microchip supply",
            "ja": f"{mark.kana}{place}半導体協議",
        }
        return said, mark

    def raised(self, marks, reach):
        for mark in marks:
            mark.reach = max(mark.reach, reach)

    def pick(self, at, side=""):
        """Return a text, of those of a side where one is named and has any."""
        pool = [text for text in self.texts if text.origin == side] if at > 3 else self.texts
        pool = pool or self.texts
        return pool[at % len(pool)]

    def done(self, answer):
        """Say whether a step was taken; refused and failed ones change nothing."""
        if answer is not FAILED and isinstance(answer, Refusal):
            self.figures["refused"] += 1
        self.figures["failed"] += answer is FAILED
        self.figures["came to nothing"] += answer is None
        return answer is not None and not isinstance(answer, Refusal)

    # --- officials write -----------------------------------------------------------------------

    @step(
        side=sides, kind=st.sampled_from(list(KINDS)), on=number, bare=st.booleans(), fail=failing
    )
    def create(self, side, kind, on, bare, fail):
        self.written(side, kind, on, bare, fail)

    @step(side=sides, kind=st.sampled_from(["update", "decision"]), on=number, fail=failing)
    def restrict(self, side, kind, on, fail):
        """Write for named people alone: the second official there may read it, the reader not."""
        other = {"JP": "GB", "GB": "JP"}[side]
        self.written(side, kind, on, on % 3 == 0, fail, (side, f"{side}:second", other))

    def written(self, side, kind, on, bare, fail, people=()):  # noqa: PLR0917 - of a step
        lane, facts = KINDS[kind]
        title, first = self.phrase(side, f"title of {kind}", people)
        marks = {first}
        wording = {"title": title}
        if not bare:
            wording["body"], second = self.phrase(side, f"body of {kind}", people)
            source = self.mark(side, f"source of {kind}", people)
            facts = {**facts, "sources": [f"https://{source.latin}.example/microchip"]}
            marks |= {second, source}
        note = self.mark(side, f"note on a draft of {kind}", people)
        about = [ON[on % len(ON)]]
        if self.texts and on % 2:
            about.append(self.pick(on // 2).item)
        said = f"why {note.latin}"
        made = self.node(side)(
            "create", side, kind, wording, facts, about, said, people=people, fail=fail
        )
        if self.done(made):
            item, reference, content = made
            lane = "restricted" if people else lane
            self.texts.append(Text(item, reference, kind, lane, side, people))
            self.contents[content] = marks

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, which=number, fail=failing)
    def edit(self, side, at, which, fail):
        text = self.pick(at, side)
        field = ("title", "body")[which % 2]
        wording, mark = self.phrase(side, f"new {field} of {text.kind}", text.people)
        note = self.mark(side, f"note on an edit of {text.kind}", text.people)
        facts = {}
        marks = {mark}
        if which % 3 == 0:
            source = self.mark(side, f"new source of {text.kind}", text.people)
            facts = {"sources": [f"https://{source.latin}.example/"]}
            marks.add(source)
        answer = self.node(side)(
            "save", side, text.item, {field: wording}, facts, f"because {note.latin}", fail=fail
        )
        if self.done(answer):
            before, after = answer
            self.contents[after] = self.contents.get(before, set()) | marks

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, large=st.booleans(), fail=failing)
    def attach(self, side, at, large, fail):
        """Attach a file; its name and its bytes are part of the text from then on."""
        text = self.pick(at, side)
        name = self.mark(side, f"name of a file of {text.kind}", text.people)
        words, mark = self.phrase(side, f"file of {text.kind}", text.people)
        content = "\n".join([words["ja"], *(["…" * 30_000] if large else []), words["en"]])
        answer = self.node(side)(
            "attach", side, text.item, f"{name.latin}.txt", content.encode(), fail=fail
        )
        if self.done(answer):
            before, after = answer
            self.contents[after] = self.contents.get(before, set()) | {name, mark}

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, fail=failing)
    def share(self, side, at, fail):
        self.given(side, self.pick(at, side), fail)

    @precondition(lambda self: any(text.people for text in self.texts))
    @step(side=sides, at=number, which=st.sampled_from(["second", "second", "officer"]))
    def approve(self, side, at, which):
        """Have a second official approve what is for named people, or try it alone; then share."""
        named = [text for text in self.texts if text.people]
        text = next((one for one in named[at % len(named) :] if one.origin == side), named[-1])
        self.done(self.node(side)("step", side, "consent", text.item, which=which))
        self.given(side, text, 0)

    def given(self, side, text, fail):
        answer = self.node(side)("step", side, "share", text.item, fail=fail)
        if self.done(answer):
            self.raised(self.contents.get(self.moved(answer), ()), text.given)

    def moved(self, answer):
        """Note that a step may have left links out of a text, and return its content digest."""
        before, after, _ = answer
        if before in self.contents:
            self.contents.setdefault(after, self.contents[before])
        return after

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, fail=failing)
    def confirm(self, side, at, fail):
        answer = self.node(side)("step", side, "confirm", self.pick(at).item, fail=fail)
        if self.done(answer):
            self.moved(answer)

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, fail=failing)
    def publish(self, side, at, fail):
        text = self.pick(at, side)
        if text.kind == "comment":
            return  # it bears the title of another record, which may be shared and no more
        answer = self.node(side)("step", side, "publish", text.item, fail=fail)
        if not self.done(answer):
            return
        content = self.moved(answer)
        text.consents.add((side, content))
        if text.lane == "own" or {("JP", content), ("GB", content)} <= text.consents:
            self.raised(self.contents.get(content, ()), PUBLIC)

    @precondition(lambda self: self.texts)
    @step(
        side=sides,
        at=number,
        step=st.sampled_from(["withdraw", "overtake", "discard"]),
        fail=failing,
    )
    def end(self, side, at, step, fail):
        text = self.pick(at)
        more, marks = {}, ()
        if step != "discard":
            why, mark = self.phrase(side, f"why {step}", text.people)
            more, marks = {"why": why["en"]}, [mark]
        answer = self.node(side)("step", side, step, text.item, fail=fail, **more)
        if self.done(answer) and step != "discard":
            open_to_all = any(
                mark.reach == PUBLIC for mark in self.contents.get(answer[0], ())
            ) or any(mark.reach == PUBLIC for mark in self.contents.get(answer[1], ()))
            self.moved(answer)
            self.raised(marks, PUBLIC if open_to_all else text.given)

    @precondition(lambda self: self.texts)
    @step(
        side=sides,
        at=number,
        step=st.sampled_from(["ask_pen", "pass_pen", "return_pen", "take_pen"]),
        fail=failing,
    )
    def pen(self, side, at, step, fail):
        more = {"to": {"JP": "GB", "GB": "JP"}[side]} if step == "pass_pen" else {}
        self.done(self.node(side)("step", side, step, self.pick(at).item, fail=fail, **more))

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, fail=failing)
    def propose(self, side, at, fail):
        text = self.pick(at)
        wording, mark = self.phrase(side, f"proposal for {text.kind}", text.people)
        note = self.mark(side, "why it is proposed", text.people)
        answer = self.node(side)(
            "propose", side, text.item, {"title": wording}, f"so that {note.latin}", fail=fail
        )
        if self.done(answer):
            text.proposals[answer] = mark
            self.raised([mark, note], text.given)

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, take=st.booleans(), fail=failing)
    def answer(self, side, at, take, fail):
        text = self.pick(at)
        why, mark = self.phrase(side, "answer to a proposal", text.people)
        answer = self.node(side)("answer", side, text.item, take, why["ja"], fail=fail)
        if self.done(answer):
            proposal, before, after = answer
            self.raised([mark], text.given)
            taken = {text.proposals[proposal]} if take else set()
            self.contents[after] = self.contents.get(before, set()) | taken

    @step(side=sides, at=number, give=st.booleans(), fail=failing)
    def comment(self, side, at, give, fail):
        on = self.pick(at).item if self.texts and at % 4 else ON[at % len(ON)]
        words, mark = self.phrase(side, "comment")
        language = ("en", "ja")[at % 2]
        made = self.node(side)("comment", side, on, words[language], language, give, fail=fail)
        if self.done(made):
            item, reference, content = made
            self.texts.append(Text(item, reference, "comment", "own", side))
            self.contents[content] = {mark}
            if give:
                self.raised([mark], PARTICIPANTS)

    @precondition(lambda self: self.texts)
    @step(side=sides, at=number, fail=failing)
    def clear(self, side, at, fail):
        note = self.mark(side, "what offices are asked")
        said = f"please look at {note.latin} {note.kana}"
        self.done(self.node(side)("clear", side, self.pick(at).item, said, fail=fail))

    @precondition(lambda self: self.texts and self.apart)
    @step(side=sides, at=number, fail=failing)
    def recall(self, side, at, fail):
        why, _ = self.phrase(side, "why it is asked back")
        self.done(self.node(side)("recall", side, self.pick(at).item, why["ja"], fail=fail))

    # --- what goes out -------------------------------------------------------------------------

    @precondition(lambda self: self.apart)
    @step(side=sides, cut=number, fail=failing)
    def work(self, side, cut, fail):
        """The worker does what is due; the line may be cut, the disk be full."""
        if cut < 8:
            self.wire.cut_after = cut % 3
        self.done(self.node(side)("work", fail=fail))
        self.wire.cut_after = None
        if cut >= 56 and not fail:
            self.wire.exchange(3)

    @precondition(lambda self: self.apart)
    @step(side=sides, at=number)
    def knock(self, side, at):
        """Somebody nobody knows asks at the line port."""
        path = ("/where", "/largest", "/back?from=0", "/news", "/pull", "/entries", "/..")[at % 7]
        method = ("GET", "POST")[at % 2]
        asked = method, f"/kakehashi/v1{path}", {}, b"0\n" * (at % 3)
        status, head, body = self.node(side)("line", *asked)
        told = f"{status} {head}".encode() + body
        self.watch.look(f"answer to a stranger at {path}", told, allowed=nothing)
        assert status in {401, 404}

    def look(self, side, who, pages, at, allowed):
        place = pages[at % len(pages)].format(
            lang=("en", "ja")[at // 7 % 2],
            ref=self.pick(at).reference if self.texts else "nothing",
            small=1 + at % 4,
        )
        place = quote(place, safe="/?&=%")
        status, head, body = self.node(side)("get", who, place, ("en", "ja")[at // 5 % 2])
        self.figures["pages"] += 1
        if place.startswith("/log/"):
            allowed = nothing
        # What is given out as a file says in its head what it is called.
        named = allowed if "/attachments/" in place else nothing
        self.watch.look(f"{place} for {who or 'the public'} ({status})", head, allowed=named)
        self.watch.look(f"{place} for {who or 'the public'} ({status})", body, allowed=allowed)
        assert status < 500, place
        return status

    @step(side=sides, at=st.integers(0, 20 * len(PUBLIC_PAGES)))
    def public(self, side, at):
        """The public reads page, file, feed or interface."""
        self.look(side, "", PUBLIC_PAGES, at, published)

    @step(
        side=sides,
        at=st.integers(1, 20 * len(DESK_PAGES)),
        which=st.sampled_from(["", ":reader", ":second"]),
    )
    def desk(self, side, at, which):
        """An official reads: what the other side did not share, or with others, is nowhere."""
        pages = RARE_PAGES if at % 97 == 0 else DESK_PAGES
        self.look(side, side + which, pages, at, readable_by(side + which))

    @step(side=sides, at=st.integers(0, 200))
    def program(self, side, at):
        """A program of an official reads."""
        pages = [one for one in PUBLIC_PAGES if one.startswith("/api/")]
        self.look(side, f"api:{side}", pages, at, readable_by(side))

    @step(side=sides, at=number, who=st.sampled_from(["", "desk", "api"]), kana=st.booleans())
    def search(self, side, at, who, kana):
        """Who may not see a mark finds no more by asking for it than for one that is nowhere."""
        readable = readable_by(side) if who else published
        secret = [mark for mark in self.watch.marks.values() if not readable(mark)]
        if not secret:
            return
        if who == "desk":
            self.node(side)("get", side, "/en/desk/decisions/")  # what was to be said is said
        pages = []
        for mark in (secret[at * 7 % len(secret)], self.mark(side, "nowhere")):
            asked = quote(mark.kana) if kana else mark.latin
            place, reader = {
                "": (f"/ja/search/?q={asked}", ""),
                "desk": (f"/en/desk/search/?q={asked}", side),
                "api": (f"/api/v1/search?q={asked}", f"api:{side}"),
            }[who]
            status, _, body = self.node(side)("get", reader, place)
            self.watch.look(f"search by {who or 'the public'}", body, allowed=but(mark, readable))
            for told in (mark.kana, mark.latin, quote(mark.kana)):
                body = body.replace(told.encode(), b"MARK")
            pages.append((status, CHANGING.sub(b"", body)))
        if pages[0] != pages[1]:
            told = [body.decode("utf-8", "replace").splitlines() for _, body in pages]
            differs = "\n".join(difflib.unified_diff(*told, lineterm="", n=0))
            raise LeakError(f"a search by {reader!r} betrays a mark: {differs}")

    @step(side=sides, at=number)
    def wrong(self, side, at):
        """Forms that are wrong, and steps that are not theirs: refused, on a page without secrets."""
        other = {"JP": "GB", "GB": "JP"}[side]
        theirs = [one for one in self.texts if one.origin == other]
        reference = theirs[at % len(theirs)].reference if theirs else "nothing"
        where, form = (
            (f"/en/desk/records/{reference}/step/share/", {}),
            (f"/en/desk/records/{reference}/step/publish/", {"content": "0" * 64}),
            (f"/ja/desk/records/{reference}/edit/", {"base": "1", "title-en": "x"}),
            (f"/en/desk/records/{reference}/recall/", {"why": ""}),
            ("/en/desk/new/update/", {"title-en": "", "base": "x"}),
        )[at % 5]
        status, head, body = self.node(side)("post", side, where, form)
        self.watch.look(f"{where} wrongly ({status})", head + body, allowed=readable_by(side))
        assert status < 500, where

    @step(side=sides, at=number)
    def open_or_mail(self, side, at):
        """An official opens a text; one time in eight a day passes and mail is sent."""
        if at % 8:
            if self.texts:
                self.done(self.node(side)("opened", side, self.pick(at).item))
        else:
            self.mail(side)

    def mail(self, side):
        """Mail goes out: it names no text that is its side's alone, as it passes other machines."""
        for to, letter in self.node(side)("remind"):
            self.figures["mails"] += 1
            self.watch.look(f"mail to {to}", letter, allowed=shared)

    def teardown(self):
        if not hasattr(self, "running"):
            return
        try:
            if self.apart and not self.watch.found:
                self.wire.exchange(3)
                for side in self.nodes.sides:
                    what = f"database of {side}"
                    look_into_rows(self.watch, what, self.nodes.sides[side], held_by(side))
        finally:
            logs = [node.finish() for node in self.running]
        if not self.watch.found:
            self.watch.look("log of the server", b"".join(logs), allowed=nothing)
        wide = [mark.reach for mark in self.watch.marks.values()]
        for name, value in (
            ("examples", 1),
            ("bytes", self.watch.scanned),
            ("parts", self.watch.parts),
            ("marks", len(wide)),
            ("marks kept", wide.count(OWN)),
            ("marks for named people", wide.count(NAMED)),
            ("marks shared", wide.count(PARTICIPANTS)),
            ("marks published", wide.count(PUBLIC)),
            ("sealed records opened", self.wire.blobs),
            ("attachments opened", self.wire.attachments),
        ):
            self.figures[name] = self.figures.get(name, 0) + value
