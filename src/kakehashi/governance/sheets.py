"""Action points as a table: out as CSV or workbook, with the marking of what is in it on top."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionPoint
from kakehashi.governance.selectors.actions import Asked, Reading, listing, seen
from kakehashi.people.models import Post
from kakehashi.records.models import Version
from kakehashi.workplan.sheets.columns import KEY, SHOWN, Column
from kakehashi.workplan.sheets.cover import Cover, cover_of

Words = Mapping[str, str]
BATCH = 500

_DATES = {
    "due": {"en": "Due date accepted by the owner", "ja": "担当側が受け入れた期限"},
    "proposed_due": {"en": "Due date proposed", "ja": "提案中の期限"},
    "closed": {"en": "Closed", "ja": "終了日"},
    "agreed_on": {"en": "Decided on", "ja": "決定日"},
}
_TEXTS: Mapping[str, tuple[Words, int]] = {
    "title_en": ({"en": "Title (English)", "ja": "件名（英語）"}, 40),
    "title_ja": ({"en": "Title (Japanese)", "ja": "件名（日本語）"}, 40),
    "task_en": ({"en": "What is to be done (English)", "ja": "対応内容（英語）"}, 50),
    "task_ja": ({"en": "What is to be done (Japanese)", "ja": "対応内容（日本語）"}, 50),
    "side": ({"en": "Side", "ja": "担当側"}, 8),
    "organisation": ({"en": "Organisation", "ja": "機関"}, 18),
    "owner": ({"en": "Owner (post)", "ja": "担当（職）"}, 24),
    "owner_name": ({"en": "Owner's name", "ja": "担当の名称"}, 40),
    "priority": ({"en": "Priority", "ja": "優先"}, 10),
    "standing": ({"en": "Standing", "ja": "状況"}, 16),
    "overdue": ({"en": "Overdue", "ja": "期限超過"}, 10),
    "area": ({"en": "Area", "ja": "分野"}, 10),
    "meeting": ({"en": "Meeting", "ja": "会合"}, 18),
    "body": ({"en": "Body", "ja": "会議体"}, 18),
}

COLUMNS: Sequence[Column] = (
    Column("reference", {"en": "Reference", "ja": "番号"}, KEY),
    *(Column(name, words, SHOWN, width=width) for name, (words, width) in _TEXTS.items()),
    *(Column(name, words, SHOWN, date=True) for name, words in _DATES.items()),
)
"""What stands in the table, in its order. It is not brought back: owner and due date change by
steps, which say who took them."""


def keys_of(asked: Asked, reading: Reading) -> tuple[list[int], int]:
    """Return the faces of the action points asked for, in their order, and how many there are."""
    return list(listing(asked, reading).values_list("pk", flat=True)), seen(reading).count()


def cover(
    keys: Sequence[int], filters: Mapping[str, Sequence[str]], *, of: int, at: dt.datetime
) -> Cover:
    """Return what stands on top of the table."""
    return replace(
        cover_of(keys, filters, of=of, at=at, model=ActionPoint),
        names={"ja": "対応事項一覧", "en": "Action points"},
        code="action-points",
        comes_back=False,
    )


def rows_of(keys: Sequence[int], today: dt.date) -> Iterator[dict[str, str]]:
    """Yield cell by column, some hundreds of rows at a time, however many there are."""
    posts = {
        one.pk: one for one in Post.objects.only("pk", "name_en", "name_ja", "organisation_id")
    }
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        found = ActionPoint.objects.select_related("entry").in_bulk(part)
        versions = Version.objects.in_bulk([one.entry.version_id for one in found.values()])
        for key in part:
            if key in found:
                yield _cells(found[key], versions[found[key].entry.version_id], posts, today)


def _cells(
    row: ActionPoint, version: Version, posts: Mapping[str, Post], today: dt.date
) -> dict[str, str]:
    task, post = version.wording.get("task", {}), posts.get(row.post)
    late = row.standing in rules.WORKED_ON and row.agreed_date and row.agreed_date < today
    return {
        "reference": row.reference,
        "title_en": row.title_en,
        "title_ja": row.title_ja,
        "task_en": task.get("en", ""),
        "task_ja": task.get("ja", ""),
        "side": row.side,
        "organisation": row.organisation,
        "owner": row.post,
        "owner_name": f"{post.name_ja} / {post.name_en}" if post else "",
        "priority": "yes" if row.priority else "",
        "standing": row.standing,
        "overdue": "yes" if late else "",
        "area": row.area,
        "meeting": row.meeting,
        "body": row.body,
        "due": _day(row.agreed_date),
        "proposed_due": _day(row.offered_date),
        "closed": _day(row.closed_date),
        "agreed_on": _day(row.date),
    }


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""
