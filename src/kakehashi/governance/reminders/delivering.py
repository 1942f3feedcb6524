"""Handing one mail to the server, and what is known of it afterwards."""

import smtplib
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives

SENT, WAITING, REFUSED, UNKNOWN = "sent", "waiting", "refused", "unknown"

_TEMPORARY = range(400, 500)


@dataclass(frozen=True)
class Outcome:
    """How handing over one mail went."""

    state: str
    """``sent``; ``waiting`` or ``refused``, certainly not sent; ``unknown``, perhaps sent."""
    reason: str = ""
    """What the server said, without any address."""
    away: bool = False
    """Whether the server does not answer: the others are left for later."""

    @property
    def certainly_not(self) -> bool:
        """Whether it certainly did not go, so that what it told is still to be told."""
        return self.state in (WAITING, REFUSED)


def deliver(connection: Any, mail: EmailMultiAlternatives) -> Outcome:
    """Hand ``mail`` to the server behind ``connection``, once."""
    try:
        _reach(connection)
    except (OSError, smtplib.SMTPException) as fault:
        return Outcome(WAITING, _why(fault), away=True)
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _said in fault.recipients.values()]
        return _refused(next(iter(codes), 0))
    except smtplib.SMTPResponseException as fault:
        return _refused(fault.smtp_code)
    except (OSError, smtplib.SMTPException) as fault:
        # The text may have gone before the connection broke: it is not sent a second time.
        return Outcome(UNKNOWN, _why(fault), away=True)
    return Outcome(SENT)


def _reach(connection: Any) -> None:
    """Make sure that the server answers before anything is handed to it."""
    connection.open()
    server = getattr(connection, "connection", None)
    if isinstance(server, smtplib.SMTP):
        code, _said = server.noop()
        if code != 250:  # noqa: PLR2004 - RFC 5321, 4.2.3
            raise smtplib.SMTPServerDisconnected(f"the server answered {code}")


def _refused(code: int) -> Outcome:
    return Outcome(WAITING if code in _TEMPORARY else REFUSED, f"SMTP {code}")


def _why(fault: Exception) -> str:
    """Return what happened without any address in it."""
    code = getattr(fault, "smtp_code", None)
    return f"SMTP {code}" if code else type(fault).__name__
