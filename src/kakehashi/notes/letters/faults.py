"""Why a file cannot be read, as the reading process says it."""


class Fault(Exception):  # noqa: N818 - it says what is wrong with a file
    """A reason with a stable code and its facts; the parent makes a refusal of it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
