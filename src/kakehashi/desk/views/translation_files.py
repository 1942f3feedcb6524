"""Files of a translation job: taken out with their terms, brought back through a look at them."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.text_documents import FileMissing
from kakehashi.desk.views.translations import number_of, shown
from kakehashi.errors import NotHere, Refused
from kakehashi.people.rules import check_side
from kakehashi.translation import rules, selectors, services
from kakehashi.translation.documents.parcels import MEDIA_TYPE, parcel
from kakehashi.translation.documents.xliff import LARGEST
from kakehashi.translation.services import bringing
from kakehashi.wording.files.refusals import FileSwells

MET: Mapping[str, str | Promise] = {
    bringing.FOREIGN: gettext_lazy("Not of this job, left out:"),
    bringing.TWICE: gettext_lazy("There twice with different words, left out:"),
    bringing.TOO_LONG: gettext_lazy("Longer than the record can hold, left out:"),
    bringing.SOURCE: gettext_lazy("Translated from other words than were sent:"),
    bringing.ACCEPTED_CHANGED: gettext_lazy("Accepted before, and now different:"),
    bringing.CODES_LOST: gettext_lazy("An address or reference of the source is missing:"),
    bringing.CODES_FOREIGN: gettext_lazy("An inline code that the source does not have, left out:"),
    bringing.LACKING: gettext_lazy("Not in the file, stays as it is:"),
    bringing.UNFILLED: gettext_lazy("Not filled in, stays as it is:"),
    bringing.SAME: gettext_lazy("The same as in the job already:"),
}
"""What the look at a file says of what was met in it."""


def translation_file(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """Give a job to be translated as XLIFF or DOCX, its terms beside it, in one zip."""
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    if form not in rules.FORMS:
        raise NotHere
    job = selectors.job_for(reference, reader)
    name, content = parcel(selectors.outgoing(job, reader), form)
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    told = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = told or "attachment"
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def translation_bring(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at a file that came back; take it in, or leave it."""
    reader, account, now = viewer(request), account_of(request), timezone.now()
    check_side(reader, ["read_own_side", "write"])
    job = selectors.job_for(reference, reader)
    if request.method == "POST":
        try:
            if "take" in request.POST:
                number = number_of(request.POST.get("take", ""), 0)
                services.take(item=job.pk, number=number, by=account, at=now)
                messages.success(request, _("Taken in, to be reviewed."))
                return redirect("desk:translation", reference)
            file = request.FILES.get("file")
            if file is None:
                raise FileMissing
            name = str(file.name or "")
            if (file.size or 0) > LARGEST:
                raise FileSwells(name=name)
            services.look(item=job.pk, data=file.read(), name=name, by=account, at=now)
        except NotHere:
            raise
        except Refused as refusal:
            return shown(request, reference, refusal)
        return redirect("desk:translation-bring", reference)
    looked = selectors.looked_at(job)
    if looked is None:
        return redirect("desk:translation", reference)
    return render(
        request,
        "desk/translation_brought.html",
        {
            "job": job,
            "looked": looked,
            "delivery": looked.delivery,
            "met": [(MET[code], labels) for code, labels in looked.met if code in MET],
        },
    )
