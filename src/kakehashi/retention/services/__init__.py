"""Writing retention: filing, holds, packages for the archive, disposal by two officials."""

from kakehashi.retention.services.disposing import approve, decline, propose, withdraw
from kakehashi.retention.services.filing import file_record, hold, release
from kakehashi.retention.services.refusals import (
    AuthorityMissing,
    DisposalNotDue,
    DisposalSettled,
    FileClassUnknown,
    NotForArchive,
    RetentionReasonMissing,
    SecondOfficialNeeded,
)
from kakehashi.retention.services.transferring import make_transfer, record_receipt

__all__ = [
    "AuthorityMissing",
    "DisposalNotDue",
    "DisposalSettled",
    "FileClassUnknown",
    "NotForArchive",
    "RetentionReasonMissing",
    "SecondOfficialNeeded",
    "approve",
    "decline",
    "file_record",
    "hold",
    "make_transfer",
    "propose",
    "record_receipt",
    "release",
    "withdraw",
]
