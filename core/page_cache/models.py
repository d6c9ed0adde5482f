"""What was written since when: the versions of tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TableChange(models.Model):
    """A transaction wrote rows of a table. The version of a table is all its marks together, by exclusive or.

    Marks are random, so that no two states of a table have the same version: not where two transactions write at once,
    and not where a copy of the database is restored or a standby takes over and goes on from an earlier state. Marks of
    one table can be put together into one at any time (`core.page_cache.versions.put_together`).
    """

    table = models.CharField(max_length=63)
    mark = models.BigIntegerField()

    class Meta:
        db_table = "core_tablechange"
        verbose_name = _("change of a table")
        verbose_name_plural = _("changes of tables")

    def __str__(self) -> str:
        return self.table
