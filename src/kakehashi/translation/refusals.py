"""What the translation room refuses, each with what to do instead."""

from kakehashi.errors import Refused


class NothingToTranslate(Refused):
    """A job without a passage that has words in the source language."""

    code = "translation-nothing"
    message = {
        "en": "{reference} has nothing in that language to translate.",
        "ja": "{reference} には、翻訳対象となる原文がありません。",
    }
    hint = {
        "en": "Choose at least one paragraph with words, or the other direction.",
        "ja": "原文のある項を1件以上選択するか、翻訳の方向を改めてください。",
    }


class SameLanguage(Refused):
    """A job from a language into itself, or with one that is none of the partnership's."""

    code = "translation-language"
    message = {
        "en": "A translation goes from Japanese into English or from English into Japanese.",
        "ja": "翻訳の方向は、日本語から英語、又は英語から日本語のいずれかです。",
    }
    hint = {"en": "Choose the direction.", "ja": "翻訳の方向を選択してください。"}


class TranslatorMissing(Refused):
    """A job without a translator, or one whose posts are not one's own side's."""

    code = "translation-translator"
    message = {
        "en": "Name who translates: a post of your side, or somebody outside.",
        "ja": "翻訳担当（自国側の職又は外部の翻訳者）を指定してください。",
    }
    hint = {
        "en": "Give a post or a name; the reviewer is a post of your side as well.",
        "ja": "職又は氏名を指定してください。確認担当も自国側の職から選択します。",
    }


class SameHands(Refused):
    """Somebody was to review what they translate themselves."""

    code = "translation-same-hands"
    message = {
        "en": "Who translates does not review it.",
        "ja": "翻訳担当が自ら確認担当となることはできません。",
    }
    hint = {
        "en": "Name another post for the review.",
        "ja": "確認担当として別の職を指定してください。",
    }


class DueWrong(Refused):
    """A due day that has passed, is a day off, or lies years ahead."""

    code = "translation-due"
    message = {
        "en": "The day {day} cannot be used.",
        "ja": "期限 {day} は指定できません。",
    }
    hint = {
        "en": "Give a working day of your side from {first} to {last}.",
        "ja": "{first} から {last} までの自国側の開庁日を指定してください。",
    }


class NamedPeopleOnly(Refused):
    """What only named people may read was to be sent to a translator."""

    code = "translation-named-people"
    status = 409
    message = {
        "en": "{reference} is for named people only, so it cannot go out as a translation job.",
        "ja": "{reference} は関係者限りのため、翻訳依頼の対象とすることができません。",
    }
    hint = {
        "en": "Somebody named on it can translate it on its own page.",
        "ja": "指名された関係者が、案件の編集画面で訳文を記入してください。",
    }


class NotAtThisStage(Refused):
    """A step that the job does not take as it stands."""

    code = "translation-stage"
    status = 409
    message = {
        "en": "{reference} cannot do this now: {state}.",
        "ja": "{reference} は「{state}」のため、この操作はできません。",
    }
    hint = {
        "en": "Open the job again; its page shows what can be done.",
        "ja": "翻訳依頼を開き直してください。可能な操作が表示されます。",
    }


class NotYourJob(Refused):
    """A step that is another post's."""

    code = "translation-not-yours"
    status = 403
    message = {
        "en": "This step of {reference} is {who}’s.",
        "ja": "{reference} のこの操作は、{who}が行います。",
    }
    hint = {
        "en": "Somebody of that office can do it, or an official who may share for your side.",
        "ja": "当該組織の職員、又は共有の権限を持つ担当者が操作できます。",
    }


class NotATranslation(Refused):
    """A file that is neither XLIFF nor a DOCX of a job."""

    code = "translation-file"
    message = {
        "en": "{name} is not a translation that went out from here: {why}.",
        "ja": "{name} は、ここから取り出した翻訳用ファイルではありません（{why}）。",
    }
    hint = {
        "en": "Nothing was taken in. Bring back the XLIFF or DOCX that was taken out here, with "
        "the translation filled in.",
        "ja": "何も取り込まれていません。ここから取り出した XLIFF 又は DOCX に訳文を記入して"
        "戻してください。",
    }


class OtherJob(Refused):
    """A file of another job."""

    code = "translation-other-job"
    status = 409
    message = {
        "en": "{name} belongs to another job ({found}), not to {reference}.",
        "ja": "{name} は、{reference} ではなく別の翻訳依頼（{found}）のファイルです。",
    }
    hint = {
        "en": "Nothing was taken in. Bring it back on the page of its own job.",
        "ja": "何も取り込まれていません。該当する翻訳依頼の画面で取り込んでください。",
    }


class OtherDirection(Refused):
    """A file whose target language is not the job's."""

    code = "translation-direction"
    status = 409
    message = {
        "en": "{name} says that it is translated into “{found}”; the job is into {wanted}.",
        "ja": "{name} の訳文の言語は「{found}」ですが、この翻訳依頼は{wanted}への翻訳です。",
    }
    hint = {
        "en": "Nothing was taken in. Ask for the file in the right direction.",
        "ja": "何も取り込まれていません。翻訳の方向が正しいファイルを受け取り直してください。",
    }


class MacrosInside(Refused):
    """A Word file that carries macros."""

    code = "translation-macros"
    message = {
        "en": "{name} carries macros, so it was not read.",
        "ja": "{name} にはマクロが含まれているため、読み取りませんでした。",
    }
    hint = {
        "en": "Ask for it as DOCX without macros; the file that went out has none.",
        "ja": "マクロを含まない DOCX で受け取り直してください（送付したファイルにマクロは"
        "ありません）。",
    }


class NothingFilledIn(Refused):
    """A file that came back without a translation."""

    code = "translation-empty"
    message = {
        "en": "No translation is filled in.",
        "ja": "訳文が記入されていません。",
    }
    hint = {
        "en": "Nothing was taken in. The translation belongs in the target column, or the target "
        "of each unit.",
        "ja": "何も取り込まれていません。訳文は、訳文欄（XLIFF では target）に記入します。",
    }


class ControlCharacters(Refused):
    """A translation with characters that no text has."""

    code = "translation-control-characters"
    message = {
        "en": "{label} has characters that cannot stand in a text ({found}).",
        "ja": "「{label}」に、本文に使用できない制御文字（{found}）が含まれています。",
    }
    hint = {
        "en": "Nothing was taken in. Type that passage again.",
        "ja": "何も取り込まれていません。該当箇所を入力し直してください。",
    }


class DeliveryGone(Refused):
    """A file that was looked at was taken, or replaced by another, meanwhile."""

    code = "translation-delivery-gone"
    status = 409
    message = {
        "en": "That file is no longer waiting to be taken in.",
        "ja": "このファイルは、取込み待ちではなくなりました。",
    }
    hint = {
        "en": "Open the job: somebody took it in, or brought another file after it.",
        "ja": "翻訳依頼を開き直してください。既に取り込まれたか、別のファイルが提出されています。",
    }


class NotAllDecided(Refused):
    """A job was to be put in with passages that nobody accepted."""

    code = "translation-undecided"
    status = 409
    message = {
        "en": "{count} passages are not accepted yet.",
        "ja": "採用されていない項が {count} 件あります。",
    }
    hint = {
        "en": "Accept them, or return them to the translator.",
        "ja": "採用するか、翻訳担当に差し戻してください。",
    }


class MovedMeanwhile(Refused):
    """The record's words changed after the reviewer accepted a translation of them."""

    code = "translation-moved"
    status = 409
    message = {
        "en": "The record changed since the translation was accepted: {labels}.",
        "ja": "採用後に案件の文言が変更されています（{labels}）。",
    }
    hint = {
        "en": "Nothing was put in. Look at these paragraphs again and accept them as they are now.",
        "ja": "何も反映されていません。該当箇所を改めて確認し、採用し直してください。",
    }


class NothingAccepted(Refused):
    """A job whose every accepted passage is gone from the record, or says what it says already."""

    code = "translation-no-change"
    status = 409
    message = {
        "en": "There is nothing to put in: the record says all of it already, or has dropped it.",
        "ja": "反映すべき箇所がありません（既に同じ文言であるか、該当項がなくなっています）。",
    }
    hint = {
        "en": "Keep the translation here instead.",
        "ja": "「反映せずに保存」を選択してください。",
    }
