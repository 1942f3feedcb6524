"""Measures the pages of office work at 100,000 notes and thousands of all else.

``python -m tools.bench_office [--notes N] [--commissions N] … [--to FOLDER]`` fills a
node of its own in a temporary folder in two steps, counts the SQL queries of each page after
either, serves the node as the product does, asks the pages over HTTP on loopback and writes
``office.json`` and a table. Ratios
are of medians within this one run. The exit status is 1 where the queries of a page grow.

A further kind of office work adds its own filling to :data:`FILLINGS` and its pages to
:data:`PAGES`.
"""

import argparse
import datetime as dt
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.bench import BATCH, EMPTY
from tools.bench_year import queries, served

PART = 10
"""The first step of filling is this part of the whole."""

NOTES = 100_000
COMMISSIONS = 10_000
OFFICES = 12
"""How many offices each commission asks."""
LINES = 5_000
FILE_YEAR = (dt.datetime.now(dt.UTC) - dt.timedelta(days=90)).year
"""The financial year of Japan in which all that is loaded was last changed."""
ENQUIRIES = 10_000
TRANSLATIONS = 5_000
LONGEST = 3.0
"""Seconds for which one page is asked."""


def load_notes(first: int, last: int) -> None:
    """Load invented notes of one side over ten years, tagged with areas and organisations."""
    from kakehashi.framework.loading import operator
    from kakehashi.people.models import Organisation
    from kakehashi.records.models import Item
    from kakehashi.records.services import LinkTo, NewText, load
    from kakehashi.records.services.writing import Loaded

    areas = list(
        Item.objects.filter(kind="area").order_by("reference").values_list("pk", flat=True)
    )
    offices = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    by, at = operator(), dt.datetime.now(dt.UTC)
    today = at.date()
    for start in range(first, last, BATCH):
        load(
            [
                Loaded(
                    kind="contact_note",
                    reference=f"XN-{number}",
                    origin="JP",
                    state="draft",
                    text=NewText(
                        wording={
                            "title": {"en": f"Call {number}"},
                            "with_whom": {"en": "Head of division"},
                            "body": {"en": f"They said {number} words on the matter."},
                        },
                        facts={
                            "date": (today - dt.timedelta(days=number % 3650)).isoformat(),
                            "medium": "call",
                            "organisations": [offices[number % len(offices)]],
                        },
                        links=[LinkTo("of_area", areas[number % len(areas)])],
                    ),
                )
                for number in range(start, min(start + BATCH, last))
            ],
            by=by,
            at=at,
        )


def load_commissions(first: int, last: int) -> None:
    """Load commissions of one side over ten years; of the last hundredth some still wait."""
    from kakehashi.commissions.models import Asked, Course
    from kakehashi.framework.loading import operator
    from kakehashi.people.models import Account
    from kakehashi.records.models import Entry
    from kakehashi.records.services import NewText, load
    from kakehashi.records.services.writing import Loaded

    owner = Account.objects.get(username="officer-jp")
    by, at = operator(), dt.datetime.now(dt.UTC)
    for start in range(first, last, BATCH):
        end = min(start + BATCH, last)
        load(
            [
                Loaded(
                    kind="commission",
                    reference=f"XC-{number}",
                    origin="JP",
                    state="draft",
                    text=NewText(
                        wording={
                            "title": {"ja": f"依頼{number}", "en": f"Commission {number}"},
                            "body": {"en": "Please send two lines on each record."},
                        },
                        facts={},
                    ),
                )
                for number in range(start, end)
            ],
            by=by,
            at=at,
        )
        made = {
            one.reference: one
            for one in Entry.objects.filter(reference__in=[f"XC-{n}" for n in range(start, end)])
        }
        courses, asked = [], []
        for number in range(start, end):
            entry, waits = made[f"XC-{number}"], number % 100 == 0
            sent = at - dt.timedelta(days=number % 3650)
            due = at.date() + dt.timedelta(days=5) if waits else sent.date()
            courses.append(
                Course(
                    item_id=entry.item_id,
                    root_id=entry.item_id,
                    side_id="JP",
                    organisation_id=owner.organisation_id,
                    state="open" if waits else "closed",
                    due_date=due,
                    outer_date=due,
                    language="ja",
                    by=owner,
                    post_id=owner.post_id,
                    at=sent,
                    audience_id=entry.audience_id,
                )
            )
            asked += [
                Asked(
                    commission_id=entry.item_id,
                    root_id=entry.item_id,
                    organisation_id=owner.organisation_id or "",
                    division=f"division {place}",
                    position=place,
                    due_date=due,
                    answer="" if waits and place else "text",
                    answered_at=None if waits and place else sent,
                )
                for place in range(OFFICES)
            ]
        Course.objects.bulk_create(courses, batch_size=500)
        Asked.objects.bulk_create(asked, batch_size=500)


def load_lines(first: int, last: int) -> None:
    """Load lines to take of one side, a tenth of them expired."""
    from kakehashi.framework.loading import operator
    from kakehashi.records.models import Item
    from kakehashi.records.services import LinkTo, NewText, load
    from kakehashi.records.services.writing import Loaded

    areas = list(
        Item.objects.filter(kind="area").order_by("reference").values_list("pk", flat=True)
    )
    by, at = operator(), dt.datetime.now(dt.UTC)
    for start in range(first, last, BATCH):
        load(
            [
                Loaded(
                    kind="line_to_take",
                    reference=f"XL-{number}",
                    origin="JP",
                    state="draft",
                    text=NewText(
                        wording={
                            "title": {"en": f"Question {number}"},
                            "line": {"en": f"Answer {number}."},
                        },
                        facts={
                            "form": ("line", "qa")[number % 2],
                            "valid_until": (
                                at.date() + dt.timedelta(days=90 if number % 10 else -1)
                            ).isoformat(),
                        },
                        links=[LinkTo("of_area", areas[number % len(areas)])],
                    ),
                )
                for number in range(start, min(start + BATCH, last))
            ],
            by=by,
            at=at,
        )


def load_enquiries(first: int, last: int) -> None:
    """Load enquiries of one side over ten years; a hundredth still waits, some of it late."""
    from kakehashi.enquiries.models import Course
    from kakehashi.enquiries.rules import procedure_of
    from kakehashi.framework.loading import operator
    from kakehashi.people.models import Account
    from kakehashi.records.models import Entry
    from kakehashi.records.services import NewText, load
    from kakehashi.records.services.writing import Loaded

    owner = Account.objects.get(username="officer-jp")
    sorts = list(procedure_of("JP").sorts)
    by, at = operator(), dt.datetime.now(dt.UTC)
    for start in range(first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        came = {number: at.date() - dt.timedelta(days=number % 3650) for number in numbers}
        load(
            [
                Loaded(
                    kind="enquiry",
                    reference=f"XE-{number}",
                    origin="JP",
                    state="draft",
                    text=NewText(
                        wording={
                            "title": {"en": f"Question {number}"},
                            "question": {"en": f"What was done on matter {number}?"},
                        },
                        facts={
                            "sort": sorts[number % len(sorts)],
                            "received_date": came[number].isoformat(),
                        },
                    ),
                )
                for number in numbers
            ],
            by=by,
            at=at,
        )
        made = {
            one.reference: one
            for one in Entry.objects.filter(reference__in=[f"XE-{n}" for n in numbers])
        }
        Course.objects.bulk_create(
            Course(
                item_id=made[f"XE-{number}"].item_id,
                side_id="JP",
                sort=sorts[number % len(sorts)],
                due_date=at.date() + dt.timedelta(days=number % 20 - 5),
                state="answered" if number % 100 else "open",
                settled_date=came[number] if number % 100 else None,
                post_id=owner.post_id,
                by=owner,
                at=at,
                audience_id=made[f"XE-{number}"].audience_id,
            )
            for number in numbers
        )


def load_translations(first: int, last: int) -> None:
    """Load translation jobs of one side, each of two paragraphs; a hundredth is still out."""
    from kakehashi.framework.loading import operator
    from kakehashi.people.models import Account
    from kakehashi.records.models import Entry
    from kakehashi.records.services import LinkTo, NewText, load
    from kakehashi.records.services.writing import Loaded
    from kakehashi.translation.models import Job, Passage

    owner = Account.objects.get(username="officer-jp")
    of = Entry.objects.filter(kind="joint_action").order_by("reference")[0]
    by, at = operator(), dt.datetime.now(dt.UTC)
    for start in range(first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        load(
            [
                Loaded(
                    kind="translation_job",
                    reference=f"XT-{number}",
                    origin="JP",
                    state="draft",
                    text=NewText(
                        wording={"title": {"en": f"Translation {number}"}},
                        facts={"translated": of.reference, "source": "en", "target": "ja"},
                        links=[LinkTo("translates", of.item_id)],
                    ),
                )
                for number in numbers
            ],
            by=by,
            at=at,
        )
        made = {
            one.reference: one
            for one in Entry.objects.filter(reference__in=[f"XT-{n}" for n in numbers])
        }
        Job.objects.bulk_create(
            Job(
                item_id=made[f"XT-{number}"].item_id,
                of_id=of.item_id,
                version_id=of.version_id,
                side_id="JP",
                organisation_id=owner.organisation_id,
                source="en",
                target="ja",
                state="put_in" if number % 100 else "with",
                due_date=at.date() + dt.timedelta(days=number % 20 - 5),
                settled_at=at if number % 100 else None,
                translator_id=owner.post_id,
                by=owner,
                post_id=owner.post_id,
                at=at,
                audience_id=made[f"XT-{number}"].audience_id,
            )
            for number in numbers
        )
        Passage.objects.bulk_create(
            Passage(
                job_id=made[f"XT-{number}"].item_id,
                field=field,
                position=place,
                label_en=field,
                label_ja=field,
                source=f"Words {number}",
            )
            for number in numbers
            for place, field in enumerate(("title", "wording"))
        )


FILLINGS: Mapping[str, tuple[int, Callable[[int, int], None]]] = {
    # what -> how many at 100 %, and what loads those from one number up to another
    "notes": (NOTES, load_notes),
    "commissions": (COMMISSIONS, load_commissions),
    "lines": (LINES, load_lines),
    "enquiries": (ENQUIRIES, load_enquiries),
    "translations": (TRANSLATIONS, load_translations),
}

PAGES: Mapping[str, str] = {
    "office work": "/en/desk/office/",
    "notes": "/en/desk/notes/",
    "notes of an area": "/en/desk/notes/?area=area-SC",
    "notes with an organisation": "/en/desk/notes/?with=dsit",
    "notes of a week, mine": "/en/desk/notes/?period=7&mine=1",
    "notes, long ago": "/en/desk/notes/?before=2018-01-01_00000000-0000-7000-8000-000000000000",
    "one note": "/en/desk/records/XN-1/",
    "new note": "/en/desk/notes/new/",
    "commissions": "/en/desk/commissions/",
    "one commission": "/en/desk/commissions/XC-0/",
    "new commission": "/en/desk/commissions/new/",
    "lines to take": "/en/desk/lines-to-take/",
    "enquiries": "/en/desk/enquiries/",
    "enquiries answered": "/en/desk/enquiries/?standing=answered",
    "one enquiry": "/en/desk/enquiries/XE-0/",
    "a fact pack": "/en/desk/enquiries/facts/?area=SC&since=2023-01-01",
    "translations": "/en/desk/translations/",
    "translations ended": "/en/desk/translations/?list=ended",
    "one translation": "/en/desk/translations/XT-0/",
    "files and retention": "/en/desk/files/",
    "one file": f"/en/desk/files/coordination/{FILE_YEAR}/",
    "how a record is kept": "/en/desk/files/record/XN-1/",
    "clearance": "/en/desk/clearance/",
    "posts": "/en/desk/posts/",
    "an area": "/en/desk/records/area-SC/",
    "my work": "/en/desk/",
}
"""Name to address of every page that is asked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, count, fill again, count, serve, report; return 0 where no query count grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for what, (number, _load) in FILLINGS.items():
        parser.add_argument(f"--{what}", type=int, default=number)
    parser.add_argument("--to", type=Path, default=Path("bench-results"))
    asked = parser.parse_args(arguments)
    numbers = {what: getattr(asked, what) for what in FILLINGS}
    with tempfile.TemporaryDirectory(prefix="kakehashi-bench-") as name:
        os.environ["KAKEHASHI_DATA"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench_site"
        _begin()
        for what in FILLINGS:
            _fill(what, 0, numbers[what] // PART)
        first = queries([EMPTY, *PAGES.values()])
        began = time.perf_counter()
        for what in FILLINGS:
            _fill(what, numbers[what] // PART, numbers[what])
        filled = time.perf_counter() - began
        then = queries([EMPTY, *PAGES.values()])
        rows = served(Path(name), PAGES, LONGEST)
    for row in rows:
        row["queries"] = [first[row["path"]], then[row["path"]]]
        row["met"] = row["queries"][0] == row["queries"][1]
    report = {"loaded": numbers, "fill_seconds": round(filled, 1), "rows": rows}
    asked.to.mkdir(parents=True, exist_ok=True)
    (asked.to / "office.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(
        ", ".join(f"{number // PART:,} and {number:,} {what}" for what, number in numbers.items())
    )
    print("page                           x empty page      ms   SQL queries at both sizes")
    for row in rows:
        print(f"{row['name']:30} {row['ratio']:12} {row['ms']:8}   {row['queries']}")
    return 0 if all(row["met"] for row in rows) else 1


def _fill(what: str, first: int, last: int) -> None:
    """Load one kind from one number up to another, and say how long that took."""
    began = time.perf_counter()
    FILLINGS[what][1](first, last)
    sys.stderr.write(f"{last:,} {what}, {time.perf_counter() - began:.0f} s\n")


def _begin() -> None:
    """Load the real partnership."""
    import django

    django.setup()
    from django.core.management import call_command

    from kakehashi.cli.loading import load_node

    call_command("migrate", verbosity=0)
    load_node("uk-japan", dt.datetime.now(dt.UTC))


if __name__ == "__main__":
    sys.exit(main())
