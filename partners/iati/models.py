"""What partners have published as IATI: the files that were read, and the rows that hang on a programme for it.

A programme is ours to edit; beside it stands what the publisher last said (`IatiRecord`), so that the next file can be
merged without losing anybody's work. Budgets, transactions, sectors, places and relations are kept as published.
"""

from dataclasses import fields
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from core.models import Organisation, Role
from core.tracking import StandingManager, Withdrawable, kept, standing
from partners.iati.choices import BudgetType, PlaceKind, RelationType, TransactionType
from partners.iati.format import activity
from partners.programmes.models.programmes import OfProgrammeQuerySet, Programme

# Room for every amount that publishers write: sums of rows stay exact to ten decimals.
DIGITS, DECIMALS = 30, 10
ORGANISATION_SOURCE = "IATI"
"""The source of an organisation that is here only because a file named it."""


class ImportState(models.TextChoices):
    """How far the import of a file has come."""

    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    PREVIEW = "preview", _("Read, waiting for you to confirm")
    QUEUED = "queued", _("Confirmed, waiting to be written")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Interrupted")
    DISCARDED = "discarded", _("Put aside")


class ImportOutcome(models.TextChoices):
    """What an activity of a file is to us."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    SKIPPED = "skipped", _("Skipped")


class ImportHeap(models.TextChoices):
    """To which of two heaps of a preview an activity goes that would be written."""

    IWT = "iwt", _("Looks like counter-IWT work")
    OTHER = "other", _("Does not look like it")


class IatiImportQuerySet(models.QuerySet):
    """Imports of files."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The secretariat sees every import, an organisation's people those of their organisation."""
        if not (viewer.is_authenticated and viewer.is_active):
            return self.none()
        if getattr(viewer, "role", None) == Role.SECRETARIAT:
            return self
        organisation = getattr(viewer, "organisation_id", None)
        return self.none() if organisation is None else self.filter(organisation=organisation)


@kept(exclude=["done", "total", "report"])
class IatiImport(models.Model):
    """A file somebody brought: read first, shown, and written only once it is confirmed.

    `organisation` is whose programmes it may touch; empty where the secretariat or the command line brought it, which
    may touch all. `done` of `total` counts activities. `refusal` says in plain words why the whole file is refused, why
    the work at it has stopped, or what the attempt before ended with.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="iati_imports"
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=255)
    size = models.BigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)
    only_asean = models.BooleanField(_("only programmes in ASEAN"), default=False)
    only_reported_by = models.CharField(_("only those reported by"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refusal = models.CharField(_("why it is refused or interrupted"), max_length=500, blank=True)
    report = models.JSONField(default=dict, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = IatiImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        verbose_name = _("import of a file")
        verbose_name_plural = _("imports of files")

    def __str__(self) -> str:
        return self.file_name


class OfImportQuerySet(models.QuerySet):
    """Rows of imports."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of the imports that the viewer may see."""
        return self.filter(of_import__in=IatiImport.objects.visible_to(viewer))


class IatiImportRow(models.Model):
    """What one activity of a file is to us, in the order of the file.

    `diff` is a list of {"field", "before", "after", "mine"}: `mine` is there where a person's value stays although the
    publisher changed it too. `notes` says what was mended or left out on the way in. `is_written` once it stands.
    `heap` is empty where nothing would be written; `signs` say why it is in its heap, as pairs of where and what
    (`messages.heap_reasons`). What `is_set_aside` is not written; with a `reason` it was set aside before. `asks_only`
    where nothing would be written but questions to those who keep the programme.
    """

    of_import = models.ForeignKey(IatiImport, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    identifier = models.CharField(_("IATI identifier"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=400, blank=True)
    line = models.PositiveIntegerField(_("line"), default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ImportOutcome)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    diff = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_written = models.BooleanField(default=False)
    heap = models.CharField(max_length=5, choices=ImportHeap, blank=True, default="", db_default="")
    signs = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    is_set_aside = models.BooleanField(_("set aside"), default=False, db_default=False)
    asks_only = models.BooleanField(_("asks only"), default=False, db_default=False)
    content_hash = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = OfImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["of_import", "position"]
        verbose_name = _("activity of a file")
        verbose_name_plural = _("activities of files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_import", "position"], name="partners_iatiimportrow_once")
        ]
        indexes: ClassVar = [
            models.Index("identifier", condition=models.Q(is_set_aside=True), name="partners_importrow_set_aside")
        ]

    def __str__(self) -> str:
        return self.identifier or self.title


@kept(exclude=["values", "published", "narratives"])
class IatiRecord(models.Model):
    """What the publisher last said of a programme.

    `values` is the base of the next three-way merge (field -> value as imported; "countries" and "organisations" are
    maps), beside what imports note (`partners.iati.actions.store.NOTED`). Without a `content_hash` nobody has published
    it: it holds proposals alone. `conflicts` maps a field to {"mine", "theirs", "base"} where a person and the
    publisher both changed it; the person's value stands until somebody decides. `narratives` holds titles and
    descriptions in other languages, `published` what we show or give out again and do not edit (hierarchy, last
    update, participating organisations as written, other identifiers).
    """

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="iati")
    identifier = models.CharField(_("IATI identifier"), max_length=120, unique=True)
    reporting_ref = models.CharField(_("reporting organisation"), max_length=120, blank=True)
    reporting_name = models.CharField(_("name of the reporting organisation"), max_length=300, blank=True)
    reporting_type = models.CharField(max_length=10, blank=True)
    values = models.JSONField(default=dict)
    narratives = models.JSONField(default=dict, blank=True)
    published = models.JSONField(default=dict, blank=True)
    conflicts = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    line = models.PositiveIntegerField(_("line"), default=0)
    imported_at = models.DateTimeField(_("imported"))
    is_place_settled = models.BooleanField(_("said to cover the region as a whole"), default=False, db_default=False)
    latest_import = models.ForeignKey(IatiImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["identifier"]
        verbose_name = _("IATI record")
        verbose_name_plural = _("IATI records")

    def __str__(self) -> str:
        return self.identifier


class PublishedRow(Withdrawable):
    """A row as published, in the columns of `read_as`. When the next file no longer has it, it is withdrawn."""

    read_as: ClassVar[Any]
    objects = StandingManager.from_queryset(OfProgrammeQuerySet)()
    everything = models.Manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["programme", "position"]

    @classmethod
    def columns(cls) -> list[str]:
        """The columns that are read and given out, in the order of `read_as`."""
        return [one.name for one in fields(cls.read_as)]

    def as_read(self) -> Any:
        """The row as it was read."""
        return self.read_as(*(getattr(self, name) for name in self.columns()))


@kept()
class ProgrammeBudget(PublishedRow):
    """Money planned for a period."""

    read_as = activity.Budget
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budgets")
    kind = models.CharField(_("type"), max_length=1, choices=BudgetType, default=BudgetType.ORIGINAL)
    status = models.CharField(_("status"), max_length=1, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    value_on = models.DateField(_("value date"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta(PublishedRow.Meta):
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"


@kept()
class ProgrammeTransaction(PublishedRow):
    """Money promised or moved. Negative values are corrections.

    `codes` holds further codes as published: flow_type, finance_type, aid_type, tied_status, disbursement_channel.
    """

    read_as = activity.Transaction
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField(_("type"), max_length=2, choices=TransactionType)
    happened_on = models.DateField(_("date"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    value_on = models.DateField(_("value date"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    is_humanitarian = models.BooleanField(_("humanitarian"), default=False)
    provider_ref = models.CharField(max_length=120, blank=True)
    provider_name = models.CharField(_("provider"), max_length=300, blank=True)
    provider_activity = models.CharField(max_length=120, blank=True)
    receiver_ref = models.CharField(max_length=120, blank=True)
    receiver_name = models.CharField(_("receiver"), max_length=300, blank=True)
    receiver_activity = models.CharField(max_length=120, blank=True)
    recipient_country = models.CharField(_("country"), max_length=2, blank=True)
    recipient_region = models.CharField(_("region"), max_length=40, blank=True)
    region_vocabulary = models.CharField(max_length=3, blank=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    sector_vocabulary = models.CharField(max_length=3, blank=True)
    codes = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta(PublishedRow.Meta):
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value} {self.currency}"


@kept()
class ProgrammeSector(PublishedRow):
    """A sector as published. Vocabulary 1 is the five-digit DAC list, 2 its three-digit groups."""

    read_as = activity.Sector
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sectors")
    code = models.CharField(_("sector"), max_length=40)
    vocabulary = models.CharField(_("vocabulary"), max_length=3, default="1")
    vocabulary_uri = models.CharField(max_length=300, blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    percentage = models.DecimalField(_("share, %"), max_digits=12, decimal_places=6, null=True, blank=True)
    is_from_transactions = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta(PublishedRow.Meta):
        verbose_name = _("sector of a programme")
        verbose_name_plural = _("sectors of programmes")

    def __str__(self) -> str:
        return self.name or self.code


@kept()
class ProgrammePlace(PublishedRow):
    """A recipient country or region as published, ours or not. Region vocabulary 1 is OECD DAC."""

    read_as = activity.Place
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(_("kind"), max_length=7, choices=PlaceKind)
    code = models.CharField(_("code"), max_length=40)
    vocabulary = models.CharField(_("vocabulary"), max_length=3, blank=True)
    vocabulary_uri = models.CharField(max_length=300, blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    percentage = models.DecimalField(_("share, %"), max_digits=12, decimal_places=6, null=True, blank=True)
    is_from_transactions = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta(PublishedRow.Meta):
        verbose_name = _("recipient of a programme")
        verbose_name_plural = _("recipients of programmes")

    def __str__(self) -> str:
        return self.name or self.code


@kept()
class ProgrammeRelation(PublishedRow):
    """Another activity that a programme names, whether or not we hold it."""

    read_as = activity.Relation
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(_("relation"), max_length=1, choices=RelationType)
    identifier = models.CharField(_("IATI identifier"), max_length=300)
    position = models.PositiveIntegerField(default=0)

    class Meta(PublishedRow.Meta):
        verbose_name = _("related activity")
        verbose_name_plural = _("related activities")
        indexes: ClassVar = [
            models.Index(fields=["identifier"], condition=standing(), name="partners_relation_identifier")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.identifier}"


class LeftOutRelation(models.Model):
    """What an activity that files hold, and that is not kept here, says it is a part of, or contains.

    Such an activity stands between two that are kept: without its word the money of both would count. `updated` is the
    stamp of the edition that says so, as an instant in text; empty where it has none.
    """

    identifier = models.CharField(_("IATI identifier"), max_length=120, db_index=True)
    kind = models.CharField(_("relation"), max_length=1, choices=RelationType)
    other = models.CharField(_("the other activity"), max_length=300, db_index=True)
    reporting_ref = models.CharField(_("reporting organisation"), max_length=120, blank=True)
    updated = models.CharField(_("last update"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("relation of an activity that is not here")
        verbose_name_plural = _("relations of activities that are not here")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identifier", "kind", "other"], name="partners_leftoutrelation_once")
        ]

    def __str__(self) -> str:
        return f"{self.identifier}, {self.get_kind_display()}: {self.other}"


PUBLISHED_ROWS = (ProgrammeBudget, ProgrammeTransaction, ProgrammeSector, ProgrammePlace, ProgrammeRelation)
ROWS: dict[str, Any] = dict(
    zip(("budgets", "transactions", "sectors", "places", "relations"), PUBLISHED_ROWS, strict=True)
)
"""By the name of their list in an activity, which is that of the rows of a programme."""
