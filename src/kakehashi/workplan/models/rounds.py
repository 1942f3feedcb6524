"""Progress rounds in the database: the round, what it reports, and what stands for each action."""

from typing import ClassVar

from django.db import models

from kakehashi.records.models import Item, Record


class Round(Record):
    """The progress round of one period."""

    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    freeze_date = models.DateField(null=True)
    standing = models.CharField(max_length=8, default="open")
    """``open`` or ``locked``."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "ends"])]


class PeriodReport(Record):
    """What is reported of one joint action in one period, where it changed."""

    period = models.CharField(max_length=80)
    """Reference of the round."""
    action = models.CharField(max_length=80)
    """Reference of the joint action."""
    area = models.CharField(max_length=20, blank=True)
    nature = models.CharField(max_length=20, blank=True)
    progress = models.CharField(max_length=24, blank=True)
    result_kind = models.CharField(max_length=12, blank=True)
    activity_date = models.CharField(max_length=10, blank=True)
    ending = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["period", "audience", "sort_key"]),
            models.Index(fields=["action", "audience"]),
        ]


class HandlingStatement(Record):
    """A side's yearly statement on the handling of sensitive information."""

    period = models.CharField(max_length=80, blank=True)
    """Reference of the round it is part of."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["period", "audience"])]


class PeriodValue(models.Model):
    """What stands for one joint action in one period.

    Derived from the reports of the round that its side has shared, as the progress of a joint
    action is from updates; never changed once the period is locked. Read with the joint action:
    who may not see that may not see this.
    """

    period = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    """The round."""
    action = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="period_values")
    area = models.CharField(max_length=20, blank=True)
    nature = models.CharField(max_length=20)
    sort_key = models.CharField(max_length=240)
    last = models.CharField(max_length=24, default="not_yet_reported")
    """The value of the period before."""
    progress = models.CharField(max_length=24, default="not_yet_reported")
    """The value of this period: the last one until a change is confirmed by every side."""
    reported = models.CharField(max_length=24, blank=True)
    """The value of the report that has been shared."""
    step = models.CharField(max_length=12, default="standing")
    """``standing``, ``reported``, ``confirmed``; in a locked period ``carried``, ``confirmed`` or
    ``not_agreed``."""
    ending = models.CharField(max_length=12, blank=True)
    """``withdrawn``, ``overtaken`` or ``merged``: it stays listed, and nothing is owed of it."""
    last_ending = models.CharField(max_length=12, blank=True)
    result_kind = models.CharField(max_length=12, blank=True)
    report = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    """Why a change that was reported was not confirmed in time."""
    ends = models.DateField()
    """Last day of the period."""
    locked_date = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "action"], name="one_value_a_period")
        ]
        indexes: ClassVar = [
            models.Index(fields=["period", "sort_key"]),
            models.Index(fields=["period", "area", "step"]),
            models.Index(fields=["action", "ends"]),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.action_id} {self.progress}"
