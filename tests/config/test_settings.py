"""What a node goes by when the environment says nothing, or what it cannot use."""

import re
from pathlib import Path

import pytest

from kakehashi.config.places import SettingWrong, env_bool, mail_settings, secret_key

ROOT = Path(__file__).parents[2]


def test_every_variable_stands_in_the_reference():
    said = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    read = {
        name
        for file in (ROOT / "src/kakehashi").rglob("*.py")
        for name in re.findall(r'"(KAKEHASHI_[A-Z_]+|DATABASE_URL)"', file.read_text("utf-8"))
    }
    assert {"KAKEHASHI_HTTPS", "KAKEHASHI_HOSTS", "DATABASE_URL"} <= read
    assert sorted(name for name in read if f"`{name}`" not in said) == []


@pytest.mark.parametrize(
    ("said", "is_on"), [("", False), ("1", True), ("On ", True), ("0", False), ("no", False)]
)
def test_yes_and_no(monkeypatch, said, is_on):
    monkeypatch.setenv("KAKEHASHI_HTTPS", said)
    assert env_bool("KAKEHASHI_HTTPS", default=False) is is_on


def test_a_slip_switches_no_protection_off(monkeypatch):
    monkeypatch.setenv("KAKEHASHI_HTTPS", "ture")
    with pytest.raises(SettingWrong) as refused:
        env_bool("KAKEHASHI_HTTPS", default=False)
    assert "KAKEHASHI_HTTPS" in refused.value.say("ja")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("KAKEHASHI_MAIL_URL", "ftp://host"),
        ("KAKEHASHI_MAIL_TIMEOUT", "soon"),
        ("KAKEHASHI_MAIL_PORT", "smtp"),
    ],
)
def test_mail_that_cannot_be_sent_is_refused_by_name(monkeypatch, name, said):
    monkeypatch.setenv("KAKEHASHI_MAIL_HOST", "localhost")
    monkeypatch.setenv(name, said)
    with pytest.raises(SettingWrong) as refused:
        mail_settings()
    assert name in refused.value.say("en")


def test_a_secret_of_its_own_is_its_owners_alone(monkeypatch, tmp_path):
    monkeypatch.delenv("KAKEHASHI_SECRET_KEY", raising=False)
    monkeypatch.delenv("KAKEHASHI_SECRET_KEY_FILE", raising=False)
    made = secret_key(tmp_path / "data")
    file = tmp_path / "data" / "secret-key"
    assert len(made) >= 64
    assert file.stat().st_mode & 0o077 == 0
    assert secret_key(tmp_path / "data") == made
    monkeypatch.setenv("KAKEHASHI_SECRET_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(SettingWrong):
        secret_key(tmp_path / "data")
