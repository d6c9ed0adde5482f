"""Which figures are to be counted again, and what the last check of all figures found."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recount(models.Model):
    """A mark: rows that a figure comes from were written. Triggers insert marks; who has counted again deletes them.

    `transaction` is PostgreSQL's number of the transaction that wrote the rows.
    """

    figure = models.CharField(max_length=40)
    key = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        db_table = "core_recount"
        verbose_name = _("mark for a recount")
        verbose_name_plural = _("marks for recounts")

    def __str__(self) -> str:
        return f"{self.figure} {self.key}"


class FigureCheck(models.Model):
    """What `verify_figures` found of one figure: so many were compared, so many differed, and the first of those in
    words, a line each."""

    figure = models.CharField(_("figure"), max_length=40)
    checked_at = models.DateTimeField(_("checked"))
    n_checked = models.PositiveIntegerField(_("compared"))
    n_differed = models.PositiveIntegerField(_("differed"))
    differences = models.TextField(_("what differed"), blank=True)

    class Meta:
        ordering: ClassVar = ["-checked_at", "figure"]
        verbose_name = _("check of stored figures")
        verbose_name_plural = _("checks of stored figures")
        indexes: ClassVar = [models.Index(fields=["checked_at"], name="core_figurecheck_checked_at")]

    def __str__(self) -> str:
        return f"{self.figure}: {self.n_differed}/{self.n_checked}"
