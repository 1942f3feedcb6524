"""Texts for property tests: what governments write, and what no one should."""

from hypothesis import strategies as st

WORDS_JA = [
    "半導体",
    "サプライチェーン",
    "強靱",
    "強靭",
    "取組",
    "取組み",
    "取り組み",
    "立上げ",
    "立ち上げ",
    "受入れ",
    "受け入れ",
    "国",
    "法",
    "柱",
    "力",
    "英",
    "日英",
    "日本",
    "データ・インフラ",
    "データインフラ",
    "ﾃﾞｰﾀ",
    "セキュリティ",
    "セキュリティー",
    "⽇本",
    "髙崎",
    "二国間",
    "２国間",
    "令和六年",
    "及び",
    "の",
    "を",
    "に",
    "は",
    "が",
    "、",
    "。",
    "・",
    "「",
    "」",
    "する",
    "した",
    "協力",
    "標準",
    "人工知能",
    "こども",
    "子供",
    "できる",
    "５G",
    "𠮷野",
    "が",
    "ー",
]
WORDS_EN = [
    "semiconductor",
    "semiconductors",
    "supply",
    "chain",
    "chains",
    "UK",
    "U.K.",
    "UK-Japan",
    "UK–Japan",
    "COVID-19",
    "5G",
    "G7",
    "vRAN",
    "organisation",
    "organizations",
    "standard",
    "standards",
    "cyber-security",
    "cybersecurity",
    "data",
    "AI",
    "Japan's",
    "1,000",
    "1000",
    "12",
    "b.",
    "café",
    "state-of-the-art",
    "policy",
    "policies",
    '"quoted"',
    "/",
    "&",
    "(",
    ")",
    "naïve",
    "Straße",
    "İstanbul",
    "Ω",
    "Привет",
]
GAPS = ("", "", "", " ", " ", "\n", "\n\n", "\u3000", "-", "\x0b", "\u200b", "\r\n", "\u00ad")

ODD = st.characters(exclude_categories=["Cs"])

pieces = st.one_of(st.sampled_from(WORDS_JA), st.sampled_from(WORDS_EN), st.sampled_from(GAPS), ODD)
texts = st.lists(pieces, max_size=24).map("".join)
spaced_texts = st.lists(st.one_of(pieces, st.just(" ")), max_size=30).map("".join)
odd_texts = st.text(alphabet=st.characters(), max_size=40)
any_texts = st.one_of(texts, spaced_texts, odd_texts)

query_parts = st.one_of(
    st.sampled_from(WORDS_JA),
    st.sampled_from(WORDS_EN),
    st.sampled_from(["-", '"', "「", "」", "“", "”", " ", " ", "\u3000", "、", "・"]),
    ODD,
)
queries = st.lists(query_parts, min_size=1, max_size=6).map("".join)

GLOSSARY = {
    "半導体": ["semiconductor", "chip"],
    "semiconductor": ["半導体"],
    "supply chain": ["サプライチェーン", "供給網"],
    "サプライチェーン": ["supply chain"],
    "標準": ["standard"],
    "uk": ["英国", "英"],
}


def expand(word: str) -> list[str]:
    return GLOSSARY.get(word, [])
