"""Schemathesis on every address of the API: no server error, no answer that the document denies.

Examples are drawn from the document, some as it says and some not, the same at every run;
KAKEHASHI_API_EXAMPLES asks for more. Cursors are left to :mod:`tests.api.test_answers`: no schema
can say which text is one.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode

from kakehashi.config.wsgi import application

pytestmark = pytest.mark.long

EXAMPLES = int(os.environ.get("KAKEHASHI_API_EXAMPLES", "8"))
SETTINGS = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MOST_WORDS = 30


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def tried(headers):
    """Try every address as ``headers`` say, and return how many answers were checked."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    checked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @SETTINGS
            @given(case=operation.as_strategy(generation_mode=mode))
            def run(case):
                nonlocal checked
                words = (case.query or {}).get("q")
                assume("cursor" not in (case.query or {}))
                assume(not isinstance(words, str) or len(words.split()) <= MOST_WORDS)
                case.call_and_validate(headers=headers)
                checked += 1

            run()
    return checked


def test_anybody(node):
    assert tried({}) > 18 * EXAMPLES


def test_with_a_token(tokyo):
    assert tried(tokyo.headers) > 18 * EXAMPLES
