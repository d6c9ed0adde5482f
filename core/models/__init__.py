"""The nouns that every floor above stands on: countries, priorities, organisations, people.

The list is closed: a further noun needs an architectural decision record. Other tables of this app stand in the rooms
that keep them; `core.apps` loads them.
"""

from core.models.countries import CitesParty, Country
from core.models.organisations import AgencyRole, Authority, Organisation, OrganisationType
from core.models.people import COUNTRY_ROLES, PARTNER_ROLES, Body, Role, User, UserManager
from core.models.priorities import CrosswalkVocabulary, Priority, PriorityCrosswalk
from core.models.sourced import Sourced

__all__ = [
    "COUNTRY_ROLES",
    "PARTNER_ROLES",
    "AgencyRole",
    "Authority",
    "Body",
    "CitesParty",
    "Country",
    "CrosswalkVocabulary",
    "Organisation",
    "OrganisationType",
    "Priority",
    "PriorityCrosswalk",
    "Role",
    "Sourced",
    "User",
    "UserManager",
]
