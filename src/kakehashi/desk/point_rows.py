"""Action points pasted as rows from a spreadsheet: what each says, whose it is, until when."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.desk.pasted import Row, not_read, plain, read_rows
from kakehashi.look.dates import say_day
from kakehashi.look.forms import typed_day
from kakehashi.notes.services import language_of, title_of
from kakehashi.people.models import Post

COLUMNS: Mapping[str, str] = {
    # what a heading may say -> which column it is
    **dict.fromkeys(
        ["task", "action", "action point", "what is to be done", "内容", "作業内容", "対応事項"],
        "task",
    ),
    **dict.fromkeys(["task_en", "task (english)", "task (in english)", "内容(英語)"], "en"),
    **dict.fromkeys(["task_ja", "task (japanese)", "task (in japanese)", "内容(日本語)"], "ja"),
    **dict.fromkeys(["owner", "post", "担当", "担当職", "担当組織", "担当府省", "担当課"], "owner"),
    **dict.fromkeys(["due", "due day", "due date", "deadline", "by", "期限", "期日"], "due"),
}
_IN_ORDER = ("task", "owner", "due")
_SHOWN, _MOST_NAMED = 80, 4


@dataclass(frozen=True)
class Point:
    """An action point as one row has it."""

    number: int
    title: Mapping[str, str]
    task: Mapping[str, str]
    owner: Post
    due: dt.date | None

    @property
    def words(self) -> Sequence[tuple[str, str]]:
        """The task by language, as far as the row has it."""
        return [(code, text) for code, text in self.task.items() if text]


@dataclass(frozen=True)
class Points:
    """What pasted rows would open, and what is wrong with them."""

    points: Sequence[Point]
    faults: Sequence[str]
    """What is wrong, each with the number of its row."""

    @property
    def digest(self) -> str:
        """Of all that would be opened: what was shown is what is opened, or it is shown again."""
        said = [
            (one.number, sorted(one.task.items()), one.owner.pk, str(one.due))
            for one in self.points
        ]
        return hashlib.sha256(repr((said, self.faults)).encode()).hexdigest()


def points_of(text: str, posts: Iterable[Post], today: dt.date) -> Points:
    """Return the action points that pasted rows tell: task, owner, due day.

    Args:
        text: as it stands in the field; with headings the columns may be in any order.
        posts: those in force, of either side, with their organisations.
        today: days before it are refused.
    """
    pasted = read_rows(text, COLUMNS, _IN_ORDER)
    called = _called(posts)
    points: list[Point] = []
    faults: list[str] = []
    for row in pasted.rows:
        task = _task(row)
        owner, no_owner = _owner(row.cells.get("owner", ""), called)
        due, no_due = _due(row.cells.get("due", ""), today)
        no_task = "" if any(task.values()) else _("it is not said what is to be done.")
        wrong = [one for one in (no_task, no_owner, no_due) if one]
        faults += [_("Row %(row)s: %(what)s") % {"row": row.number, "what": one} for one in wrong]
        if owner is not None and not wrong:
            title = {code: title_of(words) if words else "" for code, words in task.items()}
            points.append(Point(row.number, title, task, owner, due))
    return Points(points, [*faults, *not_read(pasted)])


def _task(row: Row) -> dict[str, str]:
    task = {"en": row.cells.get("en", ""), "ja": row.cells.get("ja", "")}
    either = row.cells.get("task", "")
    if either:
        task[language_of(either)] = either
    return task


def _called(posts: Iterable[Post]) -> dict[str, dict[str, Post]]:
    """Return what posts are called, each with the posts by id.

    That is their id, name, the name after that of their organisation, or this alone.
    """
    called: dict[str, dict[str, Post]] = {}
    for post in posts:
        office = post.organisation
        offices = {office.pk, office.name_en, office.name_ja, office.short_en, office.short_ja}
        names = {post.pk, post.name_en, post.name_ja}
        both = {f"{one} {name}" for one in offices for name in names if one and name}
        for name in {*offices, *names, *both} - {""}:
            called.setdefault(plain(name), {})[post.pk] = post
    return called


def _owner(text: str, called: Mapping[str, Mapping[str, Post]]) -> tuple[Post | None, str]:
    """Return the post that is meant, or what is wrong."""
    if not text:
        return None, _("it has no owner.")
    found = called.get(plain(text)) or called.get(plain(plain(text).replace("/", " ")), {})
    if len(found) == 1:
        return next(iter(found.values())), ""
    if not found:
        return None, _("no post or organisation is called “%(name)s”.") % {"name": text[:_SHOWN]}
    listed = ", ".join(list(found)[:_MOST_NAMED]) + (", …" if len(found) > _MOST_NAMED else "")
    return None, _("“%(name)s” may be several posts. Write one of: %(posts)s.") % {
        "name": text[:_SHOWN],
        "posts": listed,
    }


def _due(text: str, today: dt.date) -> tuple[dt.date | None, str]:
    """Return the day, None where none is named, or what is wrong."""
    if not text:
        return None, ""
    day = typed_day(text)
    if day is None:
        return None, _(
            "“%(day)s” is no day that exists. "
            "Write it as 31 March 2026, 2026-03-31 or 令和8年3月31日."
        ) % {"day": text[:_SHOWN]}
    if day < today:
        return None, _("the day %(day)s has passed.") % {
            "day": say_day(day, get_language() or "en")
        }
    return day, ""
