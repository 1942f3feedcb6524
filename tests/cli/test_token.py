"""``kakehashi token``: a secret printed once, a list without secrets, and an end to it."""

import json


def test_a_token_is_made_listed_and_revoked(shell, node):
    done = shell("token", "make", "officer-gb", "--name", "mirror", folder=node)
    secret = done.stdout.strip()
    assert secret.startswith("kkh_")
    listed = shell("token", "list", "--json", folder=node).stdout
    assert secret not in listed
    [one] = json.loads(listed)
    assert (one["account"], one["name"], one["works"]) == ("officer-gb", "mirror", True)
    assert shell("token", "revoke", one["id"], folder=node).returncode == 0
    assert shell("token", "list", folder=node).stdout.rstrip().endswith("-")
    again = shell("token", "revoke", one["id"], folder=node)
    assert again.returncode == 1
    assert again.stderr.startswith("error: there is no such token")
    other = shell("token", "list", "officer-jp", "--as", "officer-gb", folder=node)
    assert other.returncode == 1
