"""The eleven member states."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.sourced import Sourced
from core.tracking import kept


class CitesParty(models.TextChoices):
    """Whether a state is a Party to CITES; unknown is a first-class answer."""

    YES = "yes", _("Party")
    NO = "no", _("Not a Party")
    UNKNOWN = "unknown", _("Not known")


@kept()
class Country(Sourced):
    """One of the eleven ASEAN member states, in ASEAN order."""

    iso2 = models.CharField(_("ISO 3166-1 alpha-2"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO 3166-1 alpha-3"), max_length=3, unique=True)
    m49 = models.CharField(_("UN M49"), max_length=3, blank=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    official_name = models.CharField(_("official name"), max_length=120)
    asean_order = models.PositiveSmallIntegerField(_("ASEAN order"), unique=True)
    admitted_on = models.DateField(_("admitted to ASEAN"), null=True, blank=True)
    is_founder = models.BooleanField(_("founding member"), default=False)
    cites_party = models.CharField(_("CITES"), max_length=7, choices=CitesParty, default=CitesParty.UNKNOWN)
    cites_acceded_on = models.DateField(_("CITES accession"), null=True, blank=True)
    cites_in_force_on = models.DateField(_("CITES in force"), null=True, blank=True)
    cites_note = models.CharField(_("note on CITES"), max_length=300, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("tile row"), default=1)
    tile_column = models.PositiveSmallIntegerField(_("tile column"), default=1)

    class Meta:
        ordering: ClassVar = ["asean_order"]
        verbose_name = _("member state")
        verbose_name_plural = _("member states")

    def __str__(self) -> str:
        return self.name
