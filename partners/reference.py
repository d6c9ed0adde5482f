"""The data files of the partners app, in the order of loading: programmes, mechanisms, money of record."""

from pathlib import Path
from typing import Any

from core.clearance.models import Disclosure, State
from core.reference.load import Parts, Table
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession
from partners.programmes.models.choices import ParticipationRole
from partners.programmes.models.money import ExchangeRate, HistoricalFunding
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority

FOLDER = Path(__file__).parent / "reference_data"


def _programme(row: dict[str, Any]) -> dict[str, Any]:
    """A programme with its lists of codes as rows: countries and priorities without a share, organisations by role."""
    row = dict(row)
    roles = {role.name.lower(): role.value for role in ParticipationRole}
    row["countries"] = [{"country": code} for code in row.get("countries") or []]
    row["priorities"] = [{"priority": code} for code in row.get("priorities") or []]
    row["organisations"] = [
        # An unknown role stays as it is written, and the check of the field names it.
        {"organisation": code, "role": roles.get(role, role)}
        for role, codes in (row.get("organisations") or {}).items()
        for code in codes
    ]
    return row


TABLES = (
    Table(
        FOLDER / "programmes.yaml",
        Programme,
        key=("slug",),
        links={"owner": ("code",)},
        shape=_programme,
        parts=(
            Parts("countries", ProgrammeCountry, parent="programme", links={"country": ("iso3",)}),
            Parts("priorities", ProgrammePriority, parent="programme", links={"priority": ("code",)}),
            Parts("organisations", ProgrammeOrganisation, parent="programme", links={"organisation": ("code",)}),
        ),
    ),
    Table(FOLDER / "mechanisms.yaml", Mechanism, key=("code",)),
    Table(
        FOLDER / "engagements.yaml",
        Engagement,
        key=("mechanism", "country"),
        links={"mechanism": ("code",), "country": ("iso3",)},
        # What a source has published is not for a member state to clear.
        fixed={"state": State.CLEARED.value, "disclosure": Disclosure.PUBLIC.value},
    ),
    Table(FOLDER / "mechanism_sessions.yaml", MechanismSession, key=("code",), links={"mechanism": ("code",)}),
    Table(
        FOLDER / "historical_funding.yaml",
        HistoricalFunding,
        key=("recipient", "category", "start_year"),
        links={"country": ("iso3",)},
        fixed={"start_year": 2010, "end_year": 2016},
    ),
    Table(FOLDER / "exchange_rates.yaml", ExchangeRate, key=("currency", "year")),
)
