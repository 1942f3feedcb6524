"""A node made ready for a command: folder, tables, profile, and the account that acts."""

import contextlib
import datetime as dt
import fcntl
import os
import pkgutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kakehashi.cli.anticipated import DatabaseAddressWrong, folder_unusable
from kakehashi.cli.given import Given, given
from kakehashi.errors import Refused

if TYPE_CHECKING:
    from kakehashi.people.models import Account

PROFILE: Final = "uk-japan"
"""The profile an empty node loads where nothing else is asked for."""

LOOPBACK: Final = "127.0.0.1"
ADDRESS_FILE: Final = "address"
"""File in the data folder that says where the node is served, while it is."""

_LOCK_NUMBER: Final = 0x6B616B65  # "kake": one lock for all who prepare the same PostgreSQL


class DatabaseNewer(Refused):
    """The tables were made by a newer Kakehashi than this one."""

    code = "database-newer"
    status = 409
    message = {
        "en": "This database is of a newer version of Kakehashi: it has {migrations}.",
        "ja": "このデータベースは、より新しい版の Kakehashi で作成されています（{migrations}）。",
    }
    hint = {
        "en": "Update this installation, or give another data folder: --data DIR.",
        "ja": "このソフトウェアを更新するか、--data DIR で別のデータフォルダーを指定してください。",
    }


class OtherProfile(Refused):
    """The data folder holds another partnership than the one asked for."""

    code = "other-profile"
    status = 409
    message = {
        "en": "The data folder {folder} holds the profile {found}, not {wanted}.",
        "ja": "データフォルダー「{folder}」のプロファイルは {found} であり、"
        "{wanted} ではありません。",
    }
    hint = {
        "en": "Give another folder: --data DIR. Two profiles are never mixed in one.",
        "ja": "--data DIR で別のフォルダーを指定してください。一つのフォルダーに"
        "複数のプロファイルが混在することはありません。",
    }


class NoOperator(Refused):
    """The node has no account that runs it."""

    code = "no-operator"
    status = 409
    message = {
        "en": "This node has no operator account.",
        "ja": "このノードには運用担当者のアカウントがありません。",
    }
    hint = {
        "en": "Say as which account to act: --as ACCOUNT.",
        "ja": "--as ACCOUNT で、操作を行うアカウントを指定してください。",
    }


@dataclass(frozen=True)
class Node:
    """A node that is ready: its tables are there and a profile is loaded."""

    told: Given

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.told.data

    @property
    def language(self) -> str:
        """The language the command speaks."""
        return self.told.language

    @property
    def address(self) -> str:
        """Where the node is served: as given, else where it runs now, else the usual place."""
        if self.told.port is None:
            running = _running_at(self.data / ADDRESS_FILE)
            if running:
                return running
        return address_at(self.told.port or self.told.usual_port)

    def actor(self) -> "Account":
        """Return the account that acts: that of ``--as``, else the node's operator.

        Raises:
            AccountUnknown: there is no account of that name.
            NoOperator: none was named and the node has no operator.
        """
        from kakehashi.people.models import Account
        from kakehashi.people.selectors import viewer_of
        from kakehashi.people.services import find_account

        if self.told.account:
            return find_account(self.told.account)
        for account in Account.objects.filter(side=None, is_active=True).order_by("username"):
            if viewer_of(account).may("operate"):
                return account
        raise NoOperator


def now() -> dt.datetime:
    """Return the time of this command; the rooms below have no clock of their own."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def address_at(port: int) -> str:
    """Return the address of a node on ``port`` of this machine."""
    return f"http://{LOOPBACK}:{port}"


def set_up_django(told: Given) -> None:
    """Start Django on the data folder, making the folder where it is missing.

    Raises:
        FolderUnusable: the folder cannot be made or written.
        DatabaseAddressWrong: DATABASE_URL is not for PostgreSQL.
    """
    from django.apps import apps

    if apps.ready:
        return
    _check_database_address(os.environ.get("DATABASE_URL", ""))
    os.environ["KAKEHASHI_DATA"] = str(told.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakehashi.config.settings")
    _make_folder(told.data)
    import django

    with _locked(told.data):  # the settings make the node's secret where there is none yet
        django.setup()


def _check_database_address(address: str) -> None:
    if not address:
        return
    import dj_database_url

    try:
        parsed = dj_database_url.parse(address)
    except ValueError as fault:  # its own refusals are kinds of it
        raise DatabaseAddressWrong from fault
    if not str(parsed["ENGINE"]).endswith(".postgresql") or not parsed["NAME"]:
        raise DatabaseAddressWrong


def prepare() -> Node:
    """Make the node of this command ready: tables up to date, a profile loaded, and return it.

    Two commands on the same empty folder wait for each other. A second start does no more than
    read which migrations were applied.

    Raises:
        FolderUnusable, DatabaseAddressWrong: as :func:`set_up_django`.
        DatabaseNewer: the tables are of a newer version.
        OtherProfile: the folder holds another profile than the one asked for.
        ProfileBroken: the profile cannot be loaded; nothing of it is.
    """
    told = given()
    set_up_django(told)
    if missing_migrations() or not _profile():
        with _alone(told.data):
            migrate()
            if not _profile():
                from kakehashi.cli.loading import load_node

                load_node(told.profile or PROFILE, now())
    found = _profile()
    if told.profile and not _is_profile(told.profile, found):
        raise OtherProfile(folder=told.data, found=found, wanted=told.profile)
    return Node(told)


def migrate() -> list[str]:
    """Bring the tables up to date and return the names of the migrations that were applied."""
    missing = missing_migrations()
    if missing:
        from django.core.management import call_command
        from django.db import connection
        from django.db.migrations.recorder import MigrationRecorder

        from kakehashi.config.first_tables import less_built_anew

        empty = not MigrationRecorder(connection).applied_migrations()
        with less_built_anew() if empty else contextlib.nullcontext():
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return missing


def missing_migrations() -> list[str]:
    """Return the migrations that are not applied yet, without importing any.

    Raises:
        DatabaseNewer: migrations of our own were applied that this version does not know.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = set(MigrationRecorder(connection).applied_migrations())
    known: set[tuple[str, str]] = set()
    ours: set[str] = set()
    for app in apps.get_app_configs():
        if app.name.startswith("kakehashi."):
            ours.add(app.label)
        folder = Path(app.path) / "migrations"
        if (folder / "__init__.py").exists():
            names = (one.name for one in pkgutil.iter_modules([str(folder)]))
            known.update((app.label, name) for name in names if name[0] not in "_~")
    unknown = sorted(f"{label}.{name}" for label, name in applied - known if label in ours)
    if unknown:
        raise DatabaseNewer(migrations=", ".join(unknown))
    return sorted(f"{label}.{name}" for label, name in known - applied)


def _profile() -> str:
    from kakehashi.framework.models import Partnership

    return Partnership.objects.values_list("profile", flat=True).first() or ""


def _is_profile(wanted: str, found: str) -> bool:
    """Say whether ``wanted``, an id or a folder, is the profile ``found`` that the node holds."""
    if wanted == found:
        return True
    from kakehashi.framework.models import Partnership
    from kakehashi.framework.profile.files import read_file
    from kakehashi.framework.profile.loading import profile_folder

    folder = profile_folder(wanted)
    if not folder.exists():  # a node goes on without the folder it was once loaded from
        known = Partnership.objects.get(profile=found).settings.get("folder")
        return bool(known == str(folder.resolve()))
    head = read_file(folder / "profile.yaml").value
    return isinstance(head, dict) and head.get("id") == found


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / ".lock").open("a"):
            pass
        if not os.environ.get("DATABASE_URL"):
            _keep_to_ourselves(folder / "kakehashi.sqlite3")
    except OSError as fault:
        raise folder_unusable(folder, fault) from fault


def _keep_to_ourselves(database: Path) -> None:
    """Let this user alone read the database, in whatever folder the operator made for it.

    SQLite gives the files beside it the same permissions.
    """
    os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    if database.stat().st_mode & 0o077:
        with contextlib.suppress(PermissionError):  # of another user, who lets this one write
            database.chmod(0o600)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the node for oneself: in its folder and, where there is one, on its server."""
    from django.db import connection

    with _locked(folder):
        on_server = connection.vendor == "postgresql"
        if on_server:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_NUMBER])
        try:
            yield
        finally:
            if on_server:
                # Closing gives the lock back, whatever state the connection is in.
                connection.close()


def _running_at(file: Path) -> str:
    try:
        address = file.read_text(encoding="ascii").strip()
        port = urlsplit(address).port or 0
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return address
    except (OSError, ValueError):
        return ""
