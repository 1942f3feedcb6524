"""How something was said, as a table."""

from collections.abc import Mapping

from kakehashi.errors import Words

CALL, VISIT, MARGINS, MAIL = "call", "visit", "margins", "mail"
VIDEO, OTHER = "video", "other"

MEDIA: Mapping[str, Words] = {
    CALL: {"en": "Call", "ja": "電話"},
    VIDEO: {"en": "Video call", "ja": "オンライン会議"},
    VISIT: {"en": "Visit or meeting", "ja": "訪問・面会"},
    MARGINS: {"en": "In the margins of a meeting", "ja": "会合の機会の立ち話等"},
    MAIL: {"en": "Mail", "ja": "メール"},
    OTHER: {"en": "Other", "ja": "その他"},
}
