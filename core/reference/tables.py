"""The data files of the core app, in the order in which they are loaded."""

from pathlib import Path

from core.models import Authority, Country, Organisation, Priority, PriorityCrosswalk
from core.reference.load import Table

FOLDER = Path(__file__).parent / "data"

TABLES = (
    Table(FOLDER / "countries.yaml", Country, key=("iso3",)),
    Table(FOLDER / "priorities.yaml", Priority, key=("code",)),
    Table(
        FOLDER / "crosswalk.yaml",
        PriorityCrosswalk,
        key=("priority", "vocabulary", "term"),
        links={"priority": ("code",)},
    ),
    Table(FOLDER / "organisations.yaml", Organisation, key=("code",), links={"country": ("iso3",)}),
    Table(
        FOLDER / "authorities.yaml",
        Authority,
        key=("country", "role", "name"),
        links={"country": ("iso3",), "organisation": ("code",)},
    ),
)
