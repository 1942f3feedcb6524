"""Pictures of numbers as inline SVG: data in, SVG out, without models, scripts or style attributes.

Every picture has a title and a description, its words are text in the font of the page, and what
it shows never hangs on colour alone: each tone has a pattern of its own and its number beside it.
Widths are per cent and heights pixels, so that the same picture reads on a phone, on a desk and on
paper without its letters growing or shrinking (docs/adr/0013).
"""

from kakehashi.look.charts.bars import Bar, bars, strip
from kakehashi.look.charts.course import Lane, Point, course
from kakehashi.look.charts.files import as_file, as_png
from kakehashi.look.charts.grid import Line, grid
from kakehashi.look.charts.months import Span, Stop, Track, months
from kakehashi.look.charts.periods import Group, Period, periods
from kakehashi.look.charts.steps import Mark, steps
from kakehashi.look.charts.tones import TONES, Tone, swatch

__all__ = [
    "TONES",
    "Bar",
    "Group",
    "Lane",
    "Line",
    "Mark",
    "Period",
    "Point",
    "Span",
    "Stop",
    "Tone",
    "Track",
    "as_file",
    "as_png",
    "bars",
    "course",
    "grid",
    "months",
    "periods",
    "steps",
    "strip",
    "swatch",
]
