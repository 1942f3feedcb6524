"""What may be done with a record in which state.

Tables, from which the code, the diagram in the documentation and the buttons on the page all come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kakehashi.errors import Refused
from kakehashi.people.rules import Viewer, check_side
from kakehashi.records.kinds import OWN, RESTRICTED, SHARED

DRAFT, SHARED_STATE, CONFIRMED, PUBLISHED = "draft", "shared", "confirmed", "published"
WITHDRAWN, OVERTAKEN, IMPORTED = "withdrawn", "overtaken", "imported"
STATES = (DRAFT, SHARED_STATE, CONFIRMED, PUBLISHED, WITHDRAWN, OVERTAKEN, IMPORTED)

MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    # lane -> state -> step -> state it leads to
    SHARED: {
        DRAFT: {"save": DRAFT, "share": SHARED_STATE, "discard": "-"},
        SHARED_STATE: {
            "save": DRAFT,
            "propose": SHARED_STATE,
            "confirm": CONFIRMED,
            "withdraw": WITHDRAWN,
            "overtake": OVERTAKEN,
        },
        CONFIRMED: {
            "save": DRAFT,
            "propose": CONFIRMED,
            "publish": PUBLISHED,
            "withdraw": WITHDRAWN,
            "overtake": OVERTAKEN,
        },
        PUBLISHED: {
            "save": DRAFT,
            "propose": PUBLISHED,
            "confirm": PUBLISHED,
            "withdraw": WITHDRAWN,
            "overtake": OVERTAKEN,
        },
        IMPORTED: {"save": DRAFT, "propose": IMPORTED, "publish": PUBLISHED, "withdraw": WITHDRAWN},
    },
    OWN: {
        DRAFT: {"save": DRAFT, "share": SHARED_STATE, "publish": PUBLISHED, "discard": "-"},
        SHARED_STATE: {"save": DRAFT, "publish": PUBLISHED, "withdraw": WITHDRAWN},
        PUBLISHED: {"save": DRAFT, "withdraw": WITHDRAWN, "overtake": OVERTAKEN},
        IMPORTED: {"save": DRAFT, "publish": PUBLISHED, "withdraw": WITHDRAWN},
    },
    RESTRICTED: {
        DRAFT: {"save": DRAFT, "consent": DRAFT, "share": SHARED_STATE, "discard": "-"},
        SHARED_STATE: {
            "save": DRAFT,
            "propose": SHARED_STATE,
            "confirm": CONFIRMED,
            "withdraw": WITHDRAWN,
        },
        CONFIRMED: {"save": DRAFT, "withdraw": WITHDRAWN},
    },
}

NEEDS: Mapping[str, str] = {
    # step -> permission
    "create": "write",
    "save": "write",
    "discard": "write",
    "share": "share",
    "consent": "approve_restricted",
    "confirm": "confirm",
    "publish": "publish",
    "propose": "propose",
    "answer": "hold_pen",
    "withdraw": "share",
    "overtake": "share",
    "ask_pen": "request_pen",
    "pass_pen": "hold_pen",
    "return_pen": "request_pen",
    "take_pen": "request_pen",
}

PEN_STEPS = frozenset({"save", "share", "discard", "withdraw", "overtake", "answer", "pass_pen"})
"""Steps on a shared wording that are the pen-holder's."""


class NotInThisState(Refused):
    """The step does not go from the state the record is in."""

    code = "not-in-this-state"
    status = 409
    message = {
        "en": "This cannot be done now: the record is “{state}”.",
        "ja": "現在の状態（{state}）では、この操作はできません。",
    }
    hint = {
        "en": "Open the record again; its page shows what can be done.",
        "ja": "案件を開き直してください。可能な操作が表示されます。",
    }


class NotYourPen(Refused):
    """Somebody without the pen tried to change the clean text."""

    code = "not-your-pen"
    status = 409
    message = {
        "en": "The other side holds the pen ({side}).",
        "ja": "起草は相手側（{side}）が担当しています。",
    }
    hint = {
        "en": "Propose changes, or ask for the pen.",
        "ja": "修正案を提出するか、起草の引渡しを依頼してください。",
    }


class NotYourEntry(NotYourPen):
    """Somebody tried to change what the other side says in an entry of its own."""

    code = "not-your-entry"
    message = {
        "en": "This is an entry of the other side ({side}); only that side changes it.",
        "ja": "相手側（{side}）の記載であり、変更できるのは相手側に限られます。",
    }
    hint = {
        "en": "Add an entry of your own beside it, or comment on it.",
        "ja": "自国側の記載を別に作成するか、意見を付してください。",
    }


STATE_WORDS: Mapping[str, Mapping[str, str]] = {
    DRAFT: {"en": "draft", "ja": "案"},
    SHARED_STATE: {"en": "shared", "ja": "共有済み"},
    CONFIRMED: {"en": "confirmed by both sides", "ja": "双方確認済み"},
    PUBLISHED: {"en": "published", "ja": "公表"},
    WITHDRAWN: {"en": "withdrawn", "ja": "取下げ"},
    OVERTAKEN: {"en": "overtaken by events", "ja": "前提変更により終了"},
    IMPORTED: {"en": "from the public record", "ja": "公開記録から取込み"},
}


@dataclass(frozen=True)
class Standing:
    """What the rules read of a record: lane, state, origin, sides, pen, and what its kind adds."""

    lane: str
    state: str
    origin: str
    sides: tuple[str, ...]
    pen: str
    needs: str = ""
    """Permission that its kind takes beside that of the step."""
    barred: Mapping[str, Refused] = field(default_factory=dict, compare=False)
    """Steps that its kind does not take now, each with the refusal."""


def next_state(standing: Standing, step: str) -> str:
    """Return the state ``step`` leads to.

    Raises:
        NotInThisState: when the table has no such move.
    """
    moves = MOVES[standing.lane].get(standing.state, {})
    if step not in moves:
        raise NotInThisState(state=STATE_WORDS[standing.state])
    return moves[step]


def check_step(viewer: Viewer, standing: Standing, step: str) -> str:
    """Return the state ``step`` leads to when ``viewer`` takes it.

    Raises:
        NoSide, NotYourRole: as :func:`kakehashi.people.rules.check_side`.
        NotInThisState: when the table has no such move.
        NotYourPen: when the step is the pen-holder's and the other side holds the pen.
        NotYourEntry: when an own entry is the other side's.
        Refused: when its kind bars the step now.
    """
    side = check_side(viewer, [NEEDS[step], *([standing.needs] if standing.needs else [])])
    state = next_state(standing, step)
    if step in standing.barred:
        raise standing.barred[step]
    if standing.lane == OWN and side != standing.origin:
        raise NotYourEntry(side=standing.origin)
    if standing.lane != OWN and step in PEN_STEPS and side != (standing.pen or standing.origin):
        raise NotYourPen(side=standing.pen or standing.origin)
    return state


def may_step(viewer: Viewer, standing: Standing, step: str) -> bool:
    """Say whether :func:`check_step` would let ``viewer`` take ``step``."""
    try:
        check_step(viewer, standing, step)
    except Refused:
        return False
    return True


def steps_for(viewer: Viewer, standing: Standing) -> tuple[str, ...]:
    """Return the steps that ``viewer`` may take now, for the buttons on the page."""
    moves = MOVES[standing.lane].get(standing.state, {})
    return tuple(step for step in moves if may_step(viewer, standing, step))


def diagram(lane: str) -> str:
    """Return the states of ``lane`` as a Mermaid state diagram for the documentation."""
    lines = ["stateDiagram-v2"]
    for state, moves in MOVES[lane].items():
        for step, to in moves.items():
            if to != state:
                lines.append(f"    {state} --> {'[*]' if to == '-' else to}: {step}")
    return "\n".join(lines) + "\n"
