"""The data files of the needs app, in the order of loading: official plans and what they set out to do."""

from pathlib import Path

from core.reference.load import Table
from needs.models import Plan, PlanObjective

PLANS = Path(__file__).parent / "reference_data" / "plans.yaml"

TABLES = (
    Table(PLANS, Plan, key=("country", "title", "start_year"), links={"country": ("iso3",)}, lists=("objectives",)),
    Table(
        PLANS,
        PlanObjective,
        key=("plan", "number"),
        links={"plan": ("country__iso3", "title", "start_year")},
        inside="objectives",
        parent="plan",
        parent_key=("country", "title", "start_year"),
    ),
)
