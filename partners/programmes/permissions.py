"""Who may act for the owner of a programme."""

from django.db.models import Q

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from partners.programmes.models.programmes import Programme


def confirms(viewer: Viewer, programme: Programme) -> bool:
    """Whether it is the viewer's to say that nothing has changed: an editor's of the owner, and the secretariat's where
    there is no owner in whose place it would speak."""
    wanted = Permission.PROGRAMME_WRITE if programme.owner else Permission.PROGRAMME_WRITE_ANY
    return can(viewer, wanted, organisation=programme.owner)


def keeps(viewer: Viewer, programme: Programme) -> bool:
    """Whether the viewer may write a programme: an editor of the organisation that owns it, or the secretariat."""
    of_owner = programme.owner is not None and can(viewer, Permission.PROGRAMME_WRITE, organisation=programme.owner)
    return of_owner or can(viewer, Permission.PROGRAMME_WRITE_ANY)


def is_kept_by(viewer: Viewer) -> Q:
    """The condition for the programmes that the viewer may write, by `keeps`."""
    if can(viewer, Permission.PROGRAMME_WRITE_ANY):
        return Q()
    own = getattr(viewer, "organisation", None)
    return Q(owner=own) if own and can(viewer, Permission.PROGRAMME_WRITE, organisation=own) else Q(pk__in=[])
