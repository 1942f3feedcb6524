"""``kakehashi lint`` and ``kakehashi compare``: checks of wording for any files, without a node."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kakehashi.cli.voice import marked as _
from kakehashi.cli.voice import print_json, refuse, words
from kakehashi.errors import Refused, Words

if TYPE_CHECKING:
    from kakehashi.wording import Difference, Finding, Spot
    from kakehashi.wording.files import Document
    from kakehashi.wording.parity import Glossary

UNREADABLE: Final = 2
"""Exit status when a file, the rules or the glossary cannot be read."""

_KINDS: Final = ("joint-statement", "memorandum", "outcome-document", "minutes", "press-line")
_COLOURS: Final = {"error": "red", "warning": "yellow", "note": "cyan"}
_SEVERITIES: Final[dict[str, Words]] = {
    "error": {"en": "error", "ja": "要修正"},
    "warning": {"en": "warning", "ja": "要確認"},
    "note": {"en": "note", "ja": "参考"},
}
_INSTEAD: Words = {"en": "instead: {words}", "ja": "代案: {words}"}
_SOURCE: Words = {"en": "source: {source}", "ja": "出典: {source}"}
_CLEAN: Words = {"en": "files: {files}; nothing found", "ja": "{files} 件のファイル: 指摘なし"}
_COUNTED: Words = {
    "en": "files: {files}; errors: {error}, warnings: {warning}, notes: {note}",
    "ja": "{files} 件のファイル: 要修正 {error}、要確認 {warning}、参考 {note}",
}
_FIXED: Words = {"en": "{file}: {count} replaced", "ja": "{file}: {count} か所を置換"}
_NOT_FIXED: Words = {
    "en": "{file}: only text files are rewritten; nothing was changed",
    "ja": "{file}: 書き換えるのはテキストファイルのみです。変更していません",
}
_SAME: Words = {"en": "no difference found", "ja": "相違なし"}
_DIFFERENT: Words = {"en": "{count} difference(s)", "ja": "相違 {count} 件"}
_BOTH: Words = {"en": "give either --json or --sarif", "ja": "--json と --sarif は併用できません"}


@click.command(
    help=_(
        "Find words in FILE… that make a joint text look like a treaty (text, Markdown, DOCX). "
        "Exit status 1 when a finding is at or above --fail-on, 2 when a file cannot be read. "
        "- is the standard input. Needs no node."
    ),
    short_help=_("Find words that make a joint text look like a treaty."),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["ja", "en"]), help=_("Look at this language only."))
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="joint-statement",
    show_default=True,
    help=_("What kind of text it is; it decides how much a finding weighs."),
)
@click.option(
    "--rules",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=_("Further rules: a YAML file or a folder of them. May be given again."),
)
@click.option(
    "--glossary",
    "glossaries",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help=_("Words to avoid: the folder of a profile, or a YAML file of concepts."),
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help=_("The least severity that makes the exit status 1."),
)
@click.option("--fix", is_flag=True, help=_("Put in what can be replaced as it is (text files)."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the findings as JSON."))
@click.option("--sarif", "as_sarif", is_flag=True, help=_("Print the findings as SARIF 2.1.0."))
@click.option(
    "--language",
    "spoken",
    type=click.Choice(["en", "ja"]),
    help=_("Language of messages (else that of LANG)."),
)
def lint(
    *,
    files: Sequence[Path],
    lang: str | None,
    kind: str,
    rules: Sequence[Path],
    glossaries: Path | None,
    fail_on: str,
    fix: bool,
    as_json: bool,
    as_sarif: bool,
    spoken: str | None,
) -> int:
    """Print the findings of each file. Needs no node."""
    from kakehashi.wording.findings import Severity
    from kakehashi.wording.linting import lint_paragraphs, load_rules, with_glossary
    from kakehashi.wording.parity import read_glossary, shipped_glossary

    language = _spoken(spoken)
    _one_format(as_json, as_sarif, language)
    found: list[tuple[Document, list[Finding]]] = []
    unreadable = False
    try:
        words_to_avoid = read_glossary(glossaries) if glossaries else shipped_glossary()
        book = with_glossary(load_rules(rules), words_to_avoid)
    except Refused as refusal:
        refuse(refusal, language)
        return UNREADABLE
    for file in files:
        try:
            document = _read(file)
        except Refused as refusal:
            refuse(refusal, language)
            unreadable = True
            continue
        findings = lint_paragraphs(document.text, document.paragraphs, lang, kind=kind, rules=book)
        if fix:
            findings = _fix(document, findings, language)
        found.append((document, findings))
    if as_json:
        print_json({"files": [_lint_json(document, findings) for document, findings in found]})
    elif as_sarif:
        print_json(_lint_sarif(found, language))
    else:
        _print_findings(found, language)
    if unreadable:
        return UNREADABLE
    least = Severity(fail_on).weight
    return int(any(one.severity.weight >= least for _document, all_ in found for one in all_))


@click.command(
    help=_(
        "Compare the Japanese text in JA with the English one in EN by what they say: numbers, "
        "dates, money, names, references, negation, strength of the verb, qualifiers, paragraphs "
        "(text, Markdown, DOCX). Exit status 1 on any difference, 2 when a file cannot be read. "
        "- is the standard input. Needs no node."
    ),
    short_help=_("Compare a Japanese text with its English counterpart."),
)
@click.argument("ja", metavar="JA", type=click.Path(path_type=Path))
@click.argument("en", metavar="EN", type=click.Path(path_type=Path))
@click.option(
    "--glossary",
    "glossaries",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help=_("Names and terms: the folder of a profile, or a YAML file of concepts."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the differences as JSON."))
@click.option("--sarif", "as_sarif", is_flag=True, help=_("Print the differences as SARIF 2.1.0."))
@click.option(
    "--language",
    "spoken",
    type=click.Choice(["en", "ja"]),
    help=_("Language of messages (else that of LANG)."),
)
def compare(
    *,
    ja: Path,
    en: Path,
    glossaries: Path | None,
    as_json: bool,
    as_sarif: bool,
    spoken: str | None,
) -> int:
    """Print where the two texts differ. Needs no node."""
    from kakehashi.wording.parity import compare_paragraphs, read_glossary

    language = _spoken(spoken)
    _one_format(as_json, as_sarif, language)
    book: Glossary | None = None
    try:
        if glossaries is not None:
            book = read_glossary(glossaries)
        one, two = _read(ja), _read(en)
    except Refused as refusal:
        refuse(refusal, language)
        return UNREADABLE
    found = compare_paragraphs(one.text, one.paragraphs, two.text, two.paragraphs, glossary=book)
    if as_json:
        print_json(
            {
                "ja": {"file": str(one.path), "notes": list(map(dict, one.notes))},
                "en": {"file": str(two.path), "notes": list(map(dict, two.notes))},
                "differences": [_difference_json(difference) for difference in found],
            }
        )
    elif as_sarif:
        print_json(_compare_sarif(found, one, two, language))
    else:
        _print_notes((one, two), language)
        _print_differences(found, one, two, language)
    return int(bool(found))


def _read(file: Path) -> "Document":
    """Return what a file says; ``-`` is the standard input, bounded as a file is."""
    from kakehashi.wording.files import read_document
    from kakehashi.wording.files.reading import LARGEST

    if str(file) != "-":
        return read_document(file)
    return read_document(file, sys.stdin.buffer.read(LARGEST + 1))


def _spoken(spoken: str | None) -> str:
    from kakehashi.cli.given import given

    return spoken or given().language


def _one_format(as_json: bool, as_sarif: bool, language: str) -> None:
    if as_json and as_sarif:
        raise click.UsageError(words(_BOTH, language))


def _fix(document: "Document", findings: "list[Finding]", language: str) -> "list[Finding]":
    """Rewrite a text file with the replacements in it; return what a person has to settle."""
    from kakehashi.wording.linting import apply_findings

    applied = apply_findings(document.text, findings)
    if not applied.done:
        return findings
    if document.encoding is None or str(document.path) == "-":
        click.echo(words(_NOT_FIXED, language).format(file=document.path), err=True)
        return findings
    document.rewrite(applied.text)
    said = words(_FIXED, language).format(file=document.path, count=len(applied.done))
    click.echo(said, err=True)
    return list(applied.left)


def _print_findings(found: "list[tuple[Document, list[Finding]]]", language: str) -> None:
    _print_notes([document for document, _findings in found], language)
    counts = dict.fromkeys(_SEVERITIES, 0)
    for document, findings in found:
        for one in findings:
            counts[one.severity] += 1
            place = f"{document.path}:{one.line}:{one.column}:"
            weight = click.style(
                words(_SEVERITIES[one.severity], language), fg=_COLOURS[one.severity]
            )
            click.echo(
                f"{place} {weight}: {_shown(one.found)}: {words(one.reason, language)} [{one.rule}]"
            )
            proposals = _proposals(one)
            if proposals:
                click.echo("    " + words(_INSTEAD, language).format(words=proposals))
            click.echo("    " + words(_SOURCE, language).format(source=words(one.source, language)))
    said = words(_COUNTED if any(counts.values()) else _CLEAN, language)
    click.echo(said.format(files=len(found), **counts), err=True)


def _proposals(one: "Finding") -> str:
    first = [one.replacement] if one.replacement else []
    return ", ".join(dict.fromkeys([*first, *one.instead]))


def _shown(text: str) -> str:
    return " ".join(text.split())


def _print_notes(documents: "Iterable[Document]", language: str) -> None:
    for document in documents:
        for note in document.notes:
            click.echo(f"{document.path}: {words(note, language)}", err=True)


def _print_differences(
    found: "list[Difference]", one: "Document", two: "Document", language: str
) -> None:
    for difference in found:
        click.echo(click.style(words(difference.message, language), bold=True))
        for spot, document in ((difference.ja, one), (difference.en, two)):
            if spot is not None:
                said = f" {_shown(spot.said)}" if spot.said else ""
                click.echo(f"    {document.path}:{spot.line}:{spot.column}:{said}")
    if found:
        click.echo(words(_DIFFERENT, language).format(count=len(found)), err=True)
    else:
        click.echo(words(_SAME, language), err=True)


def _lint_json(document: "Document", findings: "list[Finding]") -> dict[str, Any]:
    return {
        "file": str(document.path),
        "notes": [dict(note) for note in document.notes],
        "findings": [
            {
                "rule": one.rule,
                "severity": str(one.severity),
                "line": one.line,
                "column": one.column,
                "start": one.start,
                "end": one.end,
                "paragraph": one.paragraph,
                "found": one.found,
                "reason": dict(one.reason),
                "source": dict(one.source),
                "instead": list(one.instead),
                "replacement": one.replacement,
            }
            for one in findings
        ],
    }


def _difference_json(one: "Difference") -> dict[str, Any]:
    return {
        "sort": str(one.sort),
        "message": dict(one.message),
        "ja": _spot_json(one.ja),
        "en": _spot_json(one.en),
    }


def _spot_json(spot: "Spot | None") -> dict[str, Any] | None:
    if spot is None:
        return None
    return {
        "read": spot.read,
        "said": spot.said,
        "line": spot.line,
        "column": spot.column,
        "start": spot.start,
        "end": spot.end,
        "paragraph": spot.paragraph,
    }


def _lint_sarif(found: "list[tuple[Document, list[Finding]]]", language: str) -> dict[str, Any]:
    import kakehashi
    from kakehashi.cli.sarif import Region, Result, sarif_log

    rules = {
        one.rule: words(one.reason, language) for _document, findings in found for one in findings
    }
    results = [
        Result(
            rule=one.rule,
            level=str(one.severity),
            message=f"{_shown(one.found)}: {words(one.reason, language)}",
            place=Region(
                str(document.path), one.line, one.column, len(one.found.split("\n", 1)[0])
            ),
            fix=one.replacement if "\n" not in one.found else None,
            properties={"instead": list(one.instead), "source": dict(one.source)},
        )
        for document, findings in found
        for one in findings
    ]
    return sarif_log(results, rules, version=kakehashi.__version__, language=language)


def _compare_sarif(
    found: "list[Difference]", one: "Document", two: "Document", language: str
) -> dict[str, Any]:
    import kakehashi
    from kakehashi.cli.sarif import Region, Result, sarif_log
    from kakehashi.wording.parity import SORT_NAMES

    results = []
    for difference in found:
        places = [
            Region(str(document.path), spot.line, spot.column, len(spot.said.split("\n", 1)[0]))
            for spot, document in ((difference.ja, one), (difference.en, two))
            if spot is not None
        ]
        results.append(
            Result(
                rule=f"parity-{difference.sort}",
                level="warning",
                message=words(difference.message, language),
                place=places[0],
                related=tuple(places[1:]),
            )
        )
    rules = {f"parity-{sort}": words(names, language) for sort, names in SORT_NAMES.items()}
    return sarif_log(results, rules, version=kakehashi.__version__, language=language)
