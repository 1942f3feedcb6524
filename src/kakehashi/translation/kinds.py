"""The kind of record of the translation room; it never leaves its side."""

from collections.abc import Mapping

from kakehashi.errors import Refused
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register
from kakehashi.records.models import Item
from kakehashi.translation import models

_IN: Mapping[str, Mapping[str, str]] = {
    "ja": {"en": "Japanese", "ja": "日本語"},
    "en": {"en": "English", "ja": "英語"},
}


class JobOwnSideOnly(Refused):
    """A translation job was to be shown to the other side."""

    code = "translation-own-side"
    status = 409
    message = {
        "en": "Translation jobs stay with your own side.",
        "ja": "翻訳依頼は、自国側限りです。",
    }
    hint = {
        "en": "Put the translation into the record and share that.",
        "ja": "訳文を案件に反映し、そちらを共有してください。",
    }


class JobAsAsked(Refused):
    """A translation job was to be changed or taken away as if it were a text."""

    code = "translation-as-asked"
    status = 409
    message = {
        "en": "What was asked for stays as it was sent.",
        "ja": "送付済みの翻訳依頼は、変更及び削除ができません。",
    }
    hint = {
        "en": "Cancel the job and ask anew.",
        "ja": "翻訳依頼を取り消し、改めて依頼してください。",
    }


def _stays(item: Item) -> Mapping[str, Refused]:
    del item
    return {
        **dict.fromkeys(("share", "publish", "consent"), JobOwnSideOnly()),
        **dict.fromkeys(("save", "discard"), JobAsAsked()),
    }


TRANSLATION_JOB = register(
    Kind(
        code="translation_job",
        room="translation",
        model=models.TranslationJob,
        names={"en": "Translation job", "ja": "翻訳依頼"},
        plural={"en": "Translation jobs", "ja": "翻訳依頼"},
        lane=OWN,
        prefix="TJ",
        texts=(
            Text("title", {"en": "Title", "ja": "件名"}, required=True),
            Text("body", {"en": "Note to the translator", "ja": "翻訳担当者への連絡"}, rows=4),
        ),
        facts=(
            Fact(
                "translated",
                {"en": "What is translated", "ja": "翻訳対象"},
                column=True,
                editable=False,
                follows="translates",
            ),
            Fact(
                "source",
                {"en": "From", "ja": "原文の言語"},
                type="choice",
                choices=_IN,
                required=True,
                column=True,
                editable=False,
            ),
            Fact(
                "target",
                {"en": "Into", "ja": "訳文の言語"},
                type="choice",
                choices=_IN,
                required=True,
                column=True,
                editable=False,
            ),
        ),
        relations=("translates",),
        barred=_stays,
        weight=59,
        creatable=False,
        stays=True,
    )
)
