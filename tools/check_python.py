"""Says what is missing of Python before anything is set up. Runs on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is for those who have an older one
    sys.exit(
        "error: Python %d.%d is too old; Kakehashi needs 3.11 or newer\n"  # noqa: UP031
        "hint: name a newer one: make PYTHON=python3.11 up" % sys.version_info[:2]
    )
try:
    import ensurepip  # noqa: F401 - absent where Debian's python3-venv is
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "error: this Python cannot make virtual environments\n"
        "hint: on Debian: apt-get install python3-venv"
    )
