"""Figures that a test tells: one JSON line each, into the file that the environment names."""

import json
import os
from pathlib import Path


def record(name, value):
    """Add one figure to the file of ``KAKEHASHI_FIGURES``; without that name, say nothing.

    Args:
        name: what was measured, with dots between its parts, such as ``leak.steps``.
        value: a number, a word, or a mapping of them.
    """
    place = os.environ.get("KAKEHASHI_FIGURES")
    if place:
        line = json.dumps({"name": name, "value": value}, ensure_ascii=False, sort_keys=True)
        with Path(place).open("a", encoding="utf-8") as told:
            told.write(line + "\n")
