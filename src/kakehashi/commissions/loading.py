"""Commissions of a shipped practice partnership, lived through the services of this room."""

import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kakehashi.commissions import services
from kakehashi.commissions.models import Asked
from kakehashi.commissions.rules import NIL, TEXT
from kakehashi.commissions.services import Office, Request
from kakehashi.people.calendars import working_day_from
from kakehashi.people.models import Account
from kakehashi.records.models import Item

FOLDER = Path(__file__).parent / "rehearsals"


def load_commissions(profile: str, accounts: Mapping[str, Account], *, at: dt.datetime) -> None:
    """Load what a practice partnership commissioned; a profile without such a file has nothing."""
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["commissions"]:
        _Course(one, accounts, at).run()


class _Course:
    """One commission being lived through; all of it happened before ``now``."""

    def __init__(
        self, given: Mapping[str, Any], accounts: Mapping[str, Account], now: dt.datetime
    ) -> None:
        self.given, self.accounts = given, accounts
        self.by = accounts[given["by"]]
        assert self.by.side is not None
        self.calendar = [self.by.side.calendar]
        begun = working_day_from(now.date(), given["at"], self.calendar)
        self.at = dt.datetime.combine(begun, dt.time(10), dt.UTC)

    def run(self) -> None:
        """Send it, answer it, and end it where it has ended."""
        item = self._send(self.given, self.by, under=None)
        self._answer(item, self.given, self.at + dt.timedelta(days=1))
        for one in self.given.get("more_time", ()):
            asked = Asked.objects.get(commission=item, position=one["place"])
            services.ask_more_time_by_link(
                secret=self._link(asked),
                until=self._day(one["days"]),
                why=one["why"],
                at=self.at + dt.timedelta(days=2),
            )
        for one in self.given.get("passed_on", ()):
            under = Asked.objects.get(commission=item, position=one["place"])
            child = self._send(one, self.accounts[one["by"]], under=under.pk)
            self._answer(child, one, self.at + dt.timedelta(days=1))
        done = self.at + dt.timedelta(days=10)
        if "consolidated" in self.given:
            services.consolidate(item=item.pk, returns=self._returns(item), by=self.by, at=done)
        if self.given.get("closed"):
            services.close(item=item.pk, by=self.by, at=done)

    def _day(self, days: int) -> dt.date:
        return working_day_from(self.at.date(), days, self.calendar)

    def _send(self, given: Mapping[str, Any], by: Account, *, under: int | None) -> Item:
        return services.issue(
            request=Request(
                title=given["title"],
                body=given["body"],
                template=given.get("template", {}),
                offices=[Office(**one) for one in given["offices"]],
                due=self._day(given["days"]),
                outer=self._day(given["outer"]) if "outer" in given else None,
            ),
            by=by,
            at=self.at,
            under=under,
        )

    def _answer(self, item: Item, given: Mapping[str, Any], at: dt.datetime) -> None:
        offices = {one.position: one for one in Asked.objects.filter(commission=item)}
        for number, one in enumerate(given.get("returns", ())):
            asked, when = offices[one["place"]], at + dt.timedelta(hours=number)
            kind, text = (NIL if one.get("nil") else TEXT), one.get("text", "")
            if "by" in one:
                by = self.accounts[one["by"]]
                services.answer(asked=asked.pk, given=kind, text=text, by=by, at=when)
            else:
                services.answer_by_link(
                    secret=self._link(asked),
                    given=kind,
                    text=text,
                    name=one.get("name", ""),
                    at=when,
                )

    def _link(self, asked: Asked) -> str:
        """Return a link as the mail would have brought it; practice sends no mail."""
        by = Asked.objects.select_related("commission__course__by").get(pk=asked.pk)
        maker = by.commission.course.by
        assert maker is not None
        return services.make_link(asked=asked.pk, by=maker, at=self.at)[1]

    def _returns(self, item: Item) -> list[uuid.UUID]:
        offices = {
            one.position: one.returns.get().pk
            for one in Asked.objects.filter(commission=item, answer=TEXT)
        }
        return [offices[place] for place in self.given["consolidated"]]
