"""What is refused in keeping records, with what to do next."""

from kakehashi.errors import Refused

LONGEST = 500
"""Characters of a reason or answer."""
LONGEST_NUMBER = 120
"""Characters of the number of an authority or a receipt."""


class RetentionReasonMissing(Refused):
    """A departure from the schedule without a reason."""

    code = "retention-reason-missing"
    message = {"en": "Say why, in one sentence.", "ja": "理由が入力されていません。"}
    hint = {
        "en": "Whoever looks at the file later has only this. At most 500 characters.",
        "ja": "後に確認する者の手掛かりとなるため、500字以内で記載してください。",
    }


class FileClassUnknown(Refused):
    """A class that is not in the side's schedule."""

    code = "file-class-unknown"
    message = {
        "en": "Your side's schedule has no such class.",
        "ja": "自国側の保存期間の基準に、その分類はありません。",
    }
    hint = {"en": "Choose one from the list.", "ja": "一覧から選択してください。"}


class DisposalNotDue(Refused):
    """Disposal of a file whose retention is not over, or that goes to the archive."""

    code = "disposal-not-due"
    status = 409
    message = {
        "en": "This file cannot be destroyed now.",
        "ja": "このファイルは、現時点では廃棄できません。",
    }
    hint = {
        "en": "It can be once its retention is over, no hold is on it and nothing else waits for "
        "approval. For what goes to the archive, record first that the archive took it in.",
        "ja": "保存期間が満了し、廃棄停止の措置及び他の発議がないことが必要です。"
        "移管の対象については、先に移管先の受領を記録してください。",
    }


class DisposalSettled(Refused):
    """A proposal that was answered already."""

    code = "disposal-settled"
    status = 409
    message = {"en": "This proposal was settled already.", "ja": "この発議は既に処理されています。"}
    hint = {"en": "The page shows by whom and when.", "ja": "処理者と日時は画面で確認できます。"}


class SecondOfficialNeeded(Refused):
    """Who proposed a disposal tried to approve it."""

    code = "disposal-second-official"
    status = 403
    message = {
        "en": "You proposed this disposal: another official approves it.",
        "ja": "発議者本人は承認できません。別の担当者が承認してください。",
    }
    hint = {
        "en": "Ask the {approver}.",
        "ja": "{approver}に承認を依頼してください。",
    }


class AuthorityMissing(Refused):
    """Disposal without the number of the authority it is done under."""

    code = "disposal-authority-missing"
    message = {
        "en": "Enter the number of the authority, up to 120 characters.",
        "ja": "根拠となる番号を120字以内で入力してください。",
    }
    hint = {
        "en": "Nothing was destroyed. Copy the number from the decision or consent.",
        "ja": "廃棄は行われていません。同意又は決定の番号を転記してください。",
    }


class NotForArchive(Refused):
    """A package of a file that is not transferred, or of which nothing may be."""

    code = "not-for-archive"
    status = 409
    message = {
        "en": "Nothing in this file may be transferred to the archive.",
        "ja": "このファイルには、移管できる案件がありません。",
    }
    hint = {
        "en": "File the record in a class that is transferred, or look at why each is withheld.",
        "ja": "移管の対象となる分類に改めるか、各案件を移管できない理由を確認してください。",
    }
