"""``kakehashi wording``: what the checks find in every published record of a node."""

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import print_json, words
from kakehashi.errors import Words

if TYPE_CHECKING:
    from kakehashi.drafting.published import Checked

_SEVERITIES: Final = ("error", "warning", "note")
_SUMMARY: Words = {
    "en": "{records} published record(s) with findings: {error} error(s), {warning} warning(s), "
    "{note} note(s)",
    "ja": "指摘のある公表案件 {records} 件: 要修正 {error}、要確認 {warning}、参考 {note}",
}


@click.command(
    name="wording",
    help=_(
        "Run the wording check and the comparison of both languages on every published record. "
        "Exit status 1 when a finding is at or above --fail-on."
    ),
    short_help=_("Check the wording of every published record."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the findings as JSON."))
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="error",
    show_default=True,
    help=_("The least severity that makes the exit status 1."),
)
def wording(*, as_json: bool, fail_on: str) -> int:
    """Print every finding, one a line, with the record and field it is in."""
    from kakehashi.cli.node import prepare

    node = prepare()
    from kakehashi.drafting.published import all_published

    counts: Counter[str] = Counter()
    records = 0
    reported: list[dict[str, Any]] = []
    for checked in all_published():
        records += 1
        counts.update(str(one.severity) for field in checked.fields for one in field.found)
        if as_json:
            reported.append(_report(checked))
        else:
            _print(checked, node.language)
    if as_json:
        print_json(reported)
    said = words(_SUMMARY, node.language)
    click.echo(
        said.format(records=records, **{name: counts[name] for name in _SEVERITIES}), err=True
    )
    failing = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
    return int(any(counts[name] for name in failing))


def _print(checked: "Checked", language: str) -> None:
    from kakehashi.drafting.findings import SEVERITY_NAMES

    for field in checked.fields:
        place = f"{checked.entry.reference} {words(field.label, language)}"
        for one in field.found:
            weight = words(SEVERITY_NAMES[one.severity], language)
            found = f" {' '.join(one.found.split())}:" if one.found else ""
            click.echo(f"{place}: {weight}:{found} {words(one.reason, language)} [{one.rule}]")


def _report(checked: "Checked") -> dict[str, Any]:
    return {
        "ref": checked.entry.reference,
        "kind": checked.entry.kind,
        "findings": [
            {
                "field": field.paragraph.id,
                "language": one.language,
                "rule": one.rule,
                "severity": str(one.severity),
                "found": one.found,
                "reason": dict(one.reason),
            }
            for field in checked.fields
            for one in field.found
        ],
    }
