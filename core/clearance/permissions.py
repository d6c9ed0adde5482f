"""Who may do what: one table, from which the role page in help is made, and the policies of views.

A view declares its policy by one of `public_page`, `signed_in_page` or `require`; without one it is closed to all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from core.models import COUNTRY_ROLES, Country, Organisation, Role, User

View = Callable[..., HttpResponse]


class Permission(TextChoices):
    """Everything that a person can be allowed to do, in the order in which the role page tells it."""

    ENTRY_WRITE = "entry-write", _("Write, edit and submit needs, indicator values and engagement of the own country")
    ENTRY_CLEAR = "entry-clear", _("Clear or return what colleagues submitted, and set who can see it")
    NEED_ANSWER_QUESTION = "need-answer-question", _("Answer partners' questions on needs of the own country")
    NEED_ASK = "need-ask", _("Ask a country about a need")
    DISCLOSURE_LOWER = "disclosure-lower", _("Narrow at once who can see a record of the own country")
    RESPONSE_WRITE = "response-write", _("Answer needs for the own organisation, and withdraw an answer")
    RESPONSE_DECIDE = "response-decide", _("Accept, discuss or decline partners' answers to the own country's needs")
    PROGRAMME_WRITE = (
        "programme-write",
        _("Enter programmes, keep them up to date, end them, and withdraw a mistaken one"),
    )
    PROGRAMME_WRITE_ANY = "programme-write-any", _("Do so for every organisation, not for the own one alone")
    ROUND_OPEN = "round-open", _("Ask partners for replies on a batch of needs, and close the round")
    CHAMPION_KEEP = "champion-keep", _("Keep champions and plans to approach them")
    NATIONAL_READ = "national-read", _("Read everything of the own country, uncleared entries too")
    ASEAN_READ = "asean-read", _("Read what member states share within ASEAN")
    PARTNERS_READ = "partners-read", _("Read what is shared with partners")
    REFERENCE_KEEP = "reference-keep", _("Keep the reference data")
    PEOPLE_KEEP = "people-keep", _("Invite and deactivate people")
    CYCLE_RUN = "cycle-run", _("Run reporting cycles")


HOLDERS: dict[Permission, frozenset[Role]] = {
    Permission.ENTRY_WRITE: frozenset({Role.FOCAL_POINT}),
    Permission.ENTRY_CLEAR: frozenset({Role.CLEARING_OFFICER}),
    Permission.NEED_ANSWER_QUESTION: frozenset({Role.FOCAL_POINT}),
    Permission.NEED_ASK: frozenset({Role.PARTNER_EDITOR}),
    Permission.DISCLOSURE_LOWER: frozenset({Role.FOCAL_POINT, Role.CLEARING_OFFICER}),
    Permission.RESPONSE_WRITE: frozenset({Role.PARTNER_EDITOR}),
    Permission.RESPONSE_DECIDE: frozenset({Role.FOCAL_POINT}),
    Permission.PROGRAMME_WRITE: frozenset({Role.PARTNER_EDITOR, Role.SECRETARIAT}),
    Permission.PROGRAMME_WRITE_ANY: frozenset({Role.SECRETARIAT}),
    Permission.ROUND_OPEN: frozenset({Role.FOCAL_POINT, Role.CLEARING_OFFICER, Role.SECRETARIAT}),
    Permission.CHAMPION_KEEP: frozenset({Role.PARTNER_EDITOR, Role.SECRETARIAT}),
    Permission.NATIONAL_READ: frozenset(COUNTRY_ROLES),
    Permission.ASEAN_READ: frozenset({*COUNTRY_ROLES, Role.SECRETARIAT}),
    Permission.PARTNERS_READ: frozenset(Role),
    Permission.REFERENCE_KEEP: frozenset({Role.SECRETARIAT}),
    Permission.PEOPLE_KEEP: frozenset({Role.SECRETARIAT}),
    Permission.CYCLE_RUN: frozenset({Role.SECRETARIAT}),
}
"""The roles that hold each permission."""


def can(
    viewer: Viewer, permission: Permission, *, country: Country | None = None, organisation: Organisation | None = None
) -> bool:
    """Whether the viewer's role holds the permission, for this country or organisation where one is named."""
    if not isinstance(viewer, User) or not viewer.is_active or viewer.role not in HOLDERS[permission]:
        return False
    if country is not None and viewer.country_id != country.pk:
        return False
    return organisation is None or viewer.organisation_id == organisation.pk


def holders(
    permission: Permission, *, country: Country | None = None, organisation: Organisation | None = None
) -> QuerySet[User]:
    """The active people whose role holds the permission, for this country or organisation where one is named."""
    people = User.objects.filter(is_active=True, role__in=HOLDERS[permission]).exclude(email="")
    if country is not None:
        people = people.filter(country=country)
    return people if organisation is None else people.filter(organisation=organisation)


@dataclass(frozen=True)
class Policy:
    """What a view asks of its visitor: nothing, a log-in, or a permission."""

    is_public: bool = False
    permission: Permission | None = None


def public_page(view: View) -> View:
    """Declare that anybody may ask; the page itself shows only what its viewer may read."""
    view.policy = Policy(is_public=True)  # type: ignore[attr-defined]
    return view


def signed_in_page(view: View) -> View:
    """Declare that everybody who has logged in may ask."""
    view.policy = Policy()  # type: ignore[attr-defined]
    return view


def require(permission: Permission) -> Callable[[View], View]:
    """Declare that the visitor's role must hold the permission; otherwise 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not can(request.user, permission):
                raise PermissionDenied(str(permission.label))
            return view(request, *args, **kwargs)

        guarded.policy = Policy(permission=permission)  # type: ignore[attr-defined]
        return guarded

    return decorate
