"""Short biographies on the desk: the list, writing one, saying that one is still right."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.biographies import services
from kakehashi.biographies.kinds import BIOGRAPHY
from kakehashi.biographies.models import Biography
from kakehashi.biographies.rules import STANDINGS
from kakehashi.biographies.selectors import biographies as seen
from kakehashi.biographies.selectors import lives, office_holders
from kakehashi.desk.forms.biographies import FIELDS, LifeForm, starting
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.records.models import Record
from kakehashi.records.rules import may_step
from kakehashi.records.services.plans import standing_of

PAGE = 50


def biographies(request: HttpRequest) -> HttpResponse:
    """Show the biographies that the reader sees, those that were not checked for longest first."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_participants"])
    page = Paginator(seen(reader), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/biographies.html",
        {
            "page": page,
            "rows": lives(page, today_of(account.zone)),
            "standings": STANDINGS,
            "may_write": reader.may("write"),
        },
    )


def biography_new(request: HttpRequest) -> HttpResponse:
    """Write the biography of somebody who holds a public office."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write"])
    today = today_of(account.zone)
    holders = office_holders(today)
    if request.method != "POST":
        holder = request.GET.get("of", "")
        form = LifeForm(
            initial=starting(today, draw(account), _own_post(account), holder), holders=holders
        )
        return _form(request, form)
    form = LifeForm(request.POST, holders=holders)
    if form.is_valid():
        try:
            item = services.write(
                life=form.life(),
                by=account,
                at=timezone.now(),
                id=drawn(account, form.cleaned_data["once"]),
            )
        except NotHere:
            raise
        except Refused as refusal:
            put_beside(form, refusal, BIOGRAPHY, FIELDS)
        else:
            messages.success(request, _("Kept. Only your side sees it."))
            return redirect("desk:record", item.reference)
    return _form(request, form, status=400)


def _form(request: HttpRequest, form: LifeForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/biography_new.html", {"form": form}, status=status)


def _own_post(account: Account) -> str:
    return account.post.name if account.post else ""


def of_biography(row: Record, account: Account, reader: Viewer) -> dict[str, Any]:
    """Return what the page of a biography shows beside its text. At most four queries."""
    assert isinstance(row, Biography)
    today = today_of(account.zone)
    life = lives([row], today)[0]
    own = bool(reader.side) and row.entry.item.origin_id == reader.side
    return {
        "life": {
            "one": life,
            "words": STANDINGS[life.standing],
            "facts": row.entry.version.facts,
            "today": today,
            "checked_by": _own_post(account),
            "may_check": own and may_step(reader, standing_of(row.entry.item, row.entry), "save"),
        }
    }


@require_POST
def biography_check(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a biography is right as of a day, its words as they are."""
    services.check(
        biography=reference,
        checked_by=request.POST.get("checked_by", ""),
        as_of=_day(request.POST.get("as_of", "")),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Checked, as a draft of your side."))
    return redirect("desk:record", reference)


def _day(written: str) -> dt.date:
    """Return the day that was entered; one that is none is refused as one to come."""
    return typed_day(written) or dt.date.max
