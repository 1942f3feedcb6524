"""The small drawings beside words: a bridge being built, a meter, a mark. Never alone."""

from django.utils.safestring import SafeString, mark_safe

_WEST = '<circle cx="3" cy="9" r="2.2" {}/>'
_EAST = '<circle cx="19" cy="9" r="2.2" {}/>'
_HOLLOW = 'fill="none" stroke="currentColor" stroke-width="1.4"'
_SOLID = 'fill="currentColor"'
_LINE = 'fill="none" stroke="currentColor" stroke-width="1.6"'
_RING = f'<circle cx="6" cy="6" r="4.6" {_HOLLOW}/>'


def _meter(spans: int) -> str:
    return "".join(
        f'<rect x="{1 + 7 * at}" y="2" width="6" height="8" rx="1" '
        + ('fill="currentColor"' if at < spans else _HOLLOW)
        + "/>"
        for at in range(3)
    )


_WIDE = {
    # both shores, reached for; joined; joined for all to walk on
    "shared": _WEST.format(_HOLLOW)
    + _EAST.format(_HOLLOW)
    + f'<path d="M5.5 7Q11 .5 16.5 7" {_LINE} stroke-dasharray="2.2 1.8"/>',
    "confirmed": _WEST.format(_SOLID)
    + _EAST.format(_SOLID)
    + f'<path d="M4.5 7.5Q11-1 17.5 7.5" {_LINE}/>',
    "published": _WEST.format(_SOLID)
    + _EAST.format(_SOLID)
    + f'<path d="M4.5 7.5Q11-1 17.5 7.5M7.5 4.5V11M11 3.5V11M14.5 4.5V11" {_LINE}/>',
    "imported": f'<path d="M11 0V7M7.5 4 11 7.5 14.5 4M3 11H19" {_LINE}/>',
    "withdrawn": f'<path d="M4.5 8Q6.5 5 9 4M13 4Q15.5 5 17.5 8" {_LINE}/>'
    + _WEST.format(_HOLLOW)
    + _EAST.format(_HOLLOW),
    "overtaken": f'<path d="M2 9H18M14.5 5.5 18 9 14.5 12.5" {_LINE}/>',
    "merged": f'<path d="M2 3Q8 3 11 6T20 6M2 10Q8 10 11 6" {_LINE}/>',
    "meter-0": _meter(0),
    "meter-1": _meter(1),
    "meter-2": _meter(2),
    "meter-3": _meter(3),
}
_SQUARE = {
    "unknown": f'<circle cx="6" cy="6" r="4.6" {_HOLLOW} stroke-dasharray="1.6 2"/>',
    "draft": f'<circle cx="6" cy="6" r="3" {_HOLLOW} stroke-dasharray="2 1.6"/>',
    "ring": _RING,
    "full": '<circle cx="6" cy="6" r="5.2" fill="currentColor"/>',
    "half": _RING + '<path d="M6 1.4V10.6A4.6 4.6 0 0 1 6 1.4z" fill="currentColor"/>',
    "bars": f'<path d="M4 2V10M8 2V10" {_LINE} stroke-width="2.2"/>',
    "dot": _RING + '<circle cx="6" cy="6" r="1.9" fill="currentColor"/>',
    "tick": f'<path d="M1.5 6.5 4.8 9.8 10.8 2.6" {_LINE} stroke-width="2.2"/>',
    "cross": f'<path d="M2.2 2.2 9.8 9.8M9.8 2.2 2.2 9.8" {_LINE} stroke-width="2"/>',
}


def glyph(name: str) -> SafeString:
    """Return the drawing ``name`` as inline SVG hidden from screen readers, or nothing."""
    if name in _WIDE:
        size, kind, drawing = '22" height="12', "", _WIDE[name]
    elif name in _SQUARE:
        size, kind, drawing = '12" height="12', " k-glyph--square", _SQUARE[name]
    else:
        return SafeString("")
    box = size.replace('" height="', " ")
    return mark_safe(  # noqa: S308 - every part is a constant of this file
        f'<svg class="k-glyph{kind}" width="{size}" viewBox="0 0 {box}" aria-hidden="true" '
        f'focusable="false">{drawing}</svg>'
    )
