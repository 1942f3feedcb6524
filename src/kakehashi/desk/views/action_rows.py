"""Action points from rows pasted out of a spreadsheet: shown first, opened by a second press."""

import uuid

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kakehashi.desk.once import draw, drawn
from kakehashi.desk.pasted import MOST_ROWS
from kakehashi.desk.point_rows import Points, points_of
from kakehashi.desk.viewing import account_of
from kakehashi.desk.views.actions import reading_of
from kakehashi.desk.words import said
from kakehashi.errors import Refused
from kakehashi.governance import selectors as governance
from kakehashi.governance import services
from kakehashi.governance.selectors.actions import Reading
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import posts


class PointRowsForm(forms.Form):
    """Rows that become action points, and the meeting that they come from."""

    meeting = forms.ChoiceField(label=gettext_lazy("Meeting"), required=False)
    rows = forms.CharField(
        label=gettext_lazy("Rows: task, owner, due day"),
        help_text=gettext_lazy(
            "In this order or under headings. The owner is a post, or an organisation that has one "
            "post only, by its name in either language or its code. Days may be of a Japanese era, "
            "digits full-width."
        ),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "wrap": "off"}),
        error_messages={"required": gettext_lazy("Paste the rows.")},
    )

    def __init__(self, *args: object, reading: Reading, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["meeting"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "—"),
            *(
                (one.reference, f"{one.reference} {one.title}")
                for one in governance.meetings(reading.viewer)
            ),
        ]
        field.widget.attrs["class"] = "k-select-wide"


class _RowRefused(Exception):  # noqa: N818 - caught where the rows are opened, never shown itself
    """A row is refused by the service; nothing of the others is kept."""


def paste(request: HttpRequest) -> HttpResponse:
    """Show what pasted rows would open, and open it when that is asked for."""
    reading, account = reading_of(request), account_of(request)
    check_side(reading.viewer, ["write", "share"])
    form = PointRowsForm(
        request.POST if request.method == "POST" else None,
        reading=reading,
        initial={"meeting": request.GET.get("meeting", "")},
    )
    run: Points | None = None
    if request.method == "POST" and form.is_valid():
        meeting = form.cleaned_data["meeting"]
        run = points_of(form.cleaned_data["rows"], posts(reading.today), reading.today)
        faults = [*run.faults]
        if not run.points and not faults:
            faults = [_("There is no row but the headings.")]
        first = drawn(account, request.POST.get("once", ""))
        if not faults and first and {"open", "draft"} & set(request.POST):
            if request.POST.get("digest") != run.digest:
                messages.warning(
                    request, _("The rows changed since they were shown. Nothing was opened.")
                )
            else:
                try:
                    _open(run, meeting, first, account, share="draft" not in request.POST)
                except _RowRefused as refused:
                    faults = [str(refused)]
                else:
                    messages.success(request, _opened(run, share="draft" not in request.POST))
                    after = f"?meeting={meeting}" if meeting else ""
                    return redirect(reverse("desk:actions") + after)
        for one in faults:
            form.add_error("rows", one)
    return render(
        request,
        "desk/action_rows.html",
        {
            "form": form,
            "run": run,
            "ready": run is not None and not form.errors,
            "once": draw(account),
            "most": MOST_ROWS,
        },
        status=400 if form.errors else 200,
    )


def _open(run: Points, meeting: str, first: uuid.UUID, by: Account, *, share: bool) -> None:
    """Open all, or none where one is refused. Sent twice, it gives those already there."""
    with transaction.atomic():
        for place, one in enumerate(run.points):
            try:
                services.open_action_point(
                    title=one.title,
                    task=one.task,
                    owner=one.owner.pk,
                    due_date=one.due,
                    meeting=meeting,
                    share=share,
                    by=by,
                    at=timezone.now(),
                    id=uuid.UUID(int=first.int ^ place),
                )
            except Refused as refusal:
                what = f"{said(refusal.message_words())} {said(refusal.hint_words())}"
                raise _RowRefused(
                    _("Row %(row)s: %(what)s") % {"row": one.number, "what": what}
                ) from refusal


def _opened(run: Points, *, share: bool) -> str:
    count = len(run.points)
    words = (
        ngettext(
            "One action point is opened and shared with the other side.",
            "%(count)d action points are opened and shared with the other side.",
            count,
        )
        if share
        else ngettext(
            "One action point is saved as a draft. Only your side sees it.",
            "%(count)d action points are saved as drafts. Only your side sees them.",
            count,
        )
    )
    return words % {"count": count}
