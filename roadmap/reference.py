"""The data files of the roadmap app, in the order in which they are loaded: frameworks first, published series last.

Goals and indicators of the region, and series that others have published, are public from the start: a state clears
what it says about itself, not what a source has printed.
"""

from pathlib import Path
from typing import Any

from core.clearance.models import Disclosure, State
from core.reference.load import JOIN, Table
from roadmap import models
from roadmap.models import Goal, Observation, Origin

FOLDER = Path(__file__).parent / "reference_data"
CODE = ("code",)
PLACED = {"framework": CODE, "priority": CODE}
PUBLIC = {"state": State.CLEARED.value, "disclosure": Disclosure.PUBLIC.value}
PUBLISHED = {**PUBLIC, "origin": Origin.PUBLISHED.value}


def _yearly(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a yearly series (indicator, country, year and figures) as an observation's fields."""
    year, indicator = row["year"], row["indicator"]
    return {
        **{name: value for name, value in row.items() if name not in ("year", "indicator")},
        "country_indicator": f"{indicator}{JOIN}{row['country']}",
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
    }


def _pike(row: dict[str, Any]) -> dict[str, Any]:
    """A year's elephant carcasses as numerator and denominator."""
    row = dict(row)
    illegal, total, sites = row.pop("illegal"), row.pop("total"), row.pop("sites")
    note = "Sum over one MIKE site." if sites == "1" else f"Sum over {sites} MIKE sites."
    return {**_yearly(row), "numerator": illegal, "denominator": total, "note": note}


def _series(file: str, shape: Any) -> Table:
    """A published series as observations."""
    return Table(
        FOLDER / file,
        Observation,
        key=("country_indicator", "period_start", "period_end", "origin"),
        links={"country_indicator": ("indicator__code", "country__iso3"), "country": ("iso3",)},
        fixed=PUBLISHED,
        shape=shape,
    )


TABLES = (
    Table(FOLDER / "frameworks.yaml", models.Framework, key=CODE),
    Table(FOLDER / "goals.yaml", Goal, key=CODE, links=PLACED, fixed=PUBLIC, lists=("actions",)),
    Table(
        FOLDER / "goals.yaml",
        models.Action,
        key=("goal", "number"),
        links={"goal": CODE},
        inside="actions",
        parent="goal",
        parent_key=CODE,
    ),
    *(
        Table(FOLDER / file, models.Indicator, key=CODE, links=PLACED)
        for file in ("indicators.yaml", "indicators_iccwc.yaml")
    ),
    Table(
        FOLDER / "country_indicators.yaml",
        models.CountryIndicator,
        key=("indicator", "country"),
        links={"indicator": CODE, "country": ("iso3",)},
        fixed=PUBLIC,
    ),
    _series("pike.yaml", _pike),
    _series("red_list_index.yaml", _yearly),
    Table(FOLDER / "commitments.yaml", models.Commitment, key=CODE, links=PLACED),
    Table(
        FOLDER / "processes.yaml",
        models.ExternalProcess,
        key=("country", "kind", "stage", "position"),
        links={"country": ("iso3",)},
    ),
)
