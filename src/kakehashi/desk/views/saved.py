"""Saved views: the addresses of lists that somebody gave a name."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk import saving
from kakehashi.desk.viewing import account_of
from kakehashi.errors import NotHere


def views(request: HttpRequest) -> HttpResponse:
    """List one's saved views; save one more."""
    account, now = account_of(request), timezone.now()
    if request.method == "POST":
        saved = saving.save_view(
            name=request.POST.get("name", ""),
            address=request.POST.get("address", ""),
            by=account,
            at=now,
        )
        messages.success(request, _("Saved on My work: %(name)s") % {"name": saved.name})
        return redirect(saving.address_now(saved))
    return render(
        request,
        "desk/work_views.html",
        {
            "views": [
                (one, request.build_absolute_uri(saving.address_now(one)))
                for one in saving.views_of(account)
            ],
            "removed": saving.removed_views(account, now),
            "most": saving.MOST,
        },
    )


@require_POST
def view(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Rename, remove or put back one of one's own views."""
    account, step = account_of(request), request.POST.get("step")
    if step == "rename":
        saving.rename_view(view=key, name=request.POST.get("name", ""), by=account)
        messages.success(request, _("The name is changed."))
    elif step == "remove":
        saving.remove_view(view=key, by=account, at=timezone.now())
        messages.info(request, _("Removed. It can be put back below for a day."))
    elif step == "restore":
        saving.restore_view(view=key, by=account)
        messages.success(request, _("It is back."))
    else:
        raise NotHere
    return redirect("desk:views")
