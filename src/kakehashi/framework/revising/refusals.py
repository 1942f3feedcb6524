"""What cannot be done to a framework: refusals of changes that do not fit together."""

from kakehashi.errors import Refused


class ChangeIncomplete(Refused):
    """A change lacks something that its kind needs."""

    code = "change-incomplete"
    message = {
        "en": "The change of {change} is not complete: {what}.",
        "ja": "{change}の変更に不備があります：{what}。",
    }
    hint = {"en": "Correct it.", "ja": "修正してください。"}


class ProvisionNotStanding(Refused):
    """A change is made to a provision that is not in the text today."""

    code = "provision-not-standing"
    message = {
        "en": "“{reference}” is not a provision of the text as it stands.",
        "ja": "「{reference}」は、現行の本文にある項・項目ではありません。",
    }
    hint = {
        "en": "Choose a provision of the present text; it may have been changed meanwhile.",
        "ja": "現行の項・項目を選択してください（その後の見直しで変更された可能性があります）。",
    }


class MergesIntoItself(Refused):
    """A provision is to be merged with nothing but itself."""

    code = "merges-into-itself"
    message = {
        "en": "{reference} would be merged into itself.",
        "ja": "{reference} を同じ項・項目に統合することはできません。",
    }
    hint = {
        "en": "Name the other provision it is merged with.",
        "ja": "統合の相手となる項・項目を指定してください。",
    }


class ChangesInACircle(Refused):
    """Splits and merges lead from a provision back to itself."""

    code = "changes-in-a-circle"
    message = {
        "en": "These provisions would go into one another in a circle: {references}.",
        "ja": "次の項・項目の統合・分割が循環しています：{references}",
    }
    hint = {
        "en": "Decide which one stays, and let the others go into it.",
        "ja": "残す項・項目を一つ決め、他をそれに統合してください。",
    }


class RetiredAndChanged(Refused):
    """A provision is both retired and changed."""

    code = "retired-and-changed"
    message = {
        "en": "{reference} is retired by one change and changed by another.",
        "ja": "{reference} は、廃止とされる一方で、別の変更の対象にもなっています。",
    }
    hint = {"en": "Withdraw one of the two.", "ja": "いずれか一方を取り下げてください。"}


class ChangedTwice(Refused):
    """Two changes to one provision do not fit together."""

    code = "changed-twice"
    message = {
        "en": "{reference} is changed by two changes that do not fit together.",
        "ja": "{reference} に、両立しない変更が二つあります。",
    }
    hint = {
        "en": "A provision is changed once; only a split has several parts.",
        "ja": "一つの項・項目に対する変更は一つとし、分割の場合に限り複数の部分を置きます。",
    }


class SplitNeedsTwo(Refused):
    """A split has one part only."""

    code = "split-needs-two"
    message = {
        "en": "{reference} would be split into one part.",
        "ja": "{reference} の分割先が一つしかありません。",
    }
    hint = {
        "en": "Add the other parts, or make it a rewording.",
        "ja": "他の部分を追加するか、文言変更としてください。",
    }


class NumberTaken(Refused):
    """Two provisions of the new text would have one number."""

    code = "number-taken"
    message = {
        "en": "Two provisions of the new text would be {reference}.",
        "ja": "新たな本文で、{reference} が重複しています。",
    }
    hint = {
        "en": "Give one of them another number; the numbers below it follow.",
        "ja": "一方に別の番号を付けてください。その下位の番号は自動で変わります。",
    }


class NumberWrong(Refused):
    """A number that cannot be one of the text."""

    code = "number-wrong"
    message = {
        "en": "“{reference}” cannot be a number of the text.",
        "ja": "「{reference}」は、本文の番号として使用できません。",
    }
    hint = {
        "en": "Write it like those of the text: 12.b, VD.b.ix. What stands before the last dot "
        "has to be there.",
        "ja": "12.b、VD.b.ix のように、本文の番号に合わせて記入してください。"
        "最後の点の前は、本文にある番号としてください。",
    }


class ParentEnded(Refused):
    """Provisions would be left without the one they stand under."""

    code = "parent-ended"
    message = {
        "en": "{reference} would go, but {below} still stand under it.",
        "ja": "{reference} がなくなりますが、{below} がその下に残ります。",
    }
    hint = {
        "en": "Retire them too, or give them other numbers.",
        "ja": "これらも廃止するか、別の番号を付けてください。",
    }


class NothingChanges(Refused):
    """A review without any change."""

    code = "nothing-changes"
    message = {
        "en": "Nothing would change.",
        "ja": "変更する項・項目がありません。",
    }
    hint = {"en": "Add a change first.", "ja": "先に変更を追加してください。"}


class EditionNotLater(Refused):
    """A new text that would not come after the one in force."""

    code = "edition-not-later"
    status = 409
    message = {
        "en": "The new text would be in effect from {day}, and the present one is from {since}.",
        "ja": "新たな本文の適用日（{day}）が、現行の本文の適用日（{since}）より後ではありません。",
    }
    hint = {"en": "Choose a later day.", "ja": "より後の日付を選択してください。"}
