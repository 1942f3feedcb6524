"""Compiles the style sheet and gathers the page scripts and fonts that the pages need.

Run as ``python -m tools.build_look``. Node comes from the machine or, where it has none that is
new enough, from PyPI into the virtual environment. Nothing is done while the inputs are the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK = ROOT / "src" / "kakehashi" / "look"
STYLES = LOOK / "styles"
BUILT = LOOK / "static" / "look" / "built"
STAMP = BUILT / ".stamp"
PACKAGES = ROOT / "node_modules"
PACKAGES_STAMP = PACKAGES / ".kakehashi-stamp"
NODE_NEEDED = (20, 19)
"""Sass refuses anything older."""

SOURCE_SANS = PACKAGES / "@fontsource-variable" / "source-sans-3"
GOTHIC = PACKAGES / "@expo-google-fonts" / "biz-udpgothic"
GOVUK = PACKAGES / "govuk-frontend"
COPIED = {
    GOVUK / "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    SOURCE_SANS / "files/source-sans-3-latin-wght-normal.woff2": "fonts/",
    SOURCE_SANS / "files/source-sans-3-latin-wght-italic.woff2": "fonts/",
    SOURCE_SANS / "files/source-sans-3-latin-ext-wght-normal.woff2": "fonts/",
    SOURCE_SANS / "LICENSE": "fonts/LICENCE-source-sans-3.txt",
    # For files made here (PDF, PNG): whole fonts, since a document carries what it shows.
    GOTHIC / "400Regular/BIZUDPGothic_400Regular.ttf": "fonts/",
    GOTHIC / "700Bold/BIZUDPGothic_700Bold.ttf": "fonts/",
    GOTHIC / "LICENSE_FONT": "fonts/LICENCE-biz-udpgothic.txt",
}


class BuildFailed(Exception):  # noqa: N818 - its text is the whole message
    """The look cannot be built; the text says what to do."""


def main() -> int:
    """Build if anything changed; return the exit status for the shell."""
    wanted = digest(_inputs())
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted:
        return 0
    try:
        build()
    except BuildFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    STAMP.write_text(wanted, encoding="ascii")
    return 0


def build() -> None:
    """Install the locked packages, compile the style sheet and copy what goes beside it.

    Raises:
        BuildFailed: Node cannot be had, or one of its commands failed.
    """
    node, npm = find_node()
    lock = digest([ROOT / "package-lock.json"])
    if not PACKAGES_STAMP.is_file() or PACKAGES_STAMP.read_text(encoding="ascii") != lock:
        print("look: fetching the style packages")
        _run([npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"], node)
        PACKAGES_STAMP.write_text(lock, encoding="ascii")
    print("look: compiling the style sheet")
    with tempfile.TemporaryDirectory(dir=PACKAGES, prefix=".built-") as folder:
        fresh = Path(folder) / "built"
        (fresh / "fonts").mkdir(parents=True)
        _run(
            [
                node,
                str(PACKAGES / "sass" / "sass.js"),
                "--style=compressed",
                "--no-source-map",
                "--quiet-deps",
                "--pkg-importer=node",
                str(STYLES / "kakehashi.scss"),
                str(fresh / "kakehashi.css"),
            ],
            node,
        )
        for source, target in COPIED.items():
            if not source.is_file():
                raise BuildFailed(f"{source.relative_to(ROOT)} is missing; remove node_modules")
            name = target + source.name if target.endswith("/") else target
            shutil.copyfile(source, fresh / name)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)


def find_node() -> tuple[str, str]:
    """Return the paths of a new enough ``node`` and of ``npm``, fetching them if need be.

    Raises:
        BuildFailed: neither the machine nor PyPI gave one.
    """
    beside = Path(sys.executable).parent
    for place in (beside, None):
        node = shutil.which("node", path=str(place) if place else None)
        npm = shutil.which("npm", path=str(place) if place else None)
        if node and npm and _version(node) >= NODE_NEEDED:
            return node, npm
    print("look: fetching Node into the virtual environment")
    locked = ROOT / "requirements" / "node.txt"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    result = subprocess.run(
        [*command, "--require-hashes", "-r", str(locked)], check=False, cwd=ROOT
    )
    if result.returncode:
        raise BuildFailed("Node could not be fetched; install node 20.19 or newer and npm")
    return str(beside / "node"), str(beside / "npm")


def digest(files: Sequence[Path]) -> str:
    """Return one SHA-256 digest over names and contents of ``files``, in hexadecimal."""
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _inputs() -> list[Path]:
    def found() -> Iterator[Path]:
        yield ROOT / "package-lock.json"
        yield Path(__file__).resolve()
        yield from sorted(STYLES.glob("*.scss"))

    return list(found())


def _version(node: str) -> tuple[int, ...]:
    result = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    parts = result.stdout.strip().lstrip("v").split(".")[:2]
    return tuple(int(part) for part in parts if part.isdigit())


def _run(command: Sequence[str], node: str) -> None:
    # npm is a script of its own that looks for `node` on the path.
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    result = subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
    if result.returncode:
        said = (result.stderr or result.stdout).strip()
        raise BuildFailed(f"{Path(command[0]).name} failed:\n{said}")


if __name__ == "__main__":
    sys.exit(main())
