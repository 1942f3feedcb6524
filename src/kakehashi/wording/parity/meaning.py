"""Meaning: the verb and its strength, negation, and the qualifiers, read in either language."""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from typing import NamedTuple

from kakehashi.wording.needles import Sought, flattened, present, sought
from kakehashi.wording.parity.tables import Level, Row, qualifiers, verbs


class Act(NamedTuple):
    """A verb of the table where it stands."""

    row: str
    said: str
    start: int
    end: int
    main: bool


_JA_TAIL = re.compile(
    r"[ぁ-ん]*(?:(?:行|進|続|努|予定|方針|考え|決定|確認|一致|期待|歓迎|表明|合意|目指|図|必要性?|不可欠|"
    r"重要|可能|旨|認識|認|強調|希望|約束|検討|探求|コミット|支持|支援|実施|開始|機会|協議|議論|引き続|留意)"
    r"[ぁ-ん]*){0,4}(?:[。.]|$|」)"
)
_JA_COORDINATE = re.compile(
    r"(?:を(?:行い|進め)|し続け)?(?:し(?:て(?:い(?:き|く))?)?|する(?:とともに|ほか)|しつつ|され|(?<=努)め(?:る(?:とともに|ほか))?"
    r"|(?<=認)め|め)、"
)
_JA_PURPOSE = re.compile(r"[ぁ-ん]{0,8}(?:ため|よう(?!努|、?努))")
_EN_MODALS = (
    r"(?:will|would|shall|must|should|can|may|could|cannot|to|have|has|had|is|are|was|were|been"
    r"|be|"
    r"participants|sides|ministries|ministers|they|we|countries|governments|it|side|uk|japan"
    r"|partnership|"
    r"group|both|parties|council|delegations|officials|and|or|who|not|agencies|kingdom"
    r"|statement|document|department|agency|committee|bodies|members|(?:co-)?chairs?|minister"
    r"|secretary|leaders|experts|representatives|delegates|participant|attendees|companies"
    r"|operators|users|researchers|applicants|secretariat|office|authority|authorities|regulators"
    r"|forum|commission|board|panel|memorandum|paragraph|arrangement)"
)
_EN_BEFORE = re.compile(
    rf"\b({_EN_MODALS})((?: (?:\w+ly|also|further|both|jointly|therefore|hereby|each|all|then"
    rf"|now|again|once more))*) $",
    re.IGNORECASE,
)
_EN_GOVERNORS = re.compile(
    r"\b(?:commit\w*|endeavou?r\w*|seek\w*|decid\w+|decision|needs?|intend\w*|plan\w*|aim\w*"
    r"|continu\w+|efforts?|"
    r"expect\w*|striv\w+|agree\w*|forward|resolv\w+|undertak\w+|themselves|going|able|pledge\w*"
    r"|try|hope\w*|ready|determined)"
    r" to (?:\w+ly )?$",
    re.IGNORECASE,
)
_EN_NESTED = re.compile(
    r"\b(?:commit\w* to|committed to|forward to|consider\w*|discuss\w*|explor\w+|continu\w+) $",
    re.IGNORECASE,
)


def rows_in(flat: str, language: str) -> list[Row]:
    """Return the rows of which a text may hold a verb, by what ``flattened`` made of it."""
    return [row for row, _sought in present(_table(language), flat)]


@cache
def _table(language: str) -> tuple[tuple[Row, Sought], ...]:
    return tuple((row, row.patterns[language]) for row in verbs().values())


def read_acts(sentence: str, language: str, rows: Sequence[Row] | None = None) -> list[Act]:
    """Return the verbs of the table in one sentence; those of its main clauses are marked.

    Args:
        sentence: A clean sentence.
        language: ``en`` or ``ja``.
        rows: The rows it may hold verbs of, where that is known (:func:`rows_in`).

    >>> [(one.row, one.main) for one in read_acts("標準の確保のため、検討する。", "ja")]
    [('ensure', False), ('consider', True)]
    >>> [(one.row, one.main) for one in read_acts("They will explore ways to ensure it.", "en")]
    [('explore', True), ('ensure', False)]
    """
    is_main = _main_japanese if language == "ja" else _main_english
    flat = flattened(sentence)
    acts = [
        Act(row.id, found.group(), *found.span(), main=is_main(sentence, found, row))
        for row in (verbs().values() if rows is None else rows)
        for found in row.patterns[language].finditer(sentence, flat)
    ]
    return sorted(acts, key=lambda one: one.start)


def _main_japanese(sentence: str, found: re.Match[str], row: Row) -> bool:
    del row
    end = found.end()
    if _JA_PURPOSE.match(sentence, end):
        return False
    return (
        _JA_TAIL.match(sentence, end) is not None or _JA_COORDINATE.match(sentence, end) is not None
    )


def _main_english(sentence: str, found: re.Match[str], row: Row) -> bool:
    before = sentence[max(0, found.start() - 60) : found.start()]
    if re.fullmatch(r"To (?:\w+ly )?", before):
        return True
    word = _EN_BEFORE.search(before)
    if not word:
        return _EN_NESTED.search(before) is not None and found.group().endswith("ing")
    last = word[1].lower()
    if last == "to":
        return _EN_GOVERNORS.search(before) is not None
    if last in {"and", "or", "who", "be", "been"}:
        return False
    if row.modal and last in {"and", "to"}:
        return False
    return not found.group().endswith("ing")


def strength(sentence: str, language: str) -> Level:
    """Return how strongly the main clause of a sentence speaks.

    Nested verbs take the weaker (*endeavour to explore*), but *commit to* with a plain verb stays
    a commitment and *decide to* with a verb is an intention. *Where appropriate* lowers to an
    effort.

    >>> [strength(one, "en").name for one in ("They will share it.", "They commit to share it.")]
    ['INTENTION', 'COMMITMENT']
    >>> strength("更なる機会を探求することに努める。", "ja").name
    'CONSIDERATION'
    >>> strength("立ち上げることを決定した。", "ja").name
    'INTENTION'
    """
    mains = [one for one in read_acts(sentence, language) if one.main]
    if language == "ja":
        mains = [one for one in mains if _JA_TAIL.match(sentence, one.end)]
    else:
        mains = _first_chain(sentence, mains)
    levels = [verbs()[one.row].level for one in mains]
    if any(one.row == "decide" for one in mains) and _decides_to_do(sentence, language):
        levels = [level for level in levels if level is not Level.STATEMENT] or [Level.INTENTION]
        levels.append(Level.INTENTION)
    found = min(levels) if levels else _plain_level(sentence, language)
    lowering = next(one for one in qualifiers() if one.id == "where-appropriate")
    pattern = lowering.ja if language == "ja" else lowering.en
    lowered = re.search(pattern, sentence, re.IGNORECASE)
    return min(found, Level.EFFORT) if lowered else found


def _first_chain(sentence: str, acts: list[Act]) -> list[Act]:
    """Return the first verb of the main clause and what hangs on it directly."""
    chain = acts[:1]
    for one in acts[1:]:
        between = sentence[chain[-1].end : one.start]
        if re.fullmatch(r"(?: to)?(?: \w+ly| also| further| jointly)? ?", between):
            chain.append(one)
        else:
            break
    return chain


def _decides_to_do(sentence: str, language: str) -> bool:
    if language == "ja":
        return (
            re.search(
                r"(?:こと|旨|立上げ|立ち上げ|開催|実施|開始)を?(?:決定|決め)|ことと(?:した|する)",
                sentence,
            )
            is not None
        )
    return re.search(r"\b(?:decid\w+|resolv\w+) to\b", sentence) is not None


def _plain_level(sentence: str, language: str) -> Level:
    if language == "ja":
        if re.search(r"(?:している|であった|である|た)[。]?$", sentence):
            return Level.STATEMENT
        return Level.INTENTION
    return Level.INTENTION if re.search(r"\bwill\b|^To [a-z]", sentence) else Level.STATEMENT


_NOT_NEGATIVE_JA = re.compile(
    r"なければな(?:らない|らず|りません)|なくてはならない|ねばならない|だけで(?:は)?な(?:く|い)|のみなら(?:ず|ない)|にほかなら(?:ない|ず)|ほかならない|"
    r"かもしれない|に限らず|を問わず|問わず|にかかわらず|かかわらず|少なくない|少なくとも|にとどまらず|にとどまらない|欠かせない|欠かすことのできない|"
    r"間もなく|まもなく|違いない|しか[^。、]{1,12}ない|絶え間な(?:い|く)|切れ目の?な(?:い|く)|滞りなく|遅滞なく|途切れることなく|余すところなく|"
    r"つまらない|あらずして|おしなべて|ではないか|必ず|まず(?=、|は)|わず(?=か)|いずれ|はず(?=[のでみ])|ずつ|相次|先ず|"
    r"やむを得ない|もさることながら|のみでなく|だけでなく|引けを取らない|限りな(?:い|く)|またとない|かけがえのない|なくなる|予断を許さない|"
    r"を(?:超え|上回ら|下回ら)(?:ない|ず|ぬ)|少なから(?:ず|ぬ)|思わぬ|見ず|えず(?=$)|遅くとも|分け隔てなく|漏れなく|隙間なく|揺るぎない|揺るがぬ|変わらぬ|変わらない|絶えず"
)
_STRONG_JA = re.compile(
    r"(?<=[ぁ-んァ-ヶ一-龠])(?:ない(?!し)|なかった|なく(?=、|ては|、|[^な])|ず(?=、|に|。|と|、|又|か|$)|ぬ(?=。|も)|ません"
    r"|まい(?=。))|"
    r"(?:では|で)(?:ない|なく|なかった)"
)
_WEAK_JA = re.compile(
    r"なし|いいえ|外(?:の|に|$)|ことなく|せずに|なく|無(?=[一-龠])|非(?=[一-龠])|不(?=[一-龠])|未(?=[一-龠])|控え|避け|防[ぐぎい止]"
    r"|禁止|禁じ"
    r"|除(?:く|き|い|外)|妨げ|断[りわ]|否定|拒|欠[くけ如]|失|困難|停止|中止|取りやめ|見送"
)
_NOT_NEGATIVE_EN = re.compile(
    r"\bnot only\b|\bnot just\b|\bnot merely\b|\bnot least\b|\bno (?:later|more|less"
    r"|fewer) than\b|\bnot (?:more|less|later) than\b|\bno doubt\b|"
    r"\bnot (?:to )?exceed\w*|\bnot (?:fall|drop|be) below\b|\bnot be (?:more|less|fewer) than\b|"
    r"\bcannot but\b|\bnothing but\b|\bno\.(?= ?\d|$)|\bwhether or not\b|\bno matter\b"
    r"|\bnotwithstanding\b|\bnot limited to\b|\bnon-governmental\b|\bno longer than\b"
    r"|\bnone other\b",
    re.IGNORECASE,
)
_STRONG_EN = re.compile(
    r"\b(?:not|neither|never|nothing|none|nobody|cannot|no)\b|n't\b", re.IGNORECASE
)
_WEAK_EN = re.compile(
    r"\b(?:nor|without|outside|left out|leave out|omit\w*|missing|refus\w*|still to|vacant"
    r"|non-\w+|lack\w*|fail\w*|refrain\w*|avoid\w*|prevent\w*|prohibit\w*"
    r"|exclud\w*|except|excluding|den(?:y|ies|ied)|declin\w+|"
    r"unable|un\w{4,}|in(?:secure|sufficient|complete|valid|correct|ability|dependent\w*)"
    r"|impossible|free (?:of|from)|reject\w*|absence|absent|instead|rather than|"
    r"illegal|ban(?:s|ned)?|hardly|scarcely|barely|rarely|seldom|stop\w*|cease\w*|halt\w*"
    r"|withh\w+|preclud\w+|no longer|difficult\w*|short of|far from|oppos\w+|disinformation"
    r"|misinformation|cancel\w*|postpon\w*|until)\b",
    re.IGNORECASE,
)


class Negations:
    """Negations of one or more sentences: where the sure ones are, and how many may be.

    Attributes:
        sure: Places of *not*, ない and the like.
    """

    def __init__(self, text: str, language: str) -> None:
        self._language = language
        no_denial, strong = _DENIALS[language]
        flat = flattened(text)
        idioms = no_denial.may_stand_in(flat)
        self._text = no_denial.pattern.sub(_blank, text) if idioms else text
        bare = self._text
        if language == "ja":
            bare = _WITHOUT_JA.sub(_blank, bare)
        self.sure: tuple[tuple[int, int], ...] = tuple(
            found.span() for found in strong.finditer(bare, flat)
        )

    @cached_property
    def loose(self) -> int:
        """How many words besides may answer a negation (*without*, 無)."""
        return len((_WEAK_JA if self._language == "ja" else _WEAK_EN).findall(self._text))

    @cached_property
    def pairs(self) -> int:
        """How many stand for *without*, なく, which answer one another."""
        return len((_WITHOUT_JA if self._language == "ja" else _WITHOUT_EN).findall(self._text))


def read_negations(text: str, language: str) -> Negations:
    """Return the negations of ``text``, idioms that deny nothing left out.

    >>> len(read_negations("共有するだけでなく、開示しない。", "ja").sure)
    1
    >>> len(read_negations("not only share but also publish", "en").sure)
    0
    """
    return Negations(text, language)


_WITHOUT_JA = re.compile(r"なしに|ことなく|せずに|得ずに|(?<=[一-龠])なく(?=[一-龠、])")
_WITHOUT_EN = re.compile(r"\bwithout\b", re.IGNORECASE)
_DENIALS = {
    "ja": (Sought(_NOT_NEGATIVE_JA), Sought(_STRONG_JA)),
    "en": (Sought(_NOT_NEGATIVE_EN), Sought(_STRONG_EN)),
}


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found.group())


def answers_loosely(row: str, text: str, language: str) -> bool:
    """Say whether ``text`` has a word that may answer a verb of ``row``, if no better one."""
    found = verbs()[row]
    pattern = found.ja_loose if language == "ja" else found.en_loose
    if not pattern:
        return False
    return sought(pattern, re.IGNORECASE).search(text, flattened(text)) is not None
