"""Partners and national agencies, and the roles that agencies hold."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.countries import Country
from core.models.sourced import Sourced
from core.tracking import kept


class OrganisationType(models.TextChoices):
    """IATI organisation types (codelist OrganisationType)."""

    GOVERNMENT = "10", _("Government")
    OTHER_PUBLIC = "15", _("Other public sector")
    INTERNATIONAL_NGO = "21", _("International NGO")
    NATIONAL_NGO = "22", _("National NGO")
    REGIONAL_NGO = "23", _("Regional NGO")
    MULTILATERAL = "40", _("Multilateral")
    FOUNDATION = "60", _("Foundation")
    PRIVATE = "70", _("Private sector")
    ACADEMIC = "80", _("Academic, training and research")


@kept()
class Organisation(Sourced):
    """A partner, or an agency of a member state (then `country` is set)."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Short name in addresses, such as wcs."))
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    iati_type = models.CharField(_("type"), max_length=2, choices=OrganisationType, blank=True)
    iati_identifier = models.CharField(_("IATI identifier"), max_length=80, blank=True)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("member state"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["iati_identifier"],
                condition=~models.Q(iati_identifier=""),
                name="core_organisation_iati_identifier_once",
            )
        ]
        # Looked through by likeness of names, where it is asked who else carries out the same.
        indexes: ClassVar = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="core_organisation_name_alike")]

    def __str__(self) -> str:
        return self.acronym or self.name


class AgencyRole(models.TextChoices):
    """What a national agency is, in CITES and enforcement terms."""

    MANAGEMENT_AUTHORITY = "management_authority", _("CITES Management Authority")
    ENFORCEMENT_LEAD = "enforcement_lead", _("Enforcement lead or national network")


@kept()
class Authority(Sourced):
    """The role a national agency holds, for a time: ministries merge and names change."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="authorities", verbose_name=_("member state")
    )
    role = models.CharField(_("role"), max_length=30, choices=AgencyRole)
    name = models.CharField(_("name"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="authorities"
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["country", "role", "name"]
        verbose_name = _("national authority")
        verbose_name_plural = _("national authorities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "role", "name"], name="core_authority_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="core_authority_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
