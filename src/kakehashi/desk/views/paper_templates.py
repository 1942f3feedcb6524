"""Templates of one's own side on the desk: which are in use, sending one, going back to another."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.briefing.papers import documents, templates
from kakehashi.briefing.papers.defaults import default_template
from kakehashi.briefing.papers.fields import LANGUAGES, every
from kakehashi.briefing.papers.gathering import looking
from kakehashi.briefing.papers.kinds import JOINT
from kakehashi.briefing.papers.making import disposition
from kakehashi.briefing.papers.offered import TEMPLATED
from kakehashi.briefing.papers.sandbox.archives import LARGEST
from kakehashi.desk.forms.papers import TemplateForm
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.people.rules import check_side


def overview(request: HttpRequest) -> HttpResponse:
    """Show every paper in every language with the template that one's own side uses."""
    reader = viewer(request)
    looking(reader, JOINT)
    taken = templates.templates_of(reader.side)
    used = {(one.paper, one.language): one for one in taken if one.in_use}
    kept = {(one.paper, one.language) for one in taken}
    return render(
        request,
        "desk/paper_templates.html",
        {
            "papers": [
                (
                    kind,
                    [
                        (code, words, used.get((kind.code, code)), (kind.code, code) in kept)
                        for code, words in LANGUAGES.items()
                    ],
                )
                for kind in TEMPLATED.values()
            ],
            "may_change": reader.may(templates.MAY_CHANGE),
        },
    )


def template(request: HttpRequest, paper: str, language: str) -> HttpResponse:
    """Show the templates of one paper in one language; take another, or go back to an earlier one.

    Raises:
        NotHere: for a paper or language there is none of.
        NotYourRole: for somebody who may not change templates and tries to.
    """
    reader, account = viewer(request), account_of(request)
    looking(reader, JOINT)
    if paper not in TEMPLATED or language not in LANGUAGES:
        raise NotHere
    form, status = TemplateForm(), 200
    if request.method == "POST":
        check_side(reader, [templates.MAY_CHANGE])
        if "default" in request.POST:
            templates.use_default(paper=paper, language=language, by=account, at=timezone.now())
            messages.success(request, _("The template that came with Kakehashi is in use again."))
            return redirect("desk:paper-template", paper, language)
        if "use" in request.POST:
            templates.use_template(key=_key(request.POST["use"]), by=account, at=timezone.now())
            messages.success(request, _("That template is in use again."))
            return redirect("desk:paper-template", paper, language)
        form, status = TemplateForm(request.POST, request.FILES), 400
        if form.is_valid() and _taken(request, form, paper, language):
            messages.success(request, _("The template was checked and is in use from now on."))
            return redirect("desk:paper-template", paper, language)
    kind = TEMPLATED[paper]
    taken = [
        one
        for one in templates.templates_of(reader.side)
        if (one.paper, one.language) == (paper, language)
    ]
    return render(
        request,
        "desk/paper_template.html",
        {
            "form": form,
            "kind": kind,
            "code": language,
            "words": LANGUAGES[language],
            "fields": list(every(kind.fields)),
            "taken": taken,
            "used": any(one.in_use for one in taken),
            "may_change": reader.may(templates.MAY_CHANGE),
            "megabytes": LARGEST // 1024 // 1024,
        },
        status=status,
    )


def _taken(request: HttpRequest, form: TemplateForm, paper: str, language: str) -> bool:
    """Take the template that was sent; say beside the file why it is refused."""
    file = form.cleaned_data["file"]
    try:
        templates.take_template(
            paper=paper,
            language=language,
            name=file.name,
            content=file.read(LARGEST + 1),
            by=account_of(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        words = f"{said(refusal.message_words())} {said(refusal.hint_words())} ({refusal.code})"
        form.add_error("file", words)
        return False
    return True


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise NotHere from wrong


def default(request: HttpRequest, paper: str, language: str) -> HttpResponse:
    """Give the template that came with Kakehashi: the sample to start from.

    Raises:
        NotHere: for a paper or language there is none of.
    """
    looking(viewer(request), JOINT)
    if paper not in TEMPLATED or language not in LANGUAGES:
        raise NotHere
    return _document(default_template(paper, language), paper, language)


def kept(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a template that one's own side took.

    Raises:
        NotHere: for another side's.
    """
    reader = viewer(request)
    looking(reader, JOINT)
    found = templates.template_content(reader.side, key)
    return _document(bytes(found.content), found.paper, found.language, found.sha256[:8])


def _document(content: bytes, paper: str, language: str, which: str = "sample") -> HttpResponse:
    response = HttpResponse(content, content_type=documents.CONTENT_TYPE)
    english = f"template-{paper}-{language}-{which}.docx"
    said_in = LANGUAGES[language]["ja"].split("（")[0]
    japanese = f"テンプレート_{TEMPLATED[paper].names['ja']}_{said_in}_{which}"
    response["Content-Disposition"] = disposition(
        english, f"{japanese}.docx", japanese=get_language() == "ja"
    )
    patch_cache_control(response, private=True, no_store=True)
    return response
