"""The one access decision: a person, an audience, and a table of who sees what.

Pages, search, exports and commands all ask :func:`may_see`; what a person may *do* is asked of
:func:`check_may`, which reads the permissions of roles kept as data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kakehashi.errors import Refused

OWN_SIDE, PARTICIPANTS, NAMED, PUBLIC = "own_side", "participants", "named", "public"
REACHES = (OWN_SIDE, NAMED, PARTICIPANTS, PUBLIC)

CEILING: Mapping[str, str] = {
    "draft": OWN_SIDE,
    "imported": PARTICIPANTS,
    "shared": PARTICIPANTS,
    "confirmed": PARTICIPANTS,
    "published": PUBLIC,
    "withdrawn": PUBLIC,
    "overtaken": PUBLIC,
}
"""The widest reach that a state allows, whatever the marking says."""

# Who somebody is to a record.
ANYBODY = "anybody"  # nobody signed in
OPERATOR = "operator"  # runs the node, writes for no side
OUTSIDER = "outsider"  # an official of a side the record is not between
COUNTERPART = "counterpart"  # an official of another side that it is between
COLLEAGUE = "colleague"  # an official of the side it comes from
AUDITOR = "auditor"  # an auditor of the side it comes from
RECIPIENT = "recipient"  # named on it

SEES: Mapping[str, frozenset[str]] = {
    ANYBODY: frozenset({PUBLIC}),
    OPERATOR: frozenset({PUBLIC, PARTICIPANTS}),
    OUTSIDER: frozenset({PUBLIC}),
    COUNTERPART: frozenset({PUBLIC, PARTICIPANTS}),
    COLLEAGUE: frozenset({PUBLIC, PARTICIPANTS, OWN_SIDE}),
    AUDITOR: frozenset({PUBLIC, PARTICIPANTS, OWN_SIDE, NAMED}),
    RECIPIENT: frozenset({PUBLIC, PARTICIPANTS, OWN_SIDE, NAMED}),
}
"""The table: who somebody is to a record, and the reaches they see."""

PERMISSIONS: Mapping[str, Mapping[str, str]] = {
    "read_own_side": {
        "en": "read what one's own side keeps to itself",
        "ja": "自国側限りの案件の閲覧",
    },
    "read_participants": {
        "en": "read what the sides share with each other",
        "ja": "双方が共有する案件の閲覧",
    },
    "write": {"en": "write drafts and own entries", "ja": "起案・自国側の記入"},
    "comment": {"en": "comment", "ja": "意見の記入"},
    "propose": {"en": "propose changes", "ja": "修正案の提出"},
    "share": {"en": "share with the other side", "ja": "相手側への共有"},
    "confirm": {"en": "confirm a wording for one's side", "ja": "自国側としての文言の確認"},
    "publish": {"en": "ask for or consent to publication", "ja": "公表の発議・同意"},
    "hold_pen": {"en": "hold the pen", "ja": "起草の担当"},
    "request_pen": {"en": "ask for the pen", "ja": "起草担当の引渡し依頼"},
    "manage_meetings": {"en": "set meetings", "ja": "会合の設定"},
    "record_decisions": {"en": "say what became of decisions", "ja": "決定事項の結果の記入"},
    "state_handling": {
        "en": "state how one's side handles sensitive information",
        "ja": "自国側の機微な情報の取扱いに関する報告の作成",
    },
    "approve_restricted": {"en": "approve restricted sharing", "ja": "限定共有の承認"},
    "manage_people": {"en": "manage accounts and posts", "ja": "アカウント・職の管理"},
    "see_timeline": {"en": "see the timeline", "ja": "経過記録の閲覧"},
    "manage_records": {
        "en": "keep files: holds, transfers, proposals of disposal",
        "ja": "文書管理（廃棄の停止、移管及び廃棄の発議）",
    },
    "approve_disposal": {"en": "approve disposal", "ja": "廃棄の承認"},
    "audit": {"en": "see all records of one's side", "ja": "自国側の全案件の閲覧（監査）"},
    "operate": {"en": "run the node", "ja": "ノードの運用"},
}


class NotYourRole(Refused):
    """The account's roles do not allow this."""

    code = "not-your-role"
    status = 403
    message = {
        "en": "Your roles do not include this: {permission}.",
        "ja": "あなたの役割には「{permission}」が含まれていません。",
    }
    hint = {
        "en": "Ask a coordinator of your side, or the operator to change your roles.",
        "ja": "自国側の調整担当又は運用担当者に、役割の変更を依頼してください。",
    }


class NoSide(Refused):
    """An account without a side tried to write for one."""

    code = "no-side"
    status = 403
    message = {
        "en": "The operator runs the node and writes for neither side.",
        "ja": "運用担当者は、いずれの側のためにも記入できません。",
    }
    hint = {
        "en": "Sign in with an account of a side; at the command line give --as ACCOUNT.",
        "ja": "いずれかの側のアカウントを使用してください（コマンドでは --as ACCOUNT を指定）。",
    }


@dataclass(frozen=True)
class Viewer:
    """Everything about a person that the access decision reads."""

    account: str = ""
    """Account id as text; empty for the public."""
    side: str = ""
    organisation: str = ""
    permissions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    table: frozenset[str] = frozenset()
    """Of what is made for several sides at once: all of them. It is no person's."""

    def may(self, permission: str) -> bool:
        """Say whether one of the person's roles carries ``permission``."""
        return permission in self.permissions


PUBLIC_VIEWER = Viewer()


def table_of(sides: Iterable[str]) -> Viewer:
    """Return the viewer who sees exactly what every one of ``sides`` shares with all the others.

    What one side keeps, its drafts on top of a shared text, what is for one organisation, a group
    or named people: none of it is there.
    """
    return Viewer(permissions=frozenset({"read_participants"}), table=frozenset(sides))


@dataclass(frozen=True)
class Circle:
    """Everything about a row that the access decision reads: an audience without its number."""

    reach: str
    state: str
    origin: str = ""
    sides: tuple[str, ...] = ()
    organisation: str = ""
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    """Reaches that handling caveats narrow it to (``UK EYES ONLY`` to ``own_side``)."""
    superseded_by: "Circle | None" = None


def relation(viewer: Viewer, circle: Circle) -> str:
    """Return who ``viewer`` is to a row with ``circle``: one of the keys of :data:`SEES`.

    A whole table counts as a counterpart of what is between all of its sides, of nothing else.
    """
    if viewer.table:
        return COUNTERPART if viewer.table <= set(circle.sides) else OUTSIDER
    return _relation(viewer, circle) if viewer.account else ANYBODY


def _relation(viewer: Viewer, circle: Circle) -> str:
    """Return who a person is to a row."""
    if viewer.account in circle.people:
        return RECIPIENT
    if not viewer.side:
        return OPERATOR if viewer.may("operate") else ANYBODY
    if viewer.side not in circle.sides:
        return OUTSIDER
    if viewer.side != circle.origin:
        return COUNTERPART
    return AUDITOR if viewer.may("audit") else COLLEAGUE


def effective_reach(circle: Circle) -> str:
    """Return the reach after the ceiling of the state and the limits that caveats set.

    An unknown state or limit narrows to the origin's own side: unknown is never guessed open.
    """
    limits = [circle.reach, CEILING.get(circle.state, OWN_SIDE)]
    limits += [limit if limit in REACHES else OWN_SIDE for limit in circle.limits]
    if NAMED in limits:
        return NAMED
    return min(limits, key=REACHES.index)


def sees_text(viewer: Viewer, circle: Circle) -> bool:
    """Say whether ``viewer`` may read a text for ``circle``, newer texts aside."""
    reach = effective_reach(circle)
    who = relation(viewer, circle)
    if reach not in SEES[who]:
        return False
    if CEILING.get(circle.state, OWN_SIDE) == OWN_SIDE and viewer.side != circle.origin:
        return False  # a draft has not been shared yet, not even with those it names
    if reach == PUBLIC or who in (RECIPIENT, AUDITOR):
        return True
    if who in (COLLEAGUE, COUNTERPART) and not viewer.may(
        "read_own_side" if reach == OWN_SIDE else "read_participants"
    ):
        return False
    if circle.organisation and viewer.organisation != circle.organisation:
        return False
    return not circle.groups or bool(viewer.groups.intersection(circle.groups))


def may_see(viewer: Viewer, circle: Circle) -> bool:
    """The access decision: they may read this text, and no newer text of the same record."""
    if not sees_text(viewer, circle):
        return False
    newer = circle.superseded_by
    while newer is not None:
        if sees_text(viewer, newer):
            return False
        newer = newer.superseded_by
    return True


def check_may(viewer: Viewer, permission: str) -> None:
    """Refuse unless ``viewer`` may do ``permission``.

    Raises:
        NotYourRole: when no role of theirs carries it.
    """
    if not viewer.may(permission):
        raise NotYourRole(permission=PERMISSIONS[permission])


def check_side(viewer: Viewer, permissions: Iterable[str]) -> str:
    """Return the side ``viewer`` writes for, holding all ``permissions``.

    Raises:
        NoSide: for an account that belongs to no side.
        NotYourRole: when a permission is missing.
    """
    if not viewer.side:
        raise NoSide
    for permission in permissions:
        check_may(viewer, permission)
    return viewer.side
