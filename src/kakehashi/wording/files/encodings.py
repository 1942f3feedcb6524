"""Bytes to text: UTF-8, UTF-16, Shift_JIS, EUC-JP, ISO-2022-JP and Windows-1252 told apart."""

import codecs
import re
from collections.abc import Iterable

NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "utf-32": "UTF-32",
    "cp932": "Shift_JIS",
    "shift_jis_2004": "Shift_JIS-2004",
    "euc_jp": "EUC-JP",
    "euc_jis_2004": "EUC-JIS-2004",
    "iso2022_jp": "ISO-2022-JP",
    "iso2022_jp_2004": "ISO-2022-JP-2004",
    "cp1252": "Windows-1252",
}
KNOWN = "UTF-8, UTF-16, Shift_JIS, EUC-JP, ISO-2022-JP, Windows-1252"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 60_000
_KANA_SHARE = 0.15
_LONE_SHARE = 0.9

_ESCAPED = re.compile(rb"\x1b(?:\$[@B]|\$\(|\([BJI])")
_HIGH = re.compile(rb"[\x80-\xff]")
_LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_KANA = re.compile(r"[ぁ-んァ-ヶー、。・「」（）　]")
_LIKELY = re.compile(r"[ぁ-んァ-ヶー、。・「」（）　：]")
_IDEOGRAPH = re.compile(r"[一-龯々]")
_PLAIN = re.compile(r"[\x20-\x7e\n\r\t]")
_WIDE = re.compile(
    "[\x20-\x7e\n\r\t\u00a0-\u00ff\u2010-\u203f\u2460-\u24ff\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]"
)
_UNLIKELY = re.compile(
    r"[｡-ﾟ\ue000-\uf8ff\u0080-\u00a0\u0370-\u04ff\u2500-\u257f\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]"
)


def decode(data: bytes) -> tuple[str, str] | None:
    """Return ``data`` as text and the name of its encoding; none where it fits no encoding.

    A byte order mark decides; then ISO-2022-JP by its escapes, UTF-16 by the kana or the zero
    bytes it would have, UTF-8 by its strict form. Between Shift_JIS and EUC-JP, where both can be
    read, the more ordinary Japanese wins.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if _ESCAPED.search(data) and not _HIGH.search(data):
        escaped = _first(data, ("iso2022_jp", "iso2022_jp_2004"))
        if escaped:
            return escaped
    wide = _wide(data)
    if wide or b"\x00" in data:
        return _strictly(data, wide) if wide else None
    return _strictly(data, "utf-8") or _legacy(data)


def _legacy(data: bytes) -> tuple[str, str] | None:
    """Return text in one of the encodings from before Unicode."""
    if _western(data):
        return _strictly(data, "cp1252")
    found = _likelier(data, ("cp932", "euc_jp"))
    return found or _first(data, ("shift_jis_2004", "euc_jis_2004", "cp1252"))


def _strictly(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), NAMES[encoding]
    except UnicodeDecodeError:
        return None


def _first(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    return next((found for one in encodings if (found := _strictly(data, one))), None)


def _wide(data: bytes) -> str | None:
    """Return which UTF-16 without a mark the bytes are, by what text they would be."""
    if len(data) % 2:
        return None
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError as error:
            # A sample may end inside a pair of surrogates.
            if error.end < len(sample):
                continue
            text = sample[: error.start].decode(encoding)
        if not text or "\x00" in text:
            continue
        kana = len(_KANA.findall(text))
        if kana >= _KANA_SHARE * len(text) and not zeros:
            return encoding
        # Zero bytes are in no other encoding; read the wrong way round they give odd characters.
        if zeros and len(_WIDE.findall(text)) >= _LONE_SHARE * len(text):
            return encoding
    return None


def _western(data: bytes) -> bool:
    """Whether high bytes stand alone among ASCII, as “ ” £ é do, and no kana would come of them."""
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    lone = len(_LONE_HIGH.findall(sample))
    if not high or lone < _LONE_SHARE * high or high * 4 > len(sample):
        return False
    return not _KANA.search(sample.decode("cp932", "ignore"))


def _likelier(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    found = [result for one in encodings if (result := _strictly(data, one))]
    return max(found, key=lambda result: _ordinary(result[0]), default=None)


def _ordinary(text: str) -> float:
    """Return how ordinary ``text`` is as Japanese, higher is more so."""
    sample = text[:_SAMPLE]
    good = (
        3 * len(_LIKELY.findall(sample))
        + len(_IDEOGRAPH.findall(sample))
        + len(_PLAIN.findall(sample))
    )
    return (good - 4 * len(_UNLIKELY.findall(sample))) / max(1, len(sample))
