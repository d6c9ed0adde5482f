"""Programmes of partners: where, for what, with whom, and how much of them counters illegal wildlife trade."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from core.models import Country, Organisation, Priority, Sourced
from core.search import by_alphabet
from core.sourced_rows import verified_against_source
from core.tracking import StandingManager, Withdrawable, kept, standing
from partners.programmes.models.choices import (
    ENDED_STATUSES,
    IwtRelevance,
    ParticipationRole,
    ProgrammeDisclosure,
    ProgrammeStatus,
    ShareBasis,
)
from partners.programmes.models.listing import ProgrammeQuerySet, shown_to
from partners.programmes.rules.programmes import ProgrammeFreshness, age_of


@kept()
class Programme(Withdrawable, Sourced):
    """A partner's programme. It belongs to its owner, which shares it with partners or with the public.

    One that was entered by mistake is withdrawn: it stays in its table, is shown nowhere, and can be brought back.
    `change_reason` says why it was last changed, once everybody could read it.
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=400)
    summary = models.TextField(_("summary"), max_length=5000, blank=True)
    iati_identifier = models.CharField(_("IATI identifier"), max_length=120, blank=True)
    other_identifier = models.CharField(_("other identifier"), max_length=120, blank=True)
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("owner"),
    )
    status = models.CharField(_("status"), max_length=20, choices=ProgrammeStatus, default=ProgrammeStatus.UNKNOWN)
    end_reason = models.CharField(_("why it ended early"), max_length=500, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    planned_ends_on = models.DateField(
        _("was to end"),
        null=True,
        blank=True,
        help_text=_("Where it ended early: the last day that was planned. Its money counts for the days that it ran."),
    )
    period_note = models.CharField(
        _("period in words"), max_length=120, blank=True, help_text=_("Where only years or months are known.")
    )
    total = models.DecimalField(
        _("total amount"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount_on = models.DateField(
        _("date of the amount"), null=True, blank=True, help_text=_("The day whose exchange rate counts.")
    )
    rate_per_usd = models.DecimalField(
        _("units for one US dollar"),
        max_digits=24,
        decimal_places=12,
        null=True,
        blank=True,
        help_text=_("The rate used for this amount, kept with it."),
    )
    rate_on = models.DateField(_("date of the rate"), null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=120, blank=True, default="", db_default="")
    cofinancing = models.DecimalField(
        _("co-financing"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    amount_note = models.CharField(_("note on the amount"), max_length=300, blank=True)
    iwt_share = models.DecimalField(
        _("IWT share, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    iwt_share_basis = models.CharField(
        _("basis of the share"), max_length=10, choices=ShareBasis, default=ShareBasis.UNKNOWN
    )
    iwt_share_note = models.CharField(
        _("how the share is known"), max_length=300, blank=True, default="", db_default=""
    )
    iwt_relevance = models.CharField(
        _("relevance"),
        max_length=10,
        choices=IwtRelevance,
        default=IwtRelevance.CONFIRMED,
        db_default=IwtRelevance.CONFIRMED,
    )
    iwt_relevance_reason = models.CharField(
        _("why it is thought relevant"), max_length=500, blank=True, default="", db_default=""
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("The larger programme that contains this one. Their money is never counted twice."),
    )
    covers_more = models.BooleanField(
        _("covers other countries too"),
        default=False,
        db_default=False,
        help_text=_("Countries outside of ASEAN share in it."),
    )
    is_humanitarian = models.BooleanField(_("humanitarian"), default=False, db_default=False)
    is_regional = models.BooleanField(
        _("regional"), default=False, help_text=_("Covers the region rather than named states.")
    )
    region_note = models.CharField(_("countries in words"), max_length=300, blank=True)
    disclosure = models.CharField(
        _("who can see it"),
        max_length=10,
        choices=ProgrammeDisclosure,
        default=ProgrammeDisclosure.PARTNERS,
    )
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    change_reason = models.CharField(
        _("reason for the change"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("What everybody can read is changed with a reason, which stays in the history."),
    )
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        indexes: ClassVar = [
            models.Index(by_alphabet("title"), "id", name="partners_programme_in_order"),
            models.Index(fields=["status", "ends_on"], name="partners_programme_runs"),
            # What counts of programmes are made of, so that none reads the rows themselves.
            models.Index(
                fields=["iwt_relevance", "disclosure", "status", "ends_on"],
                include=["id", "owner", "total", "iwt_share", "is_regional", "starts_on"],
                condition=standing(),
                name="partners_programme_kinds",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["iati_identifier"], condition=~Q(iati_identifier=""), name="partners_programme_iati_once"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | ~Q(currency=""),
                name="partners_programme_amount_has_currency",
                violation_error_message=_("An amount needs its currency."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="partners_programme_dates_in_order",
                violation_error_message=_("The programme ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(iwt_share__isnull=True) | Q(iwt_share__gte=0, iwt_share__lte=100),
                name="partners_programme_share_is_percent",
            ),
            models.CheckConstraint(
                condition=Q(rate_per_usd__isnull=True) | Q(rate_per_usd__gt=0), name="partners_programme_rate_positive"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
                name="partners_programme_not_its_own_parent",
                violation_error_message=_("A programme cannot be a part of itself."),
            ),
            verified_against_source("partners_programme"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_own_word(self) -> bool:  # type: ignore[override]
        """Its owner keeps it here."""
        return self.owner_id is not None

    @property
    def freshness(self) -> ProgrammeFreshness:
        """How old the entry is, and whether its owner is asked to confirm it."""
        return age_of(self.last_confirmed_on, has_ended=self.status in ENDED_STATUSES, today=timezone.localdate())


class OfProgrammeQuerySet(models.QuerySet):
    """Rows that hang on a programme and are read with it."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of programmes that the viewer may read."""
        return self.filter(shown_to(viewer, "programme__"))


@kept()
class ProgrammeCountry(Withdrawable):
    """A member state in a programme, with its share or "not split"."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="in_countries")
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="in_programmes", verbose_name=_("member state")
    )
    share = models.DecimalField(
        _("share, %"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Empty: not split.")
    )

    objects = StandingManager.from_queryset(OfProgrammeQuerySet)()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["programme", "country"]
        verbose_name = _("member state in a programme")
        verbose_name_plural = _("member states in programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "country"], condition=standing(), name="partners_programmecountry_once"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                name="partners_programmecountry_share_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.country)


@kept()
class ProgrammePriority(Withdrawable):
    """A priority that a programme serves, with its share or "not split"."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="for_priorities")
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, related_name="in_programmes", verbose_name=_("priority")
    )
    share = models.DecimalField(
        _("share, %"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Empty: not split.")
    )
    is_suggested = models.BooleanField(
        _("suggested"), default=False, db_default=False, help_text=_("By a rule; a person has not confirmed it yet.")
    )
    suggestion_reason = models.CharField(
        _("why it is suggested"), max_length=300, blank=True, default="", db_default=""
    )

    objects = StandingManager.from_queryset(OfProgrammeQuerySet)()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["programme", "priority"]
        verbose_name = _("priority of a programme")
        verbose_name_plural = _("priorities of programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "priority"], condition=standing(), name="partners_programmepriority_once"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                name="partners_programmepriority_share_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.priority)


@kept()
class ProgrammeOrganisation(Withdrawable):
    """An organisation in a programme, by its IATI role."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=1, choices=ParticipationRole)

    objects = StandingManager.from_queryset(OfProgrammeQuerySet)()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar = ["programme", "role", "organisation"]
        verbose_name = _("organisation in a programme")
        verbose_name_plural = _("organisations in programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"],
                condition=standing(),
                name="partners_programmeorganisation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"
