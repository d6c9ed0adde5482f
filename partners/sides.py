"""Who may act for whom: on the two sides of an answer, and for the owner of a programme."""

from core.clearance import Viewer
from core.permissions import Permission, can
from partners.models import Programme, Response
from partners.rules import AnswerSide


def sides_of(viewer: Viewer, response: Response) -> tuple[AnswerSide, ...]:
    """The sides on which the viewer may act; none for readers and strangers."""
    sides = []
    if can(viewer, Permission.RESPONSE_DECIDE, country=response.need.country):
        sides.append(AnswerSide.COUNTRY)
    if can(viewer, Permission.RESPONSE_WRITE, organisation=response.organisation):
        sides.append(AnswerSide.ORGANISATION)
    return tuple(sides)


def confirms(viewer: Viewer, programme: Programme) -> bool:
    """Whether it is the viewer's to say that nothing has changed: an editor's of the owner, and the secretariat's where
    there is no owner in whose place it would speak."""
    if programme.owner is None:
        return can(viewer, Permission.PROGRAMME_WRITE_ANY)
    return can(viewer, Permission.PROGRAMME_WRITE, organisation=programme.owner)


def keeps(viewer: Viewer, programme: Programme) -> bool:
    """Whether the viewer may write a programme: an editor of the organisation that owns it, or the secretariat."""
    if can(viewer, Permission.PROGRAMME_WRITE_ANY):
        return True
    return programme.owner is not None and can(viewer, Permission.PROGRAMME_WRITE, organisation=programme.owner)
