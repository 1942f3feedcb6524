"""Reading the values of a Japanese paragraph."""

import re
from fractions import Fraction
from functools import cache
from typing import Final

from kakehashi.wording.needles import Sought
from kakehashi.wording.parity.measures import JAPANESE_MEASURE, read_japanese_measure
from kakehashi.wording.parity.numerals import DIGITS, JAPANESE, KANJI, read_japanese
from kakehashi.wording.parity.scanning import CURRENCIES, Read, Scanner, clock, day, plain
from kakehashi.wording.parity.seasons import (
    JAPANESE_SEASON,
    JAPANESE_WEEKDAY,
    SEASON_NEEDLES_JA,
    read_season,
    read_weekday,
)
from kakehashi.wording.parity.values import Sort, Value

_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "R": 2018, "H": 1988}
_N: Final = rf"(?:{JAPANESE}|[{KANJI}]{{1,12}})"
_SMALL: Final = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR: Final = (
    r"(?:(?P<era>令和|平成|昭和|大正)(?P<inera>元|[0-9]{1,2}|[一二三四五六七八九十]{1,3})年"
    r"|(?P<year>[0-9]{4}|[〇一二三四五六七八九]{4})年)"
)
_YEAR_AGAIN: Final = _YEAR.replace("era", "era2").replace("P<year", "P<year2")
_TILDE: Final = r"[~〜～–-]"
_WEEK: Final = r"(?:\([日月火水木金土](?:曜日?)?(?:・祝)?\))?"

_BOUNDS_AFTER: Final = (
    (re.compile(r"(?:[^\s、。]{0,3})?を(?:超え|上回ら|上回ることの)(?:ない|ず|ぬ)"), "max"),
    (re.compile(r"(?:[^\s、。]{0,3})?を下回(?:らない|らず|らぬ|ることのない)"), "min"),
    (re.compile(r"(?:[^\s、。]{0,3})?以上"), "min"),
    (re.compile(r"(?:[^\s、。]{0,3})?(?:以下|以内|(?<!前)まで(?:に)?の?(?=[^に]|$))"), "max"),
    (re.compile(r"(?:[^\s、。]{0,3})?(?:を(?:超え|上回)|超|余り)"), "over"),
    (re.compile(r"(?:[^\s、。]{0,3})?(?:未満|を下回)"), "under"),
    (re.compile(r"(?:[^\s、。]{0,3})?(?:程度|前後|ほど|強(?![化固い靱])|弱(?![いみ点]))"), "about"),
)
_BOUNDS_BEFORE: Final = (
    (re.compile(r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ)$"), "about"),
    (re.compile(r"(?:少なくとも|最低)(?:でも|限)?、?(?:毎?[年月週日]に?)?$"), "min"),
    (re.compile(r"(?:最大|最長|多くとも|上限)$"), "max"),
)

_REFERENCES = re.compile(
    rf"第?(?P<first>[0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}})項?(?:から|{_TILDE}|ないし)"
    rf"第?(?P<last>[0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}})項(?!目)"
    r"|第?(?P<one>[0-9]{1,3})項?(?:及び|又は|、|並びに)第?(?P<two>[0-9]{1,3})項(?!目)"
    r"|(?:第|パラグラフ|段落)?(?P<number>[0-9]{1,3}|(?<=第)[一二三四五六七八九十]{1,3})"
    r"(?:項(?!目)|(?<=ラフ[0-9])|(?<=ラフ[0-9][0-9]))"
    r"(?:の?\(?(?P<letter>[a-z])\)?(?![A-Za-z]))?(?:の?\(?(?P<roman>[ivx]{1,5})\)?(?![A-Za-z]))?"
    r"|(?:の)?項目 ?\(?(?P<item>[ivx]{1,5}|[0-9]{1,2}|[a-z])\)?(?![A-Za-z0-9])"
    r"|(?P<before>前)(?P<two_before>二|2)?項(?!目)|(?P<after>次)項(?!目)"
    r"|(?P<annex>別添|別紙|附属書|付属書|別表)(?P<mark>[0-9]{1,2}|[A-Z]|[一二三四五六七八九十])?"
)
_DATE_RANGE = re.compile(
    rf"(?:{_YEAR})?(?P<month>{_SMALL})月(?P<from>{_SMALL})日?{_WEEK}(?:から|{_TILDE}|及び|、|・)"
    rf"(?P<to>{_SMALL})日(?!間)"
)
_DATE = re.compile(
    rf"(?:{_YEAR}|(?P<same>同年))?(?P<month>{_SMALL})月(?:(?P<day>{_SMALL})日(?!間))?(?!間|期)"
    rf"{_WEEK}"
)
_ISO = re.compile(
    r"(?<![0-9])(?P<year>(?:19"
    r"|20)[0-9]{2})[-/.](?P<month>[01]?[0-9])[-/.](?P<day>[0-3]?[0-9])(?![0-9])"
)
_SHORT_ERA = re.compile(
    r"(?<![A-Za-z])(?P<era>[RH])(?P<inera>[0-9]{1,2})\.(?P<month>[0-9]{1,2})(?:\.(?P<day>[0-9]{1,2}))?(?![0-9])"
)
_FISCAL = re.compile(
    r"(?:(?P<era>令和|平成)(?P<inera>元|[0-9]{1,2}|[一二三四五六七八九十]{1,3})|(?P<year>[0-9]{4}))年度"
    r"|(?:FY)(?P<fy>[0-9]{4})"
)
_QUARTER = re.compile(
    rf"(?:{_YEAR}|(?P<fiscal>[0-9]{{4}})年度)?(?:の)?第?(?P<q>[1-4一二三四])[・ ]?四半期"
    rf"|(?:{_YEAR_AGAIN})?(?:の)?"
    rf"(?P<from>1|4|7|10)月?{_TILDE}(?P<to>3|6|9|12)月期?"
)
_YEARS = re.compile(
    rf"(?P<a>(?:19|20)[0-9]{{2}})年?(?:から|{_TILDE})(?P<b>(?:19|20)[0-9]{{2}})年(?!度|間)"
)
_YEAR_ALONE = re.compile(rf"{_YEAR}(?!度|間)")
_ZONES = {
    "日本時間": "JST", "JST": "JST", "日本標準時": "JST", "東京時間": "JST", "GMT": "GMT",
    "グリニッジ標準時": "GMT", "世界標準時": "GMT", "協定世界時": "GMT", "UTC": "GMT",
    "BST": "BST", "英国夏時間": "BST", "英国時間": "UK", "ロンドン時間": "UK", "現地時間": "local",
}  # fmt: skip
_ZONE = "|".join(_ZONES)
_TIME = re.compile(
    rf"(?:(?P<zone>{_ZONE})[の、,]?\)?)?(?P<half>午前|午後)?"
    rf"(?:(?P<hour>{_SMALL})時(?!間|代|期|点)(?:(?P<minute>[0-9]{{1,2}})分|(?P<thirty>半))?"
    rf"|(?<![0-9])(?P<h>[0-2]?[0-9]):(?P<m>[0-5][0-9])(?![0-9])|(?P<noon>正午))"
    rf"(?: ?\(?(?P<behind>{_ZONE})\)?)?"
)
_ZONE_BEFORE = re.compile(
    rf"(?P<zone>{_ZONE})[の、]?(?:(?:{_SMALL}月)?{_SMALL}日{_WEEK}[の、]?)(?:午前|午後)?$"
)
_MONEY = re.compile(
    rf"(?P<amount>{_N}){_TILDE}(?P<amount2>{_N})(?P<unit2>円|英ポンド|ポンド|米ドル|ドル|ユーロ)"
    rf"|(?P<number>{_N})(?P<unit>円(?!滑|卓|環)|英ポンド|ポンド|米ドル|ドル|ユーロ)"
    rf"|(?P<sign>¥|£|US\$|\$|€|JPY ?|GBP ?|USD ?|EUR ?)(?P<signed>{JAPANESE})"
)
_PERCENT = re.compile(
    rf"(?P<a>{DIGITS})(?:%|パーセント)?{_TILDE}(?P<b>{DIGITS})(?:%|パーセント)"
    rf"|(?P<number>{DIGITS}|[{KANJI}]{{1,5}})(?:%(?!ポイント)|パーセント(?!ポイント)"
    rf"|(?P<points>(?:%|パーセント)?ポイント))"
    rf"|(?P<tenths>[0-9]{{1,2}}|[一二三四五六七八九十])割(?:(?P<more>[0-9一二三四五六七八九])分)?(?![りれら])"
)
_FRACTION = re.compile(
    rf"(?P<below>[0-9]{{1,4}}|[{KANJI}]{{1,4}})分の(?P<above>[0-9]{{1,4}}|[{KANJI}]{{1,4}})"
    r"|(?P<half>半分|半数|過半数|半ば以上|半額)"
)
_SPANS = {
    "年間": ("month", 12), "か年": ("month", 12), "年": ("month", 12),
    "か月": ("month", 1), "ヶ月": ("month", 1), "カ月": ("month", 1), "箇月": ("month", 1),
    "ヵ月": ("month", 1), "月間": ("month", 1), "週間": ("day", 7), "週": ("day", 7),
    "日間": ("day", 1), "日": ("day", 1), "時間": ("hour", 1), "分間": ("minute", 1),
    "秒": ("second", 1), "km": ("metre", 1000), "キロメートル": ("metre", 1000), "倍": ("times", 1),
}  # fmt: skip
_SPAN = "|".join(sorted(_SPANS, key=len, reverse=True))
_COUNTER = (
    "つ|個|件|回|名|人|社|か国|ヶ国|カ国|箇国|国|箇所|か所|カ所|項目|章|節|部(?!分|門|会)|次|度|点|本|台|柱|"
    "分野|段階|種|類|者|省|機関|大|校|組|班|票|例|地域|都市|拠点|事業|言語|席|日程|案|チーム|グループ|"
    "セッション|プロジェクト|フェーズ|ステップ|テーマ|ページ|頁|枚|冊|通|隻|機|基|層|歳|代|側"
)
_NUMBER = re.compile(
    rf"(?P<ra>{_N})(?:{_SPAN}|{_COUNTER})?(?:から|{_TILDE}|ないし|又は)(?P<rb>{_N})(?P<runit>{_SPAN}"
    rf"|{_COUNTER})(?P<rhalf>半)?"
    rf"|(?P<number>{JAPANESE})(?P<unit>{_SPAN})?(?P<half>半)?"
    rf"|(?P<kanji>[{KANJI}]{{1,12}})(?P<kunit>{_SPAN}|{_COUNTER})(?P<khalf>半)?"
    rf"|(?P<bare>[二三四五六七八九]?[百千]?[二三四五六七八九]?十[一二三四五六七八九]?(?=の|余|以)"
    rf"|(?<!数)(?<![百千万億])[二三四五六七八九]?[百千](?=を超|を上回|を下回|以上|以下|余))"
)
_HALF_YEAR = re.compile(r"半年")
_ORDINAL = re.compile(
    rf"第(?P<first>[0-9]{{1,4}}|[{KANJI}]{{1,6}})(?:回|の柱|次|章|期|段階|者|国|版|部|号|世代|条|歩|に|線|位|フェーズ"
    rf"|セッション)?"
    rf"|(?P<place>[0-9]{{1,4}}|[{KANJI}]{{1,5}})(?:回目|番目|つ目|年目|度目|人目|周年|位|世紀)"
    r"|(?P<weak>初回|初の|初めて|最初の?|初代|初版|初年度|まず)"
)
_NOT_NUMBERS = re.compile(
    "二国間|一方|一般|一致|一部|一層|一環|一体|一定|一時|一切|一連|一貫|一律|一元|一覧|一因|一員|一人一人|一人ひとり|統一|"
    "唯一|単一|同一|均一|随一|万一|十分(?!間|前|後)|不十分|四半|万全|百科|千葉|四国|九州|三重|六本木|八王子|"
    "一向|一括|一助|一端|一見|一段|一堂|一新|一翼|一次産|二酸化|三菱|三井|五十嵐|二次元|三次元|一歩|一日も早|一つひとつ|"
    "第一線|第一人者|一本化|一義|一帯|一院|二者択一|一石二鳥|七転|二の次|千差万別|一朝一夕|一人当たり|世界一|二重|"
    "半導体|半島|前半|後半|大半|一刻も"
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]+[-+/ ]?[0-9]+(?:\.[0-9]+)?[A-Za-z0-9]*"
    r"|[0-9]+[A-Za-z]+[0-9]*)(?![A-Za-z])"
)
_ANNUAL = re.compile("年1回|年一回|毎年1回|年に1回|年に一回")


_DOTTED = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2,6}|[0-9]{1,3})\.[a-z](?:\.[ivx]{1,5})?(?![A-Za-z0-9])"
)


def read_values(text: str, claimed: list[tuple[int, int]]) -> list[Value]:
    """Return the values of a clean Japanese paragraph, in their order.

    Args:
        text: The paragraph.
        claimed: Places that hold names, where no value is read.
    """
    scanner = Scanner(text)
    scanner.claim_all(claimed)
    for sought, read in _readers():
        if sought.may_stand_in(scanner.flat):
            scanner.scan(sought.pattern, read)
    return sorted(scanner.values, key=lambda one: one.start)


def _dotted(on: Scanner, found: re.Match[str]) -> None:
    on.add(Sort.REFERENCE, found.group(), found.group(), found.span(), weak=True)
    on.claim(*found.span())


def _claim(on: Scanner, found: re.Match[str]) -> None:
    on.claim(*found.span())


def _year(found: re.Match[str], era: str = "era", year: str = "year") -> int | None:
    groups = found.groupdict()
    inera = {"era": "inera", "era2": "inera2"}[era]
    if groups.get(era):
        said = groups[inera]
        number = 1 if said == "元" else _small(said)
        return _ERAS[groups[era]] + number
    return int(read_japanese(groups[year]) or 0) if groups.get(year) else None


def _small(said: str) -> int:
    return int(read_japanese(said) or 0)


def _bound(on: Scanner, start: int, end: int) -> str:
    before, after = on.text[max(0, start - 10) : start], on.text[end : end + 10]
    for pattern, said in _BOUNDS_AFTER:
        if pattern.match(after):
            return said
    return next((said for pattern, said in _BOUNDS_BEFORE if pattern.search(before)), "")


def _quarter(on: Scanner, found: re.Match[str]) -> None:
    if found["q"]:
        quarter = _small(found["q"])
        year = _year(found)
    else:
        quarter = (int(found["from"]) + 2) // 3
        year = _year(found, "era2", "year2")
        if int(found["to"]) != quarter * 3:
            return
    if found["fiscal"]:
        year = int(found["fiscal"])
    shown = f"{'' if year is None else f'{year} '}Q{quarter}"
    on.add(Sort.PERIOD, ("quarter", year, quarter), shown, found.span())
    on.claim(*found.span())


def _fiscal(on: Scanner, found: re.Match[str]) -> None:
    year = int(found["fy"]) if found["fy"] else _year(found)
    on.add(Sort.PERIOD, ("fiscal", year, None), f"FY{year}", found.span())
    on.claim(*found.span())


def _date_range(on: Scanner, found: re.Match[str]) -> None:
    year, month = _year(found), _small(found["month"])
    for name in ("from", "to"):
        date = _small(found[name])
        on.add(Sort.DATE, (year, month, date), day(year, month, date), found.span(), ranged=True)
    on.claim(*found.span())


def _date(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    year = _year(found)
    month = _small(groups["month"]) if groups.get("month") else None
    date = _small(groups["day"]) if groups.get("day") else None
    if month is not None and not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return
    on.add(Sort.DATE, (year, month, date), day(year, month, date), found.span())
    on.claim(*found.span())


def _years(on: Scanner, found: re.Match[str]) -> None:
    for name in ("a", "b"):
        year = int(found[name])
        on.add(Sort.DATE, (year, None, None), str(year), found.span(name), ranged=True)
    on.claim(*found.span())


def _reference(  # noqa: C901 - one branch for each way to refer
    on: Scanner, found: re.Match[str]
) -> None:
    groups = found.groupdict()
    span = found.span()
    if groups["first"]:
        for number in range(_small(groups["first"]), _small(groups["last"]) + 1):
            on.add(Sort.REFERENCE, (number,), str(number), span)
    elif groups["one"]:
        for name in ("one", "two"):
            on.add(Sort.REFERENCE, (int(groups[name]),), groups[name], span)
    elif groups["number"]:
        path: tuple[int | str, ...] = (_small(groups["number"]),)
        path += tuple(groups[name] for name in ("letter", "roman") if groups[name])
        on.add(Sort.REFERENCE, path, " ".join(map(str, path)), span)
    elif groups["item"]:
        on.add(Sort.REFERENCE, ("item", groups["item"]), f"item {groups['item']}", span)
    elif groups["annex"]:
        if groups["mark"]:
            said = read_japanese(groups["mark"])
            mark = plain(said) if said is not None else groups["mark"]
            on.add(Sort.REFERENCE, ("annex", mark), f"annex {mark}", span)
    elif groups["after"]:
        on.add(Sort.REFERENCE, "next", "+1", span)
    elif groups["two_before"]:
        on.add(Sort.REFERENCE, "last two", "-2", span)
    else:
        on.add(Sort.REFERENCE, "previous", "-1", span)
    on.claim(*span)


def _time(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    if groups["noon"]:
        minutes = 720
    elif groups["hour"]:
        minutes = _small(groups["hour"]) * 60 + int(groups["minute"] or 0)
        minutes += 30 if groups["thirty"] else 0
    else:
        minutes = int(groups["h"]) * 60 + int(groups["m"])
    if groups["half"] == "午後" and minutes < 720:  # noqa: PLR2004 - noon
        minutes += 720
    if minutes > 1440:  # noqa: PLR2004 - a day
        return
    before = _ZONE_BEFORE.search(on.text, max(0, found.start() - 24), found.start())
    named = groups["zone"] or (before["zone"] if before else groups["behind"]) or ""
    zone = _ZONES.get(named, "")
    on.add(Sort.TIME, (minutes, zone), clock(minutes, zone), found.span())
    on.claim(*found.span())


def _money(on: Scanner, found: re.Match[str]) -> None:
    if found["sign"]:
        said, unit = found["signed"], found["sign"].strip().lower()
    elif found["unit2"]:
        unit = found["unit2"]
        said = found["amount2"]
        low = read_japanese(found["amount"])
        scale = re.search("[万億兆]+$", said)
        if low is not None and scale and not re.search("[万億兆]", found["amount"]):
            low = read_japanese(found["amount"] + scale.group())
        if low is not None:
            _add_money(on, low, unit, found.span("amount"), "", ranged=True)
    else:
        said, unit = found["number"], found["unit"]
    number = read_japanese(said)
    if number is None:
        return
    bound = _bound(on, *found.span())
    _add_money(on, number, unit, found.span(), bound, ranged=bool(found["unit2"]))
    on.claim(*found.span())


def _add_money(
    on: Scanner, number: Fraction, unit: str, span: tuple[int, int], bound: str, *, ranged: bool
) -> None:
    currency = CURRENCIES[unit]
    on.add(
        Sort.MONEY,
        (currency, number),
        f"{currency} {plain(number)}",
        span,
        bound=bound,
        ranged=ranged,
    )


def _percent(on: Scanner, found: re.Match[str]) -> None:
    span = found.span()
    if found["a"]:
        shares = [read_japanese(found["a"]), read_japanese(found["b"])]
    elif found["tenths"]:
        tenths = read_japanese(found["tenths"]) or Fraction(0)
        more = read_japanese(found["more"] or "") or Fraction(0)
        shares = [tenths * 10 + more]
    else:
        shares = [read_japanese(found["number"])]
    for share in shares:
        if share is not None:
            on.add(
                Sort.PERCENT,
                ("points", share) if found["points"] else share / 100,
                f"{plain(share)}{' points' if found['points'] else '%'}",
                span,
                bound=_bound(on, *span),
                ranged=len(shares) > 1,
            )
    on.claim(*span)


def _measure(on: Scanner, found: re.Match[str]) -> None:
    read_japanese_measure(on, found, _bound)


def _fraction(on: Scanner, found: re.Match[str]) -> None:
    if found["half"]:
        bound = "over" if found["half"] == "過半数" else _bound(on, *found.span())
        on.add(Sort.FRACTION, Fraction(1, 2), "1/2", found.span(), bound=bound)
    else:
        below, above = read_japanese(found["below"]), read_japanese(found["above"])
        if not below or above is None:
            return
        share = above / below
        on.add(Sort.FRACTION, share, plain(share), found.span(), bound=_bound(on, *found.span()))
    on.claim(*found.span())


def _code(on: Scanner, found: re.Match[str]) -> None:
    key = re.sub(r"[-+/ ]", "", found.group()).upper()
    on.add(Sort.NAME, ("code", key), found.group(), found.span())
    on.claim(*found.span())


def _ordinal(on: Scanner, found: re.Match[str]) -> None:
    if found["weak"]:
        on.add(Sort.ORDINAL, (Fraction(1), ""), "1", found.span(), weak=True)
    else:
        number = read_japanese(found["first"] or found["place"])
        if number is None:
            return
        weak = number == 1 and found.group().endswith("に")
        on.add(Sort.ORDINAL, (number, ""), plain(number), found.span(), weak=weak)
    on.claim(*found.span())


def _annual(on: Scanner, found: re.Match[str]) -> None:
    on.add(Sort.NUMBER, (Fraction(1), ""), "1", found.span(), weak=True)
    on.claim(*found.span())


def _half_year(on: Scanner, found: re.Match[str]) -> None:
    on.add(Sort.NUMBER, (Fraction(6), "month"), "6 months", found.span())
    on.claim(*found.span())


def _number(on: Scanner, found: re.Match[str]) -> None:
    groups = found.groupdict()
    if groups["ra"]:
        _number_range(on, found)
        return
    said = groups["number"] or groups["kanji"] or groups["bare"]
    unit = groups["unit"] or groups["kunit"] or ""
    number = read_japanese(said)
    if number is None:
        return
    half = bool(groups["half"] or groups["khalf"])
    _add_number(on, number, unit, found.span(), half=half)
    on.claim(*found.span())


def _number_range(on: Scanner, found: re.Match[str]) -> None:
    unit = found["runit"]
    low, high = read_japanese(found["ra"]), read_japanese(found["rb"])
    scale = re.search("[百千万億兆]+$", found["rb"])
    if scale and found["ra"].isdecimal():
        low = read_japanese(found["ra"] + scale.group())
    if low is None or high is None:
        return
    for number, name in ((low, "ra"), (high, "rb")):
        _add_number(on, number, unit, found.span(name), ranged=True)
    on.claim(*found.span())


def _add_number(
    on: Scanner,
    number: Fraction,
    unit: str,
    span: tuple[int, int],
    *,
    half: bool = False,
    ranged: bool = False,
) -> None:
    name, factor = _SPANS.get(unit, ("", 1))
    value = (number + (Fraction(1, 2) if half else 0)) * factor
    shown = plain(value) + (f" {name}" if name else "")
    bound = "" if ranged else _bound(on, *span)
    weak = number == 1 and not half and unit not in {"年間", "年", "か月", "週間", "日間"}
    on.add(Sort.NUMBER, (value, name), shown, span, weak=weak, bound=bound, ranged=ranged)


_NEEDLES: Final = {JAPANESE_WEEKDAY: ("曜", "日(", "日 ("), JAPANESE_SEASON: SEASON_NEEDLES_JA}
"""What stands wherever these fit."""


@cache
def _readers() -> tuple[tuple[Sought, Read], ...]:
    """Return every sort of value in the order in which they are looked for."""
    return tuple(
        (Sought(pattern, needles=_NEEDLES.get(pattern, ())), read)
        for pattern, read in (
            (JAPANESE_WEEKDAY, read_weekday),
            (JAPANESE_SEASON, read_season),
            (_DOTTED, _dotted),
            (_QUARTER, _quarter),
            (_NOT_NUMBERS, _claim),
            (_FISCAL, _fiscal),
            (_DATE_RANGE, _date_range),
            (_DATE, _date),
            (_ISO, _date),
            (_SHORT_ERA, _date),
            (_YEARS, _years),
            (_YEAR_ALONE, _date),
            (_REFERENCES, _reference),
            (_TIME, _time),
            (_MONEY, _money),
            (_PERCENT, _percent),
            (JAPANESE_MEASURE, _measure),
            (_FRACTION, _fraction),
            (_CODE, _code),
            (_ORDINAL, _ordinal),
            (_ANNUAL, _annual),
            (_HALF_YEAR, _half_year),
            (_NUMBER, _number),
        )
    )
