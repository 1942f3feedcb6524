"""The rows that hang on a text: attachments, its kind's table, links, what lists filter by."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kakehashi.ledger.rows import write_rows, write_values
from kakehashi.records.attached import Attached, attached_of
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Attachment, Facet, Link, Version

if TYPE_CHECKING:
    from kakehashi.records.services.plans import Plan


def write_attachments(plans: Sequence["Plan"]) -> None:
    """Write which attachments each version has; what another node wrote is still to come."""
    before = {
        (one.version_id, one.digest): one
        for one in Attachment.objects.filter(
            version__in=[plan.previous for plan in plans if plan.previous]
        )
    }
    Attachment.objects.bulk_create(
        [
            _attachment(plan, part, one, before)
            for plan in plans
            if plan.version is not None
            for part, one in enumerate(_attached(plan, plan.version), 1)
        ],
        batch_size=500,
    )


def _attached(plan: "Plan", version: Version) -> Sequence[Attached]:
    if plan.given is not None and plan.text.attachments is not None:
        return plan.text.attachments
    return attached_of(version.attached)


def _attachment(
    plan: "Plan", part: int, one: Attached, before: Mapping[tuple[int, str], Attachment]
) -> Attachment:
    assert plan.version is not None
    row = Attachment(
        version=plan.version, part=part, name=one.name, digest=one.digest, size=one.size
    )
    if plan.given is not None:
        row.state = Attachment.COMING
    elif plan.previous is not None and (plan.previous.pk, one.digest) in before:
        row.state = before[plan.previous.pk, one.digest].state
        row.why = before[plan.previous.pk, one.digest].why
    return row


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
    write_values(
        Link,
        ("entry_id", "item_id", "to_id", "relation", "kind", "audience_id", "sort_key"),
        [
            (
                plan.entry.pk,
                plan.item.pk,
                link.to,
                link.relation,
                plan.item.kind,
                plan.entry.audience_id,
                plan.entry.sort_key,
            )
            for plan in plans
            if plan.entry is not None
            for link in plan.text.links
        ],
    )


def write_facets(plans: Sequence["Plan"]) -> None:
    """Write the several values of each plan that lists filter by."""
    write_values(
        Facet,
        ("entry_id", "name", "value"),
        [
            (plan.entry.pk, fact.name, str(value)[:120])
            for plan in plans
            if plan.entry is not None
            for fact in kind_of(plan.item.kind).facts
            if fact.facet
            for value in _values(plan.text.facts.get(fact.name))
        ],
    )


def _values(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [one for one in value.values() if one]
    if isinstance(value, str):
        return [value]
    return list(value) if isinstance(value, Sequence) else []
