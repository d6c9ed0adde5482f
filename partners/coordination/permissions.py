"""Who may write engagements with mechanisms, reply rounds and champions. "Keep" here means enter and change."""

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.models import Country, User
from partners.coordination.models.champions import Champion
from partners.coordination.models.rounds import ReplyRound


def may_keep_engagement(person: Viewer, country: Country) -> bool:
    """A country's focal points for their own; its clearing officers clear it."""
    return can(person, Permission.ENTRY_WRITE, country=country)


def has_opened(person: Viewer, reply_round: ReplyRound) -> bool:
    """Whether a person is of the side that opened a round: the team of a member state, or the secretariat."""
    if not isinstance(person, User) or not person.is_active or person.organisation_id is not None:
        return False
    return person.country_id == reply_round.country_id


def may_keep_round(person: Viewer, reply_round: ReplyRound) -> bool:
    """The side that opened it."""
    return can(person, Permission.ROUND_OPEN) and has_opened(person, reply_round)


def may_keep_champion(person: Viewer, champion: Champion) -> bool:
    """The side that entered the person: an organisation, or the secretariat."""
    own = getattr(person, "organisation_id", None)
    return can(person, Permission.CHAMPION_KEEP) and own == champion.organisation_id
