"""Keeps the reference pages in step with the code they are written from.

Run as ``python -m tools.check_docs`` to compare, with ``--write`` to write them anew.
"""

import difflib
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from kakehashi.briefing.papers.reference import describe_papers
from kakehashi.cli.main import program
from kakehashi.cli.refusals import all_refusals
from kakehashi.framework.profile.loading import load_profile
from kakehashi.framework.profile.reference import describe_schema
from kakehashi.governance import action_rules
from kakehashi.people.rules import PERMISSIONS
from kakehashi.records.kinds import LANES
from kakehashi.records.rules import NEEDS, STATE_WORDS, diagram
from kakehashi.wording.linting.reference import describe_rules

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
SHIPPED = "uk-japan"
_LANES = {
    "own": "Own entry: each side speaks for itself; nobody confirms it.",
    "shared": "Shared wording: one side holds the pen, both confirm.",
    "restricted": "Restricted: for named people; a second official of the sending side consents.",
}


def errors_page() -> str:
    """Return the page of all refusals, in both languages."""
    return "\n".join(_errors())


def _errors() -> Iterator[str]:
    yield "# Refusals\n"
    yield "Everything anticipated that can go wrong has a code that never changes. Pages show the"
    yield "message and what to do next; the command line prints them as `error:` and `hint:`."
    yield "Words in braces are filled in. `kakehashi errors` prints this list.\n"
    for kind in all_refusals():
        yield f"## {kind.code}\n"
        yield f"HTTP {kind.status} · `{kind.__module__}`\n"
        for language in ("en", "ja"):
            yield f"- {kind.message[language]}"
            yield f"  → {kind.hint[language]}"
        yield ""


def states_page() -> str:
    """Return the page of states: a diagram for every lane, and who may take which step."""
    return "\n".join(_states())


def _states() -> Iterator[str]:
    yield "# States of a record\n"
    yield "Written from the tables in `src/kakehashi/records/rules.py`.\n"
    yield "| state | in English | 日本語 |\n|---|---|---|"
    for state, said in STATE_WORDS.items():
        yield f"| `{state}` | {said['en']} | {said['ja']} |"
    for lane in LANES:
        yield f"\n## {_LANES[lane]}\n\n```mermaid\n{diagram(lane)}```"
    yield "\n## Steps\n\n| step | permission it takes |\n|---|---|"
    for step, permission in NEEDS.items():
        yield f"| `{step}` | {PERMISSIONS[permission]['en']} |"
    yield ""


def action_points_page() -> str:
    """Return the page of action points: who may take which step, as diagrams and as tables."""
    return "\n".join(_action_points())


def _action_points() -> Iterator[str]:
    yield "# The course of an action point\n"
    yield "Written from the tables in `src/kakehashi/governance/action_rules.py`. A step is an own"
    yield "entry of the side that takes it, shared at once; the standing is replayed from them.\n"
    yield "| standing | in English | 日本語 |\n|---|---|---|"
    for standing, said in action_rules.STANDINGS.items():
        yield f"| `{standing}` | {said['en']} | {said['ja']} |"
    for weight, title in (
        (action_rules.ORDINARY, "Ordinary: closed by its owner, reopened by the other side"),
        (action_rules.PRIORITY, "Priority: done when the other side has verified it"),
    ):
        yield f"\n## {title}\n\n```mermaid\n{action_rules.diagram(weight)}```\n"
        yield "| standing | step | whose | leads to |\n|---|---|---|---|"
        for row in action_rules.truth_table():
            if row[0] == weight:
                yield f"| `{row[1]}` | `{row[2]}` | {action_rules.BY[row[3]]['en']} | `{row[4]}` |"
    yield "\n## The due date\n"
    yield "A date is firm, and can be overdue, when the owner's side stands behind it.\n"
    yield f"```mermaid\n{action_rules.due_diagram()}```"
    yield "\n## Steps\n\n| step | in English | 日本語 | permissions it takes |\n|---|---|---|---|"
    for step, said in action_rules.STEPS.items():
        needs = ", ".join(PERMISSIONS[one]["en"] for one in action_rules.NEEDS[step])
        yield f"| `{step}` | {said['en']} | {said['ja']} | {needs} |"
    yield f"\nReopening is open for {action_rules.REOPEN_WITHIN} days that are working days in the"
    yield "calendars of both sides, counted from the day after it was closed."
    yield ""


def roles_page() -> str:
    """Return the page of the roles that come with a profile, in both languages."""
    return "\n".join(_roles())


def _roles() -> Iterator[str]:
    yield "# Roles\n"
    yield f"Roles are data: these come with the profile `{SHIPPED}`. `kakehashi roles` prints those"
    yield "of a node. What a person then sees also hangs on their side and on the marking.\n"
    roles = load_profile(SHIPPED).roles
    for role in roles:
        yield f"## {role.names['en']} · {role.names['ja']} (`{role.code}`)\n"
        yield f"{role.description['en'].strip()}\n"
        yield f"{role.description['ja'].strip()}\n"
    yield "## Permissions\n"
    codes = [role.code for role in roles]
    yield f"| permission | {' | '.join(codes)} |"
    yield f"|---|{'---|' * len(codes)}"
    for permission, said in PERMISSIONS.items():
        marks = ("●" if permission in role.permissions else "" for role in roles)
        yield f"| {said['en']} · {said['ja']} | {' | '.join(marks)} |"
    yield ""


def commands_page() -> str:
    """Return the page of commands, as their help says them."""
    return "\n".join(_commands())


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "As `--help` says them. A command on an empty data folder makes the tables and loads the"
    yield "profile by itself. Exit status: 0 done, 1 refused, 2 called wrongly, 130 interrupted.\n"
    root = program("en")
    context = click.Context(root, info_name="kakehashi", max_content_width=92, terminal_width=92)
    yield from _command(root, context)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                inner = click.Context(
                    found, parent=context, info_name=name, terminal_width=92, max_content_width=92
                )
                yield from _command(found, inner)


def addresses_page() -> str:
    """Return the page of the addresses of the public site, and of the columns of its data."""
    return "\n".join(_addresses())


def _addresses() -> Iterator[str]:
    from kakehashi.portal.addresses import STABLE
    from kakehashi.portal.datasets import datasets

    yield "# Public addresses\n"
    yield "These addresses stay. Those marked *each language* stand after `/en` and `/ja`; without"
    yield "either, the reader's language is found by asking. Data hold both and stand once."
    yield "Every answer has an `ETag`; an unchanged one is answered with 304.\n"
    yield "| address | what is there | | where |\n|---|---|---|---|"
    for one in STABLE.values():
        where = "each language" if one.both else "once"
        yield f"| `{one.path}` | {one.what['en']} | {one.what['ja']} | {where} |"
    yield ""
    for dataset in datasets().values():
        yield f"## `/data/{dataset.name}.json`, `/data/{dataset.name}.csv`\n"
        yield f"{dataset.titles['en']} · {dataset.titles['ja']}. {dataset.what['en']}\n"
        yield "| column | |\n|---|---|"
        for column in dataset.columns:
            yield f"| `{column.name}` | {column.what['en']} |"
        yield ""


def api_page() -> str:
    """Return the page of the API, from its OpenAPI document."""
    all_refusals()  # starts Django, which the API's shapes need
    from kakehashi.api.reference import reference_page

    return reference_page()


def columns_page() -> str:
    """Return the page of the columns of the register's tables."""
    all_refusals()  # starts Django, which the kinds of record need
    from kakehashi.workplan.sheets.columns import describe_columns

    return describe_columns()


def trust_page() -> str:
    """Return the page of the library ``kakehashi.trust``: every module and public name."""
    return "\n".join(_trust())


def _trust() -> Iterator[str]:
    import kakehashi.trust

    yield "# The library `kakehashi.trust`\n"
    yield "Checks and makes what crosses between two nodes. Imports no Django, no clock and no"
    yield "network; needs `cryptography`, `PyNaCl` and `rfc8785`. The formats stand in"
    yield "[spec/](../../spec/README.md); docstrings say arguments, units, sections and refusals.\n"
    yield "```python\nfrom kakehashi.trust import notes, note_keys\n"
    yield "key = note_keys.verifier_key(text)"
    yield "checkpoint, signed = notes.open_checkpoint(content, [key], strict=False)\n```\n"
    for found in pkgutil.iter_modules(kakehashi.trust.__path__, "kakehashi.trust."):
        module = importlib.import_module(found.name)
        yield f"## {found.name.removeprefix('kakehashi.')}\n\n{inspect.getdoc(module)}\n"
        yield "| name | |\n|---|---|"
        for name, value in vars(module).items():
            own = getattr(value, "__module__", "") == found.name
            if own and not name.startswith("_") and callable(value):
                said = (inspect.getdoc(value) or "").partition("\n")[0].replace("|", "\\|")
                yield f"| `{name}` | {said} |"
        yield ""


PAGES: Mapping[str, Callable[[], str]] = {
    "action-points.md": action_points_page,
    "api.md": api_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
    "papers.md": describe_papers,
    "profile.md": describe_schema,
    "public-addresses.md": addresses_page,
    "register-columns.md": columns_page,
    "roles.md": roles_page,
    "states.md": states_page,
    "trust.md": trust_page,
    "wording-rules.md": describe_rules,
}


def main(*, write: bool) -> int:
    """Compare every page with the code, or write it; return the exit status."""
    stale = 0
    for name, page in PAGES.items():
        file = FOLDER / name
        wanted = page()
        found = file.read_text(encoding="utf-8") if file.exists() else ""
        if found == wanted:
            continue
        if write:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted, encoding="utf-8")
            continue
        stale += 1
        print(f"docs/reference/{name} is behind the code:", file=sys.stderr)
        changes = difflib.unified_diff(found.splitlines(), wanted.splitlines(), lineterm="", n=0)
        print("\n".join(list(changes)[2:14]), file=sys.stderr)
    if stale:
        print("hint: python -m tools.check_docs --write", file=sys.stderr)
        return 1
    print(f"documentation: {len(PAGES)} reference pages in step with the code")
    return 0


if __name__ == "__main__":
    sys.exit(main(write="--write" in sys.argv[1:]))
