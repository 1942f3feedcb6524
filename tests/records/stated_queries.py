"""The stated query set: what the figures for search in `make bench` are measured over."""

QUERIES = (
    # one and two characters, and what stands in nearly every record
    *("力", "国", "学", "的", "経済", "標準", "the", "data", "AI", "5G"),
    # words, in either language, with their forms, spellings and translations
    *("digital", "デジタル", "データ", "半導体", "semiconductors", "サプライチェーン", "取組"),
    *("取り組み", "強靱", "standards", "policy", "日英関係省庁", "情報共有"),
    # several words, phrases, what must not be there
    *("supply chain", '"supply chain"', "digital partnership", '"digital partnership"'),
    *("data flows", "cyber resilience", '"of the"', "半導体サプライチェーン", "データ 標準"),
    *("cooperation -digital", "free flow of data with trust"),
    # references, whole and begun, and what is not there
    *("VD.b.vi", "VD.b", "JA-1", "12", "量子計算機の冷却", "zzzz"),
)
