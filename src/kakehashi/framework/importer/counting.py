"""The figures of an import: how much of each kind was found, how much matched, what was odd."""

from kakehashi.framework.importer.document import Framework
from kakehashi.framework.importer.matching import Match


def summary(framework: Framework, match: Match | None = None) -> dict[str, object]:
    """Return the figures of ``framework`` for people and programs.

    Args:
        framework: as parsed.
        match: with a profile; without one nothing is matched and paths stand for references.

    Returns:
        ``provisions``, ``paragraphs``, ``lettered``, ``roman``, ``pillars``, ``areas``,
        ``sections``, ``signatories`` and ``matched`` as numbers; ``warnings`` as a list of
        ``{code, ref, line, message: {en, ja}}``.
    """
    levels = [one.level for one in framework.provisions]
    oddities = (*framework.oddities, *(match.oddities if match else ()))
    return {
        "provisions": len(levels),
        "paragraphs": levels.count("paragraph"),
        "lettered": levels.count("lettered"),
        "roman": levels.count("roman"),
        "pillars": len(framework.pillars),
        "areas": len(framework.areas),
        "sections": len(framework.sections),
        "signatories": len(framework.signatories),
        "matched": len(match.provisions) if match else 0,
        "warnings": [one.told(match.name if match else str) for one in oddities],
    }
