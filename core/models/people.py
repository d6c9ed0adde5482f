"""People: one role each, and the one country or organisation that it holds for."""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.countries import Country
from core.models.organisations import Organisation
from core.tracking import kept


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
        """Create a member of the secretariat: the command `createsuperuser` opens the first account.

        Nobody is there yet to invite them: their address counts as confirmed.
        """
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
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="team", verbose_name=_("member state")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
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
                    models.Q(role__in=COUNTRY_ROLES, country__isnull=False, organisation__isnull=True)
                    | models.Q(role__in=PARTNER_ROLES, country__isnull=True, organisation__isnull=False)
                    | models.Q(role=Role.SECRETARIAT, country__isnull=True, organisation__isnull=True)
                ),
                name="core_user_role_has_its_scope",
                violation_error_message=_(
                    "A country role needs a member state and no organisation, a partner role an organisation and no "
                    "member state, and the secretariat neither."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(is_alternate=False) | models.Q(role=Role.FOCAL_POINT),
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
