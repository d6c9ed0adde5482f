"""What every record that a member state clears has in common: its state, its disclosure, and who may read it.

Disclosure says who may read it once it is cleared; until then it is for the country's own team alone.
"""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clearance.rules import Disclosure, State
from core.models import Role, User
from core.tracking import Withdrawable, by_person, standing

Viewer = User | AnonymousUser


def readable_disclosures(viewer: Viewer) -> tuple[Disclosure, ...]:
    """The disclosure levels that this viewer reads in every country; a team's own country comes on top."""
    if not viewer.is_authenticated or not viewer.is_active:
        return (Disclosure.PUBLIC,)
    if viewer.organisation_id:
        return (Disclosure.PARTNERS, Disclosure.PUBLIC)
    is_of_asean = viewer.country_id or viewer.role == Role.SECRETARIAT
    return (Disclosure.ASEAN, Disclosure.PARTNERS, Disclosure.PUBLIC) if is_of_asean else (Disclosure.PUBLIC,)


def own_country_id(viewer: Viewer) -> int | None:
    """The country whose team the viewer belongs to, or None."""
    return viewer.country_id if viewer.is_authenticated and viewer.is_active else None


def readable(viewer: Viewer, prefix: str = "", country: str = "country") -> Q:
    """The one rule of who reads what, as a condition on a cleared record. `prefix` leads to the record from another
    table ("need__"); `country` names the path to the owning country."""
    condition = Q(**{f"{prefix}state": State.CLEARED, f"{prefix}disclosure__in": readable_disclosures(viewer)})
    if home := own_country_id(viewer):
        condition |= Q(**{f"{prefix}{country}_id": home})
    return condition & standing(prefix)


class ClearedQuerySet(models.QuerySet):
    """The only way in to records that a country clears."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The rows that this viewer may know of."""
        return self.filter(readable(viewer))

    def withdrawn_of(self, viewer: Viewer) -> Self:
        """What the viewer's own country has withdrawn; nobody else knows of it."""
        home = own_country_id(viewer)
        return self.filter(country_id=home, withdrawn_at__isnull=False) if home else self.none()

    def cleared(self) -> Self:
        """Rows that have passed national clearance."""
        return self.filter(state=State.CLEARED)


class Cleared(Withdrawable):
    """State, disclosure, and the people and instants of each step. `version` counts writes, for conflict checks."""

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    disclosure = models.CharField(_("who can see it"), max_length=10, choices=Disclosure, default=Disclosure.NATIONAL)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = by_person(_("created by"))
    edited_at = models.DateTimeField(_("edited"), auto_now=True)
    edited_by = by_person(_("edited by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = by_person(_("submitted by"))
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    returned_by = by_person(_("returned by"))
    return_note = models.TextField(_("note on return"), blank=True)
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)
    cleared_by = by_person(_("cleared by"))

    AUTHORS: ClassVar = ("created_by", "edited_by", "submitted_by")
    """The columns that name who wrote the content; their history tells everybody who ever did."""

    @property
    def is_kept_by_secretariat(self) -> bool:
        """Whether the record is the secretariat's own word and not a member state's: it passes no clearance."""
        return False

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="cleared") | Q(cleared_at__isnull=False),
                name="%(app_label)s_%(class)s_cleared_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="%(app_label)s_%(class)s_submitted_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_note="")),
                name="%(app_label)s_%(class)s_returned_has_note",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True) | Q(submitted_by__isnull=True) | ~Q(cleared_by=F("submitted_by")),
                name="%(app_label)s_%(class)s_not_cleared_by_own_hand",
            ),
        ]

    @property
    def full_title(self) -> str:
        """What its own team calls it, in an inbox and in mail."""
        return str(self)

    def page_path(self, *, review: bool = False) -> str:
        """The path of its page, or of the page on which it is cleared or returned."""
        return reverse("workspace")


class ProposalQuerySet(ClearedQuerySet):
    """Proposals beside cleared records. Each kind says in `visible_to` who reads those that were cleared."""

    def open(self) -> Self:
        """Proposals that are not cleared yet, and not discarded."""
        return self.exclude(state=State.CLEARED).filter(standing())


class Proposal(Cleared):
    """A change of a cleared record, waiting beside it until it is cleared itself and written into the record.

    A kind adds a foreign key to its record, named in `record_field`, the record's `country`, and the constraint that
    `one_open` makes. `content` is the change as JSON; `core.clearance.proposals` holds the writes.
    """

    record_field: ClassVar[str]

    content = models.JSONField(_("content"))
    reason = models.CharField(_("reason for the change"), max_length=500, blank=True)

    class Meta(Cleared.Meta):
        abstract = True


def one_open(record_field: str, *, name: str, message: Any = None) -> models.UniqueConstraint:
    """The constraint that a record has one open proposal at most."""
    return models.UniqueConstraint(
        fields=[record_field], condition=~Q(state="cleared") & standing(), name=name, violation_error_message=message
    )
