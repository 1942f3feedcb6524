"""What the commissions room refuses, each with what to do instead."""

from kakehashi.errors import Refused


class CommissionOffices(Refused):
    """A commission without anybody to ask, or with an office that is not one's own."""

    code = "commission-offices"
    message = {
        "en": "Name the offices of your own side to ask, each once, at most {most}.",
        "ja": "自国側の依頼先を、重複なく{most}件以内で指定してください。",
    }
    hint = {
        "en": "Choose them from the list; two offices of one organisation need two names.",
        "ja": "一覧から選択してください。同一組織内の2か所に依頼する場合は部署名で区別します。",
    }


class AskedAlready(Refused):
    """An office is asked already somewhere in the same tree of commissions."""

    code = "commission-asked-already"
    status = 409
    message = {
        "en": "{office} is asked already by {reference}.",
        "ja": "{office}には、既に {reference} により依頼しています。",
    }
    hint = {
        "en": "Nothing was sent. Leave that office out: nobody is asked the same thing twice.",
        "ja": "何も送付されていません。重複依頼とならないよう、この依頼先を除いてください。",
    }


class DeadlineWrong(Refused):
    """A deadline that has passed, falls on a closed day, or lies after the one above it."""

    code = "commission-deadline"
    message = {
        "en": "The deadline {day} cannot be used.",
        "ja": "期限 {day} は指定できません。",
    }
    hint = {
        "en": "Give a working day from {first} to {last}.",
        "ja": "{first} から {last} までの開庁日を指定してください。",
    }


class NoTimeLeft(Refused):
    """There is no working day left before the deadline above."""

    code = "commission-no-time"
    status = 409
    message = {
        "en": "No working day is left before {outer}.",
        "ja": "{outer} までに開庁日が残っていません。",
    }
    hint = {
        "en": "Ask who commissioned it for more time.",
        "ja": "依頼元に期限の延長を依頼してください。",
    }


class RequestMissing(Refused):
    """A commission that asks nothing."""

    code = "commission-request"
    message = {"en": "Say what is asked for.", "ja": "依頼内容が未記入です。"}
    hint = {
        "en": "One language is enough; offices read it as it was written.",
        "ja": "いずれか一方の言語で構いません。依頼先には記入どおり表示されます。",
    }


class CommissionOver(Refused):
    """The commission is closed or withdrawn."""

    code = "commission-over"
    status = 409
    message = {
        "en": "{reference} takes no more answers: {state}.",
        "ja": "{reference} は{state}のため、回答を受け付けていません。",
    }
    hint = {
        "en": "Your text is kept and was put before {asker}, who can still take it in. Call them.",
        "ja": "記入内容は保存され、依頼元（{asker}）に提示されています。"
        "採否については依頼元に連絡してください。",
    }


class NotYourCommission(Refused):
    """Somebody else's commission was to be steered."""

    code = "commission-not-yours"
    status = 403
    message = {
        "en": "{reference} is run by {office}.",
        "ja": "{reference} は、{office}が取りまとめています。",
    }
    hint = {
        "en": "Somebody of that office can do it, or an official who may share for your side.",
        "ja": "当該組織の職員、又は共有の権限を持つ担当者が操作できます。",
    }


class NotYourReturn(Refused):
    """Somebody answered for an office that is not theirs."""

    code = "commission-not-your-office"
    status = 403
    message = {
        "en": "You cannot answer for {office}.",
        "ja": "{office}としての回答はできません。",
    }
    hint = {
        "en": "Somebody of that office can, or an official who may share for your side.",
        "ja": "当該組織の職員、又は共有の権限を持つ担当者が回答できます。",
    }


class AnswerEmpty(Refused):
    """An answer without text that is no nil return."""

    code = "commission-answer-empty"
    message = {"en": "The answer is empty.", "ja": "回答が未記入です。"}
    hint = {
        "en": "Write the answer, or press “Nil return” where you have nothing to report.",
        "ja": "回答を記入するか、報告事項がない場合は「該当なし」を選択してください。",
    }


class AnswerUntouched(Refused):
    """An answer that is the form as it was sent out."""

    code = "commission-answer-untouched"
    message = {
        "en": "Nothing is filled into the form yet.",
        "ja": "回答様式が未記入のままです。",
    }
    hint = {
        "en": "Write behind each heading, or press “Nil return” where you have nothing to report.",
        "ja": "各項目に記入するか、報告事項がない場合は「該当なし」を選択してください。",
    }


class AnswerFile(Refused):
    """A file whose text was to be the answer, and that cannot be read."""

    code = "commission-answer-file"
    message = {
        "en": "No text could be taken from “{name}”. Nothing was sent.",
        "ja": "「{name}」から本文を読み取ることができません。回答は送付されていません。",
    }
    hint = {
        "en": "Read are Word documents (DOCX), mails (EML, MSG) and plain text, up to {most} MB. "
        "Else copy the text into the field.",
        "ja": "読み取れるのは、{most} MB までの Word 文書（DOCX）、メール（EML、MSG）及び"
        "テキストファイルです。その他の場合は、本文を回答欄に貼り付けてください。",
    }


class NameMissing(Refused):
    """An answer by a link without the name of who answers."""

    code = "commission-name"
    message = {
        "en": "Give the name of who answers.",
        "ja": "回答者の氏名が未記入です。",
    }
    hint = {
        "en": "It is recorded as typed, with the note that the answer came by a link.",
        "ja": "回答用リンクによる回答である旨とともに、記入どおり記録されます。",
    }


class ExtensionWrong(Refused):
    """More time was asked for until a day that cannot be, or after the answer."""

    code = "commission-extension"
    status = 409
    message = {
        "en": "More time until {day} cannot be given.",
        "ja": "{day} までの期限延長はできません。",
    }
    hint = {
        "en": "Possible are working days after {due} and up to {last}, before an answer is given.",
        "ja": "{due} より後、{last} までの開庁日で、回答前に限り可能です。",
    }


class LinkWrong(Refused):
    """A link by which nothing can be answered: never made here, revoked, or over."""

    code = "answer-link"
    status = 404
    message = {
        "en": "This link does not open a request.",
        "ja": "このリンクでは依頼を表示できません。",
    }
    hint = {
        "en": "It may be incomplete, replaced by a newer one, revoked, or past its time. Nothing "
        "was recorded. Ask whoever sent you the request for a new link.",
        "ja": "アドレスが不完全であるか、新しいリンクへの差替え、失効又は有効期限の経過が"
        "考えられます。何も記録されていません。依頼元に新しいリンクの送付を依頼してください。",
    }


class LinkBusy(Refused):
    """More was written by one link within an hour than any person writes."""

    code = "answer-link-busy"
    status = 429
    message = {
        "en": "This link was used very often within the last hour.",
        "ja": "このリンクは、直近1時間の使用回数が上限に達しています。",
    }
    hint = {
        "en": "Your text stands below: keep a copy and send it again in an hour.",
        "ja": "記入内容は下に表示しています。控えを取り、1時間後に再度送信してください。",
    }


class LinkNotAllowed(Refused):
    """A request whose marking lets nobody read it without an account."""

    code = "answer-link-marking"
    status = 409
    message = {
        "en": "What is marked “{marking}” cannot be read by a link.",
        "ja": "「{marking}」の依頼は、回答用リンクでは表示できません。",
    }
    hint = {
        "en": "Let the office answer on the desk, with an account.",
        "ja": "依頼先には、アカウントにより業務画面で回答するよう案内してください。",
    }


class NothingToMakeOf(Refused):
    """A text was to be made of no return, or of one that has no text."""

    code = "commission-nothing"
    message = {
        "en": "Choose at least one return that has a text.",
        "ja": "本文のある回答を1件以上選択してください。",
    }
    hint = {
        "en": "Nil returns are listed under the text by themselves.",
        "ja": "「該当なし」の回答は、取りまとめ文の末尾に自動的に列記されます。",
    }
