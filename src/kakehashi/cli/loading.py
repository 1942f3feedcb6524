"""Loading a whole profile into an empty node, room after room, all or nothing."""

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from kakehashi.biographies.loading import load_biographies
from kakehashi.commissions.loading import load_commissions
from kakehashi.drafting.loading import load_drafting
from kakehashi.enquiries.loading import load_enquiries
from kakehashi.errors import Refused
from kakehashi.framework.loading import Index, load_offices, load_text, operator
from kakehashi.framework.models import Partnership
from kakehashi.framework.profile.dates import resolve
from kakehashi.framework.profile.loading import load_profile, profile_folder, shipped_profiles
from kakehashi.framework.profile.shapes import Profile
from kakehashi.governance.loading import load_bodies, load_governance
from kakehashi.governance.loading_actions import load_actions
from kakehashi.governance.loading_agendas import load_agendas
from kakehashi.governance.loading_reviews import load_review
from kakehashi.lines.loading import load_lines
from kakehashi.notes.loading import load_notes
from kakehashi.people.calendars import is_working_day
from kakehashi.people.models import Account
from kakehashi.posts.loading import load_posts
from kakehashi.retention.loading import load_files
from kakehashi.translation.loading import load_translations
from kakehashi.workplan.loading import load_joint_actions, load_workplan
from kakehashi.workplan.loading_rounds import load_open_round, load_past_rounds


class SideUnknown(Refused):
    """The node is said to be of a side that the profile does not have."""

    code = "side-unknown"
    message = {
        "en": "The profile has no side {side}.",
        "ja": "プロファイルに「{side}」という側はありません。",
    }
    hint = {"en": "The sides are {known}.", "ja": "側は {known} です。"}


class OneNodeOnly(Refused):
    """A profile whose record holds what both sides keep to themselves."""

    code = "one-node-only"
    message = {
        "en": "The profile {profile} shows both sides at once; it cannot be one side's node.",
        "ja": "プロファイル {profile} は双方の画面を示す演習用であり、"
        "一方のノードとしては使用できません。",
    }
    hint = {
        "en": "Use kakehashi up --practice for it, or the real profile for two nodes.",
        "ja": "演習には kakehashi up --practice を、2ノードには実際のプロファイルを使用して"
        "ください。",
    }


def load_node(profile: str, at: dt.datetime) -> None:
    """Load the profile called ``profile`` and its record, where the node is still empty.

    Raises:
        ProfileBroken: when the profile has problems; nothing is loaded.
    """
    if Partnership.objects.exists():
        return
    read = load_profile(profile)
    _check_side(read)
    with transaction.atomic():
        today = at.astimezone(ZoneInfo(read.sides[0].zone)).date()
        works = partial(is_working_day, calendars=[side.calendar for side in read.sides])
        load_offices(read, at=at, read=lambda text: resolve(text, today, works) if text else "")
        index = Index(
            today=today,
            works=works,
            operator=operator(),
            accounts={account.username: account for account in Account.objects.all()},
            sides=tuple(side.code for side in read.sides),
            profile=read.id,
        )
        load_text(read, index, folder=_own_folder(profile), at=at)
        load_bodies(read, index, at=at)
        load_joint_actions(read, index, at=at)
        load_past_rounds(read, index)
        load_governance(read, index, at=at)
        load_workplan(read, index, at=at)
        if read.practice:
            load_review(read.id, index, at=at)
            load_drafting(read.id, index, at=at)
            load_agendas(read.id, index)
            load_actions(read.id, index)
            load_posts(read.id, index, at=at)
            load_notes(read.id, index)
            load_commissions(read.id, index.accounts, at=at)
            load_translations(read.id, index.accounts, at=at)
            load_lines(read.id, index, at=at)
            load_enquiries(read.id, index, at=at)
            load_biographies(read.id, index, at=at)
            load_files(read.id, index, at=at)
        load_open_round(read, index)
        if settings.SIDE:
            # Officials of the other side sign in at their own node; here they are names.
            Account.objects.exclude(side=None).exclude(side=settings.SIDE).update(is_active=False)


def _check_side(profile: Profile) -> None:
    codes = [side.code for side in profile.sides]
    if settings.SIDE and settings.SIDE not in codes:
        raise SideUnknown(side=settings.SIDE, known=", ".join(codes))
    if settings.SIDE and profile.practice:
        raise OneNodeOnly(profile=profile.id)


def _own_folder(profile: str) -> str:
    """Return where a profile lies that does not come with Kakehashi; empty for one that does."""
    return "" if profile in shipped_profiles() else str(profile_folder(profile).resolve())
