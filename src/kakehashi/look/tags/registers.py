"""Registers: tables with a caption and sorting, filters, pages, search."""

from typing import Any
from zlib import crc32

from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_ARROWS = mark_safe(
    '<svg class="k-sort__arrow" viewBox="0 0 9 12" aria-hidden="true" focusable="false">'
    '<path class="k-sort__up" d="M4.5 0 8 5H1z"/><path class="k-sort__down" d="M4.5 12 1 7h7z"/>'
    "</svg>"
)


def data_table(
    content: str,
    caption: str,
    count: int | str | None = None,
    *,
    stack: bool = False,
    hide_caption: bool = False,
) -> SafeString:
    """Block tag: a table round ``<thead>`` and ``<tbody>``.

    Args:
        content: Head and body; cells bear GOV.UK's classes.
        caption: What the table shows.
        count: How many rows there are in all, said beside the caption.
        stack: On a phone each row becomes a card; give cells ``data-label``. Without, the table
            scrolls sideways in a region of its own.
        hide_caption: Whether only screen readers get the caption, under a heading that says it.
    """
    name = f"table-{crc32(str(caption).encode()):x}"
    number = format_html(' <span class="k-caption-count">{}</span>', count)
    table = format_html(
        '<table class="govuk-table{}"{}><caption id="{}" class="govuk-table__caption{}">{}{}'
        "</caption>{}</table>",
        " k-table--stack" if stack else "",
        SafeString(' role="table"') if stack else "",
        name,
        " govuk-visually-hidden" if hide_caption else "",
        caption,
        "" if count is None else number,
        content,
    )
    if stack:
        return format_html('<div class="k-table-region">{}</div>', table)
    return format_html(
        '<div class="k-table-region" role="region" tabindex="0" aria-labelledby="{}">{}</div>',
        name,
        table,
    )


def sort_header(
    context: Context, field: str, label: str, *, numeric: bool = False, default: bool = False
) -> SafeString:
    """Tag: a column's header that sorts by ``field`` (``?sort=field``, ``?sort=-field``).

    Args:
        context: Given by Django; ``sort`` in it overrides the query's.
        field: The value for ``sort``.
        label: The words.
        numeric: Whether the column holds numbers, set to the right.
        default: Whether the list is sorted by this when nothing is asked.
    """
    query = _query(context)
    asked = str(context.get("sort") or query.get("sort") or (field if default else ""))
    order = {field: "ascending", f"-{field}": "descending"}.get(asked, "none")
    query["sort"] = f"-{field}" if order == "ascending" else field
    query.pop("page", None)
    return format_html(
        '<th scope="col" class="govuk-table__header{}" aria-sort="{}">'
        '<a class="k-sort" href="?{}">{} {}</a></th>',
        " govuk-table__header--numeric" if numeric else "",
        order,
        query.urlencode(),
        label,
        _ARROWS,
    )


def pagination(context: Context, page: Page[Any], parameter: str = "page") -> SafeString:
    """Tag: which part of a list is shown, and links to the rest, every other filter kept.

    Args:
        context: Given by Django.
        page: A page of Django's paginator.
        parameter: The query's name for its number.
    """
    query = _query(context)
    query.pop(parameter, None)
    kept = query.urlencode()
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return render_to_string(
        "look/parts/pagination.html",
        {
            "page": page,
            "numbers": list(numbers),
            "gap": page.paginator.ELLIPSIS,
            "before": f"?{kept}&{parameter}=" if kept else f"?{parameter}=",
        },
    )


def filter_panel(
    context: Context, content: str, clear: str = "", title: str = "", action: str = ""
) -> SafeString:
    """Block tag: a form of filters (GET) round its fields; keeps the sorting.

    Args:
        context: Given by Django.
        content: The fields.
        clear: Where to go for all filters off; nothing is offered without.
        title: Words above, *Filters* without.
        action: The address asked, this page's without.
    """
    return render_to_string(
        "look/parts/filter_panel.html",
        {
            "content": content,
            "clear": clear,
            "title": title or _("Filters"),
            "action": action,
            "sort": _query(context).get("sort", ""),
        },
    )


def chosen(content: str, label: str = "") -> SafeString:
    """Block tag: the filters in force, each from ``chosen_filter``."""
    return format_html(
        '<ul class="k-chosen" aria-label="{}">{}</ul>', label or _("Filters in force"), content
    )


def chosen_filter(context: Context, parameter: str, label: str, value: str = "") -> SafeString:
    """Tag: one filter in force, as a link that takes it off.

    Args:
        context: Given by Django.
        parameter: The query's name of the filter.
        label: What it lets through, in words.
        value: Which of several values to take off; all of them without.
    """
    query = _query(context)
    left = [one for one in query.getlist(parameter) if value and one != value]
    query.setlist(parameter, left)
    query.pop("page", None)
    return format_html(
        '<li><a class="k-chosen__link" href="?{}"><span><span class="govuk-visually-hidden">{} '
        "</span>{}</span></a></li>",
        query.urlencode(),
        _("Take off:"),
        label,
    )


def search_box(
    action: str, query: str = "", label: str = "", name: str = "q", *, large: bool = False
) -> SafeString:
    """Tag: a search field; Ctrl+K goes to the first one of a page.

    Args:
        action: The address asked.
        query: What is in it already.
        label: Words for the field; *Search* without.
        name: The query's name.
        large: Whether it is the page's own and not the header's.
    """
    return render_to_string(
        "look/parts/search_box.html",
        {"action": action, "query": query, "label": label, "name": name, "large": large},
    )


def _query(context: Context) -> QueryDict:
    request: Any = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)
