"""On which of the two sides of an answer a person may act: the country that asked, or the organisation that answers."""

from core.clearance import Viewer
from core.permissions import Permission, can
from partners.models import Response
from partners.rules import AnswerSide


def sides_of(viewer: Viewer, response: Response) -> tuple[AnswerSide, ...]:
    """The sides on which the viewer may act; none for readers and strangers."""
    sides = []
    if can(viewer, Permission.RESPONSE_DECIDE, country=response.need.country):
        sides.append(AnswerSide.COUNTRY)
    if can(viewer, Permission.RESPONSE_WRITE, organisation=response.organisation):
        sides.append(AnswerSide.ORGANISATION)
    return tuple(sides)
