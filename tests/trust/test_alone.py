"""The library stands alone: no Django, no clock, no network, and quick to start for what records need."""

import subprocess
import sys

ALL = """
import importlib, pkgutil, sys
import kakehashi.trust as room
assert not {"nacl", "cryptography"} & set(sys.modules), "what records need starts without them"
for one in pkgutil.iter_modules(room.__path__, "kakehashi.trust."):
    importlib.import_module(one.name)
found = [name for name in ("django", "socket", "ssl", "asyncio", "urllib.request") if name in sys.modules]
ours = {name for name in sys.modules if name.startswith("kakehashi.")}
print(found, sorted(name for name in ours if not name.startswith(("kakehashi.trust", "kakehashi.errors"))))
"""


def test_all_of_it_imports_without_django_or_network():
    done = subprocess.run([sys.executable, "-c", ALL], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[] []", done.stdout + done.stderr
