"""Money of record and the rates that make amounts comparable."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Country, Sourced
from core.sourced_rows import source_named, verified_against_source
from core.tracking import kept


class FundingCategory(models.TextChoices):
    """The six World Bank types of counter-IWT intervention, and the undivided total."""

    TOTAL = "total", _("All types together")
    PROTECTED_AREAS = "protected_areas", _("Protected area management to prevent poaching")
    POLICY = "policy", _("Policy and legislation")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
    COMMUNICATION = "communication", _("Communication and awareness raising")
    LIVELIHOODS = "livelihoods", _("Sustainable use and alternative livelihoods")
    RESEARCH = "research", _("Research and assessment")


@kept()
class HistoricalFunding(Sourced):
    """Commitments against illegal wildlife trade, 2010 to 2016, in thousand US dollars, as the World Bank published.

    `country` is empty for recipients that are no member state; `recipient` keeps the source's own name.
    """

    recipient = models.CharField(_("recipient"), max_length=80)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="historical_funding",
        verbose_name=_("member state"),
    )
    category = models.CharField(_("type"), max_length=20, choices=FundingCategory)
    amount_usd_thousand = models.DecimalField(_("US$ thousand"), max_digits=16, decimal_places=6)
    start_year = models.PositiveSmallIntegerField(_("first year"), default=2010)
    end_year = models.PositiveSmallIntegerField(_("last year"), default=2016)

    class Meta:
        ordering: ClassVar = ["recipient", "category"]
        verbose_name = _("historical funding")
        verbose_name_plural = _("historical funding")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "category", "start_year"], name="partners_historicalfunding_once"
            ),
            verified_against_source("partners_historicalfunding"),
            source_named("partners_historicalfunding"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.get_category_display()}"


@kept()
class ExchangeRate(Sourced):
    """Yearly average rate: units of a currency for one US dollar."""

    currency = models.CharField(_("currency"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year"))
    per_usd = models.DecimalField(_("units for one US dollar"), max_digits=18, decimal_places=8)

    class Meta:
        ordering: ClassVar = ["currency", "year"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "year"], name="partners_exchangerate_once"),
            models.CheckConstraint(condition=Q(per_usd__gt=0), name="partners_exchangerate_positive"),
            verified_against_source("partners_exchangerate"),
            source_named("partners_exchangerate"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.year}"
