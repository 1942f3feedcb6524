"""What may not be done with a review, and why."""

from kakehashi.errors import Refused


class ReviewStanding(Refused):
    """A step that a review's standing does not allow."""

    code = "review-standing"
    status = 409
    message = {
        "en": "This cannot be done now: the review is “{standing}”.",
        "ja": "現在の状態（{standing}）では、この操作はできません。",
    }
    hint = {
        "en": "A decided review is first taken back to proposed; one in force stays as it is.",
        "ja": "決定済みの場合は、先に提案済みに戻してください。適用中のものは変更できません。",
    }


class DecisionOfAnotherBody(Refused):
    """What carries a review was not decided by the body that may."""

    code = "decision-of-another-body"
    message = {
        "en": "{decision} was not taken by {body}.",
        "ja": "{decision} は、{body}によるものではありません。",
    }
    hint = {
        "en": "Name the outcome of a meeting of that body. Which one it is, the profile says.",
        "ja": "当該会議体の会合で一致・決定した事項を指定してください"
        "（会議体はプロファイルで定めています）。",
    }


class DecisionNotConfirmed(Refused):
    """What carries a review is not yet confirmed by both sides."""

    code = "decision-not-confirmed"
    status = 409
    message = {
        "en": "{decision} is not confirmed by both sides.",
        "ja": "{decision} は、双方による確認が済んでいません。",
    }
    hint = {
        "en": "Confirm its wording first; it may be done in one batch.",
        "ja": "先に文言を確認してください（一括でも可能です）。",
    }


class ActionsUnanswered(Refused):
    """Joint actions of which nobody said where they go."""

    code = "actions-unanswered"
    status = 409
    message = {
        "en": "It is not said where these go: {actions}.",
        "ja": "次の共同作業の移行先が示されていません：{actions}",
    }
    hint = {
        "en": "Choose for each the provision it comes under, or that it ends as overtaken.",
        "ja": "それぞれについて、移行先の項・項目を選択するか、前提変更により終了としてください。",
    }


class AnswerUnknown(Refused):
    """A joint action is sent to a number that is not in the new text."""

    code = "answer-unknown"
    message = {
        "en": "“{answer}” is not a number of the new text.",
        "ja": "「{answer}」は、新たな本文の番号ではありません。",
    }
    hint = {
        "en": "Choose one from the list.",
        "ja": "一覧から選択してください。",
    }


class ReviewNotConfirmed(Refused):
    """A new text would come into force that both sides have not confirmed."""

    code = "review-not-confirmed"
    status = 409
    message = {
        "en": "Not confirmed by both sides: {records}.",
        "ja": "双方による確認が済んでいません：{records}",
    }
    hint = {
        "en": "Both sides confirm the review and its changes; then it is carried out.",
        "ja": "見直しと変更案の全てを双方が確認した後に、実施されます。",
    }


class ReviewNotYet(Refused):
    """The day on which the new text comes into force has not begun on both sides."""

    code = "review-not-yet"
    status = 409
    message = {
        "en": "The new text is in effect from {day}, which has not begun on both sides.",
        "ja": "新たな本文の適用日は{day}です。まだ双方で当日となっていません。",
    }
    hint = {
        "en": "It comes into effect by itself on that day.",
        "ja": "当日に自動で適用されます。",
    }


class TakesEffectPast(Refused):
    """A new text would be in force from a day that has passed."""

    code = "takes-effect-past"
    message = {
        "en": "{day} has passed.",
        "ja": "{day} は過去の日付です。",
    }
    hint = {
        "en": "Choose today or a day to come: what was in force is not changed afterwards.",
        "ja": "本日以降の日付を選択してください（過去に遡って本文を変更することはできません）。",
    }


class ReasonForDropping(Refused):
    """A review is dropped without a reason."""

    code = "review-reason-missing"
    message = {
        "en": "It is not said why the review is dropped.",
        "ja": "見送る理由が記入されていません。",
    }
    hint = {"en": "One sentence is enough.", "ja": "一文で構いません。"}
