"""A PostgreSQL of one's own: it answers, passes the status on, and leaves nothing behind."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tools.check_repo import ROOT

ASK = """
import os, sys, psycopg, dj_database_url
told = dj_database_url.parse(os.environ["DATABASE_URL"])
with psycopg.connect(host=told["HOST"], user=told["USER"], dbname=told["NAME"]) as connection:
    print(told["HOST"], connection.execute("SHOW server_encoding").fetchone()[0])
sys.exit(7)
"""


def test_it_answers_and_is_gone():
    done = subprocess.run(
        [sys.executable, "-m", "tools.with_postgres", sys.executable, "-c", ASK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 7, done.stderr
    folder, encoding = done.stdout.split()
    assert encoding == "UTF8"
    assert Path(folder).parent in {Path("/tmp"), Path(tempfile.gettempdir())}
    assert not Path(folder).exists()
