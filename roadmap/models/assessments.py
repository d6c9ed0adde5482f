"""What was judged of each indicator of each member state, kept for those who read it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import State, Viewer, own_country_id, readable_disclosures
from core.clearance.rules import Disclosure
from core.figures.marks import marks
from roadmap.choices import Status
from roadmap.models.indicators import CountryIndicator, Indicator, Milestone, Observation

FIGURE = "indicator-assessment"
"""The name of the stored figure; its keys are those of indicators of member states."""

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


def made_for(viewer: Viewer, as_of: date, prefix: str = "", country: str = "country_indicator__country") -> Q:
    """The condition on a stored assessment that it is made of just what the viewer reads, and is the answer on a day.

    It says nothing of whether the viewer may know of the indicator: ask that of the indicator. `prefix` leads to the
    assessment, and `country` to the indicator's member state.
    """
    circle = Q(**{f"{prefix}audience": readable_disclosures(viewer)[0]})
    if home := own_country_id(viewer):
        is_own = Q(**{country: home})
        circle = ~is_own & circle | is_own & Q(**{f"{prefix}audience": Disclosure.NATIONAL})
    has_begun = Q(**{f"{prefix}holds_from__isnull": True}) | Q(**{f"{prefix}holds_from__lte": as_of})
    is_not_over = Q(**{f"{prefix}holds_until__isnull": True}) | Q(**{f"{prefix}holds_until__gte": as_of})
    return circle & has_begun & is_not_over


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


marks(CountryIndicator, FIGURE, "SELECT id FROM changed")
marks(Milestone, FIGURE, "SELECT country_indicator_id FROM changed")
marks(Observation, FIGURE, "SELECT country_indicator_id FROM changed")
marks(
    Indicator,
    FIGURE,
    "SELECT used.id FROM changed JOIN roadmap_countryindicator used ON used.indicator_id = changed.id",
)
