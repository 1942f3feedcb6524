"""Installs the locked packages of the verifier in ``verifier/``.

Run as ``python -m tools.install_verifier``. Nothing is done while the lock is the same.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.build_look import ROOT, BuildFailed, digest, find_node

FOLDER = ROOT / "verifier"
LOCK = FOLDER / "package-lock.json"
STAMP = FOLDER / "node_modules" / ".kakehashi-stamp"


def main() -> int:
    """Install if the lock changed; return the exit status for the shell."""
    wanted = digest([LOCK])
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted:
        return 0
    try:
        node, npm = find_node()
    except BuildFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    # npm is a script of its own that looks for `node` on the path.
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    result = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=FOLDER,
        check=False,
        env={**os.environ, "PATH": path},
    )
    if result.returncode == 0:
        STAMP.write_text(wanted, encoding="ascii")
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
