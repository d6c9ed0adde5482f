"""What was judged of each indicator of each member state, kept for those who read it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import State, Viewer, own_country_id, readable_disclosures
from core.clearance.rules import Disclosure
from roadmap.choices import Status
from roadmap.models.indicators import CountryIndicator, Observation

READ_BY: Mapping[Disclosure, tuple[Disclosure, ...]] = MappingProxyType(
    {audience: tuple(Disclosure)[number:] for number, audience in enumerate(Disclosure)}
)
"""The disclosure levels of cleared values that each circle of readers reads. The innermost, a member state's own team,
reads what is on its way as well."""


def is_read_by(audience: Disclosure, row: Observation, one: CountryIndicator) -> bool:
    """Whether a circle of readers reads a value of an indicator, where it may know of the indicator at all."""
    if audience is Disclosure.NATIONAL and row.country_id == one.country_id:
        return True
    return row.state == State.CLEARED and row.disclosure in READ_BY[audience]


class IndicatorAssessmentQuerySet(models.QuerySet):
    """Stored assessments, each for one circle of readers."""

    def read_by(self, viewer: Viewer) -> Self:
        """The assessment of each indicator that is made of just what the viewer reads.

        It says nothing of whether the viewer may know of the indicator: ask that of the indicator.
        """
        outside = Q(audience=readable_disclosures(viewer)[0])
        home = own_country_id(viewer)
        if home is None:
            return self.filter(outside)
        own = Q(country_indicator__country=home)
        return self.filter(~own & outside | own & Q(audience=Disclosure.NATIONAL))

    def holding(self, as_of: date) -> Self:
        """Those that are the answer on a day."""
        return self.filter(
            Q(holds_from__isnull=True) | Q(holds_from__lte=as_of),
            Q(holds_until__isnull=True) | Q(holds_until__gte=as_of),
        )


class IndicatorAssessment(models.Model):
    """The assessment of an indicator of a member state from what one circle of readers may see, with all that a list
    shows of it. Written by `roadmap.figures` alone.

    It is the answer from `holds_from` to `holds_until` (None: without end). On other days it is worked out anew.
    The link is not checked by the database: that would lock the indicator against its writers.
    """

    country_indicator = models.ForeignKey(
        CountryIndicator, models.CASCADE, related_name="assessments", db_constraint=False, verbose_name=_("indicator")
    )
    audience = models.CharField(_("read by"), max_length=10, choices=Disclosure)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    has_recent_value = models.BooleanField(_("recent value"))
    value_on = models.DateField(_("date of the value"), null=True)
    shows_invented = models.BooleanField(_("shows demonstration data"))
    holds_from = models.DateField(_("holds from"), null=True)
    holds_until = models.DateField(_("holds until"), null=True)
    content = models.JSONField(_("what a list shows"))

    objects = IndicatorAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored assessment")
        verbose_name_plural = _("stored assessments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country_indicator", "audience"], name="roadmap_indicatorassessment_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["holds_until"],
                condition=Q(holds_until__isnull=False),
                name="roadmap_assessment_holds_until",
            )
        ]

    def __str__(self) -> str:
        return f"{self.country_indicator_id}, {self.audience}: {self.status}"
