"""One world in which every record exists in every state and at every disclosure, with texts and figures of its own.

Every text of a row is a mark ("mark-need-vnm-cleared-partners-title-z") and every figure a seven-digit number that
stands nowhere else, so that whatever a page shows can be traced to its row, and the row to those who may read it.

    ASEAN (eleven member states; regional goal, 5 others report the indicator "shared" publicly)
    ├── Viet Nam (VNM)
    │   ├── plan, objective, regional rating of the secretariat
    │   ├── Need            draft, submitted, returned x 4 disclosures                                              12
    │   │   │               cleared x 4 disclosures x (no, draft, submitted, returned) change waiting beside it       16
    │   │   ├── parts, 2 each
    │   │   ├── NeedRevision    version 1 of each cleared need one step narrower, version 2 as shown, 12 open proposals
    │   │   ├── Clarification   unanswered, answered, shared x WCS, TRAFFIC, on the cleared need of each disclosure 24
    │   │   └── Response        8 states x WCS, TRAFFIC, on the cleared need of each disclosure                     64
    │   │       └── a message each; a delivery of those in delivery, completed and ended
    │   ├── CountryIndicator    4 states x 4 disclosures                                                            16
    │   │   ├── Observation     4 states x 4 disclosures, on the cleared indicator of each disclosure               64
    │   │   │                   and, on the public one, a national value that a public correction has superseded
    │   │   └── TrajectoryProposal  draft, submitted, returned x 4 disclosures, on cleared indicators of their own  12
    │   ├── Goal                4 states x 4 disclosures, each with an action and a public rating of it             16
    │   │   └── ActionRating    4 states x 4 disclosures, each on its own action of the public goal                 16
    │   └── CommitmentStep      4 states x 4 disclosures, each on its own commitment                                16
    ├── Thailand (THA)          Need, CountryIndicator with a value, Goal, CommitmentStep: cleared x 4, one draft
    └── partners
        ├── WCS                 Programme partners, public, not judged, past its planned end; editor and viewer
        └── TRAFFIC             Programme partners, public, for the whole region; editor

The rows stand by subject in `universe_needs.py`, `universe_roadmap.py`, `universe_programmes.py` and so on.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tests.factories.core import (
    COUNTRIES,
    PRIORITIES,
    CountryFactory,
    OrganisationFactory,
    PriorityFactory,
    UnsavedTextFactory,
    UserFactory,
)
from tests.factories.needs import PlanFactory, PlanObjectiveFactory
from tests.factories.partners import (
    EngagementFactory,
    EngagementProposalFactory,
    HistoricalFundingFactory,
    MechanismFactory,
)
from tests.factories.roadmap import CycleFactory, ExternalProcessFactory
from tests.product.universe_base import (
    BROUGHT,
    CONFIRMED,
    DISCLOSURES,
    EVERYBODY,
    MEMBER_STATES,
    ORGANISATIONS,
    SIGNED_IN,
    STATES,
    TEAMS,
    Row,
    Universe,
    clearance,
    readers_of,
    stages,
)
from tests.product.universe_coordination import add_coordination
from tests.product.universe_imports import add_imports
from tests.product.universe_needs import add_needs
from tests.product.universe_programmes import add_programmes
from tests.product.universe_roadmap import add_goals, add_indicators, add_steps

__all__ = [
    "BROUGHT",
    "CONFIRMED",
    "DISCLOSURES",
    "EVERYBODY",
    "MEMBER_STATES",
    "ORGANISATIONS",
    "SIGNED_IN",
    "STATES",
    "TEAMS",
    "Row",
    "Universe",
    "build",
]


def build() -> Universe:
    """Make the world. Call it inside a transaction that is rolled back."""
    world = Universe()
    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)
    for code in PRIORITIES:
        PriorityFactory(code=code)
    world.people = _people()
    CycleFactory(status="open", title="The open cycle")
    for iso3 in ("VNM", "THA"):
        plan = PlanFactory(country=CountryFactory(iso3=iso3), title=f"Wildlife plan {iso3}")
        PlanObjectiveFactory(plan=plan, number="1")
        ExternalProcessFactory(country=plan.country)
        EngagementFactory(country=plan.country)
        HistoricalFundingFactory(country=plan.country)
    add_programmes(world)
    add_needs(world)
    add_goals(world)
    add_indicators(world)
    add_steps(world)
    _engagements(world)
    _unsaved(world)
    add_coordination(world, Row, TEAMS, ORGANISATIONS, EVERYBODY)
    add_imports(world, Row, ORGANISATIONS)
    return world


def _people() -> dict[str, Any]:
    vnm, tha = CountryFactory(iso3="VNM"), CountryFactory(iso3="THA")
    wcs, traffic = OrganisationFactory(code="wcs"), OrganisationFactory(code="traffic")
    return {
        "public": AnonymousUser(),
        "deactivated": UserFactory(focal=True, country=vnm, email="gone.vnm@example.org", is_active=False),
        "focal_vnm": UserFactory(focal=True, country=vnm, email="focal.vnm@example.org"),
        "alternate_vnm": UserFactory(focal=True, country=vnm, email="alternate.vnm@example.org", is_alternate=True),
        "clearing_vnm": UserFactory(clearing=True, country=vnm, email="clearing.vnm@example.org"),
        "viewer_vnm": UserFactory(viewer=True, country=vnm, email="viewer.vnm@example.org"),
        "focal_tha": UserFactory(focal=True, country=tha, email="focal.tha@example.org"),
        "clearing_tha": UserFactory(clearing=True, country=tha, email="clearing.tha@example.org"),
        "editor_wcs": UserFactory(editor=True, organisation=wcs, email="editor.wcs@example.org"),
        "viewer_wcs": UserFactory(partner=True, organisation=wcs, email="viewer.wcs@example.org"),
        "editor_traffic": UserFactory(editor=True, organisation=traffic, email="editor.traffic@example.org"),
        "secretariat": UserFactory(secretariat=True, email="secretariat.asean@example.org"),
    }


def _engagements(world: Universe) -> None:
    """One mechanism a row: how far the country has come with it, and beside one that is cleared a change that waits."""
    for iso3, team in TEAMS.items():
        for state, disclosure in stages(iso3):
            name, readers = f"engaged-{iso3.lower()}-{state}-{disclosure}", readers_of(iso3, state, disclosure)
            row = EngagementFactory(
                mechanism=MechanismFactory(code=name, name=f"Mechanism of {iso3}, {state}, {disclosure}"),
                next_on=timezone.localdate() + timedelta(days=30),
                report_public="yes",
                report_url=f"https://example.org/{world.mark(f'{name}-report', readers)}",
                **world.texts(name, readers, "note", "source_title"),
                **clearance(world, iso3, state, disclosure, name),
            )
            is_changed = iso3 == "VNM" and (state, disclosure) == ("cleared", "public")
            if is_changed:
                told = world.texts(f"{name}-change", team, "note", "source_title")
                fields = clearance(world, iso3, "submitted", disclosure, f"{name}-change")
                EngagementProposalFactory(engagement=row, content={"status": "done", **told}, **fields)
            change = "submitted" if is_changed else ""
            world.add(Row("engagement", row, readers, iso3, state, disclosure, change))


def _unsaved(world: Universe) -> None:
    """What people have typed and not saved: their own, whatever the role of others."""
    for who in ("focal_vnm", "clearing_vnm", "editor_wcs", "secretariat"):
        own = frozenset({who})
        name = f"unsaved-{who.replace('_', '')}"
        row = UnsavedTextFactory(
            person=world.people[who],
            form_key="needs.need:new" if who == "focal_vnm" else f"other:{who}",
            values={"title": [world.mark(f"{name}-words", own)]},
            base={"title": [world.mark(f"{name}-base", own)]},
            title=world.mark(f"{name}-title", own),
        )
        world.add(Row("unsaved", row, own))
