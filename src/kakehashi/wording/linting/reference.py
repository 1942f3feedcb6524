"""The reference page of the rules, written from the rules themselves."""

from collections.abc import Iterator

from kakehashi.wording.linting.rulebook import KINDS, Kind, Rule, load_rules

_HEAD = """\
# Wording rules

What the wording check looks for, written from `src/kakehashi/wording/linting/rules/`. A finding
carries the reason and the source in both languages; `→` is put in its place mechanically, with its
capitals and its inflection kept. Quotations, code, names of instruments, and what `except` lists
are left alone.

## A rule of your own

`--rules FILE` (or a folder of files) is read before these. A rule with the same `id` takes the
place of one here.

```yaml
language: en
rules:
- id: ours-robust
  pattern: '\\brobust\\b'          # a regular expression; capitals are ignored
  needs: [robust]                # optional: a quick look before the pattern
  severity: {joint-statement: warning, press-line: note}
  why: {en: Worn out., ja: 使い古された語である。}
  source: {en: House style, ja: 省内の用語集}
  instead: [sound, firm]
  replace: [{when: robust, put: sound}]
  except_patterns: ['robust statistics']
- {id: en-must, severity: error}   # weighs anew a rule that is there
- {id: en-terms, severity: off}    # leaves one out
```

`replace` may also say `before`, `after` and `not-after` (what stands beside it) and `exact`
(capitals stay as written); `where: [title]` looks at titles only; `except` names lists of
`exceptions.yaml` or of the same file; for Japanese, `morphemes` may say `whole` (not in a longer
word), `absorb: verb` (the verb before belongs to it, `{verb}` is its dictionary form) and `before`
(which part of speech). A repeat without limit inside another is refused.

Severities: `error` is treaty language in a text of that kind, `warning` is where official practice
is mixed or the sense may be ordinary, `note` only points it out.
"""


def describe_rules() -> str:
    """Return the page of all rules, as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for language, heading in (("en", "English"), ("ja", "日本語")):
        yield f"## {heading}\n"
        for rule in load_rules().of(language):
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{rule.why['en']} {rule.why['ja']}\n"
    if rule.instead:
        yield f"- instead: {', '.join(rule.instead)}"
    swaps = dict.fromkeys(
        f"`{swap.when.pattern}` → `{swap.put}`" if swap.put else f"`{swap.when.pattern}` → –"
        for swap in rule.swaps
    )
    if swaps:
        yield f"- put mechanically: {'; '.join(swaps)}"
    if rule.exception_names:
        yield f"- except: {', '.join(rule.exception_names)}"
    yield f"- severity: {_weights(rule)}"
    yield f"- source: {rule.source['en']} · {rule.source['ja']}\n"


def _weights(rule: Rule) -> str:
    if len(set(rule.severity.values())) == 1:
        return f"{rule.severity[Kind.MEMORANDUM]} in every kind of text"
    return ", ".join(f"{words['en']} {rule.severity[kind]}" for kind, words in KINDS.items())
