"""Browsers of two officers, signed in on a node that both sides share."""

import pytest
from django.test import Client


@pytest.fixture
def tokyo(node):
    client = Client()
    client.force_login(node["officer-jp"])
    return client


@pytest.fixture
def london(node):
    client = Client()
    client.force_login(node["officer-gb"])
    return client
