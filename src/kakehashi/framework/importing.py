"""Importing an official text into this node: it then stands beside our own wording."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.framework.importer import match, parse, read_text, summary
from kakehashi.framework.models import Edition, Import, OfficialText, Partnership, Place
from kakehashi.framework.profile.loading import load_profile
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account
from kakehashi.people.rules import check_may
from kakehashi.people.selectors import viewer_of
from kakehashi.records import search

FEWEST = 0.5
"""Share of the profile's provisions that a text must match to be taken for its text."""


class NoFramework(Refused):
    """The node holds no framework to import a text into."""

    code = "no-framework"
    status = 409
    message = {
        "en": "This node holds no framework yet.",
        "ja": "このノードには、まだ枠組が読み込まれていません。",
    }
    hint = {"en": "Start it once with: kakehashi up", "ja": "kakehashi up で起動してください。"}


class AnotherText(Refused):
    """The file holds a text, but not that of this partnership."""

    code = "another-text"
    message = {
        "en": "{name} holds {found} provisions, of which {matched} fit the {expected} of this "
        "partnership.",
        "ja": "「{name}」には{found}件の項・項目がありますが、このパートナーシップの{expected}件と"
        "一致するものは{matched}件です。",
    }
    hint = {
        "en": "Nothing was imported. For another partnership's text make a profile: "
        "kakehashi profile draft FILE DIR",
        "ja": "何も取り込んでいません。別のパートナーシップの文書の場合は、"
        "kakehashi profile draft FILE DIR でプロファイルを作成してください。",
    }


def import_file(*, path: Path, by: Account, at: dt.datetime) -> dict[str, Any]:
    """Read an official text and put its wording beside ours, in this node's database only.

    A text in the same language that was imported before is replaced.

    Args:
        path: a text, PDF or DOCX file, in Japanese or English.
        by: an account that operates the node.
        at: when.

    Returns:
        Figures and warnings of the import, ready for JSON.

    Raises:
        NotYourRole: for an account that does not operate the node.
        NoFramework: when no profile is loaded.
        AnotherText: when less than half of the profile is found in it.
        Refused: for a file that cannot be read; nothing is imported then.
    """
    check_may(viewer_of(by), "operate")
    known = Partnership.objects.first()
    edition = Edition.objects.order_by("since").first() if known else None
    if known is None or edition is None:
        raise NoFramework
    reading = read_text(path)
    profile = load_profile(known.settings.get("folder") or known.profile)
    found = parse(reading.text, oddities=reading.oddities)
    matched = match(found, profile)
    if len(matched.provisions) < FEWEST * len(profile.provisions):
        raise AnotherText(
            name=path.name,
            found=len(found.provisions),
            matched=len(matched.provisions),
            expected=len(profile.provisions),
        )
    told = summary(found, matched)
    with transaction.atomic():
        # What a file holds is the text as it was first decided, by the numbers of that day.
        places = Place.objects.filter(edition=edition)
        items = dict(places.values_list("reference", "item_id"))
        Import.objects.filter(edition=edition, language=found.language).delete()
        imported = Import.objects.create(
            edition=edition,
            language=found.language,
            source=path.name[:300],
            sha256=reading.sha256,
            summary=told,
            at=at,
        )
        OfficialText.objects.bulk_create(
            OfficialText(
                imported=imported,
                item_id=items[ref],
                language=found.language,
                text=found.provision(place).wording,
            )
            for place, ref in matched.provisions.items()
            if ref in items
        )
        search.index_again(list(items.values()))
        ledger.append(
            [
                ledger.Entry(
                    name="framework.text.imported",
                    actor=str(by.pk),
                    side=by.side_id or "",
                    subject="",
                    facts={"file": reading.sha256, "provisions": len(matched.provisions)},
                )
            ],
            at=at,
        )
    return told
