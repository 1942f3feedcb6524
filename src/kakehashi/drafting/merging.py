"""Merging: what one drafter typed, on top of what another saved meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.services.texts import Draft


def merged(base: Draft, mine: Draft, newer: Draft) -> Draft:
    """Return ``mine`` with what ``newer`` changed since ``base`` and I left alone.

    A paragraph that I did not touch follows the newer text, away too. One that both touched keeps
    my words: the page shows the newer beside them.
    """
    before = {one.id: one for one in base.paragraphs}
    after = {one.id: one for one in newer.paragraphs}
    kept: list[Paragraph] = []
    for one in mine.paragraphs:
        was, now = before.get(one.id), after.get(one.id)
        untouched = was is not None and _plain(was) == _plain(one)
        if was is not None and now is None and untouched:
            continue
        if now is not None:
            kept.append(now if untouched else _mine(one, now))
        else:
            kept.append(one)
    added = [one for one in newer.paragraphs if one.id not in before]
    return replace(
        mine,
        title=_title(base.title, mine.title, newer.title),
        paragraphs=_put_in(kept, added, newer.paragraphs),
    )


def _mine(one: Paragraph, now: Paragraph) -> Paragraph:
    """Return my paragraph, with what the newer one had taken in meanwhile."""
    taken_in = (*one.merged, *(key for key in now.merged if key not in one.merged))
    return replace(now, form=one.form, level=one.level, words=one.words, merged=taken_in)


def _plain(one: Paragraph) -> tuple[object, ...]:
    return (one.form, one.level, dict(one.words), one.merged)


def _title(
    base: Mapping[str, str], mine: Mapping[str, str], newer: Mapping[str, str]
) -> Mapping[str, str]:
    return newer if dict(base) == dict(mine) else mine


def _put_in(
    kept: Sequence[Paragraph], added: Sequence[Paragraph], order: Sequence[Paragraph]
) -> list[Paragraph]:
    """Return ``kept`` with each of ``added`` after the paragraph it follows in ``order``."""
    listed = list(kept)
    there = {one.id for one in listed}
    for one in added:
        if one.id in there:
            continue
        ahead = [each.id for each in order[: [each.id for each in order].index(one.id)]]
        places = [place for place, each in enumerate(listed) if each.id in ahead]
        listed.insert(max(places, default=-1) + 1, one)
        there.add(one.id)
    return listed
