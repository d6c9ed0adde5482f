"""Who needs a second factor, and the middleware that lets nobody who needs one work without it."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.sessions import end_all
from core.clearance.actions import Refused
from core.history.audit import AuditKind, note
from core.mail import tell
from core.models import Role, User
from core.pages import is_from_script

# Who lets others see what a state says, and who lets others in.
ROLES_THAT_NEED_ONE = frozenset({Role.CLEARING_OFFICER, Role.SECRETARIAT})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Where people may go who have yet to set one up: the pages for it, their account, the way out, and help.
OPEN_WITHOUT = frozenset(
    {
        *("account", "account-sessions", "log-out-everywhere", "account_logout", "account_login"),
        *("account_reauthenticate", "admin:logout", "healthz", "readyz", "help", "help-roles", "method", "glossary"),
    }
)


class ResetReason(TextChoices):
    """Why a person's factors are taken away. A list, because the log keeps no typed text."""

    LOST = "lost", gettext_lazy("The phone or key is lost, and the recovery codes too")
    STOLEN = "stolen", gettext_lazy("The phone or key was stolen")
    REPLACED = "replaced", gettext_lazy("The phone or computer was replaced or broke")


class IdentityCheck(TextChoices):
    """How the secretariat made sure that it is the person who asks."""

    MET = "met", gettext_lazy("Met in person")
    CALLED = "called", gettext_lazy("Called back on a number known from before")
    VOUCHED = "vouched", gettext_lazy("A colleague known to the secretariat vouched, by call or in person")


def is_required_of(person: User) -> bool:
    """Whether this person may not work without a second factor."""
    return bool(settings.REQUIRE_SECOND_FACTOR) and person.role in ROLES_THAT_NEED_ONE


def is_advised_for(person: User) -> bool:
    """Whether the person's role calls for one, whatever this installation demands."""
    return person.role in ROLES_THAT_NEED_ONE


def factors_of(person: User) -> Any:
    """The authenticator apps and passkeys of a person; recovery codes are none by themselves."""
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS)


def has_one_of() -> Exists:
    """The same for the person of an outer query: `PersonBackend` asks it along with the person."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=FACTORS))


def has_one(person: User) -> bool:
    """Whether the person has a second factor, as known when they were loaded."""
    known: bool | None = getattr(person, "has_second_factor", None)
    return factors_of(person).exists() if known is None else known


def may_go(person: User, authenticator: Authenticator) -> bool:
    """Whether a factor may be removed: not the last one of somebody who needs one. Recovery codes always may."""
    if authenticator.type not in FACTORS or not is_required_of(person):
        return True
    return bool(factors_of(person).exclude(pk=authenticator.pk).exists())


@dataclass(frozen=True)
class FactorSummary:
    """What a person has set up, for the page of their account."""

    has_app: bool
    n_passkeys: int
    has_codes: bool
    is_required: bool
    is_advised: bool


def factor_summary(person: User) -> FactorSummary:
    """What a person has set up, and what their role asks for. One query."""
    kinds = list(Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True))
    return FactorSummary(
        has_app=Authenticator.Type.TOTP in kinds,
        n_passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        has_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        is_required=is_required_of(person),
        is_advised=is_advised_for(person),
    )


@transaction.atomic
def reset(*, by: User | None, person: User, reason: ResetReason, check: IdentityCheck) -> None:
    """Take away all factors of a person who has lost them, end their sessions, and tell them by mail. `by` is None for
    who runs the server. Raises Refused for one's own: who can do that has not lost them."""
    if by is not None and by.pk == person.pk:
        raise Refused(_("Nobody takes away their own factors here. Ask another member of the secretariat."))
    Authenticator.objects.filter(user_id=person.pk).delete()
    end_all(person)
    note(AuditKind.FACTOR_RESET, by=by, about=str(person), person=person.pk, reason=reason.value, check=check.value)
    transaction.on_commit(lambda: tell(person, "account/email/factors_reset", {"reason": reason.label}))


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads people who need a second factor and have none to the page where they set one up, and nowhere else."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer with the way to the page, or with None to let the view answer."""
        person = request.user
        if not isinstance(person, User) or not is_advised_for(person) or has_one(person):
            return None
        if not is_required_of(person):
            request.should_have_second_factor = True  # type: ignore[attr-defined]  # the workspace says so
            return None
        request.lacks_second_factor = True  # type: ignore[attr-defined]  # so does the page that sets one up
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN_WITHOUT or name.startswith("mfa_"):
            return None
        if is_from_script(request):
            return HttpResponse(status=403)
        return HttpResponseRedirect(reverse("mfa_index"))
