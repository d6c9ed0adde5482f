"""Mechanisms of coordination and technical help, how far each country has come with them, and what is raised there."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clearance import models as clearance
from core.clearance.models import Disclosure, State, Viewer, readable
from core.models import Country, Sourced, User
from core.sourced_rows import source_named, verified_against_source
from core.tracking import Withdrawable, kept, standing
from core.web_address import WebAddressField
from needs.models import Need


@kept()
class Mechanism(Sourced):
    """An existing mechanism of coordination or technical help that a country can engage with."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it offers"), blank=True)
    website = WebAddressField(_("official page"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        constraints: ClassVar = [verified_against_source("partners_mechanism"), source_named("partners_mechanism")]

    def __str__(self) -> str:
        return self.name


class EngagementStatus(models.TextChoices):
    """How far a country's engagement with a mechanism has come."""

    NOT_STARTED = "not_started", _("Not started")
    REQUESTED = "requested", _("Requested")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")


class ReportPublic(models.TextChoices):
    """Whether what the engagement led to is published."""

    UNKNOWN = "unknown", _("Not known")
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NONE_YET = "none_yet", _("No report yet")


class EngagementQuerySet(clearance.ClearedQuerySet):
    """Engagements with mechanisms."""

    def told_to(self, viewer: Viewer) -> Self:
        """What lists, dates and counts are made of: cleared engagements that the viewer may read, drafts of nobody."""
        return self.visible_to(viewer).cleared()


@kept()
class Engagement(Sourced, clearance.Cleared):
    """A country's engagement with a mechanism: cleared by the country, or published by a named source.

    What the release before writes has no state; it waits as a draft until the country clears it.
    """

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_default=State.DRAFT)
    disclosure = models.CharField(
        _("who can see it"),
        max_length=10,
        choices=Disclosure,
        default=Disclosure.NATIONAL,
        db_default=Disclosure.NATIONAL,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_default=Now())
    edited_at = models.DateTimeField(_("edited"), auto_now=True, db_default=Now())
    return_note = models.TextField(_("note on return"), blank=True, default="", db_default="")
    mechanism = models.ForeignKey(
        Mechanism, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("mechanism")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("member state")
    )
    status = models.CharField(_("status"), max_length=20, choices=EngagementStatus)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    next_on = models.DateField(_("next date"), null=True, blank=True)
    report_public = models.CharField(
        _("report public"),
        max_length=10,
        choices=ReportPublic,
        default=ReportPublic.UNKNOWN,
        db_default=ReportPublic.UNKNOWN,
    )
    report_url = WebAddressField(_("address of the report"), max_length=500, blank=True, default="", db_default="")
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = EngagementQuerySet.as_manager()

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["mechanism", "country"]
        verbose_name = _("engagement with a mechanism")
        verbose_name_plural = _("engagements with mechanisms")
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
            models.UniqueConstraint(fields=["mechanism", "country"], name="partners_engagement_once"),
            verified_against_source("partners_engagement"),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.mechanism}, {self.get_status_display()}"

    @property
    def full_title(self) -> str:
        """The mechanism."""
        return str(self.mechanism)

    @property
    def short_name(self) -> str:
        """What the log calls it."""
        return f"{self.mechanism.code} {self.country.iso3}"

    def page_path(self, *, review: bool = False) -> str:
        """The path of its page for its own team, or of the page on which it is cleared or returned."""
        page = "partners:engagement-review" if review else "partners:engagement"
        return reverse(page, args=[self.mechanism.code, self.country.iso3])


class EngagementProposalQuerySet(clearance.ProposalQuerySet):
    """Proposals are the own team's alone: what was cleared of them stands in the engagement itself."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Proposals of the viewer's own country."""
        home = clearance.own_country_id(viewer)
        return self.filter(standing() & standing("engagement__"), country_id=home) if home else self.none()


@kept()
class EngagementProposal(clearance.Proposal):
    """A change of a cleared engagement, waiting beside it until it is cleared itself.

    `content` maps the names of what is entered to JSON values; `base_version` is the engagement's version before.
    """

    record_field = "engagement"

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="proposals")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("member state"))
    base_version = models.PositiveIntegerField(_("starts from version"))

    objects = EngagementProposalQuerySet.as_manager()

    class Meta(clearance.Cleared.Meta):
        ordering: ClassVar = ["engagement", "-pk"]
        verbose_name = _("proposed change of an engagement")
        verbose_name_plural = _("proposed changes of engagements")
        constraints: ClassVar = [
            *clearance.Cleared.Meta.constraints,
            clearance.one_open(
                "engagement",
                name="partners_engagementproposal_one_open",
                message=_("A change of this engagement is on its way already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement)

    @property
    def full_title(self) -> str:
        """The mechanism."""
        return self.engagement.full_title

    @property
    def short_name(self) -> str:
        """What the log calls it."""
        return self.engagement.short_name

    def page_path(self, *, review: bool = False) -> str:
        """The path of its engagement's page, or of the page of the decision."""
        return self.engagement.page_path(review=review)


@kept()
class MechanismSession(Sourced):
    """A meeting of a mechanism: what it was or will be about, and what came of it. Public, with its source.

    `ends_on` where it lasts longer than a day; `is_month_only` where the source names the month and no day.
    """

    mechanism = models.ForeignKey(
        Mechanism, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("mechanism")
    )
    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("date"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_month_only = models.BooleanField(_("only the month is known"), default=False, db_default=False)
    topic = models.TextField(_("topics"), max_length=2000, blank=True)
    outcome = models.TextField(_("outcome"), max_length=2000, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        ordering: ClassVar = ["mechanism", "on"]
        verbose_name = _("meeting of a mechanism")
        verbose_name_plural = _("meetings of mechanisms")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("on")),
                name="partners_mechanismsession_days_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
            verified_against_source("partners_mechanismsession"),
        ]

    def __str__(self) -> str:
        return self.title


class RaisedNeedQuerySet(models.QuerySet):
    """Needs that are to be raised at mechanisms."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Whoever sees the need sees where it is to be raised."""
        return self.filter(readable(viewer, "need__") & standing())


@kept()
class RaisedNeed(Withdrawable):
    """A need that its country wants to raise at the next date of a mechanism; `raised_on` once it has been."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="raised_at", verbose_name=_("need"))
    mechanism = models.ForeignKey(
        Mechanism, on_delete=models.PROTECT, related_name="needs_to_raise", verbose_name=_("mechanism")
    )
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("marked by"))
    raised_on = models.DateField(_("raised on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = RaisedNeedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["mechanism", "need"]
        verbose_name = _("need to be raised")
        verbose_name_plural = _("needs to be raised")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "mechanism"],
                condition=Q(withdrawn_at__isnull=True, raised_on__isnull=True),
                name="partners_raisedneed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need}: {self.mechanism}"
