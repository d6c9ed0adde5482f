"""The models that every app uses: countries, organisations, people, priorities.

The list is closed: a further one needs an architectural decision record. The other models of this app stand in its
packages (`core.drafts.models` and so on); `core.apps` loads them.
"""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.sourced_rows import source_named, verified_against_source
from core.sources import is_all_published, is_copy
from core.tracking import kept
from core.web_address import SourceAddressField


class Sourced(models.Model):
    """Where a reference row comes from, and whether a person has checked it. A row that no longer matches
    `reference_digest`, the fingerprint of its values as loaded, was edited by a person and is never overwritten.

    What enters a row asks for its source, unless it `has_own_word`: then somebody here answers for it."""

    has_own_word: bool = False

    source_title = models.CharField(_("source"), max_length=300, blank=True)
    source_url = SourceAddressField(_("source address"), max_length=500, blank=True)
    source_date = models.DateField(_("source date"), null=True, blank=True)
    verified = models.BooleanField(
        _("verified"), default=False, help_text=_("A person has checked it against the source.")
    )
    reference_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check that the source is one: what has none cannot be checked against it, and a copy is not the original."""
        super().clean()
        if self.verified and not is_all_published(self.source_title):
            raise ValidationError(_("It cannot be verified: no published source is named."))
        if is_copy(self.source_url):
            raise ValidationError(
                _("That address leads to a copy which somebody else keeps. Give the publisher's own, or none.")
            )

    def validate_constraints(self, exclude: Any = None) -> None:
        """Leave the source to `clean`, which also knows the forms that do not show it."""
        super().validate_constraints(exclude={*(exclude or ()), "source_title"})


class CitesParty(models.TextChoices):
    """Whether a state is a Party to CITES; unknown is a first-class answer."""

    YES = "yes", _("Party")
    NO = "no", _("Not a Party")
    UNKNOWN = "unknown", _("Not known")


@kept()
class Country(Sourced):
    """One of the eleven ASEAN member states, in ASEAN order."""

    iso2 = models.CharField(_("ISO 3166-1 alpha-2"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO 3166-1 alpha-3"), max_length=3, unique=True)
    m49 = models.CharField(_("UN M49"), max_length=3, blank=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    official_name = models.CharField(_("official name"), max_length=120)
    asean_order = models.PositiveSmallIntegerField(_("ASEAN order"), unique=True)
    admitted_on = models.DateField(_("admitted to ASEAN"), null=True, blank=True)
    is_founder = models.BooleanField(_("founding member"), default=False)
    cites_party = models.CharField(_("CITES"), max_length=7, choices=CitesParty, default=CitesParty.UNKNOWN)
    cites_acceded_on = models.DateField(_("CITES accession"), null=True, blank=True)
    cites_in_force_on = models.DateField(_("CITES in force"), null=True, blank=True)
    cites_note = models.CharField(_("note on CITES"), max_length=300, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("tile row"), default=1)
    tile_column = models.PositiveSmallIntegerField(_("tile column"), default=1)

    class Meta:
        ordering: ClassVar = ["asean_order"]
        verbose_name = _("member state")
        verbose_name_plural = _("member states")
        constraints: ClassVar = [verified_against_source("core_country"), source_named("core_country")]

    def __str__(self) -> str:
        return self.name


class OrganisationType(models.TextChoices):
    """IATI organisation types (codelist OrganisationType)."""

    GOVERNMENT = "10", _("Government")
    OTHER_PUBLIC = "15", _("Other public sector")
    INTERNATIONAL_NGO = "21", _("International NGO")
    NATIONAL_NGO = "22", _("National NGO")
    REGIONAL_NGO = "23", _("Regional NGO")
    MULTILATERAL = "40", _("Multilateral")
    FOUNDATION = "60", _("Foundation")
    PRIVATE = "70", _("Private sector")
    ACADEMIC = "80", _("Academic, training and research")


@kept()
class Organisation(Sourced):
    """A partner, or an agency of a member state (then `country` is set)."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Short name in addresses, such as wcs."))
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    iati_type = models.CharField(_("type"), max_length=2, choices=OrganisationType, blank=True)
    iati_identifier = models.CharField(_("IATI identifier"), max_length=80, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name=_("member state")
    )
    is_active = models.BooleanField(_("active"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # A duplicate points to the one that stays (`core.reference.merging`), where files that name it find it.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            verified_against_source("core_organisation"),
            models.UniqueConstraint(
                fields=["iati_identifier"],
                condition=~Q(iati_identifier=""),
                name="core_organisation_iati_identifier_once",
            ),
        ]
        # Looked through by likeness of names, where it is asked who else carries out the same.
        indexes: ClassVar = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="core_organisation_name_alike"),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name


class AgencyRole(models.TextChoices):
    """What a national agency is, in CITES and enforcement terms."""

    MANAGEMENT_AUTHORITY = "management_authority", _("CITES Management Authority")
    ENFORCEMENT_LEAD = "enforcement_lead", _("Enforcement lead or national network")


@kept()
class Authority(Sourced):
    """The role a national agency holds, for a time: ministries merge and names change."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="authorities", verbose_name=_("member state"))
    role = models.CharField(_("role"), max_length=30, choices=AgencyRole)
    name = models.CharField(_("name"), max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="authorities")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["country", "role", "name"]
        verbose_name = _("national authority")
        verbose_name_plural = _("national authorities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "role", "name"], name="core_authority_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="core_authority_dates_in_order",
            ),
            verified_against_source("core_authority"),
            source_named("core_authority"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person is here; what a role may do stands in `core.clearance.permissions`."""

    FOCAL_POINT = "focal_point", _("Focal point")
    CLEARING_OFFICER = "clearing_officer", _("Clearing officer")
    COUNTRY_VIEWER = "country_viewer", _("Country viewer")
    PARTNER_EDITOR = "partner_editor", _("Partner editor")
    PARTNER_VIEWER = "partner_viewer", _("Partner viewer")
    SECRETARIAT = "secretariat", _("Secretariat")


COUNTRY_ROLES = (Role.FOCAL_POINT, Role.CLEARING_OFFICER, Role.COUNTRY_VIEWER)
PARTNER_ROLES = (Role.PARTNER_EDITOR, Role.PARTNER_VIEWER)


class Body(models.TextChoices):
    """The two lines along which a member state reports."""

    ENVIRONMENT = "environment", _("AWG CITES and Wildlife Enforcement (environment)")
    POLICE = "police", _("SOMTC Working Group on Illicit Trafficking in Wildlife and Timber (police)")


class UserManager(BaseUserManager["User"]):
    """Creates people; the address is the name they log in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person with a role and its scope; without a password nobody can log in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Open the first account, for `createsuperuser`; nobody can invite it, so its address counts as confirmed."""
        user = self.create_user(email, password, **{"name": email, **fields, "role": Role.SECRETARIAT})
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, in whatever case it was typed."""
        return self.get(email__iexact=username)


@kept(exclude=["password", "last_login", "session_generation"])
class User(AbstractBaseUser):
    """A person: one role, and the one country or organisation that it holds for."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="team", verbose_name=_("member state")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    body = models.CharField(_("body"), max_length=20, choices=Body, blank=True)
    is_alternate = models.BooleanField(
        _("alternate"), default=False, help_text=_("Stands in for the focal point, with the same rights.")
    )
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Unset it instead of deleting a person."))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    # Counted up to end every session of this person, on whatever machine.
    session_generation = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        ordering: ClassVar = ["country__asean_order", "organisation__name", "role", "email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(role__in=COUNTRY_ROLES, country__isnull=False, organisation__isnull=True)
                    | Q(role__in=PARTNER_ROLES, country__isnull=True, organisation__isnull=False)
                    | Q(role=Role.SECRETARIAT, country__isnull=True, organisation__isnull=True)
                ),
                name="core_user_role_has_its_scope",
                violation_error_message=_(
                    "A country role needs a member state and no organisation, a partner role an organisation and no "
                    "member state, and the secretariat neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_alternate=False) | Q(role=Role.FOCAL_POINT),
                name="core_user_alternate_is_focal_point",
                violation_error_message=_("Only a focal point can be an alternate."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the person may enter the admin: the secretariat, and nobody else."""
        return self.role == Role.SECRETARIAT

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer the admin's question; what the admin offers at all is decided by its own classes."""
        return self.is_active and self.role == Role.SECRETARIAT

    def has_module_perms(self, app_label: str) -> bool:
        """Answer the admin's question for an app."""
        return self.has_perm(app_label)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to be this person's: it changes with the password and with every generation."""
        known: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{known}.{self.session_generation}" if self.session_generation else known

    @property
    def role_label(self) -> str:
        """The role in words, the alternate named as such."""
        return str(_("Alternate focal point")) if self.is_alternate else self.get_role_display()


@kept()
class Priority(Sourced):
    """One of the twelve general priorities to reduce illegal wildlife trade."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    definition = models.TextField(_("definition"))
    position = models.PositiveSmallIntegerField(_("order"), unique=True)
    basis = models.CharField(_("basis"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        constraints: ClassVar = [verified_against_source("core_priority"), source_named("core_priority")]

    def __str__(self) -> str:
        return self.name


class CrosswalkVocabulary(models.TextChoices):
    """The vocabularies of others that our priorities are paired with."""

    WORLD_BANK = "world_bank", _("World Bank IWT type")
    ICCWC_TOOLKIT = "iccwc_toolkit", _("ICCWC Toolkit part")
    USAID_GUIDE = "usaid_guide", _("USAID CWT guide category")
    UK_IWTCF = "uk_iwtcf", _("UK IWT Challenge Fund theme")
    CRS_SECTOR = "crs_sector", _("IATI/CRS sector")


@kept()
class PriorityCrosswalk(Sourced):
    """What a priority is called in another vocabulary; one row (data and research) has no priority of ours."""

    priority = models.ForeignKey(
        Priority, models.PROTECT, null=True, blank=True, related_name="crosswalk", verbose_name=_("priority")
    )
    vocabulary = models.CharField(_("vocabulary"), max_length=20, choices=CrosswalkVocabulary)
    term = models.CharField(_("term"), max_length=120)

    class Meta:
        ordering: ClassVar = ["priority__position", "vocabulary", "term"]
        verbose_name = _("crosswalk row")
        verbose_name_plural = _("crosswalk of priorities")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["priority", "vocabulary", "term"], name="core_prioritycrosswalk_once", nulls_distinct=False
            ),
            verified_against_source("core_prioritycrosswalk"),
            source_named("core_prioritycrosswalk"),
        ]

    def __str__(self) -> str:
        return f"{self.priority.code if self.priority else '-'}: {self.get_vocabulary_display()} = {self.term}"
