"""Addresses for looking at the look by itself: the style page, refusals, a form."""

import datetime as dt
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.urls import path, reverse

from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import DayField
from tests.look.samples import SAMPLES

PAGES = Path(__file__).parent / "pages"
handler400 = "kakehashi.look.refusals.bad_request"
handler404 = "kakehashi.look.refusals.not_found"
handler500 = "kakehashi.look.refusals.server_error"


class TooLate(Refused):
    code = "too-late"
    status = 409
    message = {"en": "Bob has saved a newer text.", "ja": "ボブが新しい文言を保存しました。"}
    hint = {
        "en": "Read both texts and choose.",
        "ja": "両方の文言を読み、どちらにするか選んでください。",
    }


class SampleForm(forms.Form):
    title_ja = forms.CharField(label="Title in Japanese", max_length=200)
    title_en = forms.CharField(label="Title in English", max_length=200)
    text = forms.CharField(
        label="What was done", help_text="One paragraph is enough.", widget=forms.Textarea
    )
    held = DayField(label="Held on", help_text="For example, 22 1 2025")
    nature = forms.ChoiceField(
        label="Nature",
        choices=[("deliverable", "Deliverable"), ("continuing", "Continuing")],
        widget=forms.RadioSelect,
    )
    sectors = forms.MultipleChoiceField(
        label="Sectors",
        choices=[("telecoms", "Telecoms"), ("chips", "Semiconductors")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    owner = forms.ChoiceField(label="Owner", choices=[("", "—"), ("mic", "MIC"), ("dsit", "DSIT")])
    paper = forms.FileField(label="Paper", required=False)
    told = forms.BooleanField(label="The other side has been told", help_text="By mail will do.")


@login_not_required
def page(request: HttpRequest, name: str = "style") -> HttpResponse:
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    form = SampleForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "wrong": SampleForm({"title_en": "Open RAN", "held_day": "31"}),
        "page": Paginator(range(1, 236), 20).get_page(request.GET.get("page", 3)),
        "at": dt.datetime(2025, 1, 22, 16, 0, tzinfo=dt.UTC),
        "near": dt.datetime(2025, 1, 22, 8, 30, tzinfo=dt.UTC),
        "day": dt.date(2025, 1, 22),
        "node": {"practice": "practice" in request.GET, "identity": request.GET.get("identity")},
        **SAMPLES,
    }
    return HttpResponse(template.render(context, request))


@login_not_required
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{reverse('plain')} {request.path} {request.path_info}")


@login_not_required
def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise {
        "refused": TooLate(),
        "not-here": NotHere(),
        "forbidden": PermissionDenied(),
        "missing": Http404(),
        "bug": ZeroDivisionError("a bug"),
    }[how]


urlpatterns = [
    path("", page, name="style"),
    path("pages/<slug:name>", page, name="page"),
    path("plain/", plain, name="plain"),
    path("fail/<slug:how>", fail, name="fail"),
    path("sign-in", plain, name="sign-in"),
]
