"""Countries and regions, as they are called in either language."""

import re

from kakehashi.wording.needles import Sought, flattened, present

COUNTRIES: dict[str, tuple[str, str]] = {
    # code -> Japanese pattern, English pattern
    "JP": (
        r"日本(?!語|海|円|時間|標準時)|我が国|本邦|[訪来在駐対]日(?!英|[0-9])",
        r"\b(?:Japan|Japanese(?! yen| language| text| version))\b(?! (?:standard )?time)",
    ),
    "GB": (
        r"英国(?!夏?時間)|イギリス|連合王国|[訪在駐対渡]英(?!語)",
        r"\b(?:UK|U\.K\.|United Kingdom|Britain|British)\b(?! (?:pounds?|time|summer))",
    ),
    "US": (
        r"米国|アメリカ(?!ドル)|合衆国",
        r"\b(?:US|U\.S\.|USA|United States|America|American)\b(?! dollars?)",
    ),
    "FR": ("フランス|仏国", r"\b(?:France|French)\b"),
    "DE": ("ドイツ|独国", r"\b(?:Germany|German)\b"),
    "IT": ("イタリア|伊国", r"\b(?:Italy|Italian)\b"),
    "CA": ("カナダ", r"\b(?:Canada|Canadian)\b"),
    "AU": ("豪州|オーストラリア", r"\b(?:Australia|Australian)\b"),
    "NZ": ("ニュージーランド", r"\bNew Zealand\b"),
    "IN": (r"インド(?!太平洋|ネシア|・)", r"\b(?:India|Indian)\b(?! Ocean)"),
    "KR": ("韓国|大韓民国", r"\b(?:Korea|Korean)\b"),
    "CN": (r"中国(?!地方|電力)|中華人民共和国", r"\b(?:China|Chinese)\b"),
    "SG": ("シンガポール", r"\b(?:Singapore|Singaporean)\b"),
    "ID": ("インドネシア", r"\b(?:Indonesia|Indonesian)\b"),
    "VN": ("ベトナム", r"\b(?:Viet ?Nam|Vietnamese)\b"),
    "PH": ("フィリピン", r"\b(?:Philippines|Philippine)\b"),
    "TH": (r"タイ(?=王国|政府|国(?!際))", r"\b(?:Thailand|Thai)\b"),
    "UA": ("ウクライナ", r"\b(?:Ukraine|Ukrainian)\b"),
    "EU": (r"欧州連合|(?<![A-Za-z])EU(?![A-Za-z])", r"\b(?:EU|European Union)\b"),
    "UN": (r"国際連合|国連(?!の?専門)", r"\b(?:UN|United Nations)\b"),
    "TOKYO": ("東京(?!時間)", r"\bTokyo\b(?! time)"),
    "LONDON": ("ロンドン(?!時間)", r"\bLondon\b(?! time)"),
    "INDO-PACIFIC": ("インド太平洋", r"\bIndo-Pacific\b"),
}
_BOTH = re.compile("日英|英日|両国|両者|双方")
_BOTH_ENGLISH = re.compile(
    r"\b(?:both (?:countries|sides|governments|ministries)|the two (?:countries|sides|governments)"
    r"|(?:Japan|UK)-(?:UK|Japan)|(?:Japan|the UK) and (?:the UK|Japan)|UK/Japan|Japan/UK"
    r"|bilateral)\b"
)
_COMPILED = tuple(
    tuple((code, Sought(patterns[side])) for code, patterns in COUNTRIES.items()) for side in (0, 1)
)


def find_countries(text: str, language: str, flat: str | None = None) -> list[tuple[str, int, int]]:
    """Return the countries named in a clean paragraph: code, start and end.

    >>> find_countries("日本は英国の提案を歓迎した", "ja")
    [('JP', 0, 2), ('GB', 3, 5)]
    """
    side = 0 if language == "ja" else 1
    flat = flattened(text) if flat is None else flat
    found = [
        (code, *match.span())
        for code, sought in present(_COMPILED[side], flat)
        for match in sought.pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: one[1])


def names_both(text: str, language: str) -> bool:
    """Say whether a paragraph speaks of both sides together (日英, *both countries*)."""
    return (_BOTH if language == "ja" else _BOTH_ENGLISH).search(text) is not None
