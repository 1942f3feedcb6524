"""The editor of a joint text: both languages beside each other, with what the checks say."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.clearance import selectors as clearance
from kakehashi.desk.forms.paragraphs import Doing, doing, split_where_asked, typed
from kakehashi.desk.looks import looked
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.drafting import paragraphs as operations
from kakehashi.drafting import selectors, services
from kakehashi.drafting.findings import Found, check_paragraph, with_acceptances
from kakehashi.drafting.merging import merged
from kakehashi.drafting.models import Acceptance
from kakehashi.drafting.paragraphs import FORMS, Paragraph, fresh_id, numbers
from kakehashi.drafting.rules import courtesy
from kakehashi.drafting.services import Draft, texts
from kakehashi.drafting.services.accepting import FindingGone
from kakehashi.drafting.services.settling import findings_of, gaps, missing_notice, rules_of
from kakehashi.drafting.services.silence import earliest
from kakehashi.errors import NotHere, Refused
from kakehashi.people.rules import Viewer
from kakehashi.records import selectors as records
from kakehashi.records import services as steps
from kakehashi.records.models import Entry
from kakehashi.records.rules import may_step, steps_for
from kakehashi.records.services import EditConflict
from kakehashi.records.services.plans import standing_of
from kakehashi.wording import Severity

SHOWS = ("all", "open", "error")
SHAPES = tuple(
    (f"{form}-{level}", form, level)
    for form in FORMS
    for level in ((1, 2, 3) if form in ("numbered", "heading") else (1,))
)


@dataclass(frozen=True)
class Row:
    """One paragraph as the editor shows it."""

    paragraph: Paragraph
    number: str
    findings: Sequence[Found]
    accepted: Sequence[Found]
    comments: Sequence[selectors.Said]
    proposals: Sequence[selectors.Proposed]
    states: Mapping[str, str]
    source: Entry | None = None
    source_changed: bool = False
    theirs: Paragraph | None = None
    """The newer text that somebody else saved, where it differs from what was typed."""

    @property
    def shape(self) -> str:
        """Form and level, as the form sends them."""
        return f"{self.paragraph.form}-{self.paragraph.level}"


@dataclass
class Opened:
    """A joint text that was opened: its newest face for this reader, and what it says."""

    entry: Entry
    reader: Viewer
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        """Read the text."""
        self.draft = texts.text_of(self.entry.version)

    @property
    def editable(self) -> bool:
        """Whether this reader may write the clean text now."""
        return may_step(self.reader, standing_of(self.entry.item, self.entry), "save")


def opened(request: HttpRequest, reference: str) -> Opened:
    """Return the joint text called ``reference`` as the one who asks sees it.

    Raises:
        NotHere: when there is none they may see.
    """
    reader = viewer(request)
    entry = records.entry_for(reference, reader)
    if entry.kind != "joint_text":
        raise NotHere
    return Opened(entry, reader)


def text(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a joint text paragraph by paragraph; take what was typed and what is to be done."""
    found = opened(request, reference)
    if request.method != "POST":
        return _shown(request, found, found.draft)
    asked = doing(request.POST)
    draft = typed(request.POST, found.draft) if found.editable else found.draft
    try:
        anchor = _TAKERS.get(asked.verb, _unknown)(request, found, draft, asked)
    except EditConflict as refusal:
        now = opened(request, reference)
        draft = merged(_began(request, now), draft, now.draft)
        return _shown(request, now, draft, refusal=refusal, theirs=True)
    except NotHere:
        raise
    except Refused as refusal:
        return _shown(request, found, draft, refusal=refusal)
    answer = redirect("desk:text", reference)
    kept = request.POST.get("show", "")
    answer["Location"] += (f"?show={kept}" if kept in SHOWS[1:] else "") + anchor
    return answer


def _began(request: HttpRequest, found: Opened) -> Draft:
    """Return the text that the writer started from; the newest where that is not theirs to see."""
    base = request.POST.get("base", "")
    number = int(base) if base.isascii() and base.isdigit() else 0
    try:
        return texts.text_of(records.version_for(found.entry.item, number, found.reader))
    except NotHere:
        return found.draft


def _save(request: HttpRequest, found: Opened, draft: Draft, *, always: bool = False) -> bool:
    """Save what was typed where anything differs; return whether it was."""
    base = request.POST.get("base", "")
    if not found.editable or (not always and _plain(draft) == _plain(found.draft)):
        return False
    services.replace_paragraphs(
        item=found.entry.item_id,
        base=int(base) if base.isascii() and base.isdigit() else 0,
        draft=draft,
        by=account_of(request),
        at=timezone.now(),
    )
    return True


def _plain(draft: Draft) -> tuple[Any, ...]:
    return (
        dict(draft.title),
        [(one.id, one.form, one.level, dict(one.words)) for one in draft.paragraphs],
    )


def _write(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    if not found.editable:
        raise NotHere
    if _save(request, found, draft):
        messages.success(request, _("Saved as a draft. Only your side sees it."))
    else:
        messages.info(request, _("Nothing was changed."))
    return f"#par-{asked.key}" if asked.key else ""


def _reshape(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    """Do one thing to the list of paragraphs, and save that with what was typed."""
    if not found.editable:
        raise NotHere
    listed, key, goal = list(draft.paragraphs), asked.key, asked.key
    if asked.verb == "insert":
        near = listed[operations.place_of(listed, key)] if key else Paragraph("")
        form = near.form if near.form in ("numbered", "plain") else "numbered"
        new = Paragraph(fresh_id(one.id for one in listed), form=form, level=near.level)
        listed, goal = operations.insert(listed, new, after=key), new.id
    elif asked.verb in ("up", "down"):
        listed = operations.move(listed, key, -1 if asked.verb == "up" else 1)
    elif asked.verb == "split":
        listed = split_where_asked(listed, key, request.POST)
        goal = listed[operations.place_of(listed, key) + 1].id
    elif asked.verb == "merge":
        listed = operations.merge(listed, key)
    elif asked.verb == "remove":
        place = operations.place_of(listed, key)
        listed = operations.remove(listed, key)
        goal = listed[min(place, len(listed) - 1)].id if listed else ""
    elif asked.verb == "notice":
        there = {one.part for one in listed}
        made = texts.standing_notice([one.id for one in listed])
        listed += [one for one in made if one.part not in there]
        goal = listed[-1].id if listed else ""
    _save(request, found, replace(draft, paragraphs=listed), always=True)
    return f"#par-{goal}"


def _put(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    """Put the offered words in the place of those found, in the text as it was typed."""
    if not found.editable or len(asked.rest) != 3:  # noqa: PLR2004 - language, rule, place
        raise NotHere
    language, rule, start = asked.rest
    titled = asked.key == "title"
    listed = list(draft.paragraphs)
    place = -1 if titled else operations.place_of(listed, asked.key)
    one = Paragraph("title", form="heading", words=draft.title) if titled else listed[place]
    hit = next(
        (
            each
            for each in check_paragraph(
                one, text_kind=draft.text_kind, own_rules=rules_of(found.reader.side)
            )
            if (each.language, each.rule, str(each.start)) == (language, rule, start)
        ),
        None,
    )
    if hit is None or hit.replacement is None:
        raise FindingGone
    before = one.said(language)
    words = {**one.words, language: before[: hit.start] + hit.replacement + before[hit.end :]}
    if titled:
        draft = replace(draft, title=words)
    else:
        listed[place] = replace(one, words=words)
        draft = replace(draft, paragraphs=listed)
    _save(request, found, draft, always=True)
    return f"#par-{asked.key}"


def _accept(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    if len(asked.rest) != 4:  # noqa: PLR2004 - language, rule, passage, place of the reason
        raise NotHere
    language, rule, passage, reason = asked.rest
    _save(request, found, draft)
    now = opened(request, found.entry.reference)
    hit = next(
        (
            one
            for one in findings_of(now.entry.item, now.draft, side=found.reader.side)
            if (one.paragraph, one.language, one.rule, one.passage)
            == (asked.key, language, rule, passage)
            and one.accepted is None
        ),
        None,
    )
    if hit is None:
        raise FindingGone
    services.accept(
        item=now.entry.item_id,
        paragraph=hit.paragraph,
        language=hit.language,
        rule=hit.rule,
        found=hit.found,
        passage=hit.passage,
        reason=request.POST.get(f"reason-{reason}", ""),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Accepted, with your reason."))
    return f"#par-{asked.key}"


def _take_back(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    _save(request, found, draft)
    services.take_back(acceptance=_uuid(asked.key), by=account_of(request), at=timezone.now())
    messages.success(request, _("The acceptance is taken back."))
    return ""


def _comment(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    _save(request, found, draft)
    place = asked.rest[0] if asked.rest else asked.key
    language = get_language() or "en"
    services.comment(
        on=found.entry.item_id,
        paragraph="" if asked.rest else asked.key,
        words=request.POST.get(f"comment-{place}", ""),
        language=language if language in ("ja", "en") else "en",
        answers=_uuid(asked.key) if asked.rest else None,
        share=asked.verb == "comment-share",
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(
        request,
        _("Your comment is shared with the other side.")
        if asked.verb == "comment-share"
        else _("Your comment is kept. Only your side sees it."),
    )
    return f"#par-{asked.key}" if not asked.rest else "#comments"


def _comment_step(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    _save(request, found, draft)
    key, account, at = _uuid(asked.key), account_of(request), timezone.now()
    if asked.verb == "share-comment":
        services.share_comment(comment=key, by=account, at=at)
        messages.success(request, _("Your comment is shared with the other side."))
    else:
        services.resolve(comment=key, resolved=asked.verb == "resolve", by=account, at=at)
        messages.success(
            request,
            _("Marked as resolved.") if asked.verb == "resolve" else _("Opened again."),
        )
    return "#comments"


def _answer(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    """Take a proposal for a paragraph over, or decline it."""
    _save(request, found, draft)
    steps.answer_proposal(
        proposal=_uuid(asked.key),
        take=asked.verb == "take",
        answer=request.POST.get(f"answer-{asked.key}", ""),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(
        request,
        _("Taken over into your draft.")
        if asked.verb == "take"
        else _("The proposal is declined."),
    )
    return ""


def _checked(request: HttpRequest, found: Opened, draft: Draft, asked: Doing) -> str:
    _save(request, found, draft)
    steps.check_language(
        item=found.entry.item_id,
        field=asked.key if asked.key == "title" else operations.FIELD + asked.key,
        language=asked.rest[0] if asked.rest else "",
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Marked as checked."))
    return f"#par-{asked.key}"


def _unknown(_request: HttpRequest, _found: Opened, _draft: Draft, _asked: Doing) -> str:
    raise NotHere


def _uuid(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError:
        raise NotHere from None


_TAKERS: dict[str, Callable[[HttpRequest, Opened, Draft, Doing], str]] = {
    "save": _write,
    **dict.fromkeys(("insert", "up", "down", "split", "merge", "remove", "notice"), _reshape),
    "put": _put,
    "accept": _accept,
    "take-back": _take_back,
    **dict.fromkeys(("comment", "comment-share"), _comment),
    **dict.fromkeys(("share-comment", "resolve", "reopen"), _comment_step),
    **dict.fromkeys(("take", "decline"), _answer),
    "checked": _checked,
}


def _shown(
    request: HttpRequest,
    found: Opened,
    draft: Draft,
    *,
    refusal: Refused | None = None,
    theirs: bool = False,
) -> HttpResponse:
    entry, reader = found.entry, found.reader
    looked(request, entry.version)
    show = request.GET.get("show") or request.POST.get("show") or "all"
    hits = findings_of(entry.item, draft, side=reader.side)
    rows, titled, elsewhere = _rows(found, draft, hits, theirs=theirs)
    shown = rows if request.method == "POST" else [row for row in rows if _wanted(row, show)]
    stops = sum(one.stops for one in hits)
    return render(
        request,
        "desk/text.html",
        {
            "entry": entry,
            "version": entry.version,
            "base": entry.version.number,
            "draft": draft,
            "editable": found.editable,
            "may_write": reader.may("write") and bool(reader.side),
            "may_comment": reader.may("comment") and reader.may("write") and bool(reader.side),
            "may_share": reader.may("share") and bool(reader.side),
            "may_propose": "propose" in steps_for(reader, standing_of(entry.item, entry)),
            "may_answer": found.editable,
            "steps": [
                one
                for one in steps_for(reader, standing_of(entry.item, entry))
                if one in ("share", "confirm", "publish")
            ],
            "stand": selectors.where_sides_stand(entry.item, entry.version)
            if entry.state in ("shared", "confirmed")
            else (),
            "rows": rows,
            "shown": {row.paragraph.id for row in shown},
            "hidden": len(rows) - len(shown),
            "titled": titled,
            "elsewhere": elsewhere,
            "show": show if show in SHOWS else "all",
            "stops": stops,
            "open_findings": sum(one.accepted is None for one in hits),
            "gaps": gaps(draft),
            "missing_notice": missing_notice(draft),
            "courtesy": courtesy(draft.authority),
            "shapes": SHAPES,
            "clearance": clearance.of_item(entry.item_id, reader)[:1],
            "silence": selectors.silence_on(entry.item_id, reader),
            "silence_allowed": entry.state == "shared"
            and reader.may("confirm")
            and earliest(entry.item, at=timezone.now()),
            "refusal": refusal,
            "typed": request.POST if request.method == "POST" else {},
            "theirs": theirs,
        },
        status=refusal.status if refusal else 200,
    )


def _wanted(row: Row, show: str) -> bool:
    if show == "open":
        return bool(row.findings or row.proposals or row.comments)
    if show == "error":
        return any(one.severity == Severity.ERROR for one in row.findings)
    return True


def _rows(
    found: Opened, draft: Draft, hits: Sequence[Found], *, theirs: bool
) -> tuple[list[Row], Row, Row]:
    entry, reader = found.entry, found.reader
    numbered = numbers(draft.paragraphs)
    comments = selectors.comments_on(entry.item_id, draft.paragraphs, reader)
    proposals = selectors.proposals_on(entry.item, entry.version, reader)
    sources = selectors.sources_of(draft, reader)
    states = entry.version.language_states
    newer = {one.id: one for one in found.draft.paragraphs} if theirs else {}

    def row(one: Paragraph, name: str) -> Row:
        mine = [hit for hit in hits if hit.paragraph == one.id]
        source, changed = sources.get(one.id, (None, False))
        other = newer.get(one.id)
        return Row(
            paragraph=one,
            number=numbered.get(one.id, ""),
            findings=[hit for hit in mine if hit.accepted is None],
            accepted=[hit for hit in mine if hit.accepted is not None],
            comments=comments.get(one.id, ()),
            proposals=proposals.get(name, ()),
            states=states.get(name, {}),
            source=source,
            source_changed=changed,
            theirs=other if other is not None and dict(other.words) != dict(one.words) else None,
        )

    title = Paragraph("title", form="heading", words=draft.title)
    known = {one.field for one in draft.paragraphs} | {"title"}
    gone = [one for name, listed in proposals.items() if name not in known for one in listed]
    elsewhere = replace(row(Paragraph("whole"), ""), comments=comments.get("", ()), proposals=gone)
    return [row(one, one.field) for one in draft.paragraphs], row(title, "title"), elsewhere


@require_POST
def text_findings(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what the checks find in one paragraph as it is being typed; nothing is kept."""
    found = opened(request, reference)
    key = request.POST.get("par", "")
    form = request.POST.get("form", "numbered")
    one = Paragraph(
        key[:32],
        form=form if form in FORMS else "numbered",
        words={
            code: request.POST.get(code, "").replace("\r\n", "\n").strip() for code in ("ja", "en")
        },
    )
    hits = with_acceptances(
        check_paragraph(
            one, text_kind=found.draft.text_kind, own_rules=rules_of(found.reader.side)
        ),
        [
            each
            for each in Acceptance.objects.filter(
                item=found.entry.item, paragraph=key[:32], withdrawn_at=None
            ).select_related("by", "post", "side")
            if not each.own or each.side_id == found.reader.side
        ],
    )
    row = Row(
        paragraph=one,
        number="",
        findings=[hit for hit in hits if hit.accepted is None],
        accepted=[hit for hit in hits if hit.accepted is not None],
        comments=(),
        proposals=(),
        states={},
    )
    return render(
        request,
        "desk/parts/findings.html",
        {"row": row, "editable": found.editable, "may_write": found.reader.may("write")},
    )
