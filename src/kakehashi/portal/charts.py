"""Pictures made of counts: bars as inline SVG, always beside the same numbers in words."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

FILLS: Mapping[str, str] = {
    "not_started": "#d9dfec",
    "under_way": "#9fb0d3",
    "well_advanced": "#35508c",
    "completed": "#1e6547",
    "active": "#35508c",
    "quiet": "#9fb0d3",
    "paused": "#d8d3c5",
    "upcoming": "#9fb0d3",
    "took_place": "#1e6547",
    "did_not_take_place": "#a3142e",
    "open": "#9fb0d3",
    "concluded": "#1e6547",
    "withdrawn": "#b9b3a3",
    "overtaken": "#b9b3a3",
}
"""Fill of each progress value. What nobody has reported is an empty, dashed outline."""

HEIGHT = 16
_WHOLE, _GAP = 99.6, 0.4  # of a hundred, so that no outline is cut off
_EMPTY = mark_safe('fill="#ffffff" stroke="#8a8576" stroke-dasharray="3 2"')


def bar(parts: Sequence[tuple[str, int]], longest: int) -> SafeString:
    """Return one bar of stacked parts, hidden from screen readers: the numbers stand beside it.

    Args:
        parts: progress value and how many have it, in order.
        longest: the count that would fill the whole width.
    """
    rects, left = [], 0.0
    for name, count in parts:
        if count:
            width = _WHOLE * count / max(longest, 1)
            rects.append(
                (f"{left:.2f}", f"{max(width - _GAP, _GAP):.2f}", HEIGHT - 2, _paint(name))
            )
            left += width
    return format_html(
        '<svg width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        HEIGHT,
        format_html_join("", '<rect x="{}%" y="1" width="{}%" height="{}" {}/>', rects),
    )


def swatch(name: str) -> SafeString:
    """Return the fill of one progress value as a small square before its word."""
    return format_html(
        '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">'
        '<rect x="1" y="1" width="12" height="12" {}/></svg>',
        _paint(name),
    )


def _paint(name: str) -> SafeString:
    return format_html('fill="{}"', FILLS[name]) if name in FILLS else _EMPTY
