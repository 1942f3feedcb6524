"""``kakehashi bundle``: what it prints, what it leaves, how it ends."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from kakehashi.cli import node as cli_node
from kakehashi.cli.bundle import bundle
from kakehashi.errors import Refused
from kakehashi.exchange.models import Incoming
from kakehashi.exchange.own_keys import own_keys
from kakehashi.records import services
from tests.cast import NOW
from tests.exchange.by_hand import ByHand
from tests.exchange.test_parcels import made


@pytest.fixture
def two(cast, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(cli_node, "prepare", lambda: SimpleNamespace(language="en"))
    monkeypatch.setattr(cli_node, "now", lambda: NOW)
    yield ByHand(settings, tmp_path)
    own_keys.cache_clear()


def run(*arguments):
    return CliRunner().invoke(bundle, [str(one) for one in arguments])


@pytest.mark.parametrize("name", ["out", "out.tar"])
def test_exported_looked_at_and_imported(two, cast, tmp_path, name):
    services.share(item=made(cast.haruka).pk, by=cast.haruka, at=NOW)
    place = tmp_path / name
    done = run("export", place, "--to", "GB", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["start"], told["size"], told["left"]) == (0, 1, 0)
    assert isinstance(run("export", place).exception, Refused)
    two.at("GB")
    done = run("import", place, "--look")
    assert done.exit_code == 0
    assert "new here" in done.stdout
    assert not Incoming.objects.exists()
    done = run("import", place, "--json")
    assert json.loads(done.stdout)["texts"] == 1
    done = run("import", place)
    assert done.exit_code == 0
    assert "taken in before" in done.output
    assert Incoming.objects.count() == 1
    done = run("import", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert isinstance(done.exception, Refused)
