"""Loading a profile: checked first, then as typed shapes; a broken one is refused whole."""

from pathlib import Path
from typing import Any, Final

from kakehashi.errors import Refused
from kakehashi.framework.profile import build_actors as actors
from kakehashi.framework.profile import build_items as items
from kakehashi.framework.profile import build_rounds
from kakehashi.framework.profile import build_text as text
from kakehashi.framework.profile import build_year as year
from kakehashi.framework.profile.checking import check_documents
from kakehashi.framework.profile.folder import DIVIDED, file_of, read_folder
from kakehashi.framework.profile.pieces import NO_WORDS
from kakehashi.framework.profile.problems import Problem
from kakehashi.framework.profile.shapes import Profile

SHIPPED: Final = Path(__file__).parent.parent / "profiles"
"""Folder of the profiles that come with Kakehashi, one folder each."""


class ProfileBroken(Refused):
    """The profile has problems; :attr:`problems` names each with file, line and fix."""

    code = "profile-broken"
    message = {
        "en": "The profile {name} has {count} problem(s). The first: {first}",
        "ja": "プロファイル「{name}」に {count} 件の問題があります。最初の問題: {first}",
    }
    hint = {
        "en": "Mend what kakehashi profile check lists, then try again.",
        "ja": "kakehashi profile check が示す箇所を直してから、もう一度お試しください。",
    }

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(
            name=name,
            count=len(problems),
            first={language: first.say(language) for language in ("en", "ja")},
        )
        self.problems = problems


def shipped_profiles() -> tuple[str, ...]:
    """Return the ids of the profiles that come with Kakehashi."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/profile.yaml")))


def profile_folder(source: Path | str) -> Path:
    """Return the folder of a profile given as a path or as the id of a shipped one."""
    if isinstance(source, str) and source in shipped_profiles():
        return SHIPPED / source
    return Path(source)


def load_profile(source: Path | str) -> Profile:
    """Load a profile.

    Args:
        source: the folder it lies in, or the id of one that comes with Kakehashi.

    Returns:
        The profile, whole.

    Raises:
        ProfileBroken: something is wrong with it; the exception carries every problem. What is
            to be written in a skeleton is none.
    """
    folder = profile_folder(source)
    documents, problems = read_folder(folder, known=shipped_profiles())
    problems += check_documents(documents)
    stopping = tuple(sorted(one for one in problems if one.stops))
    if stopping:
        raise ProfileBroken(folder.name, stopping)
    return build({name: document.value for name, document in documents.items()})


def build(files: dict[str, Any]) -> Profile:
    """Build a profile from the checked values of its files, file name without suffix to value."""
    head = files["profile"]
    return Profile(
        id=head["id"],
        version=head["version"],
        title=head["title"],
        short_title=head["short_title"],
        participants=head["participants"],
        languages=text.strings(head, "languages"),
        text_date=head["text_date"],
        practice=head["practice"],
        banner=head["banner"],
        watermark=head.get("watermark", NO_WORDS),
        notices=tuple(map(text.notice, head["notices"])),
        sides=tuple(map(text.side, head["sides"])),
        levels=tuple(map(text.kind_of_list, head["levels"])),
        counts=head["counts"],
        settings=text.settings(head["settings"]),
        signatories=tuple(map(text.signatory, head["signatories"])),
        review_triggers=tuple(map(text.kind_of_list, head["review_triggers"])),
        beneficiaries=tuple(map(text.kind_of_list, head["beneficiaries"])),
        sectors=tuple(map(text.sector, files["sectors"])),
        objectives=text.strings(head, "objectives"),
        sections=tuple(map(text.section, files["sections"])),
        pillars=tuple(map(text.pillar, files["pillars"])),
        areas=tuple(map(text.area, files["areas"])),
        provisions=tuple(map(text.provision, files["provisions"])),
        organisations=tuple(map(actors.organisation, files["organisations"])),
        posts=tuple(map(actors.post, files["posts"])),
        persons=tuple(map(actors.person, files["persons"]["persons"])),
        holdings=tuple(map(actors.holding, files["persons"]["holdings"])),
        bodies=tuple(map(actors.body, files["bodies"])),
        cycle=tuple(map(year.step, files.get("cycle") or ())),
        blocked=tuple(map(year.blocked, files.get("blocked") or ())),
        forums=tuple(map(actors.forum, files["forums"])),
        instruments=tuple(map(actors.instrument, files["instruments"])),
        programmes=tuple(map(actors.programme, files["programmes"])),
        occasions=tuple(map(actors.occasion, files["occasions"])),
        roles=tuple(map(actors.role, files["roles"])),
        accounts=tuple(map(actors.account, files["accounts"])),
        glossary=tuple(
            actors.concept(one)
            for name, value in files.items()
            if file_of(name) == DIVIDED
            for one in value
        ),
        items=items.all_items(files["record"]),
        rounds=tuple(map(build_rounds.held, files.get("rounds") or ())),
        importer=files.get("importer") or {},
    )
