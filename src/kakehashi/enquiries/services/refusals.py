"""What the enquiries room refuses, each with what to do instead."""

from kakehashi.errors import Refused


class EnquiryStaysInside(Refused):
    """An enquiry was to be shared or published, or a consultation to be published."""

    code = "enquiry-stays-inside"
    status = 409
    message = {
        "en": "An enquiry stays with your own side.",
        "ja": "照会の記録は自国側限りです。",
    }
    hint = {
        "en": "Consult the other side from the schedule of documents; what is public is published "
        "where it was asked.",
        "ja": "相手側への意見照会は文書目録から行い、回答の公表は照会元の手続によってください。",
    }


class StaysListed(Refused):
    """An enquiry was to be discarded."""

    code = "enquiry-stays-listed"
    status = 409
    message = {
        "en": "What was asked stays in the register of enquiries.",
        "ja": "受領した照会は、照会簿から削除できません。",
    }
    hint = {
        "en": "Say that it was withdrawn, or passed to another office.",
        "ja": "取下げ又は他組織への移送として記録してください。",
    }


class EnquiryOver(Refused):
    """An enquiry that was answered or has ended was to be changed."""

    code = "enquiry-over"
    status = 409
    message = {
        "en": "{reference} was answered or has ended.",
        "ja": "{reference} は、回答済み又は終了しています。",
    }
    hint = {
        "en": "Your text stands below. Open the enquiry again to change it.",
        "ja": "記入内容は下に残っています。変更するには、照会を再開してください。",
    }


class SortUnknown(Refused):
    """An enquiry of a kind that the side does not have."""

    code = "enquiry-sort"
    message = {"en": "Choose what kind of enquiry it is.", "ja": "照会の種別を選択してください。"}
    hint = {
        "en": "The list holds the kinds of your own side, each with its clock.",
        "ja": "一覧には、自国側の種別と回答期限の計算方法が示されています。",
    }


class DayAskedMissing(Refused):
    """An enquiry whose day is given by whoever asks came without it."""

    code = "enquiry-day-asked"
    message = {
        "en": "This kind of enquiry has the day that whoever asks gives; none is entered.",
        "ja": "この種別では先方が期日を示します。期日が未記入です。",
    }
    hint = {
        "en": "Enter the named day, the day of the sitting, or the journalist's deadline.",
        "ja": "答弁日、委員会等の開会日又は取材の締切日を記入してください。",
    }


class DayWrong(Refused):
    """A day that cannot be: to come, before the enquiry, or before the day asked."""

    code = "enquiry-day"
    message = {
        "en": "The day {day} cannot be used: it lies outside {first} to {last}.",
        "ja": "{day} は指定できません（{first} から {last} までの日付に限ります。）。",
    }
    hint = {
        "en": "What you typed is kept; correct the day.",
        "ja": "記入内容は残っています。日付を修正してください。",
    }


class WhyMissing(Refused):
    """A clock was to be changed without saying why."""

    code = "enquiry-why"
    message = {"en": "The reason is missing.", "ja": "理由が記入されていません。"}
    hint = {
        "en": "Say in a sentence why; it stays with the enquiry.",
        "ja": "理由を一文で記入してください。照会の記録に残ります。",
    }


class ClockNotSo(Refused):
    """A clock was to be stopped or extended in a way that its law does not know."""

    code = "enquiry-clock"
    status = 409
    message = {
        "en": "The clock of this kind of enquiry cannot be changed in this way now.",
        "ja": "この種別の期間は、現在この方法では変更できません。",
    }
    hint = {
        "en": "The page says what its law allows, with the article.",
        "ja": "可能な手続は、根拠条文とともに画面に示されています。",
    }


class ExtensionTooLong(Refused):
    """More time was to be taken than the law allows, or none."""

    code = "enquiry-extension"
    message = {
        "en": "The new day {day} is not allowed: after {due}, up to {last}.",
        "ja": "延長後の期限 {day} は指定できません（{due} より後、{last} まで）。",
    }
    hint = {
        "en": "What you typed is kept; choose a day within what the law allows.",
        "ja": "記入内容は残っています。法令上可能な範囲の日付を指定してください。",
    }


class ExtensionTooLate(Refused):
    """More time was taken after the day had passed."""

    code = "enquiry-extension-late"
    status = 409
    message = {
        "en": "The day {due} had passed when the requester was told ({told}).",
        "ja": "通知日（{told}）には、既に期限（{due}）が経過しています。",
    }
    hint = {
        "en": "What you typed is kept. Where the requester was told in time, enter that day; else "
        "answer as soon as possible: the enquiry is late.",
        "ja": "記入内容は残っています。期限内に通知済みの場合はその日付を、そうでない場合は"
        "期限超過として速やかに回答してください。",
    }


class AnswerMissing(Refused):
    """An enquiry was to be called answered without an answer."""

    code = "enquiry-answer"
    message = {"en": "There is no answer yet.", "ja": "回答が未記入です。"}
    hint = {
        "en": "Write the answer that was given and save it first.",
        "ja": "先に、回答の文面を記入して保存してください。",
    }


class DocumentsUndecided(Refused):
    """A request for documents was to be called answered while some are not decided."""

    code = "enquiry-documents-undecided"
    status = 409
    message = {
        "en": "{count} documents of the schedule are not decided.",
        "ja": "文書目録に未決定の文書が{count}件あります。",
    }
    hint = {
        "en": "Release, release in part or withhold each, or take it out of the schedule.",
        "ja": "それぞれ開示・部分開示・不開示を決定するか、目録から外してください。",
    }


class DocumentTwice(Refused):
    """A document stands in the schedule already."""

    code = "enquiry-document-twice"
    status = 409
    message = {
        "en": "{title} stands in the schedule already.",
        "ja": "{title} は既に文書目録にあります。",
    }
    hint = {"en": "Nothing was added.", "ja": "追加されていません。"}


class DocumentUnnamed(Refused):
    """A document without a title."""

    code = "enquiry-document-title"
    message = {"en": "The document needs a title.", "ja": "文書名が未記入です。"}
    hint = {
        "en": "Name it as its file is named, without the requester's name.",
        "ja": "文書名を記入してください（請求者の氏名は記入しないでください。）。",
    }


class DocumentDecided(Refused):
    """A document on which was decided was to be taken out of the schedule."""

    code = "enquiry-document-decided"
    status = 409
    message = {
        "en": "What was decided on {title} stays in the schedule.",
        "ja": "{title} は決定済みのため、目録から外せません。",
    }
    hint = {
        "en": "Change the decision instead; the timeline keeps both.",
        "ja": "決定内容を変更してください。経過は記録に残ります。",
    }


class ReasonMissingHere(Refused):
    """Something was withheld without the article that allows it."""

    code = "enquiry-withheld-why"
    message = {
        "en": "Name the article of the law by which it is withheld.",
        "ja": "不開示とする根拠規定を選択してください。",
    }
    hint = {
        "en": "Choose at least one; a note may say which part.",
        "ja": "1件以上選択してください。該当箇所は備考に記入できます。",
    }


class OtherSideFirst(Refused):
    """A paper of the other side was to be released before it was consulted."""

    code = "enquiry-other-side-first"
    status = 409
    message = {
        "en": "The other side has a say on {title}, and its view is not recorded yet.",
        "ja": "{title} は相手側の文書を含むため、相手側の意見の記録が必要です。",
    }
    hint = {
        "en": "Consult it from the schedule. It can be released when its view is recorded, or "
        "that none came by the day asked for.",
        "ja": "文書目録から意見照会を行ってください。意見又は期限までに回答がなかったことを"
        "記録した後に、開示を決定できます。",
    }


class NothingToConsult(Refused):
    """The other side was to be consulted on no document of its own, or on one twice."""

    code = "enquiry-consult-nothing"
    message = {
        "en": "Choose documents on which the other side has a say and was not asked yet.",
        "ja": "相手側の文書で、まだ意見照会をしていないものを選択してください。",
    }
    hint = {
        "en": "Nothing was sent.",
        "ja": "何も送付されていません。",
    }


class RevealsRequester(Refused):
    """A consultation says who asked, or for which enquiry."""

    code = "enquiry-reveals-requester"
    message = {
        "en": "The text names the requester or the enquiry: “{words}”.",
        "ja": "文面に請求者又は照会を特定する記載があります（「{words}」）。",
    }
    hint = {
        "en": "Nothing was sent. The other side is asked about papers, never about people.",
        "ja": "何も送付されていません。相手側への照会に、請求者の情報を含めないでください。",
    }


class NoReplyTooSoon(Refused):
    """That no view came was to be recorded before the day asked for had passed."""

    code = "enquiry-no-reply-yet"
    status = 409
    message = {
        "en": "The other side has until {day} to reply.",
        "ja": "相手側の回答期限は {day} です。",
    }
    hint = {
        "en": "Wait for that day to pass, or record the view that came.",
        "ja": "期限の経過を待つか、届いた意見を記録してください。",
    }


class NotSharedYet(Refused):
    """The outcome of a consultation that the other side has not seen."""

    code = "enquiry-consultation-unshared"
    status = 409
    message = {
        "en": "{reference} is not shared yet: the other side was not asked.",
        "ja": "{reference} は未共有のため、相手側への照会は行われていません。",
    }
    hint = {
        "en": "Let an official who may share for your side share it first.",
        "ja": "先に、共有の権限を持つ担当者が共有してください。",
    }


class ViewWordsMissing(Refused):
    """A view against a release without words."""

    code = "enquiry-view-words"
    message = {
        "en": "Say which parts, or why not.",
        "ja": "不開示を求める箇所又は理由が記入されていません。",
    }
    hint = {"en": "One sentence is enough.", "ja": "一文で構いません。"}


class NotAskedOfYou(Refused):
    """A side replied to its own consultation."""

    code = "enquiry-not-asked-of-you"
    status = 409
    message = {
        "en": "{reference} asks the other side.",
        "ja": "{reference} は相手側への照会です。",
    }
    hint = {
        "en": "Record what it answered from the schedule of documents.",
        "ja": "相手側の回答は文書目録から記録してください。",
    }
