"""Reviews of scope and objectives on the desk: from what has passed to the next text."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.forms.reviews import ChangeForm, DecisionForm, ReviewForm
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Edition
from kakehashi.framework.revising import compare_editions, editions
from kakehashi.framework.rules import CHANGES
from kakehashi.governance import selectors as governance
from kakehashi.governance.kinds import PROVISION_CHANGE, REVIEW
from kakehashi.governance.models import Review
from kakehashi.governance.review_rules import (
    DECIDED,
    IN_FORCE,
    OPEN,
    PROPOSED,
    STANDINGS,
)
from kakehashi.governance.selectors import reviews as selectors
from kakehashi.governance.services import reviews as services
from kakehashi.governance.services.carrying_out import begun_everywhere, carry_out_review
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.records.selectors import entry_for, row_of

PERMISSION = "record_decisions"

FIELDS = {
    "title": "title_{language}",
    "text-missing": "title_{language}",
    "provision-not-standing": "sources",
    "merges-into-itself": "sources",
    "changes-in-a-circle": "into",
    "retired-and-changed": "sources",
    "changed-twice": "sources",
    "number-wrong": "number",
    # What an incomplete change lacks.
    "sources": "sources",
    "number": "number",
    "statement": "statement_{language}",
    "change": "change",
    "strength": "strength",
    "nature": "nature",
}


def reviews(request: HttpRequest) -> HttpResponse:
    """Show the reviews, what calls for one, and open one."""
    reader, account = viewer(request), account_of(request)
    may = reader.may(PERMISSION) and bool(reader.side)
    known = framework.partnership()
    triggers = known.settings.get("review_triggers", {}) if known else {}
    if request.method == "POST":
        check_side(reader, [PERMISSION])
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        triggers=triggers,
        initial={"once": draw(account)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            item = services.open_review(
                title=form.words("title"),
                words=form.words("words"),
                proposal=form.words("proposal"),
                triggers=form.cleaned_data["triggers"],
                by=account,
                at=timezone.now(),
                id=drawn(account, form.cleaned_data["once"]),
            )
        except Refused as refusal:
            put_beside(form, refusal, REVIEW, FIELDS)
        else:
            messages.success(request, _("Opened, and shared with the other side."))
            return redirect("desk:review", item.reference)
    return render(
        request,
        "desk/reviews.html",
        {
            "reviews": [(row, _triggers(row, triggers)) for row in selectors.reviews(reader)],
            "input": selectors.review_input(reader, today_of(account.zone)),
            "form": form,
            "may": may,
            "standings": STANDINGS,
        },
        status=400 if form.errors else 200,
    )


def _triggers(row: Review, known: dict[str, Any]) -> list[str]:
    named = row.entry.version.facts.get("triggers", [])
    return [said(known[one]) for one in named if one in known]


def _found(reference: str, reader: Viewer) -> Review:
    row = row_of(entry_for(reference, reader))
    if not isinstance(row, Review):
        raise NotHere
    return row


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a review: what it proposes, what comes of it, what hangs on it, what is next."""
    return _shown(request, reference)


def _shown(
    request: HttpRequest,
    reference: str,
    *,
    refusal: Refused | None = None,
    form: DecisionForm | None = None,
) -> HttpResponse:
    reader = viewer(request)
    row = _found(reference, reader)
    known = framework.partnership()
    settings = known.settings if known else {}
    outlook = selectors.outlook(row, reader) if row.standing != IN_FORCE else None
    proposed = outlook.proposed if outlook else selectors.changes_of(row.item_id, reader)
    may = reader.may(PERMISSION) and reader.side == (row.item.pen_id or row.item.origin_id)
    body = _body_of(row)
    return render(
        request,
        "desk/review.html",
        {
            "row": row,
            "triggers": _triggers(row, settings.get("review_triggers", {})),
            "wording": row.entry.version.wording,
            "standing": STANDINGS[row.standing],
            "outlook": outlook,
            "changes": _changes(proposed, outlook, reader),
            "preview": _preview(outlook),
            "numbers": [one.reference for one in outlook.text.provisions]
            if outlook and outlook.text
            else [],
            "edition": selectors.edition_of(row.item),
            "may": may,
            "may_change": reader.may(PERMISSION) and row.standing in (OPEN, PROPOSED),
            "may_decide": may and row.standing in (OPEN, PROPOSED),
            "due": row.standing == DECIDED
            and row.takes_effect is not None
            and row.takes_effect <= begun_everywhere(timezone.now()),
            "wanting": _wanting(row, proposed) if row.standing == DECIDED else [],
            "body": services.body_words(body) if body else {},
            "form": form or _decision_form(None, row, reader, body),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 400 if form is not None and form.errors else 200,
    )


def _decision_form(data: Any, row: Review, reader: Viewer, body: str) -> DecisionForm:
    meetings = {one.reference for one in governance.meetings(reader) if one.body == f"body-{body}"}
    decisions = [
        (one.decision.reference, f"{one.decision.reference} {one.decision.title}")
        for one in governance.decisions(reader)
        if one.decision.meeting in meetings
    ]
    return DecisionForm(data, decisions=decisions, dated=row.standing == PROPOSED)


def _changes(
    proposed: Any, outlook: selectors.Outlook | None, reader: Viewer
) -> list[dict[str, Any]]:
    """Return every change with its provisions, and how much hangs on each."""
    items = {item for one in proposed for item in (*one.change.sources, one.change.into) if item}
    counts = selectors.hanging_counts(list(items), reader)
    known = outlook.known if outlook else {}
    actions = outlook.actions if outlook else {}
    rows = []
    for one in proposed:
        into = known.get(one.change.into) if one.change.into else None
        rows.append(
            {
                "one": one,
                "words": CHANGES.get(one.change.kind, {}),
                "sources": [known[item].reference for item in one.change.sources if item in known],
                "into": into.reference if into else "",
                "wording": one.version.wording.get("statement", {}),
                "actions": sum(len(actions.get(item, ())) for item in one.change.sources),
                "records": sum(sum(counts.get(item, {}).values()) for item in one.change.sources),
            }
        )
    return rows


def _preview(outlook: selectors.Outlook | None) -> dict[str, Any]:
    """Return the next text with its numbers: all that is not as it was, and sums."""
    if outlook is None or outlook.text is None:
        return {}
    marks = Counter(one.mark for one in outlook.text.provisions)
    marks["retired"] = sum(
        all(change.kind == "retired" for change in changes)
        for changes in outlook.text.ended.values()
    )
    return {
        "rows": [
            {
                "one": one,
                "was": one.before.reference if one.before else "",
                "words": CHANGES[one.mark],
            }
            for one in outlook.text.provisions
            if one.mark != "kept"
        ],
        "ended": [outlook.known[item].reference for item in outlook.text.ended],
        "total": len(outlook.text.provisions),
        "before": len(outlook.stands),
        "marks": [(words, marks[code]) for code, words in CHANGES.items() if marks[code]],
    }


def _wanting(row: Review, proposed: Any) -> list[Any]:
    entries = [row.entry, *(one.entry for one in proposed)]
    return [one for one in entries if one.state not in ("confirmed", "published")]


def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose one change to the framework in a review."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, [PERMISSION])
    row = _found(reference, reader)
    tree = framework.tree(reader)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        provisions=[
            (one.row.reference, f"{one.row.reference} {one.row.title}") for one in _flat(tree)
        ],
        areas=[(one.reference.removeprefix("area-"), one.title) for one in framework.areas(reader)],
        initial={
            "once": draw(account),
            "change": "reworded",
            "sources": request.GET.get("from", "")[:200],
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            item = services.add_change(
                review=row.reference,
                change=data["change"],
                sources=data["sources"].replace("、", " ").replace(",", " ").split(),
                into=data["into"],
                number=data["number"],
                wording={"title": form.words("title"), "statement": form.words("statement")},
                why=form.words("why"),
                strength=int(data["strength"]) if data["strength"] else None,
                nature=data["nature"],
                area=data["area"],
                by=account,
                at=timezone.now(),
                id=drawn(account, data["once"]),
            )
        except Refused as refusal:
            lacking = FIELDS.get(str(refusal.facts.get("field", "")), "")
            put_beside(form, refusal, PROVISION_CHANGE, {**FIELDS, "change-incomplete": lacking})
        else:
            messages.success(
                request,
                _("Added: %(what)s. Shared with the other side.") % {"what": item.reference},
            )
            return redirect("desk:review", row.reference)
    return render(
        request,
        "desk/review_change.html",
        {"form": form, "row": row},
        status=400 if form.errors else 200,
    )


def _flat(tree: framework.Tree) -> list[framework.Branch]:
    """Return every provision of a tree in its order."""
    found: list[framework.Branch] = []

    def walk(branches: list[framework.Branch]) -> None:
        for one in branches:
            found.append(one)
            walk(one.below)

    for section in tree.sections:
        walk(section.branches)
        for pillar in section.pillars:
            for leaf in pillar.areas:
                walk(leaf.branches)
    return found


def _moves(row: Review, post: QueryDict, by: Account, at: dt.datetime) -> None:
    moves = {
        key.removeprefix("move-"): str(value)
        for key, value in post.items()
        if key.startswith("move-")
    }
    services.answer_moves(review=row.reference, moves=moves, by=by, at=at)


def _undo(row: Review, _post: QueryDict, by: Account, at: dt.datetime) -> None:
    services.undo_decision(review=row.reference, by=by, at=at)


def _drop(row: Review, post: QueryDict, by: Account, at: dt.datetime) -> None:
    services.drop_review(review=row.reference, why=post.get("why", ""), by=by, at=at)


def _take_out(_row: Review, post: QueryDict, by: Account, at: dt.datetime) -> None:
    services.take_out(change=post.get("change", ""), by=by, at=at)


def _carry_out(row: Review, _post: QueryDict, by: Account, at: dt.datetime) -> None:
    carry_out_review(review=row.item_id, by=by, at=at)


STEPS: Mapping[str, Callable[[Review, QueryDict, Account, dt.datetime], None]] = {
    "moves": _moves,
    "undo": _undo,
    "drop": _drop,
    "take-out": _take_out,
    "carry-out": _carry_out,
}
"""Steps of a review that a button of its page takes; two more name a decision."""


@require_POST
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Take a review one step on or back; what is refused is said on its page."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, [PERMISSION])
    row = _found(reference, reader)
    if name in ("propose", "decide"):
        return _carried(request, row, name)
    if name not in STEPS:
        raise NotHere
    try:
        STEPS[name](row, request.POST, account, timezone.now())
    except Refused as refusal:
        if refusal.status == 404:  # noqa: PLR2004
            raise
        return _shown(request, reference, refusal=refusal)
    messages.success(request, _("Done."))
    return redirect("desk:review", reference)


def _carried(request: HttpRequest, row: Review, name: str) -> HttpResponse:
    """Take the step that a decision carries: proposed, or decided from a day on."""
    reader, account, at = viewer(request), account_of(request), timezone.now()
    form = _decision_form(request.POST, row, reader, _body_of(row))
    if not form.is_valid():
        return _shown(request, row.reference, form=form)
    decision = form.cleaned_data["decision"]
    try:
        if name == "propose":
            services.propose_review(review=row.reference, decision=decision, by=account, at=at)
        else:
            services.decide_review(
                review=row.reference,
                decision=decision,
                takes_effect=form.cleaned_data.get("takes_effect") or at.date(),
                by=account,
                at=at,
            )
    except Refused as refusal:
        if refusal.status == 404:  # noqa: PLR2004
            raise
        form.add_error(None, f"{said(refusal.message_words())} {said(refusal.hint_words())}")
        return _shown(request, row.reference, form=form)
    messages.success(request, _("Recorded, and shared with the other side."))
    return redirect("desk:review", row.reference)


def _body_of(row: Review) -> str:
    """Return the body of the profile that takes the next step of a review."""
    known = framework.partnership()
    setting = "scope_proposed_by" if row.standing == OPEN else "scope_confirmed_by"
    return str(known.settings.get(setting, "")) if known else ""


def compare(request: HttpRequest) -> HttpResponse:
    """Show how the text changed: two editions side by side, in both languages."""
    reader = viewer(request)
    known = editions()
    new = _edition(request.GET.get("new"), known)
    before = [one for one in known if new and one.since < new.since]
    old = _edition(request.GET.get("old"), before)
    rows = compare_editions(old, new, reader) if old and new else []
    counts = Counter(one.mark for one in rows)
    return render(
        request,
        "desk/editions.html",
        {
            "editions": known,
            "earlier": known[1:],
            "old": old,
            "new": new,
            "rows": [one for one in rows if one.mark != "kept"],
            "kept": counts["kept"],
            "counts": [(words, counts[mark]) for mark, words in CHANGES.items() if counts[mark]],
        },
    )


def _edition(asked: str | None, known: list[Edition]) -> Edition | None:
    """Return the edition in force from the day asked for, the newest where there is none."""
    return next((one for one in known if str(one.since) == asked), known[0] if known else None)
