"""Who may act on which side of an answer."""

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from partners.support.models.answers import Response
from partners.support.rules.answers import AnswerSide


def is_of_a_side(viewer: Viewer, response: Response) -> bool:
    """Whether the viewer belongs to the country or the organisation of an answer: only these read notes."""
    if not viewer.is_authenticated:
        return False
    return viewer.country_id == response.need.country_id or viewer.organisation_id == response.organisation_id


def sides_of(viewer: Viewer, response: Response) -> tuple[AnswerSide, ...]:
    """The sides on which the viewer may act; none for readers and other organisations."""
    sides = []
    if can(viewer, Permission.RESPONSE_DECIDE, country=response.need.country):
        sides.append(AnswerSide.COUNTRY)
    if can(viewer, Permission.RESPONSE_WRITE, organisation=response.organisation):
        sides.append(AnswerSide.ORGANISATION)
    return tuple(sides)
