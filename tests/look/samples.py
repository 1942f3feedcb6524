"""Sample content of the style page: plausible, and invented where it is not in the record."""

JOINT_ACTIONS = [
    {
        "reference": "VD.b.vi-3",
        "ja": "第三国における Open RAN の展開に向けた協力を深める",
        "en": "Deepen cooperation on Open RAN in third countries",
        "progress": "under_way",
        "state": "confirmed",
        "side": "both",
        "updated": "2026-10-30",
        "updates": 7,
    },
    {
        "reference": "SC.c-1",
        "ja": "半導体に関する共同研究の公募を行う",
        "en": "Run a joint call for semiconductor research",
        "progress": "completed",
        "state": "published",
        "side": "both",
        "updated": "2024-05-31",
        "updates": 12,
    },
    {
        "reference": "CR.b.i-1",
        "ja": "接続機器のセキュリティに関する制度の相互承認を目指す",
        "en": "Work towards mutual recognition of security regimes for connected devices",
        "progress": "well_advanced",
        "state": "shared",
        "side": "JP",
        "updated": "2025-12-04",
        "updates": 21,
    },
    {
        "reference": "AI.b.i-2",
        "ja": "広島AIプロセスへの支持を広げるための働きかけを続ける",
        "en": "Continue outreach to widen support for the Hiroshima AI Process",
        "progress": "quiet",
        "state": "draft",
        "side": "GB",
        "updated": "2025-01-22",
        "updates": 0,
    },
    {
        "reference": "DG.d-1",
        "ja": "デジタル・マーケットプレイスと政府クラウドについて知見を共有する",
        "en": "Share experience of digital marketplaces and government cloud",
        "progress": "not_yet_reported",
        "state": "imported",
        "side": "both",
        "updated": "2019",
        "updates": 0,
    },
]

SAMPLES = {
    "actions": JOINT_ACTIONS,
    "ja_runs": [
        ("same", "双方は、第三国における Open RAN の"),
        ("removed", "推進"),
        ("added", "展開"),
        ("same", "に向けた協力を"),
        ("added", "一層"),
        ("same", "深める。"),
    ],
    "en_runs": [
        ("same", "Both sides will "),
        ("removed", "promote"),
        ("added", "deepen"),
        ("same", " cooperation on Open RAN in third countries."),
    ],
    "ja_text": "双方は、第三国における Open RAN の展開に向けた協力を一層深める。\n\n"
    "このため、2025年度中に、実証の結果と調達上の課題について情報を交換する。",
    "en_text": "Both sides will deepen cooperation on Open RAN in third countries.\n\n"
    "To this end they will exchange, within fiscal year 2025, results of trials and questions of "
    "procurement.",
}
