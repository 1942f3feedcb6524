"""The guide to the API does what it says: every example runs, as it stands, on a served node."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import KAKEHASHI, environment
from tests.cli.test_up import served

pytestmark = pytest.mark.long

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_every_example_of_the_guide_runs(node, free_port):
    site = f"127.0.0.1:{free_port}"
    said = []
    with served(node, free_port):
        for language, block in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
            code = block.replace("127.0.0.1:8000", site)
            code = code.replace(".venv/bin/kakehashi", str(KAKEHASHI))
            command = (
                ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
            )
            done = subprocess.run(
                [*command, code],
                env=environment(node),
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 0, (code, done.stderr)
            said.append(done.stdout)
    assert len(said) == 9
    public, actions, results, record, official, mirror, since, tag, problem = said
    assert '"next":"/api/v1/joint-actions?' in public
    assert actions.count("\n") > 3
    assert (
        "半導体研究に関する日英共同公募 / Joint UK-Japan call for semiconductor research" in results
    )
    assert "3.99 million pounds" in results
    assert "399万ポンド" in results
    assert '"content_digest":' in record
    assert '"reads_as":"GB"' in official
    assert mirror.strip().splitlines()[-1].startswith("ask again later at /api/v1/changes?")
    assert len(since.splitlines()) > 95
    assert tag == "304\n"
    assert "parameter-wrong" in problem
    assert "パラメーター" in problem
