"""A folder that is brought to hold certain files, all of them whole, and nothing of ours besides.

What changed is written beside first and moved into place only when everything is there. A manifest
names every file of ours by its digest; it is written last. Whatever else lies in the folder stays.
"""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kakehashi.errors import Refused

MANIFEST = "kakehashi-site.json"
_STAGE = ".kakehashi-staging"
_JOURNAL = "journal.json"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


class FolderNotOurs(Refused):
    """The folder holds files that no build of ours put there."""

    code = "site-folder-not-ours"
    status = 409
    message = {
        "en": "The folder {folder} holds {file}, which was not written by this command.",
        "ja": "フォルダー「{folder}」に、このコマンドが書き込んだものではない {file} があります。",
    }
    hint = {
        "en": "Give an empty or new folder, or one that an earlier run has filled.",
        "ja": "空のフォルダー、新しいフォルダー、又は以前に出力したフォルダーを指定してください。",
    }


class FolderUnwritable(Refused):
    """The folder cannot be made, read or written."""

    code = "site-folder-unusable"
    status = 409
    message = {
        "en": "The folder {folder} cannot be used: {why}.",
        "ja": "フォルダー「{folder}」は使用できません（{why}）。",
    }
    hint = {
        "en": "The site in it stays as it was. Give a folder that you may write to.",
        "ja": "フォルダー内のサイトは元のままです。書き込みのできるフォルダーを指定してください。",
    }


class FolderFull(Refused):
    """There is no room for the site."""

    code = "site-folder-full"
    status = 507
    message = {
        "en": "There is no room left for the site in {folder}.",
        "ja": "「{folder}」には、サイトを書き込む空き容量がありません。",
    }
    hint = {
        "en": "The site in it stays as it was. Make room and run the command again.",
        "ja": "フォルダー内のサイトは元のままです。空き容量を確保して、もう一度実行してください。",
    }


class FolderBusy(Refused):
    """Another run is writing to the folder."""

    code = "site-folder-busy"
    status = 409
    message = {
        "en": "Another run is writing to the folder {folder}.",
        "ja": "フォルダー「{folder}」には、別の実行が書き込み中です。",
    }
    hint = {
        "en": "Wait until it has finished and run the command again.",
        "ja": "終了を待って、もう一度実行してください。",
    }


@contextlib.contextmanager
def opened(path: Path) -> Iterator["Folder"]:
    """Yield the folder at ``path``, made where it is missing, held for this run alone.

    When the body fails, what was written beside is taken away and the folder is as before.

    Raises:
        FolderNotOurs: it holds files and no manifest of ours.
        FolderBusy: another run holds it.
        FolderFull, FolderUnwritable: the system does not let us.
    """
    held = -1
    try:
        path.mkdir(parents=True, exist_ok=True)
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderBusy(folder=path) from None
        folder = Folder(path)
        try:
            yield folder
        finally:
            folder.clear()
    except OSError as fault:
        raise _refusal(path, fault) from fault
    finally:
        if held >= 0:
            os.close(held)


def _refusal(path: Path, fault: OSError) -> Refused:
    if fault.errno in _NO_SPACE:
        return FolderFull(folder=path)
    return FolderUnwritable(folder=path, why=fault.strerror or str(fault))


class Folder:
    """The folder while it is being filled."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stage = path / _STAGE
        self._known = self._ours()
        self._digests: dict[str, str] = {}
        self._waiting: list[str] = []
        self._plain: set[PurePosixPath] = set()
        self.unchanged = 0
        self._begin()

    @property
    def changed(self) -> list[str]:
        """Names of the files that were put and are not in the folder as they are."""
        return list(self._waiting)

    @property
    def total(self) -> int:
        """How many files were put."""
        return len(self._digests)

    def holds(self, name: str) -> bool:
        """Say whether a file of this name was put already."""
        return name in self._digests

    def put(self, name: str, content: bytes) -> None:
        """Say that the folder is to hold ``content`` as ``name``, a path with slashes.

        Raises:
            FolderNotOurs: a file or link that is not ours stands in its place.
        """
        self._digests[name] = hashlib.sha256(content).hexdigest()
        self._check_place(PurePosixPath(name))
        target = self.path / name
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            if target.read_bytes() == content:
                self.unchanged += 1
                return
            if name not in self._known:
                raise FolderNotOurs(folder=self.path, file=name)
        staged = self._stage / str(len(self._waiting))
        staged.write_bytes(content)
        self._waiting.append(name)

    def finish(self, about: dict[str, object]) -> tuple[list[str], list[str]]:
        """Move everything into place, take away what is of ours and no longer wanted.

        Args:
            about: what else the manifest says.

        Returns:
            Names of files taken away, and of files of ours that somebody changed, which stay.
        """
        journal = {"files": {name: self._digests[name] for name in self._waiting}}
        (self._stage / _JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
        gone, kept = self._remove()
        for place, name in enumerate(self._waiting):
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (self._stage / str(place)).replace(target)
        self._write_manifest(about)
        return gone, kept

    def clear(self) -> None:
        """Take away what was written beside."""
        shutil.rmtree(self._stage, ignore_errors=True)

    def _begin(self) -> None:
        self.clear()
        self._stage.mkdir()

    def _ours(self) -> dict[str, str]:
        """Return the files that earlier runs wrote, by name, with their digests."""
        known = _listed(self.path / MANIFEST)
        begun = _listed(self._stage / _JOURNAL)
        if known is None and begun is None:
            for one in sorted(self.path.iterdir()):
                if one.name != _STAGE:
                    raise FolderNotOurs(folder=self.path, file=one.name)
        return {**(known or {}), **(begun or {})}

    def _check_place(self, name: PurePosixPath) -> None:
        """Refuse a path that a link inside the folder would lead out of it."""
        for above in list(name.parents)[:-1]:
            if above in self._plain:
                continue
            inside = self.path / above
            foreign = inside.exists() and not inside.is_dir() and str(above) not in self._known
            if inside.is_symlink() or foreign:
                raise FolderNotOurs(folder=self.path, file=str(above))
            self._plain.add(above)
        if (self.path / name).is_symlink():
            raise FolderNotOurs(folder=self.path, file=str(name))

    def _remove(self) -> tuple[list[str], list[str]]:
        gone, kept = [], []
        for name, digest in self._known.items():
            target = self.path / name
            if name in self._digests or target.is_symlink() or not target.is_file():
                continue
            if hashlib.sha256(target.read_bytes()).hexdigest() != digest:
                kept.append(name)
                continue
            target.unlink()
            gone.append(name)
            for above in list(PurePosixPath(name).parents)[:-1]:
                try:
                    (self.path / above).rmdir()
                except OSError:
                    break  # something is still in it
        return sorted(gone), sorted(kept)

    def _write_manifest(self, about: dict[str, object]) -> None:
        said = {**about, "files": dict(sorted(self._digests.items()))}
        written = (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
        manifest = self.path / MANIFEST
        if manifest.is_file() and manifest.read_bytes() == written:
            return
        (self._stage / MANIFEST).write_bytes(written)
        (self._stage / MANIFEST).replace(manifest)


def _listed(file: Path) -> dict[str, str] | None:
    """Return the files that a manifest or journal lists; None where it is none."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        files = said["files"]
        return {str(name): str(digest) for name, digest in files.items() if _plain(str(name))}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _plain(name: str) -> bool:
    """Say whether a name stays inside the folder."""
    return not name.startswith("/") and not {"", ".", ".."} & set(name.split("/"))
