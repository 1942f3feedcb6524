"""How the node speaks to its operator's terminal."""

import logging
from types import TracebackType

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLine(logging.Formatter):
    """Says what happened without the trace: for what others send, not for our own faults."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record in one line, cut where somebody sent a very long name."""
        return super().format(record).replace("\n", " ")[:500]

    def formatException(self, ei: Failure) -> str:  # noqa: N802 - the library's name
        """Return nothing for a trace."""
        del ei
        return ""

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - the library's name
        """Return nothing for a stack."""
        del stack_info
        return ""
