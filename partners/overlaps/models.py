"""Pairs of programmes that may be one: what was found by comparing, and what people decided.

What was found (`OverlapPair`) is derived, and made anew whenever a programme changes: triggers note the programme in
`OverlapDue`, so that no write escapes, whoever makes it. What was decided (`OverlapDecision`) is kept for good, and no
comparison touches it.
"""

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from core.models import Organisation, User
from core.tracking import StandingManager, Withdrawable, kept, standing
from partners.overlaps.rules import OverlapGrade
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
    shown_to,
)


class OverlapDecisionKind(models.TextChoices):
    """What people decide of two programmes."""

    MERGED = "merged", _("Merged")
    RELATED = "related", _("Related, both stay")
    PART = "part", _("One is part of the other")
    DIFFERENT = "different", _("Different")
    SAME_ASKED = "same_asked", _("Said to be the same")


SETTLING = (
    OverlapDecisionKind.MERGED,
    OverlapDecisionKind.RELATED,
    OverlapDecisionKind.PART,
    OverlapDecisionKind.DIFFERENT,
)


class OfTwoQuerySet(models.QuerySet):
    """Rows about two programmes."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of which the viewer may read both programmes, both being about illegal wildlife trade."""
        others = Q(first__iwt_relevance=IwtRelevance.NOT_IWT) | Q(second__iwt_relevance=IwtRelevance.NOT_IWT)
        return self.filter(shown_to(viewer, "first__"), shown_to(viewer, "second__")).exclude(others)

    def between(self, one: Programme, other: Programme) -> Self:
        """The row of these two, in whichever order."""
        first, second = sorted((one.pk, other.pk))
        return self.filter(first=first, second=second)


class OverlapDue(models.Model):
    """A programme that is to be compared with the others: it is new, or something that counts has changed.

    Written by triggers. It binds nothing in the database, so that comparing never waits for who edits.
    """

    programme = models.OneToOneField(
        Programme, on_delete=models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("programme to compare")
        verbose_name_plural = _("programmes to compare")

    def __str__(self) -> str:
        return str(self.programme_id)


class OverlapPair(models.Model):
    """Two programmes that look alike, the one with the lower key first. Likenesses are shares of trigrams, 0 to 1.

    Kept are the few that look most like each programme: `is_of_first` says that the second is one of those of the
    first, `is_of_second` the same the other way round. So there are never more than a few for each programme.
    """

    first = models.ForeignKey(Programme, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    second = models.ForeignKey(Programme, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    grade = models.CharField(_("grade"), max_length=12, choices=OverlapGrade)
    rank = models.PositiveSmallIntegerField(_("order of the grade"))
    title_likeness = models.FloatField(_("likeness of the titles"), default=0)
    implementer_likeness = models.FloatField(_("likeness of who carries it out"), default=0)
    has_same_identifier = models.BooleanField(_("same identifier"), default=False)
    is_of_first = models.BooleanField(_("among the most alike of the first"), default=True, db_default=True)
    is_of_second = models.BooleanField(_("among the most alike of the second"), default=True, db_default=True)

    objects = OfTwoQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["rank", "-title_likeness", "-implementer_likeness", "first", "second"]
        verbose_name = _("overlap")
        verbose_name_plural = _("overlaps")
        indexes: ClassVar = [
            models.Index(
                fields=["rank", "-title_likeness", "-implementer_likeness", "first", "second"],
                name="partners_overlappair_in_order",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="partners_overlappair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="partners_overlappair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"


class OverlapDecisionQuerySet(OfTwoQuerySet):
    """Decisions on two programmes."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Where both can be read; of merged ones, where the one that stayed can."""
        if not (viewer.is_authenticated and viewer.is_active):
            return self.none()
        both = shown_to(viewer, "first__") & shown_to(viewer, "second__")
        return self.filter(both | (Q(kind=OverlapDecisionKind.MERGED) & shown_to(viewer, "into__")))


@kept()
class OverlapDecision(Withdrawable):
    """What was decided of two programmes, by whom and why. It stands until somebody takes it back.

    `into` is the programme that stays of two merged ones, or the whole of which the other is a part. `judged` holds
    titles and identifiers as they were then. `moved` says what a merger moved, so that it can be taken back.
    """

    first = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme"))
    second = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme"))
    kind = models.CharField(_("decision"), max_length=10, choices=OverlapDecisionKind)
    into = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_in",
        verbose_name=_("the one that stays, or the whole"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    judged = models.JSONField(default=dict, blank=True)
    moved = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = StandingManager.from_queryset(OverlapDecisionQuerySet)()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]
        verbose_name = _("decision on an overlap")
        verbose_name_plural = _("decisions on overlaps")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=standing(), name="partners_overlapdecision_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="partners_overlapdecision_in_order"),
            models.CheckConstraint(
                condition=~Q(kind="different") | ~Q(reason=""),
                name="partners_overlapdecision_different_has_reason",
                violation_error_message=_("Say why they are different."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("merged", "part"), into__isnull=False)
                | (~Q(kind__in=("merged", "part")) & Q(into__isnull=True)),
                name="partners_overlapdecision_merger_names_one",
            ),
            models.CheckConstraint(
                condition=Q(into__isnull=True) | Q(into=F("first")) | Q(into=F("second")),
                name="partners_overlapdecision_into_one_of_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.first_id}, {self.second_id}"

    @property
    def titles(self) -> list[str]:
        """The titles of both as they were then."""
        return self.judged.get("titles") or [self.first.title, self.second.title]


# The row is written anew, not only found: whoever compares leaves it due where it was written since, or where a write
# is not committed yet, and so misses no write.
_NOTE_DUE = (
    "INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.{key}, NOW())"
    " ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL;"
)
COMPARED_FIELDS = (
    *("title", "iati_identifier", "other_identifier", "starts_on", "ends_on"),
    *("owner", "parent", "iwt_relevance", "withdrawn_at"),
)


def _note_due(name: str, operation: pgtrigger.Operation, key: str, condition: Any = None) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.After, operation=operation, condition=condition, func=_NOTE_DUE.format(key=key)
    )


pgtrigger.register(
    _note_due("due_when_new", pgtrigger.Insert, "id"),
    _note_due("due_when_changed", pgtrigger.Update, "id", pgtrigger.AnyChange(*COMPARED_FIELDS)),
)(Programme)
for _links in (ProgrammeCountry, ProgrammePriority, ProgrammeOrganisation):
    pgtrigger.register(_note_due("due", pgtrigger.Insert | pgtrigger.Update, "programme_id"))(_links)

# What is settled makes room for the next among the most alike; what is taken back comes in again.
pgtrigger.register(
    pgtrigger.Trigger(
        name="due_when_decided",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.first_id, NOW()), (NEW.second_id, NOW())"
            " ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL;"
        ),
    )
)(OverlapDecision)

# An organisation of another name: the programmes that it carries out, or owns, look like others than before.
pgtrigger.register(
    pgtrigger.Trigger(
        name="overlaps_due_when_renamed",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("name"),
        func=(
            "INSERT INTO partners_overlapdue (programme_id, since)"
            " SELECT programme_id, NOW() FROM partners_programmeorganisation"
            " WHERE organisation_id = NEW.id AND role = '4' AND withdrawn_at IS NULL"
            " UNION SELECT id, NOW() FROM partners_programme WHERE owner_id = NEW.id AND withdrawn_at IS NULL"
            " ORDER BY 1 ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL;"
        ),
    )
)(Organisation)
