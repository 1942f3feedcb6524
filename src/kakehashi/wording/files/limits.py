"""What the process may use of the machine, set before it looks at anything."""

import resource

SECONDS = 30
"""Of reckoning, and, as the parent counts it, of waiting."""

MEGABYTES = 1024
"""Of memory, the interpreter and its libraries included."""


def set_limits(seconds: int, megabytes: int) -> None:
    """Limit processor time and memory; forbid files of any size, and other processes."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(what, (most, most))
