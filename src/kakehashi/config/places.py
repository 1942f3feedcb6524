"""Where a node keeps its data and its secret, and how it mails: from the environment alone."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kakehashi.errors import Refused, Words

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]


class SettingWrong(Refused):
    """A variable of the environment says what no node can go by."""

    code = "setting-wrong"
    status = 500
    message = {
        "en": "{name} cannot be used: {why}.",
        "ja": "環境変数 {name} を使用できません（{why}）。",
    }
    hint = {
        "en": "Nothing was started. Correct it, or leave it out: docs/reference/settings.md says "
        "what holds without it.",
        "ja": "起動していません。値を正すか、指定を外してください（省略時の動作は "
        "docs/reference/settings.md のとおり）。",
    }


_NO_YES_OR_NO: Words = {"en": "say 1 or 0", "ja": "1 又は 0 を指定"}
_NO_NUMBER: Words = {"en": "it is no whole number", "ja": "整数でない"}
_NO_MAIL: Words = {
    "en": "it begins with smtp://, smtps://, file:// or console:",
    "ja": "smtp://、smtps://、file:// 又は console: で始める",
}
_NO_FILE: Words = {"en": "there is no such file", "ja": "ファイルがない"}


def data_folder() -> Path:
    """Return the data folder: KAKEHASHI_DATA, else ``var/data`` of a checkout, else the user's.

    Nothing is made here.
    """
    given = os.environ.get("KAKEHASHI_DATA")
    if given:
        return Path(given).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var" / "data"
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "kakehashi"


def guard_folder() -> Path:
    """Return the folder of the guards: KAKEHASHI_GUARD, else the user's state folder.

    Outside the data folder and outside every backup of it: see ``ledger.logs.guard``.
    """
    given = os.environ.get("KAKEHASHI_GUARD")
    if given:
        return Path(given).expanduser().resolve()
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / "kakehashi" / "guard"


def own_side(folder: Path) -> str:
    """Return the side a node is of: KAKEHASHI_SIDE, else its file ``side``; empty for all sides."""
    given = os.environ.get("KAKEHASHI_SIDE", "").strip()
    if given:
        return given
    try:
        return (folder / "side").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def env_bool(name: str, default: bool) -> bool:  # noqa: FBT001
    """Return a yes or no from the environment.

    Raises:
        SettingWrong: for anything else, so that a slip does not switch a protection off unseen.
    """
    given = os.environ.get(name, "").strip().lower()
    if not given:
        return default
    if given in {"1", "true", "yes", "on"}:
        return True
    if given in {"0", "false", "no", "off"}:
        return False
    raise SettingWrong(name=name, why=_NO_YES_OR_NO)


def env_count(name: str, default: int) -> int:
    """Return a whole number above 0 from the environment; anything else is the default."""
    given = os.environ.get(name, "").strip()
    return int(given) if given.isascii() and given.isdigit() and int(given) else default


def _number(name: str, default: int) -> int:
    given = os.environ.get(name, "").strip()
    if given and not (given.isascii() and given.isdigit()):
        raise SettingWrong(name=name, why=_NO_NUMBER)
    return int(given) if given else default


def env_list(name: str) -> list[str]:
    """Return a comma-separated list from the environment."""
    return [one.strip() for one in os.environ.get(name, "").split(",") if one.strip()]


def mail_settings() -> dict[str, Any]:
    """Return Django's settings for mail from the environment; none goes out without any.

    ``KAKEHASHI_MAIL_URL`` is ``smtp://user:password@host:587`` (STARTTLS wherever a password is
    given, unless ``?tls=none``), ``smtps://host``, ``file:///folder`` or ``console:``. In its place
    ``KAKEHASHI_MAIL_HOST``, ``_PORT``, ``_USER``, ``_PASSWORD`` and ``_TLS`` (``starttls``, ``ssl``
    or ``none``) say the same one by one. Secrets are taken out of the environment.

    Raises:
        SettingWrong: for an address of another kind, or for a port or time that is no number.
    """
    given = urlsplit(os.environ.pop("KAKEHASHI_MAIL_URL", ""))
    host = os.environ.get("KAKEHASHI_MAIL_HOST", "")
    password = os.environ.pop("KAKEHASHI_MAIL_PASSWORD", "")
    kept: dict[str, Any] = {
        "DEFAULT_FROM_EMAIL": os.environ.get("KAKEHASHI_MAIL_FROM", "kakehashi@localhost"),
        "EMAIL_TIMEOUT": _number("KAKEHASHI_MAIL_TIMEOUT", 20),
        "MAIL_ON": bool(given.scheme or host),
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }
    if given.scheme == "console":
        kept["EMAIL_BACKEND"] = "django.core.mail.backends.console.EmailBackend"
    elif given.scheme == "file":
        kept["EMAIL_BACKEND"] = "django.core.mail.backends.filebased.EmailBackend"
        kept["EMAIL_FILE_PATH"] = unquote(given.path)
    elif given.scheme in ("smtp", "smtps") or (host and not given.scheme):
        user = unquote(given.username or "") or os.environ.get("KAKEHASHI_MAIL_USER", "")
        password = unquote(given.password or "") or password
        tls = "ssl" if given.scheme == "smtps" else parse_qs(given.query).get("tls", [""])[0]
        tls = tls or os.environ.get("KAKEHASHI_MAIL_TLS", "") or ("starttls" if password else "")
        port = given.port or _number("KAKEHASHI_MAIL_PORT", 0)
        kept |= {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": given.hostname or host,
            "EMAIL_PORT": port or {"ssl": 465, "starttls": 587}.get(tls, 25),
            "EMAIL_HOST_USER": user,
            "EMAIL_HOST_PASSWORD": password,
            "EMAIL_USE_TLS": tls == "starttls",
            "EMAIL_USE_SSL": tls == "ssl",
        }
    elif given.scheme:
        raise SettingWrong(name="KAKEHASHI_MAIL_URL", why=_NO_MAIL)
    return kept


def secret_key(folder: Path) -> str:
    """Return the node's secret: from KAKEHASHI_SECRET_KEY, a file it names, or the data folder.

    The file in the data folder is made on first use, readable by its owner alone.

    Raises:
        SettingWrong: for a file that is named and is not there.
    """
    given = os.environ.pop("KAKEHASHI_SECRET_KEY", "")
    if given:
        return given
    named = os.environ.get("KAKEHASHI_SECRET_KEY_FILE")
    path = Path(named) if named else folder / "secret-key"
    if named and not path.is_file():
        raise SettingWrong(name="KAKEHASHI_SECRET_KEY_FILE", why=_NO_FILE)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()
