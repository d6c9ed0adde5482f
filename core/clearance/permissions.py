"""Who may do what: one table, from which the role page in help is made, and the policies of views.

A policy is declared where a view is defined, by exactly one of `public_page`, `signed_in_page` or `require`. The
middleware refuses every view without one, so that forgetting a policy closes a page instead of opening it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from core.models import Country, Organisation, Role, User

View = Callable[..., HttpResponse]


class Permission(StrEnum):
    """Everything that a person can be allowed to do, sorted by noun."""

    ENTRY_WRITE = "entry-write"
    ENTRY_CLEAR = "entry-clear"
    NEED_ANSWER_QUESTION = "need-answer-question"
    NEED_ASK = "need-ask"
    DISCLOSURE_LOWER = "disclosure-lower"
    RESPONSE_WRITE = "response-write"
    RESPONSE_DECIDE = "response-decide"
    ROUND_OPEN = "round-open"
    ENGAGEMENT_KEEP = "engagement-keep"
    CHAMPION_KEEP = "champion-keep"
    PROGRAMME_WRITE = "programme-write"
    PROGRAMME_WRITE_ANY = "programme-write-any"
    NATIONAL_READ = "national-read"
    ASEAN_READ = "asean-read"
    PARTNERS_READ = "partners-read"
    REFERENCE_KEEP = "reference-keep"
    PEOPLE_KEEP = "people-keep"
    CYCLE_RUN = "cycle-run"


PERMISSION_LABELS: dict[Permission, Any] = {
    Permission.ENTRY_WRITE: _("Write, edit and submit needs and indicator values of the own country"),
    Permission.ENTRY_CLEAR: _("Clear or return what colleagues submitted, and set who can see it"),
    Permission.NEED_ANSWER_QUESTION: _("Answer partners' questions on needs of the own country"),
    Permission.NEED_ASK: _("Ask a country about a need"),
    Permission.DISCLOSURE_LOWER: _("Narrow at once who can see a record of the own country"),
    Permission.RESPONSE_WRITE: _("Answer needs for the own organisation, and withdraw an answer"),
    Permission.RESPONSE_DECIDE: _("Accept, discuss or decline partners' answers to the own country's needs"),
    Permission.PROGRAMME_WRITE: _("Enter programmes, keep them up to date, end them, and withdraw a mistaken one"),
    Permission.PROGRAMME_WRITE_ANY: _("Do so for every organisation, not for the own one alone"),
    Permission.ROUND_OPEN: _("Ask partners for replies on a batch of needs, and close the round"),
    Permission.ENGAGEMENT_KEEP: _("Keep what is publicly known of engagement with mechanisms"),
    Permission.CHAMPION_KEEP: _("Keep champions and plans to approach them"),
    Permission.NATIONAL_READ: _("Read everything of the own country, uncleared entries too"),
    Permission.ASEAN_READ: _("Read what member states share within ASEAN"),
    Permission.PARTNERS_READ: _("Read what is shared with partners"),
    Permission.REFERENCE_KEEP: _("Keep the reference data"),
    Permission.PEOPLE_KEEP: _("Invite and deactivate people"),
    Permission.CYCLE_RUN: _("Run reporting cycles"),
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FOCAL_POINT: frozenset(
        {
            Permission.ENTRY_WRITE,
            Permission.NEED_ANSWER_QUESTION,
            Permission.DISCLOSURE_LOWER,
            Permission.RESPONSE_DECIDE,
            Permission.ROUND_OPEN,
            Permission.ENGAGEMENT_KEEP,
            Permission.NATIONAL_READ,
            Permission.ASEAN_READ,
            Permission.PARTNERS_READ,
        }
    ),
    Role.CLEARING_OFFICER: frozenset(
        {
            Permission.ENTRY_CLEAR,
            Permission.DISCLOSURE_LOWER,
            Permission.ROUND_OPEN,
            Permission.ENGAGEMENT_KEEP,
            Permission.NATIONAL_READ,
            Permission.ASEAN_READ,
            Permission.PARTNERS_READ,
        }
    ),
    Role.COUNTRY_VIEWER: frozenset({Permission.NATIONAL_READ, Permission.ASEAN_READ, Permission.PARTNERS_READ}),
    Role.PARTNER_EDITOR: frozenset(
        {
            Permission.NEED_ASK,
            Permission.RESPONSE_WRITE,
            Permission.PROGRAMME_WRITE,
            Permission.CHAMPION_KEEP,
            Permission.PARTNERS_READ,
        }
    ),
    Role.PARTNER_VIEWER: frozenset({Permission.PARTNERS_READ}),
    Role.SECRETARIAT: frozenset(
        {
            Permission.PROGRAMME_WRITE,
            Permission.PROGRAMME_WRITE_ANY,
            Permission.ROUND_OPEN,
            Permission.ENGAGEMENT_KEEP,
            Permission.CHAMPION_KEEP,
            Permission.ASEAN_READ,
            Permission.PARTNERS_READ,
            Permission.REFERENCE_KEEP,
            Permission.PEOPLE_KEEP,
            Permission.CYCLE_RUN,
        }
    ),
}


def can(
    viewer: Viewer, permission: Permission, *, country: Country | None = None, organisation: Organisation | None = None
) -> bool:
    """Whether the viewer's role holds the permission, for this country or organisation where one is named."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return False
    if permission not in ROLE_PERMISSIONS[Role(viewer.role)]:
        return False
    if country is not None and viewer.country_id != country.pk:
        return False
    return organisation is None or viewer.organisation_id == organisation.pk


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
                raise PermissionDenied(str(PERMISSION_LABELS[permission]))
            return view(request, *args, **kwargs)

        guarded.policy = Policy(permission=permission)  # type: ignore[attr-defined]
        return guarded

    return decorate
