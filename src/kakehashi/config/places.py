"""Where a node keeps its data and its secret, decided from the environment alone."""

import os
import secrets
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]


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


def env_bool(name: str, default: bool) -> bool:  # noqa: FBT001
    """Return a yes or no from the environment."""
    given = os.environ.get(name)
    return default if given is None else given.strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    """Return a comma-separated list from the environment."""
    return [one.strip() for one in os.environ.get(name, "").split(",") if one.strip()]


def secret_key(folder: Path) -> str:
    """Return the node's secret: from KAKEHASHI_SECRET_KEY, a file it names, or the data folder.

    The file in the data folder is made on first use, readable by its owner alone.
    """
    given = os.environ.pop("KAKEHASHI_SECRET_KEY", "")
    if given:
        return given
    named = os.environ.get("KAKEHASHI_SECRET_KEY_FILE")
    path = Path(named) if named else folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()
