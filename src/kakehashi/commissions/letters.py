"""The mails to an office without an account: the request, and what is told of it afterwards."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join

from kakehashi.commissions.models import Asked, Course, Mailing
from kakehashi.errors import Words
from kakehashi.governance.reminders.letters import said
from kakehashi.look.tags.moments import day as say_day

REQUEST, SOON, DUE, LATE = "request", "soon", "due", "late"
GRANTED, REFUSED, WITHDRAWN = "granted", "refused", "withdrawn"

TOLD: Mapping[str, Words] = {
    REQUEST: {
        "en": "{asker} asks for your return by {day}.",
        "ja": "{asker}から作業依頼がありました。回答期限は{day}です。",
    },
    SOON: {
        "en": "Your return to {asker} is due on {day}.",
        "ja": "{asker}への回答期限（{day}）が近づいています。",
    },
    DUE: {"en": "Your return to {asker} is due today.", "ja": "本日が{asker}への回答期限です。"},
    LATE: {
        "en": "Your return to {asker} was due on {day}.",
        "ja": "{asker}への回答期限（{day}）を過ぎています。",
    },
    GRANTED: {
        "en": "You have more time: the new deadline is {day}.",
        "ja": "期限延長が承認されました。新しい回答期限は{day}です。",
    },
    REFUSED: {
        "en": "More time was not given: the deadline stays {day}.",
        "ja": "期限延長は承認されませんでした。回答期限は{day}のままです。",
    },
    WITHDRAWN: {
        "en": "{asker} has withdrawn this request: nothing more is asked of you.",
        "ja": "{asker}がこの依頼を取り下げました。回答は不要です。",
    },
}

_SUBJECT: Words = {"en": "Commission {name} (by {day})", "ja": "【作業依頼】{name}（期限 {day}）"}
_SUBJECTS: Words = {
    "en": "Commissions: {count} reminders",
    "ja": "【作業依頼】回答のお願い（{count}件）",
}
_ANSWER: Words = {"en": "Answer", "ja": "回答する"}
_NIL: Words = {"en": "Nil return (nothing to report)", "ja": "「該当なし」で回答する"}
_MORE: Words = {"en": "Ask for more time", "ja": "期限延長を依頼する"}
_DESK: Words = {
    "en": "Its marking lets it be read only on the desk: sign in and search for {reference}.",
    "ja": "格付の定めにより、業務画面でのみ閲覧できます。"
    "サインインの上、{reference}で検索してください。",
}
_FOOT: Words = {
    "en": "No account is needed. Opening a link records nothing; the button on the page does. "
    "The links are for your office and this request alone: do not pass them on outside it.",
    "ja": "アカウントは不要です。リンクを開いただけでは何も記録されず、画面のボタンを押した時に"
    "記録されます。リンクは貴組織及びこの依頼専用です。組織外に転送しないでください。",
}


@dataclass(frozen=True)
class Told:
    """One thing that a mailbox is told of one request."""

    asked: Asked
    course: Course
    what: str
    """A key of :data:`TOLD`."""
    key: str
    title: Words
    """Per language; empty where the marking lets no title into a mail."""
    asker: Words
    office: Words
    secret: str = ""
    """Of the link that goes with it; empty for none."""


def letter(mailing: Mailing, told: Sequence[Told]) -> EmailMultiAlternatives:
    """Return one mail to a mailbox, in the language the commission is sent in.

    Args:
        mailing: whose number makes the mail the same mail wherever it is seen.
        told: what it tells; one alone stands in the subject.
    """
    language = told[0].course.language if told[0].course.language in ("en", "ja") else "en"
    with translation.override(language):
        if len(told) == 1:
            subject = said(_SUBJECT, language).format(
                name=_name(told[0], language), day=say_day(told[0].asked.due_date)
            )
        else:
            subject = said(_SUBJECTS, language).format(count=len(told))
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=_plain(told, language),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[mailing.mailbox],
            headers={
                "Auto-Submitted": "auto-generated",
                "Content-Language": language,
                "Message-ID": f"<{mailing.pk}@{_host()}>",
            },
        )
        mail.attach_alternative(_html(told, language, subject), "text/html")
    return mail


def _host() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip(" >") or "localhost"


def _name(one: Told, language: str) -> str:
    title = one.title.get(language) or next((words for words in one.title.values() if words), "")
    return f"{one.course.item.reference} {title}".strip()


def _says(one: Told, language: str) -> str:
    day: dt.date = one.asked.due_date
    words = said(TOLD[one.what], language).format(asker=said(one.asker, language), day=say_day(day))
    reply = one.asked.extension_reply if one.what in (GRANTED, REFUSED) else ""
    why = one.course.why if one.what == WITHDRAWN else ""
    return " ".join(part for part in (words, reply, why) if part)


def _links(one: Told, language: str) -> list[tuple[str, str]]:
    if not one.secret:
        return []
    base = f"{settings.DESK_ADDRESS}/{language}"
    pairs = [(_ANSWER, "answer"), (_NIL, "answer-nil"), (_MORE, "answer-more-time")]
    return [
        (said(words, language), base + reverse(name, args=[one.secret])) for words, name in pairs
    ]


def _without_link(one: Told, language: str) -> str:
    if one.secret or one.what == WITHDRAWN:
        return ""
    return said(_DESK, language).format(reference=one.course.item.reference)


def _plain(told: Sequence[Told], language: str) -> str:
    lines = [said(told[0].office, language) + ("　御中" if language == "ja" else ""), ""]
    for one in told:
        lines += [f"■ {_name(one, language)}", _says(one, language)]
        lines += [f"- {words}: {href}" for words, href in _links(one, language)]
        lines += [_without_link(one, language), ""]
    if any(one.secret for one in told):
        lines.append(said(_FOOT, language))
    return "\n".join(lines) + "\n"


def _html(told: Sequence[Told], language: str, subject: str) -> str:
    sections = format_html_join(
        "",
        "<h2>{}</h2><p>{}</p><ul>{}</ul><p>{}</p>",
        (
            (
                _name(one, language),
                _says(one, language),
                format_html_join(
                    "",
                    '<li><a href="{}">{}</a></li>',
                    ((href, words) for words, href in _links(one, language)),
                ),
                _without_link(one, language),
            )
            for one in told
        ),
    )
    foot = said(_FOOT, language) if any(one.secret for one in told) else ""
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        "<body><p>{}</p>{}<p><small>{}</small></p></body></html>",
        language,
        subject,
        said(told[0].office, language),
        sections,
        foot,
    )
