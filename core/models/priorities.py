"""The twelve general priorities, and what they are called in other vocabularies."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.sourced import Sourced
from core.tracking import kept


@kept()
class Priority(Sourced):
    """One of the twelve general priorities to reduce illegal wildlife trade."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    definition = models.TextField(_("definition"))
    position = models.PositiveSmallIntegerField(_("order"), unique=True)
    basis = models.CharField(_("basis"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")

    def __str__(self) -> str:
        return self.name


class CrosswalkVocabulary(models.TextChoices):
    """The vocabularies of others that our priorities are paired with."""

    WORLD_BANK = "world_bank", _("World Bank IWT type")
    ICCWC_TOOLKIT = "iccwc_toolkit", _("ICCWC Toolkit part")
    USAID_GUIDE = "usaid_guide", _("USAID CWT guide category")
    UK_IWTCF = "uk_iwtcf", _("UK IWT Challenge Fund theme")
    CRS_SECTOR = "crs_sector", _("IATI/CRS sector")


@kept()
class PriorityCrosswalk(Sourced):
    """What a priority is called, or counted under, in another vocabulary.

    `priority` is empty for the one row of the crosswalk that has no priority of ours (data and research).
    """

    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="crosswalk", verbose_name=_("priority")
    )
    vocabulary = models.CharField(_("vocabulary"), max_length=20, choices=CrosswalkVocabulary)
    term = models.CharField(_("term"), max_length=120)

    class Meta:
        ordering: ClassVar = ["priority__position", "vocabulary", "term"]
        verbose_name = _("crosswalk row")
        verbose_name_plural = _("crosswalk of priorities")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["priority", "vocabulary", "term"],
                name="core_prioritycrosswalk_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.priority.code if self.priority else '-'}: {self.get_vocabulary_display()} = {self.term}"
