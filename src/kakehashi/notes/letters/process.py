"""The process itself: one file from standard input, one answer to standard output, and its end."""

import json
import sys
from typing import Any

from kakehashi.wording.files.limits import set_limits


def main() -> None:
    """Read a task (a line of JSON, then the file's bytes) and answer it in the same way."""
    task = json.loads(sys.stdin.buffer.readline())
    set_limits(int(task["seconds"]), int(task["megabytes"]))
    answer, content = _done(task, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def _done(task: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    from kakehashi.notes.letters.faults import Fault
    from kakehashi.notes.letters.reading import read

    try:
        letter, files = read(data)
    except Fault as fault:
        return {"code": fault.code, "facts": fault.facts}, b""
    wanted = [files[at] for at in task["files"] if 0 <= at < len(files)]
    return (
        {
            "code": "",
            "letter": letter.data(),
            "files": [[name, len(content)] for name, content in wanted],
        },
        b"".join(content for _name, content in wanted),
    )
