"""The rows that hang on a face: in its kind's table, its links, what lists filter by."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kakehashi.ledger.rows import write_rows
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Facet, Link

if TYPE_CHECKING:
    from kakehashi.records.services.plans import Plan


def write_kind_rows(plans: Sequence["Plan"]) -> None:
    """Write each plan's row in the table of its kind, with the columns that lists filter by."""
    by_kind: dict[str, list[Any]] = {}
    for plan in plans:
        kind, entry = kind_of(plan.item.kind), plan.entry
        assert entry is not None
        columns = {
            fact.name: plan.text.facts.get(fact.name)
            for fact in kind.facts
            if fact.column and plan.text.facts.get(fact.name) is not None
        }
        by_kind.setdefault(kind.code, []).append(
            kind.model(
                entry_id=entry.pk,
                item_id=plan.item.pk,
                reference=entry.reference,
                title_en=entry.title_en,
                title_ja=entry.title_ja,
                audience_id=entry.audience_id,
                state=entry.state,
                sort_key=entry.sort_key,
                updated_at=entry.updated_at,
                **columns,
            )
        )
    for rows in by_kind.values():
        write_rows(rows)


def write_links(plans: Sequence["Plan"]) -> None:
    """Write the links of each plan, as secret as the face they stand on."""
    write_rows(
        [
            Link(
                entry_id=plan.entry.pk if plan.entry else 0,
                item_id=plan.item.pk,
                to_id=link.to,
                relation=link.relation,
                kind=plan.item.kind,
                audience_id=plan.entry.audience_id if plan.entry else 0,
                sort_key=plan.entry.sort_key if plan.entry else "",
            )
            for plan in plans
            for link in plan.text.links
        ]
    )


def write_facets(plans: Sequence["Plan"]) -> None:
    """Write the several values of each plan that lists filter by."""
    write_rows(
        [
            Facet(
                entry_id=plan.entry.pk if plan.entry else 0, name=fact.name, value=str(value)[:120]
            )
            for plan in plans
            for fact in kind_of(plan.item.kind).facts
            if fact.facet
            for value in _values(plan.text.facts.get(fact.name))
        ]
    )


def _values(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [one for one in value.values() if one]
    if isinstance(value, str):
        return [value]
    return list(value) if isinstance(value, Sequence) else []
