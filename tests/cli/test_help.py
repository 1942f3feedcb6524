"""Help stands everywhere and in both languages; wrong calls are said, never traced."""

import subprocess
import sys

import click
import pytest

from kakehashi.cli.main import ending, program


def _paths(command, context, path=()):
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            yield from _paths(inner, click.Context(inner, parent=context), (*path, name))


ROOT = program("en")
PATHS = list(_paths(ROOT, click.Context(ROOT)))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_has_help(path, language, capsys):
    assert ending([f"--lang={language}", *path, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Usage: kakehashi")
    assert any("\u3040" <= one <= "\u30ff" for one in said) == (language == "ja")


def test_an_unknown_command_is_a_wrong_call(capsys):
    assert ending(["nonsense"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert "hint: see kakehashi --help" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "コマンド nonsense はありません"),
        (["sign-in"], "引数 SIDE|ACCOUNT がありません"),
        (["up", "--port", "99999"], "--port の値 99999 は範囲外です（1<=x<=65535）"),
        (["up", "--port", "many"], "--port の値 'many' は数値ではありません"),
        (["up", "--nonsense"], "オプション --nonsense はありません"),
        (["up", "--port"], "オプション --port には値が必要です"),
        (["up", "more"], "余分な引数があります: more"),
        (["log", "verify", "--card", "/none"], "--card に指定された '/none' がありません"),
        (["lint", "--kind", "poem", "x"], "--kind の値 'poem' は使用できません"),
        (["node", "enrol", __file__], "オプション --words が必要です"),
    ],
)
def test_a_wrong_call_is_said_in_japanese(arguments, said, capsys, monkeypatch):
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    assert ending(arguments) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.startswith(f"error: {said}")
    assert hint.endswith(" --help を参照してください")


def test_a_port_in_the_environment_that_is_none(shell):
    done = shell("up", KAKEHASHI_PORT="many")
    assert done.returncode == 2
    assert "KAKEHASHI_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_needs_no_django():
    """What needs no node starts at once."""
    program = (
        "import sys; from kakehashi.cli.main import ending; ending(['--help']); "
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
