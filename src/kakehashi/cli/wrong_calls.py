"""What is said of a wrong call, in Japanese: the words of the library that reads the arguments."""

import re
from typing import Final

_VALUE: Final = r"Invalid value for '(?P<name>.+?)': "

_SAID: Final = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (r"Missing argument '?(?P<name>[^']+)'?\.", "引数 {name} がありません"),
        (r"Missing option '(?P<name>.+?)'\.", "オプション {name} が必要です"),
        (r"Missing command\.", "サブコマンドを指定してください"),
        (r"No such option '?(?P<name>[^' ]+?)'?\.(?: .*)?", "オプション {name} はありません"),
        (r"No such command '(?P<name>.+?)'\.(?: .*)?", "コマンド {name} はありません"),
        (
            r"Got unexpected extra arguments? \((?P<name>.+)\)\.?",
            "余分な引数があります: {name}",
        ),
        (r"Option '(?P<name>.+?)' requires an argument\.", "オプション {name} には値が必要です"),
        (r"Option '(?P<name>.+?)' does not take a value\.", "オプション {name} は値を取りません"),
        (
            _VALUE + r"(?P<value>\S+) is not in the range (?P<range>.+?)\.",
            "{name} の値 {value} は範囲外です（{range}）",
        ),
        (
            _VALUE + r"(?P<value>'.*') is not one of (?P<known>.+?)\.",
            "{name} の値 {value} は使用できません（使用できる値: {known}）",
        ),
        (
            _VALUE + r"(?P<value>'.*') is not a valid .+",
            "{name} の値 {value} は数値ではありません",
        ),
        (
            _VALUE + r"\w+ (?P<value>'.*') does not exist\.",
            "{name} に指定された {value} がありません",
        ),
        (
            _VALUE + r"\w+ (?P<value>'.*') is a directory\.",
            "{name} に指定された {value} はフォルダーです",
        ),
        (
            _VALUE + r"\w+ (?P<value>'.*') is a file\.",
            "{name} に指定された {value} はフォルダーではありません",
        ),
        (
            _VALUE + r"(?P<rest>.+)",
            "{name} の値が正しくありません: {rest}",
        ),
        (
            r"(?P<name>[A-Z_]+) is (?P<value>'.*'), which is no number from 1 to (?P<most>\d+)\.",
            "{name} の値 {value} は、1 から {most} までの数値ではありません",
        ),
    )
)


def in_language(message: str, language: str) -> str:
    """Return ``message`` of a wrong call in ``language``; as it is where no words are known.

    Args:
        message: English, on one line.
        language: ``en`` or ``ja``.
    """
    if language != "ja":
        return message
    for pattern, japanese in _SAID:
        found = pattern.fullmatch(message)
        if found:
            return japanese.format(**found.groupdict())
    return message
