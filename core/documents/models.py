"""Uploaded documents: evidence of a value, the text of a plan, what a need refers to. Each hangs on one record.

Who may read the record may read its documents, once they are cleared: with the record, if they hung on it when it was
cleared, or by themselves. Until then they are the own team's.
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clearance.authors import also_waits
from core.clearance.models import Cleared, State, Viewer, own_country_id
from core.documents.taken_out import TakenOut, in_words
from core.models import Country
from core.tracking import Withdrawable, by_person, kept, standing


@dataclass(frozen=True)
class DocumentedModel:
    """A model whose records can have documents: `readers` gives the rows that a viewer may read, `is_waiting` says
    whether a record lies with the clearing officer, `named_by` the links that its title takes words from."""

    slug: str
    model: type[models.Model]
    readers: Callable[[Viewer], models.QuerySet[Any]]
    is_waiting: Callable[[Any], bool]
    named_by: tuple[str, ...] = ("country",)

    @property
    def is_cleared_by_country(self) -> bool:
        """Whether the record itself passes clearance."""
        return issubclass(self.model, Cleared)


DOCUMENTED: dict[str, DocumentedModel] = {}


def takes_documents(
    slug: str,
    model: type[models.Model],
    readers: Callable[[Viewer], models.QuerySet[Any]],
    is_waiting: Callable[[Any], bool] = lambda record: record.state == State.SUBMITTED,
    named_by: tuple[str, ...] = ("country",),
) -> None:
    """Let documents hang on a model's records; `slug` names the kind in addresses and in the table."""
    DOCUMENTED[slug] = DocumentedModel(slug, model, readers, is_waiting, named_by)


def record_title(record: models.Model) -> str:
    """What a record is called in an inbox and in mail."""
    return str(getattr(record, "full_title", record))


def documented_model_of(record: models.Model) -> DocumentedModel:
    """The entry for a record's model."""
    return next(documented for documented in DOCUMENTED.values() if isinstance(record, documented.model))


def _cleared_with(records: models.QuerySet[Any]) -> Q:
    """The condition that a document was cleared with its record, which is one of these."""
    cleared = records.filter(pk=OuterRef("record"), state=State.CLEARED, cleared_at__gte=OuterRef("offered_at"))
    return Q(Exists(cleared))


class DocumentQuerySet(models.QuerySet):
    """Documents."""

    def visible_to(self, viewer: Viewer, *, kinds: Collection[str] = ()) -> Self:
        """Documents that stand, of records that the viewer may read: cleared ones, and the own team's all. Of some
        kinds of records, where those are named."""
        home, allowed = own_country_id(viewer), Q(pk__in=[])
        for documented in DOCUMENTED.values():
            if kinds and documented.slug not in kinds:
                continue
            rows = documented.readers(viewer)
            is_cleared = Q(cleared_at__isnull=False)
            if documented.is_cleared_by_country:
                is_cleared |= _cleared_with(rows)
            if home:
                is_cleared |= Q(country_id=home)
            # Record by record: the database would look through all that the viewer may read.
            is_read = Exists(rows.order_by().filter(pk=OuterRef("record")))
            allowed |= Q(kind=documented.slug) & Q(is_read) & is_cleared
        return self.filter(allowed & standing())

    def of(self, record: models.Model) -> Self:
        """Documents of one record."""
        return self.filter(kind=documented_model_of(record).slug, record=record.pk)

    def to_clear(self) -> Self:
        """Documents that wait to be cleared by themselves: put to a record that others read already."""
        is_up = Q(pk__in=[])
        for documented in DOCUMENTED.values():
            rows = documented.model._base_manager.filter(pk=OuterRef("record"))
            if documented.is_cleared_by_country:
                rows = rows.filter(standing(), state=State.CLEARED)
            is_up |= Q(kind=documented.slug) & Q(Exists(rows))
        return self.filter(is_up, standing(), cleared_at__isnull=True).with_clearance().filter(is_cleared=False)

    def with_clearance(self) -> Self:
        """Note on each, as `is_cleared`, whether others may read it where they may read the record."""
        found: Any = Q(cleared_at__isnull=False)
        for documented in DOCUMENTED.values():
            if documented.is_cleared_by_country:
                found |= Q(kind=documented.slug) & _cleared_with(documented.model._base_manager.all())
        return self.annotate(is_cleared=models.ExpressionWrapper(found, output_field=models.BooleanField()))


@kept()
class Document(Withdrawable):
    """One file. Its content lies in the folder of documents under `stored_as`; the row says what it must be.

    `kind` and `record` name the record, in one of several tables; `country` owns it. `offered_at` is when it was put to
    the record: a clearing of the record at or after that instant covers it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind of record"), max_length=20)
    record = models.BigIntegerField(_("record"))
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("member state"))
    name = models.CharField(_("name"), max_length=140)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    stored_as = models.CharField(_("file"), max_length=80, unique=True)
    taken_out = ArrayField(
        models.CharField(max_length=20, choices=TakenOut),
        verbose_name=_("taken out before it was kept"),
        default=list,
        db_default=[],
        blank=True,
    )
    offered_at = models.DateTimeField(_("put to the record"), default=timezone.now)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)
    cleared_by = by_person(_("cleared by"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes: ClassVar = [models.Index(fields=["kind", "record"], name="core_document_of_record")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True) | (Q(cleared_at__isnull=False) & ~Q(cleared_by=F("added_by"))),
                name="core_document_not_cleared_by_own_hand",
                violation_error_message=_("Nobody clears an own document."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    AUTHORS: ClassVar = ("added_by",)

    @property
    def path(self) -> str:
        """The path of the page on which it is cleared and withdrawn: that of its record's documents."""
        return reverse("documents", args=[self.kind, self.record])

    @property
    def taken_out_in_words(self) -> str:
        """What it has no more since it was uploaded; empty for nothing."""
        return in_words(self.taken_out)

    @property
    def short_name(self) -> str:
        """What the log calls it: never its name, for the log is read by others than its team."""
        return f"{self._meta.verbose_name} {self.pk}"


@also_waits
def _added_beside(kind: type[models.Model], person: int) -> Q:
    """Records beside which a person put a document that waits: it is cleared with them, or with a change of them."""
    record = getattr(kind, "record_field", "")
    owner = kind._meta.get_field(record).related_model if record else kind
    found = Q(pk__in=[])
    path = f"{record}__" if record else ""
    for documented in DOCUMENTED.values():
        if documented.is_cleared_by_country and documented.model is owner:
            own = Document.objects.filter(standing(), added_by=person, cleared_at__isnull=True, kind=documented.slug)
            own = own.filter(record=OuterRef(f"{path}pk"))
            found |= Q(Exists(own)) & Q(**{f"{path}cleared_at__isnull": True})
            found |= Q(Exists(own.filter(offered_at__gt=OuterRef(f"{path}cleared_at"))))
    return found
