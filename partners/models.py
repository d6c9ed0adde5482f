"""Programmes of partners, their answers to needs, mechanisms, and money of record."""

from dataclasses import dataclass
from typing import ClassVar, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance import Disclosure, Viewer, own_country_id, readable
from core.models import Country, Organisation, Priority, Sourced, User
from needs.models import Need, NeedComponent


class ProgrammeStatus(models.TextChoices):
    """IATI activity status, and one that the standard lacks and 2025 taught."""

    PIPELINE = "1", _("Pipeline")
    IMPLEMENTATION = "2", _("Implementation")
    FINALISATION = "3", _("Finalisation")
    CLOSED = "4", _("Closed")
    CANCELLED = "5", _("Cancelled")
    SUSPENDED = "6", _("Suspended")
    TERMINATED_EARLY = "terminated_early", _("Terminated early")
    UNKNOWN = "unknown", _("Not known")


ACTIVE_STATUSES = (ProgrammeStatus.PIPELINE, ProgrammeStatus.IMPLEMENTATION, ProgrammeStatus.FINALISATION)


class ShareBasis(models.TextChoices):
    """How the share of a programme that counters illegal wildlife trade is known."""

    STATED = "stated", _("Stated by the owner")
    ESTIMATED = "estimated", _("Estimated")
    UNKNOWN = "unknown", _("Not known")


class ProgrammeDisclosure(models.TextChoices):
    """With whom an organisation shares its programme."""

    PARTNERS = Disclosure.PARTNERS.value, Disclosure.PARTNERS.label
    PUBLIC = Disclosure.PUBLIC.value, Disclosure.PUBLIC.label


@dataclass(frozen=True)
class ProgrammeFilter:
    """What a person asked of the list of programmes."""

    countries: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    organisation: str = ""
    status: str = ""
    text: str = ""


class ProgrammeQuerySet(models.QuerySet):
    """Programmes, asked for in the users' words."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Public programmes for everybody, the rest for everybody who has logged in."""
        if viewer.is_authenticated and viewer.is_active:
            return self
        return self.filter(disclosure=Disclosure.PUBLIC)

    def active(self) -> Self:
        """Programmes that run or are about to."""
        return self.filter(status__in=ACTIVE_STATUSES)

    def matching(self, wanted: ProgrammeFilter) -> Self:
        """Every condition of the filter."""
        rows = self
        if wanted.countries:
            rows = rows.filter(
                pk__in=ProgrammeCountry.objects.filter(country__iso3__in=wanted.countries).values("programme")
            )
        if wanted.priorities:
            rows = rows.filter(
                pk__in=ProgrammePriority.objects.filter(priority__code__in=wanted.priorities).values("programme")
            )
        if wanted.organisation:
            rows = rows.filter(
                pk__in=ProgrammeOrganisation.objects.filter(organisation__code=wanted.organisation).values("programme")
            )
        if wanted.status:
            rows = rows.filter(status=wanted.status)
        for word in wanted.text.split():
            rows = rows.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(iati_identifier__icontains=word)
            )
        return rows


@pghistory.track()
class Programme(Sourced):
    """A partner's programme. It belongs to its owner, which shares it with partners or with the public."""

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
    period_note = models.CharField(
        _("period in words"), max_length=120, blank=True, help_text=_("Where only years or months are known.")
    )
    total = models.DecimalField(
        _("total amount"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
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
    is_regional = models.BooleanField(
        _("regional"), default=False, help_text=_("Covers the region rather than named states.")
    )
    region_note = models.CharField(_("countries in words"), max_length=300, blank=True)
    disclosure = models.CharField(
        _("who can see it"), max_length=10, choices=ProgrammeDisclosure, default=ProgrammeDisclosure.PARTNERS
    )
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
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
        ]

    def __str__(self) -> str:
        return self.title


class OfProgrammeQuerySet(models.QuerySet):
    """Rows that hang on a programme and are read with it."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of programmes that the viewer may read."""
        if viewer.is_authenticated and viewer.is_active:
            return self
        return self.filter(programme__disclosure=Disclosure.PUBLIC)


@pghistory.track()
class ProgrammeCountry(models.Model):
    """A member state in a programme, with its share or "not split"."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="in_countries")
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="in_programmes", verbose_name=_("member state")
    )
    share = models.DecimalField(
        _("share, %"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Empty: not split.")
    )

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["programme", "country"]
        verbose_name = _("member state in a programme")
        verbose_name_plural = _("member states in programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "country"], name="partners_programmecountry_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                name="partners_programmecountry_share_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.country)


@pghistory.track()
class ProgrammePriority(models.Model):
    """A priority that a programme serves, with its share or "not split"."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="for_priorities")
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, related_name="in_programmes", verbose_name=_("priority")
    )
    share = models.DecimalField(
        _("share, %"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Empty: not split.")
    )

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["programme", "priority"]
        verbose_name = _("priority of a programme")
        verbose_name_plural = _("priorities of programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "priority"], name="partners_programmepriority_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                name="partners_programmepriority_share_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.priority)


class ParticipationRole(models.TextChoices):
    """IATI organisation roles; money is counted on the funding role alone."""

    FUNDING = "1", _("Funding")
    ACCOUNTABLE = "2", _("Accountable")
    EXTENDING = "3", _("Extending")
    IMPLEMENTING = "4", _("Implementing")


@pghistory.track()
class ProgrammeOrganisation(models.Model):
    """An organisation in a programme, by its IATI role."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=1, choices=ParticipationRole)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["programme", "role", "organisation"]
        verbose_name = _("organisation in a programme")
        verbose_name_plural = _("organisations in programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], name="partners_programmeorganisation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class ResponseKind(models.TextChoices):
    """What a partner answers to a need."""

    OFFER = "offer", _("We can support this")
    INTEREST = "interest", _("We are interested")
    NOT_NOW = "not_now", _("Not now")


class ResponseState(models.TextChoices):
    """Where an answer stands; the country decides, the partner may withdraw."""

    WAITING = "waiting", _("Waiting for the country")
    IN_DISCUSSION = "in_discussion", _("In discussion")
    ACCEPTED = "accepted", _("Accepted")
    DELIVERING = "delivering", _("In delivery")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CONFIRMED_STATES = (ResponseState.ACCEPTED, ResponseState.DELIVERING, ResponseState.COMPLETED)


class ResponseQuerySet(models.QuerySet):
    """Answers of partners to needs."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The two sides see an offer; all others who see the need see it once the country has confirmed it."""
        rows = self.filter(readable(viewer, "need__"))
        sides = Q(state__in=CONFIRMED_STATES)
        if home := own_country_id(viewer):
            sides |= Q(need__country_id=home)
        if viewer.is_authenticated and viewer.is_active and viewer.organisation_id:
            sides |= Q(organisation_id=viewer.organisation_id)
        return rows.filter(sides)

    def confirmed(self) -> Self:
        """Answers that the country has accepted."""
        return self.filter(state__in=CONFIRMED_STATES)


@pghistory.track()
class Response(models.Model):
    """An organisation's answer to a need: which parts, how much (in the need's currency), from when to when."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="responses", verbose_name=_("need"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="responses", verbose_name=_("organisation")
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("programme"),
    )
    kind = models.CharField(_("answer"), max_length=10, choices=ResponseKind)
    state = models.CharField(_("state"), max_length=20, choices=ResponseState, default=ResponseState.WAITING)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    components = models.ManyToManyField(
        NeedComponent, through="ResponseComponent", related_name="responses", blank=True, verbose_name=_("parts")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.TextField(_("what is offered"), max_length=2000, blank=True)
    contact_role = models.CharField(_("contact, by role"), max_length=200, blank=True)
    responded_at = models.DateTimeField(_("answered"))
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))
    decision_note = models.TextField(_("the country's note"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["need", "responded_at"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(amount__gte=0) & ~Q(currency="")),
                name="partners_response_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="partners_response_dates_in_order",
                violation_error_message=_("The offer ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="partners_response_decision_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_note=""), name="partners_response_decline_has_reason"
            ),
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=Q(state="waiting"),
                name="partners_response_one_waiting",
                violation_error_message=_("Your organisation has an answer waiting on this need already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class ResponseComponent(models.Model):
    """A part of a need that an answer covers, with a quantity where the part has one."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="parts")
    component = models.ForeignKey(NeedComponent, on_delete=models.PROTECT, related_name="offered_in")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["response", "component"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "component"], name="partners_responsecomponent_once"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="partners_responsecomponent_quantity_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self.component)


@pghistory.track()
class Mechanism(Sourced):
    """An existing mechanism of coordination or technical help that a country can engage with."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it offers"), blank=True)
    website = models.URLField(_("official page"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")

    def __str__(self) -> str:
        return self.name


class EngagementStatus(models.TextChoices):
    """How far a country's engagement with a mechanism has come."""

    NOT_STARTED = "not_started", _("Not started")
    REQUESTED = "requested", _("Requested")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")


@pghistory.track()
class Engagement(Sourced):
    """A country's engagement with a mechanism, as far as it is publicly known or entered for demonstration."""

    mechanism = models.ForeignKey(
        Mechanism, on_delete=models.CASCADE, related_name="engagements", verbose_name=_("mechanism")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("member state")
    )
    status = models.CharField(_("status"), max_length=20, choices=EngagementStatus)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    next_on = models.DateField(_("next date"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        ordering: ClassVar = ["mechanism", "country"]
        verbose_name = _("engagement with a mechanism")
        verbose_name_plural = _("engagements with mechanisms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mechanism", "country"], name="partners_engagement_once")
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.mechanism}, {self.get_status_display()}"


class FundingCategory(models.TextChoices):
    """The six World Bank types of counter-IWT intervention, and the undivided total."""

    TOTAL = "total", _("All types together")
    PROTECTED_AREAS = "protected_areas", _("Protected area management to prevent poaching")
    POLICY = "policy", _("Policy and legislation")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
    COMMUNICATION = "communication", _("Communication and awareness raising")
    LIVELIHOODS = "livelihoods", _("Sustainable use and alternative livelihoods")
    RESEARCH = "research", _("Research and assessment")


@pghistory.track()
class HistoricalFunding(Sourced):
    """Commitments against illegal wildlife trade, 2010 to 2016, in thousand US dollars, as the World Bank published.

    `country` is empty for recipients that are no member state; `recipient` keeps the source's own name.
    """

    recipient = models.CharField(_("recipient"), max_length=80)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="historical_funding",
        verbose_name=_("member state"),
    )
    category = models.CharField(_("type"), max_length=20, choices=FundingCategory)
    amount_usd_thousand = models.DecimalField(_("US$ thousand"), max_digits=16, decimal_places=6)
    start_year = models.PositiveSmallIntegerField(_("first year"), default=2010)
    end_year = models.PositiveSmallIntegerField(_("last year"), default=2016)

    class Meta:
        ordering: ClassVar = ["recipient", "category"]
        verbose_name = _("historical funding")
        verbose_name_plural = _("historical funding")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "category", "start_year"], name="partners_historicalfunding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.get_category_display()}"


@pghistory.track()
class ExchangeRate(Sourced):
    """Yearly average rate: units of a currency for one US dollar."""

    currency = models.CharField(_("currency"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year"))
    per_usd = models.DecimalField(_("units for one US dollar"), max_digits=18, decimal_places=8)

    class Meta:
        ordering: ClassVar = ["currency", "year"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "year"], name="partners_exchangerate_once"),
            models.CheckConstraint(condition=Q(per_usd__gt=0), name="partners_exchangerate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.year}"
