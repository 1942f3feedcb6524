"""The process itself: one task from standard input, one answer to standard output, and its end."""

import json
import sys
from typing import Any

from kakehashi.wording.files.limits import set_limits


def main() -> None:
    """Read a task (a line of JSON, then the template's bytes) and answer it in the same way."""
    head = sys.stdin.buffer.readline()
    task = json.loads(head)
    set_limits(int(task["seconds"]), int(task["megabytes"]))
    answer, document = _done(task, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n" + document)
    sys.stdout.buffer.flush()


def _done(task: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    from kakehashi.briefing.papers.sandbox.faults import Fault
    from kakehashi.briefing.papers.sandbox.filling import checked, filled

    try:
        archive = checked(data, task["names"])
        document = b""
        for sample in task["samples"]:
            filled(archive, sample, task["properties"])
        if task["data"] is not None:
            document = filled(archive, task["data"], task["properties"])
    except Fault as fault:
        return {"code": fault.code, "facts": fault.facts}, b""
    except (MemoryError, RecursionError):
        return {"code": "template-too-long", "facts": {"most": ""}}, b""
    return {"code": ""}, document
