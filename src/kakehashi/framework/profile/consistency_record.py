"""What must agree within an item of the record: its lane and state, its side and marking."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from kakehashi.framework.profile.build_items import KINDS
from kakehashi.framework.profile.files import Document, Path_
from kakehashi.framework.profile.index import Index
from kakehashi.framework.profile.problems import Problem, problem

STATES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "own": ("draft", "shared", "published", "imported", "withdrawn", "overtaken"),
        "shared": ("draft", "shared", "confirmed", "published", "withdrawn", "overtaken"),
        "restricted": ("draft", "shared", "confirmed", "withdrawn", "overtaken"),
    }
)
"""Lane to the states an item in it can have."""

PROGRESS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "deliverable": (
            "not_reported",
            "not_started",
            "under_way",
            "well_advanced",
            "completed",
        ),
        "continuing": ("not_reported", "active", "quiet", "paused"),
        "dated": ("not_reported", "upcoming", "took_place", "did_not_take_place"),
        "inquiry": ("not_reported", "open", "concluded"),
    }
)
"""Nature of a promise to the progress that can be reported of it."""

AUDIENCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "shared": ("participants", "named", "public"),
        "confirmed": ("participants", "named", "public"),
        "published": ("public",),
        "imported": ("public",),
    }
)
"""State to the audiences an item in it can be for; any where it is not named."""

WIDTHS: Final = ("own_side", "named", "participants", "public")
"""Audiences from the narrowest to the widest, as the limits of caveats see them."""

Documents = Mapping[str, Document]


def record_problems(documents: Documents, index: Index) -> Iterator[Problem]:
    """Yield what does not agree in the record; ``profile`` and ``record`` are sound."""
    document = documents["record"]
    defaults = document.value.get("defaults") or {}
    checks = _Checks(documents, index)
    for part, kind in KINDS.items():
        for position, raw in enumerate(document.value.get(part) or ()):
            yield from checks.item({**defaults, **raw}, kind, (part, position))


class _Checks:
    """The checks of one record, with what they look up prepared once."""

    def __init__(self, documents: Documents, index: Index) -> None:
        self.document = documents["record"]
        self.sides = {side["code"]: side for side in documents["profile"].value["sides"]}
        accounts = documents.get("accounts")
        self.accounts = {one["id"]: one.get("side") for one in accounts.value} if accounts else {}
        self.natures: dict[str, str] = {}
        provisions = documents.get("provisions")
        for provision in provisions.value if provisions else ():
            for promise in provision["promises"]:
                self.natures[f"{provision['ref']}-{promise['key']}"] = promise["nature"]
        self.index = index

    def item(self, raw: Mapping[str, Any], kind: str, path: Path_) -> Iterator[Problem]:
        """Yield what does not agree within one item, its defaults filled in."""
        missing = [key for key in ("lane", "state", "marking") if key not in raw]
        for key in missing:
            yield self._say("key-missing", path, key=key)
        if missing:
            return
        yield from self._state(raw, path)
        yield from self._side(raw, path)
        yield from self._marking(raw, path)
        yield from self._languages(raw, path)
        yield from self._progress(raw, kind, path)

    def _say(self, code: str, path: Path_, **facts: object) -> Problem:
        return problem(code, self.document.name, self.document.place(path), **facts)

    def _state(self, raw: Mapping[str, Any], path: Path_) -> Iterator[Problem]:
        allowed = STATES[raw["lane"]]
        state = raw["state"]
        if state not in allowed:
            facts = {"lane": raw["lane"], "state": state, "known": ", ".join(allowed)}
            yield self._say("state-refused", (*path, "state"), **facts)
        confirmed = {one["side"] for one in raw.get("confirmations") or ()}
        settled = raw["lane"] == "shared" and state in {"confirmed", "published"}
        if settled and confirmed != set(self.sides):
            yield self._say("confirmation-missing", (*path, "state"), state=state)

    def _side(self, raw: Mapping[str, Any], path: Path_) -> Iterator[Problem]:
        known = ", ".join(sorted(self.sides))
        if raw["state"] != "imported" and "side" not in raw:
            why = {
                "en": "only an imported item has none",
                "ja": "側を持たないのは公開情報から取り込んだ案件だけです",
            }
            yield self._say("side-needed", path, why=why, known=known)
        writer = self.accounts.get(raw.get("by", ""))
        if writer and "side" in raw and writer != raw["side"] and raw["lane"] == "own":
            facts = {"value": raw["by"], "found": writer, "expected": raw["side"]}
            yield self._say("side-mixed", (*path, "by"), **facts)
        for position, one in enumerate(raw.get("confirmations") or ()):
            found = self.accounts.get(one["by"])
            if found and found != one["side"]:
                facts = {"value": one["by"], "found": found, "expected": one["side"]}
                yield self._say("side-mixed", (*path, "confirmations", position, "by"), **facts)

    def _marking(self, raw: Mapping[str, Any], path: Path_) -> Iterator[Problem]:
        marking = raw["marking"]
        at = (*path, "marking")
        fitting = AUDIENCES.get(raw["state"])
        if fitting and marking["audience"] not in fitting:
            facts = {"state": raw["state"], "audience": marking["audience"]}
            known = ", ".join(fitting)
            yield self._say("audience-unfit", (*at, "audience"), known=known, **facts)
        if marking["audience"] == "named" and not marking.get("named"):
            yield self._say("names-missing", at)
        if "code" not in marking and not marking.get("caveats"):
            return
        side = self.sides.get(raw.get("side", ""))
        if side is None:
            why = {"en": "a marking is a side's own", "ja": "格付は各側のものです"}
            yield self._say("side-needed", at, why=why, known=", ".join(sorted(self.sides)))
            return
        allowed = _up_to_highest(side)
        code = marking.get("code")
        for refused in side["refused_markings"]:
            if code == refused["code"]:
                facts = {"value": code, "highest": side["highest_marking"]}
                reason = refused["reason"]
                yield self._say("marking-refused", (*at, "code"), reason=reason, **facts)
                return
        if code is not None and code not in allowed:
            yield self._unknown(side, code, allowed, (*at, "code"))
        yield from self._width(raw, side, at)
        caveats = [caveat["code"] for caveat in side["caveats"]]
        for position, caveat in enumerate(marking.get("caveats") or ()):
            if caveat not in caveats:
                yield self._unknown(side, caveat, caveats, (*at, "caveats", position))

    def _width(
        self, raw: Mapping[str, Any], side: Mapping[str, Any], at: Path_
    ) -> Iterator[Problem]:
        """Yield where the audience is wider than the marking or a caveat allows."""
        marking = raw["marking"]
        for one in side["markings"]:
            named = marking["audience"] == "named" and raw["lane"] == "restricted"
            if one["code"] == marking.get("code") and one.get("named_only") and not named:
                facts = {"value": one["code"], "limit": "named"}
                yield self._say("marking-too-narrow", (*at, "audience"), **facts)
        limits = [
            (one["code"], one["limit"])
            for one in side["caveats"]
            if one["code"] in marking.get("caveats", ()) and "limit" in one
        ]
        width = WIDTHS.index(marking["audience"])
        for code, limit in limits:
            if width > WIDTHS.index(limit):
                yield self._say("marking-too-narrow", (*at, "audience"), value=code, limit=limit)

    def _unknown(
        self, side: Mapping[str, Any], value: str, known: list[str], path: Path_
    ) -> Problem:
        facts = {"side": side["code"], "value": value, "known": ", ".join(known)}
        return self._say("marking-unknown", path, **facts)

    def _languages(self, raw: Mapping[str, Any], path: Path_) -> Iterator[Problem]:
        states = raw.get("languages") or {}
        for key in ("title", "body"):
            wording = raw.get(key)
            for language in ("en", "ja"):
                if wording and language not in wording and states.get(language) != "missing":
                    yield self._say("language-missing", (*path, key), language=language)

    def _progress(self, raw: Mapping[str, Any], kind: str, path: Path_) -> Iterator[Problem]:
        ref = raw["id"] if kind == "joint_action" else raw.get("joint_action", "")
        nature = self.natures.get(ref)
        progress = raw.get("progress")
        if nature and progress and progress not in PROGRESS[nature]:
            facts = {"value": progress, "nature": nature, "known": ", ".join(PROGRESS[nature])}
            yield self._say("progress-unfit", (*path, "progress"), **facts)


def _up_to_highest(side: Mapping[str, Any]) -> list[str]:
    ranks = {marking["code"]: marking["rank"] for marking in side["markings"]}
    highest = ranks.get(side["highest_marking"], 0)
    return [code for code, rank in ranks.items() if rank <= highest]
