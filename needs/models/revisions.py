"""Versions of needs: the cleared ones, and the proposal that waits beside a cleared need."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Cleared, Proposal, ProposalQuerySet, Viewer, one_open, own_country_id, readable
from core.models import Country
from core.tracking import kept, standing
from needs.models.needs import Need


class NeedRevisionQuerySet(ProposalQuerySet):
    """Versions of needs: cleared ones are read with the need, open proposals by its country's team alone."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Cleared versions that were disclosed to the viewer, and every version of the viewer's own country."""
        disclosed = readable(viewer) & readable(viewer, "need__")
        home = own_country_id(viewer)
        of_team = Q(country_id=home) & standing() & standing("need__")
        return self.filter(disclosed | of_team) if home else self.filter(disclosed)


@kept()
class NeedRevision(Proposal):
    """One version of a need's content: number 1 is the first cleared one; an uncleared one is a proposal beside it.

    `content` is written and read by `needs.content`: the need's fields as JSON values, `components` as a list of
    objects with pk, title, quantity, unit and amount, and `labels` with the names of what the keys meant.
    """

    record_field = "need"

    need = models.ForeignKey(Need, models.PROTECT, related_name="revisions")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))

    objects = NeedRevisionQuerySet.as_manager()

    class Meta(Cleared.Meta):
        ordering: ClassVar = ["need", "-number"]
        verbose_name = _("version of a need")
        verbose_name_plural = _("versions of needs")
        constraints: ClassVar = [
            *Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["need", "number"], name="needs_needrevision_number_once"),
            one_open("need", name="needs_needrevision_one_open_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.need.code}, version {self.number}"

    @property
    def short_name(self) -> str:
        """What the log calls it."""
        return str(self)
