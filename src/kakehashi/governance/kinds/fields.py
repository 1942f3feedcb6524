"""Fields that several kinds of governance declare alike."""

from kakehashi.records.kinds import Fact, Text

TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)
SOURCES = Fact(
    "sources",
    {"en": "Evidence and sources", "ja": "根拠・出典"},
    type="urls",
    hint={"en": "One address a line.", "ja": "1行に1件、アドレスを記入。"},
)
SOURCED = Fact("sourced", {"en": "How it is known", "ja": "根拠の種別"}, editable=False)
