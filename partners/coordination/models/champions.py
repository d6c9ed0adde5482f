"""Champions: people of standing who may speak for wildlife, and who asks them when. Never public.

The name and the office are personal data: they stand in the champion's row alone, are left out of its history, and go
for good when they are forgotten.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer, own_country_id
from core.models import Country, Organisation, Role, User
from core.tracking import Withdrawable, kept, standing
from partners.coordination.rules.dates import Consent, consent_of


class ConsentScope(models.TextChoices):
    """For whom a champion has agreed that the name is seen."""

    NONE = "none", _("No consent: own organisation only")
    COUNTRY = "country", _("The secretariat and the team of the member state")
    PARTNERS = "partners", _("The secretariat, the team of the member state and registered partners")


def keeps_as(viewer: User) -> Q:
    """The condition that an entry is kept by the viewer's own side: the organisation, or the secretariat."""
    if viewer.role == Role.SECRETARIAT:
        return Q(organisation__isnull=True)
    return Q(organisation_id=viewer.organisation_id) if viewer.organisation_id else Q(pk__in=[])


class ChampionQuerySet(models.QuerySet):
    """People who may be asked."""

    def visible_to(self, viewer: Viewer) -> Self:
        """With the name: the own side's entries, and those whose standing consent reaches the viewer."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        agreed = (
            Q(consent_on__isnull=False, consent_withdrawn_on__isnull=True)
            & (Q(consent_until__isnull=True) | Q(consent_until__gte=timezone.localdate()))
            & standing()
        )
        seen = keeps_as(viewer)
        if viewer.role == Role.SECRETARIAT:
            seen |= agreed & ~Q(consent_scope=ConsentScope.NONE)
        if home := own_country_id(viewer):
            seen |= agreed & ~Q(consent_scope=ConsentScope.NONE) & Q(country_id=home)
        if viewer.organisation_id:
            seen |= agreed & Q(consent_scope=ConsentScope.PARTNERS)
        return self.filter(seen)


@kept(exclude=["name", "office", "purpose"])
class Champion(Withdrawable):
    """A person who may speak for wildlife, with the consent to be named; kept by `organisation`, or the secretariat."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="champions",
        verbose_name=_("kept by"),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member state")
    )
    purpose = models.CharField(_("what for"), max_length=500, blank=True)
    contact_role = models.CharField(_("contact, by role"), max_length=200)
    consent_scope = models.CharField(
        _("consent"), max_length=10, choices=ConsentScope, default=ConsentScope.NONE, db_default=ConsentScope.NONE
    )
    consent_asked_on = models.DateField(_("asked on"), null=True, blank=True)
    consent_asked_by = models.CharField(_("asked by, by role"), max_length=200, blank=True)
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    consent_until = models.DateField(_("until"), null=True, blank=True)
    consent_withdrawn_on = models.DateField(_("consent withdrawn on"), null=True, blank=True, editable=False)
    forgotten_on = models.DateField(_("forgotten on"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("entered by")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ChampionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["country__asean_order", "pk"]
        verbose_name = _("champion")
        verbose_name_plural = _("champions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(consent_scope="none") | Q(consent_on__isnull=False, consent_asked_on__isnull=False),
                name="partners_champion_consent_has_days",
            ),
            models.CheckConstraint(
                condition=Q(consent_until__isnull=True)
                | Q(consent_on__isnull=True)
                | Q(consent_until__gte=models.F("consent_on")),
                name="partners_champion_consent_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_on__isnull=True) | Q(name="", office="", purpose=""),
                name="partners_champion_forgotten_has_no_name",
            ),
        ]

    def __str__(self) -> str:
        # Never the name: this text reaches logs and titles.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def consent(self) -> Consent:
        """Where consent stands today."""
        days = (self.consent_on, self.consent_until, self.consent_withdrawn_on)
        return consent_of(self.consent_scope, *days, timezone.localdate())


class ApproachQuerySet(models.QuerySet):
    """Plans to ask somebody."""

    def standing(self) -> Self:
        """Those that have not been called off."""
        return self.filter(standing())

    def visible_to(self, viewer: Viewer) -> Self:
        """Own plans, and those about champions whom the viewer sees by name."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        return self.filter(keeps_as(viewer) | Q(champion__in=Champion.objects.visible_to(viewer).values("pk")))


@kept()
class Approach(Withdrawable):
    """An organisation's plan to ask a champion in a month (its first day); without one it is the secretariat's."""

    champion = models.ForeignKey(
        Champion, on_delete=models.PROTECT, related_name="approaches", verbose_name=_("champion")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approaches",
        verbose_name=_("organisation"),
    )
    month = models.DateField(_("month"))
    contact_role = models.CharField(_("who asks, by role"), max_length=200)
    despite_reason = models.CharField(_("why in spite of the other plan"), max_length=300, blank=True)
    planned_at = models.DateTimeField(_("planned"))
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("planned by"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["month", "pk"]
        verbose_name = _("planned approach")
        verbose_name_plural = _("planned approaches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["champion", "organisation", "month"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="partners_approach_once",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="partners_approach_month_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
