"""The plain scan that search must equal: every record a viewer may see, read one by one."""

from kakehashi.glossary.selectors import expander
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import kind_of, natural_key
from kakehashi.records.models import Entry
from kakehashi.wording import Place, matches, query_plan, searchable

WHERE = {Place.REFERENCE: "reference", Place.BODY: "body"}


def scan(query, viewer, kinds=None):
    """Return (reference, where) of every hit in order, without any index."""
    plan = query_plan(query, expander())
    found = []
    visible = set(visible_audiences(viewer))
    for entry in Entry.objects.select_related("version"):
        if entry.audience_id not in visible or (kinds is not None and entry.kind not in kinds):
            continue
        kind = kind_of(entry.kind)
        further = kind.also_searched([str(entry.item_id)]) if kind.also_searched else {}
        document = {
            f"{field}_{language}": searchable(text)
            for field, by_language in entry.version.wording.items()
            for language, text in by_language.items()
        }
        for language, text in further.get(str(entry.item_id), {}).items():
            document[f"official_{language}"] = searchable(text)
        document["reference"] = searchable(entry.reference)
        match = matches(plan, document)
        where = WHERE.get(match.place, "title") if match else None
        excluded = any(
            matches(query_plan(quoted), document)
            for quoted in (f'"{term.text}"' for term in plan.excluded)
        )
        tier = {"reference": 0, "title": 3, "body": 4}.get(where)
        if tier != 0 and not plan.empty and not excluded and begins(entry.reference, query):
            rest = entry.reference[len(query.strip()) :]
            tier, where = 1 if whole(query.strip(), rest) else 2, "reference"
        if tier is not None:
            order = (kind.weight, entry.sort_key.encode(), natural_key(entry.reference))
            found.append((tier, *order, entry.reference, where))
    return [(one[-2], one[-1]) for one in sorted(found)]


def begins(reference, query):
    """Say whether the query is typed as the beginning of a reference, and this one begins so."""
    typed = query.strip()
    plain = typed.replace(".", "").replace("-", "").replace("/", "").replace("_", "")
    if not (plain.isascii() and plain.isalnum()) or not typed[0].isalnum():
        return False
    if any(two in typed for two in ("..", "--", ".-", "-.", "//", "__")):
        return False
    if typed.isalpha() and not typed.isupper():
        return False
    return reference.lower().startswith(typed.lower())


def whole(typed, rest):
    """Say whether neither a word nor a number goes on behind what is typed."""
    last, following = typed[-1], rest[:1]
    both_letters = last.isalpha() and following.isalpha()
    both_figures = last.isdigit() and following.isdigit()
    return not (both_letters or both_figures)
