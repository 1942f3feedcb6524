"""``kakehashi work``: what is planned goes out when it is due, by the command and beside ``up``."""

import datetime as dt
import subprocess
import sys
import time
import urllib.error
import urllib.request

from tests.cli.conftest import environment
from tests.cli.test_up import served

PLAN = """
import datetime as dt, sys
from kakehashi.cli.given import Given
from kakehashi.cli.node import set_up_django
from pathlib import Path
set_up_django(Given(folder=Path(sys.argv[1])))
from kakehashi.people.models import Account
from kakehashi.records import services
from kakehashi.records.services import NewText

import pytest

pytestmark = pytest.mark.long
now = dt.datetime.now(dt.UTC)
by = Account.objects.get(username="officer-jp")
made = services.create(kind="update", text=NewText(
    wording={"title": {"en": "Under embargo"}}, facts={}), by=by, at=now)
services.plan_publication(item=made.pk, publish_at=now + dt.timedelta(seconds=float(sys.argv[2])),
    zone="Asia/Tokyo", by=by, at=now)
print(made.reference)
"""


def planned(folder, seconds):
    return subprocess.run(
        [sys.executable, "-c", PLAN, str(folder), str(seconds)],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_the_command_publishes_what_is_due_and_says_how_many(shell, node):
    assert shell("work", "--once", "--lang", "en", folder=node).stdout == "published: 0\n"
    planned(node, 0.2)
    planned(node, 3600)
    time.sleep(1.2)
    assert shell("work", "--once", "--lang", "ja", folder=node).stdout == "公表: 1 件\n"
    assert shell("work", "--once", "--lang", "en", folder=node).stdout == "published: 0\n"


def test_up_publishes_by_itself_and_leaves_no_worker_behind(node, free_port):
    with served(node, free_port):
        reference = planned(node, 2)
        address = f"http://127.0.0.1:{free_port}/en/records/{reference}/"
        assert status(address) == 404
        patience = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=40)
        while status(address) == 404 and dt.datetime.now(dt.UTC) < patience:
            time.sleep(0.5)
        assert status(address) == 200
