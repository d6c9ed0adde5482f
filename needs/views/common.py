"""What the views of needs share: finding a need for a person, and one address for each page."""

from core.models import User
from core.pages import or_404
from needs import queries
from needs.models import Need


def need_or_404(person: User, code: str) -> Need:
    """The need of the person's own country, or 404."""
    return or_404(queries.find_team_need(person, code))
