"""Why something was refused, in words: of the code that a receipt or the own share gate gave."""

from collections.abc import Mapping

from kakehashi.errors import Refused, Words
from kakehashi.trust.gate import REASONS, Shut

_TOLD: Mapping[str, Words] = {
    "written-without-pen": {
        "en": "it was written without holding the pen",
        "ja": "起草を担当していない側が作成した",
    },
    "version-out-of-order": {
        "en": "the version does not follow on what stands there",
        "ja": "既にある版に続く版でない",
    },
    "kind-unknown": {"en": "the node knows no such kind of record", "ja": "種別が登録されていない"},
    "not-of-this-line": {"en": "it is of another line", "ja": "別の接続の記載である"},
    "object-malformed": {"en": "it is not in its format", "ja": "形式が正しくない"},
    "attachment-too-large": {"en": "it is over the limit", "ja": "容量が上限を超えている"},
    "recalled": {"en": "it was asked back", "ja": "回収・廃棄の依頼があった"},
    "attachment-not-here": {
        "en": "one of its attachments is not on this node",
        "ja": "添付資料がこのノードにない",
    },
    "seal-mismatch": {
        "en": "what is inside differs from what was stated",
        "ja": "封緘された内容が記載事項と異なる",
    },
    "seal-broken": {
        "en": "it cannot be opened: it was changed",
        "ja": "変更されており開封できない",
    },
    "attachment-empty": {"en": "it is empty", "ja": "空のファイルである"},
    "attachment-kind-refused": {
        "en": "it is a file that runs when it is opened",
        "ja": "実行形式のファイルである",
    },
    "begins-otherwise": {
        "en": "a log begins only once, with what the one before it ended at",
        "ja": "ログの開始が、前のログの終わりの記録と一致しない",
    },
    "share-gate-shut": {
        "en": "the share gate did not let it through",
        "ja": "共有の要件を満たさない",
    },
}


def words_of_code(code: str) -> Words:
    """Return a refusal's code in words; a code that this node does not know says so itself."""
    if code in set(Shut):
        return REASONS[Shut(code)]
    if code in _TOLD:
        return _TOLD[code]
    for refusal in _every(Refused):
        if refusal.code == code and "{" not in "".join(refusal.message.values()):
            return {name: text.rstrip(".。") for name, text in refusal.message.items()}
    return {"en": f"refused ({code})", "ja": f"受入れ拒否（{code}）"}


def _every(root: type[Refused]) -> list[type[Refused]]:
    found = [root]
    for one in root.__subclasses__():
        found += _every(one)
    return found
