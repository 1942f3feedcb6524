"""Block tags: parts of a page that hold content, from summary lists to timelines."""

import datetime as dt
from typing import Any
from zlib import crc32

from django.template import Context
from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kakehashi.look.tags.badges import edge_of, side_tag
from kakehashi.look.tags.moments import at_moment, on_day


def summary_list(content: str, classes: str = "") -> SafeString:
    """Block tag: what is known of a thing, key and value; rows come from ``summary_row``."""
    return format_html('<dl class="govuk-summary-list {}">{}</dl>', classes, content)


def summary_row(content: str, key: str, href: str = "", action: str = "") -> SafeString:
    """Block tag: one row of a summary list; ``href`` and ``action`` make its link at the end."""
    link = ""
    if href:
        link = format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
            '<span class="govuk-visually-hidden"> {}</span></a></dd>',
            href,
            action or _("Change"),
            key,
        )
    return format_html(
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        "" if href else " govuk-summary-list__row--no-actions",
        key,
        content,
        link,
    )


def proof(content: str, summary: str = "") -> SafeString:
    """Block tag: what proves the page, closed: digests, log sizes, keys. ``<dl>`` inside."""
    return format_html(
        '<details class="k-proof"><summary class="k-proof__summary">{}</summary>'
        '<div class="k-proof__content">{}</div></details>',
        summary or _("Proof"),
        content,
    )


def more(content: str, summary: str, *, open: bool = False) -> SafeString:  # noqa: A002
    """Block tag: details behind a line that says what they are."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        SafeString(" open") if open else "",
        summary,
        content,
    )


def nothing(content: str, title: str, level: int = 2) -> SafeString:
    """Block tag: where there is nothing yet, what would be here and how it comes."""
    return format_html(
        '<div class="k-empty"><svg class="k-empty__mark" viewBox="0 0 92 22" aria-hidden="true" '
        'focusable="false"><path d="M6 20Q46-14 86 20" fill="none" stroke="#8a8576" '
        'stroke-width="2" stroke-dasharray="4 5"/><path d="M0 22V17h8l4 5zM92 22V17h-8l-4 5z" '
        'fill="#35508c"/></svg><h{0} class="k-empty__title">{1}</h{0}>{2}</div>',
        level,
        title,
        content,
    )


def inset(content: str) -> SafeString:
    """Block tag: a paragraph set apart."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


def note(content: str, label: str = "") -> SafeString:
    """Block tag: a box beside a decision, e.g. what confirming means."""
    title = format_html('<p class="govuk-body govuk-!-font-weight-bold">{}</p>', label)
    return format_html('<div class="k-note">{}{}</div>', title if label else "", content)


def warning(content: str) -> SafeString:
    """Block tag: a warning that must not be overlooked."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" '
        'aria-hidden="true">!</span><strong class="govuk-warning-text__text">'
        '<span class="govuk-visually-hidden">{} </span>{}</strong></div>',
        _("Warning:"),
        content,
    )


def notice(content: str, title: str = "", kind: str = "") -> SafeString:
    """Block tag: a banner about this page; ``kind`` is empty or ``success``."""
    name = f"notice-{crc32(str(content).encode()):x}"
    success = kind == "success"
    return format_html(
        '<div class="govuk-notification-banner{}" role="{}" aria-labelledby="{}">'
        '<div class="govuk-notification-banner__header">'
        '<p class="govuk-notification-banner__title" id="{}">{}</p></div>'
        '<div class="govuk-notification-banner__content">{}</div></div>',
        " govuk-notification-banner--success" if success else "",
        "alert" if success else "region",
        name,
        name,
        title or (_("Success") if success else _("Important")),
        content,
    )


def tabs(content: str, label: str) -> SafeString:
    """Block tag: links to the sides of one thing; ``label`` says to screen readers of what."""
    return format_html(
        '<nav class="k-tabs" aria-label="{}"><ul class="k-tabs__list">{}</ul></nav>', label, content
    )


def tab(
    label: str, url: str, *, current: bool = False, count: int | str | None = None
) -> SafeString:
    """Tag: one tab; ``count`` says how many things are behind it."""
    number = format_html(' <span class="k-tabs__count">{}</span>', count)
    return format_html(
        '<li class="k-tabs__item"><a class="k-tabs__link" href="{}"{}>{}{}</a></li>',
        url,
        SafeString(' aria-current="page"') if current else "",
        label,
        "" if count is None else number,
    )


def tiles(content: str) -> SafeString:
    """Block tag: numbers in a row, each from ``tile``."""
    return format_html('<ul class="k-tiles">{}</ul>', content)


def tile(
    number: int | str, label: str, href: str = "", note: str = "", *, attention: bool = False
) -> SafeString:
    """Tag: one number with what it counts, where it leads and a remark below."""
    words = format_html('<a class="k-tile__link" href="{}">{}</a>', href, label) if href else label
    below = format_html('<span class="k-tile__note">{}</span>', note) if note else ""
    return format_html(
        '<li class="k-tile{}"><span class="k-tile__number">{}</span>'
        '<span class="k-tile__label">{}</span>{}</li>',
        " k-tile--attention" if attention else "",
        number,
        words,
        below,
    )


def timeline(content: str) -> SafeString:
    """Block tag: what happened, in order; each from ``event``."""
    return format_html('<ol class="k-timeline">{}</ol>', content)


def event(
    content: str, at: dt.date | str | None = None, by: str = "", side: str = "", name: str = ""
) -> SafeString:
    """Block tag: one thing that happened.

    Args:
        content: What happened.
        at: When: a moment, a day, or a partial date as text.
        by: Who did it, as a post or a person.
        side: Whose side, as for ``side_tag``.
        name: The side's name, where it shall be another.
    """
    when = at_moment(at) if isinstance(at, dt.datetime) else on_day(at)
    edge = edge_of(side) if side else "none"
    return format_html(
        '<li class="k-event k-event--{}"><span class="k-event__when">{}</span>'
        '<div class="k-event__what">{}</div>{}{}</li>',
        edge,
        when,
        content,
        side_tag(side, name) if side else "",
        format_html(' <span class="k-event__by">{}</span>', by) if by else "",
    )


def task_list(content: str) -> SafeString:
    """Block tag: things to do; each from ``task``."""
    return format_html('<ul class="govuk-task-list">{}</ul>', content)


def task(
    content: str, label: str, href: str = "", status: str = "", *, done: bool = False
) -> SafeString:
    """Block tag: one thing to do; its content is the hint below the label."""
    words = (
        format_html('<a class="govuk-link govuk-task-list__link" href="{}">{}</a>', href, label)
        if href
        else label
    )
    hint = format_html('<div class="govuk-task-list__hint">{}</div>', content)
    state = format_html(
        '<div class="govuk-task-list__status">{}</div>',
        status or (_("Done") if done else _("To do")),
    )
    return format_html(
        '<li class="govuk-task-list__item{}"><div class="govuk-task-list__name-and-hint">{}{}</div>'
        "{}</li>",
        " govuk-task-list__item--with-link" if href else "",
        words,
        hint if str(content).strip() else "",
        state,
    )


def navigation(content: str, label: str = "", name: str = "", href: str = "") -> SafeString:
    """Block tag: the main navigation; ``name`` and ``href`` put a service name before it."""
    title = ""
    if name:
        words = (
            format_html('<a class="govuk-service-navigation__link" href="{}">{}</a>', href, name)
            if href
            else format_html('<span class="govuk-service-navigation__text">{}</span>', name)
        )
        title = format_html('<span class="govuk-service-navigation__service-name">{}</span>', words)
    return format_html(
        '<section aria-label="{}" class="govuk-service-navigation" '
        'data-module="govuk-service-navigation">'
        '<div class="govuk-width-container"><div class="govuk-service-navigation__container">{}'
        '<nav aria-label="{}" class="govuk-service-navigation__wrapper">'
        '<button type="button" class="govuk-service-navigation__toggle '
        'govuk-js-service-navigation-toggle" aria-controls="navigation" hidden>{}</button>'
        '<ul class="govuk-service-navigation__list" id="navigation">{}</ul></nav>'
        "</div></div></section>",
        _("This partnership"),
        title,
        label or _("Main menu"),
        _("Menu"),
        content,
    )


def nav_item(
    context: Context,
    label: str,
    url: str,
    *,
    current: bool | None = None,
    count: int | None = None,
) -> SafeString:
    """Tag: one item of the navigation, current by itself when the page lies below ``url``.

    Args:
        context: Given by Django.
        label: The words.
        url: Where they lead.
        current: Overrides what the address says.
        count: How many things wait there; zero shows nothing.
    """
    request: Any = context.get("request")
    path = getattr(request, "path", "")
    # The first page of a language (/ja/) lies above every other, so only itself is within it.
    within = path == url or (url != get_script_prefix() and path.startswith(url))
    here = within if current is None else current
    words = format_html(
        '<strong class="govuk-service-navigation__active-fallback">{}</strong>', label
    )
    number = format_html(' <span class="k-nav-count">{}</span>', count) if count else SafeString("")
    return format_html(
        '<li class="govuk-service-navigation__item{}">'
        '<a class="govuk-service-navigation__link" href="{}"{}>{}{}</a></li>',
        " govuk-service-navigation__item--active" if here else "",
        url,
        SafeString(' aria-current="true"') if here else "",
        words if here else label,
        number,
    )


def crumbs(content: str) -> SafeString:
    """Block tag: the way here from the first page; each step from ``crumb``."""
    return format_html(
        '<nav class="govuk-breadcrumbs" aria-label="{}"><ol class="govuk-breadcrumbs__list">{}'
        "</ol></nav>",
        _("Breadcrumb"),
        content,
    )


def crumb(label: str, href: str = "") -> SafeString:
    """Tag: one step of the way; without ``href`` it is the page itself."""
    words = format_html('<a class="govuk-breadcrumbs__link" href="{}">{}</a>', href, label)
    return format_html(
        '<li class="govuk-breadcrumbs__list-item"{}>{}</li>',
        "" if href else SafeString(' aria-current="page"'),
        words if href else label,
    )


def button(
    label: str, href: str = "", kind: str = "", name: str = "", value: str = ""
) -> SafeString:
    """Tag: a button, or a link that looks like one.

    Args:
        label: The words, beginning with a verb.
        href: Where it leads; without, it sends the form it stands in.
        kind: Empty, ``secondary`` or ``warning``.
        name: Name of the value the form sends.
        value: The value.
    """
    classes = f"govuk-button govuk-button--{kind}" if kind else "govuk-button"
    if href:
        return format_html(
            '<a href="{}" role="button" draggable="false" class="{}" data-module="govuk-button">{}'
            "</a>",
            href,
            classes,
            label,
        )
    sends = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button type="submit" class="{}" data-module="govuk-button" '
        'data-prevent-double-click="true"{}>{}</button>',
        classes,
        sends,
        label,
    )


def buttons(content: str) -> SafeString:
    """Block tag: buttons and links in a row."""
    return format_html('<div class="govuk-button-group">{}</div>', content)
