"""Where a reference row comes from: the fields that every table of reference data has."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sourced(models.Model):
    """Where a reference row comes from, and whether a person has checked it.

    `reference_digest` is the fingerprint of the values as loaded from our data files; a row whose values no
    longer match it was edited by a person and is never overwritten.
    """

    source_title = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.CharField(_("source address"), max_length=500, blank=True)
    source_date = models.DateField(_("source date"), null=True, blank=True)
    verified = models.BooleanField(
        _("verified"), default=False, help_text=_("A person has checked it against the source.")
    )
    reference_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
