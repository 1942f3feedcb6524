"""A full disk: pages are still read, and whoever writes is told what happened and what to do."""

import contextlib
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client

from kakehashi.people.models import Account
from kakehashi.records.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


TEXT = {
    "title_en": "A",
    "title_ja": "甲",
    "body_en": "One.",
    "body_ja": "一。",
    "authority": "en,ja",
}


class Disk:
    """Lets nothing be written, as SQLite and PostgreSQL say it."""

    def __init__(self, said="database or disk is full", state=None):
        self.said, self.state, self.refused = said, state, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            self.refused += 1
            fault = OperationalError(self.said)
            fault.__cause__ = sqlite3.OperationalError(self.said)
            fault.__cause__.sqlstate = self.state
            raise fault
        return execute(sql, params, many, context)


@pytest.fixture
def officer(node, monkeypatch):
    # Outside a test no transaction is around the whole page that one failed statement would end.
    monkeypatch.setattr(
        "django.db.transaction.mark_for_rollback_on_error",
        lambda using=None: contextlib.nullcontext(),
    )
    account = node["officer-jp"]
    Account.objects.filter(pk=account.pk).update(visited_at=None)
    visitor = Client(raise_request_exception=False)
    visitor.force_login(account)
    return visitor


def test_pages_of_the_desk_are_read_though_nothing_can_be_written(officer):
    disk = Disk()
    with connection.execute_wrapper(disk):
        for path in ("/en/desk/", "/en/desk/register/"):
            assert officer.get(path).status_code == 200, path
    assert disk.refused > 1


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("disk", "status", "code"),
    [
        (Disk(), 507, "storage-full"),
        (Disk("could not extend file", "53100"), 507, "storage-full"),
        (Disk("disk I/O error"), 503, "storage-fails"),
    ],
)
def test_what_cannot_be_written_is_said_in_both_languages(officer, language, disk, status, code):
    before = Version.objects.count()
    with connection.execute_wrapper(disk):
        answer = officer.post(f"/{language}/desk/new/initiative/", TEXT)
    said = answer.content.decode()
    assert answer.status_code == status, said
    assert code in said
    assert "What you typed is still there" in said
    assert "入力内容が残っています" in said
    assert f'<html lang="{language}"' in said
    assert "Operational" not in said
    assert Version.objects.count() == before
