"""The mail server of tests, shared with the reminders of people."""

from tests.governance.test_reminders import port, postbox, running

__all__ = ["port", "postbox", "running"]
