"""A node with the real partnership, a secret text, and tokens to read it by."""

import pytest
from django.test import Client
from django.utils import timezone

from kakehashi.people.tokens import make_token
from kakehashi.records import services
from tests.records.test_faces import text


class Caller:
    """Calls the API, as anybody or with a token."""

    def __init__(self, secret=""):
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path, **more):
        client = Client(raise_request_exception=False)
        return client.get(path, headers={**self.headers, **more.pop("headers", {})}, **more)

    def items(self, path):
        """Return every item of a list, page by page."""
        found = []
        while path:
            page = self.get(path).json()
            found += page["items"]
            path = page["next"]
        return found

    def pages_of_changes(self):
        page = self.get("/api/v1/changes?limit=200").json()
        while True:
            yield page
            if len(page["items"]) < 200:
                return
            page = self.get(page["next"]).json()

    def items_of_changes(self):
        return [one for page in self.pages_of_changes() for one in page["items"]]

    def end_of_changes(self):
        return list(self.pages_of_changes())[-1]["next"]


@pytest.fixture
def anybody(db):
    return Caller()


@pytest.fixture
def secret(node):
    """A draft of Japan's that nobody else may know of."""
    return services.create(
        kind="update", text=text("Unseen words"), by=node["officer-jp"], at=timezone.now()
    )


def token_for(account):
    return make_token(account=account, name="test", by=account, at=timezone.now())[1]


@pytest.fixture
def tokyo(node):
    return Caller(token_for(node["officer-jp"]))


@pytest.fixture
def london(node):
    return Caller(token_for(node["officer-gb"]))
