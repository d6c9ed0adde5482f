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
        ├── WCS                 Programme partners, public; editor and viewer
        └── TRAFFIC             Programme partners, public; editor

Who may read what is stated here a second time, by hand, and does not ask the product.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.documents import store as document_store
from needs.models import NeedRevision
from partners.support.models.answers import ResponseState
from tests.factories.core import (
    COUNTRIES,
    PRIORITIES,
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PriorityFactory,
    UnsavedTextFactory,
    UserFactory,
)
from tests.factories.needs import (
    ClarificationFactory,
    NeedComponentFactory,
    NeedFactory,
    NeedRevisionFactory,
    PlanFactory,
    PlanObjectiveFactory,
)
from tests.factories.partners import (
    DeliveryFactory,
    EngagementFactory,
    EngagementProposalFactory,
    HistoricalFundingFactory,
    MechanismFactory,
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
    ResponseComponentFactory,
    ResponseFactory,
    ResponseMessageFactory,
)
from tests.factories.roadmap import (
    LAST_YEAR,
    ActionFactory,
    ActionRatingFactory,
    CommitmentFactory,
    CommitmentStepFactory,
    CountryIndicatorFactory,
    CycleFactory,
    ExternalProcessFactory,
    FrameworkFactory,
    GoalFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    RegionalGoalFactory,
    TrajectoryProposalFactory,
)
from tests.product.universe_coordination import add_coordination
from tests.product.universe_imports import add_imports

STATES = ("draft", "submitted", "returned", "cleared")
UNCLEARED = STATES[:3]
DISCLOSURES = ("national", "asean", "partners", "public")

VNM_TEAM = frozenset({"focal_vnm", "alternate_vnm", "clearing_vnm", "viewer_vnm"})
THA_TEAM = frozenset({"focal_tha", "clearing_tha"})
WCS, TRAFFIC = frozenset({"editor_wcs", "viewer_wcs"}), frozenset({"editor_traffic"})
MEMBER_STATES = VNM_TEAM | THA_TEAM
SIGNED_IN = MEMBER_STATES | {"secretariat"} | WCS | TRAFFIC
EVERYBODY = SIGNED_IN | {"public", "deactivated"}
TEAMS = {"VNM": VNM_TEAM, "THA": THA_TEAM}
ORGANISATIONS = {"wcs": WCS, "traffic": TRAFFIC}
CIRCLES = {
    "national": frozenset[str](),
    "asean": MEMBER_STATES | {"secretariat"},
    "partners": SIGNED_IN,
    "public": EVERYBODY,
}
CONFIRMED = ("accepted", "delivering", "completed", "ended")
# What was delivered on an answer in each state: waiting for the country's word, or confirmed by it.
BROUGHT = {"delivering": "reported", "completed": "confirmed", "ended": "confirmed"}

MARK = re.compile(r"mark-[a-z0-9-]+")
FIGURE = re.compile(r"(?<![\w.,])\d(?:,?\d){6}(?![\w,]|\.\d*[1-9])")


def readers_of(iso3: str, state: str, disclosure: str) -> frozenset[str]:
    """Who may read a record that a country clears: its team always, the circle of its disclosure once it is cleared."""
    return TEAMS[iso3] | (CIRCLES[disclosure] if state == "cleared" else frozenset())


@dataclass(frozen=True)
class Row:
    """A record of the world, where it stands, and who may read it. `change` is the state of what waits beside it."""

    kind: str
    record: Any
    readers: frozenset[str]
    iso3: str = ""
    state: str = ""
    disclosure: str = ""
    change: str = ""
    organisation: str = ""
    need: "Row | None" = None
    # Who keeps it and reads its texts all the same, where it has no page any more.
    keepers: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The row in a failure's message."""
        parts = (self.kind, self.iso3.lower(), self.state, self.disclosure, self.change, self.organisation)
        return "-".join([part for part in parts if part] + ([self.need.disclosure] if self.need else []))

    @property
    def in_play(self) -> str:
        """The state of what can be moved: of the change that waits, or else of the row itself."""
        return self.change or self.state


@dataclass
class Universe:
    """The world: its people, its rows by kind, and to whom each mark and each figure may be shown."""

    people: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    figures: dict[int, frozenset[str]] = field(default_factory=dict)
    # The texts that a rule of the table keeps empty here ("indicator.not_applicable_reason"), see `planting`.
    kept_empty: set[str] = field(default_factory=set)
    # One row of each class for each address, once they are chosen (`asking.representatives`).
    chosen: dict[str, list[Row]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Row]:
        """The rows of a kind."""
        return [row for row in self.rows if row.kind == kind]

    def find(self, kind: str, **wanted: Any) -> Row:
        """The first row of a kind with these properties."""
        return next(row for row in self.of(kind) if all(getattr(row, name) == value for name, value in wanted.items()))

    def add(self, row: Row) -> Row:
        """Keep a row."""
        self.rows.append(row)
        return row

    def mark(self, name: str, readers: frozenset[str]) -> str:
        """A text that stands nowhere else, for these readers."""
        text = f"mark-{name}-z"
        assert text not in self.marks, text
        self.marks[text] = readers
        return text

    def texts(self, name: str, readers: frozenset[str], *fields: str) -> dict[str, str]:
        """A mark for each of some fields."""
        return {one: self.mark(f"{name}-{one.replace('_', '')}", readers) for one in fields}

    def figure(self, readers: frozenset[str]) -> Decimal:
        """A number that stands nowhere else, for these readers."""
        number = 7_100_003 + 1_009 * len(self.figures)
        self.figures[number] = readers
        return Decimal(number)

    def leaks(self, who: str, *texts: str) -> list[str]:
        """The marks and figures in some texts that this person may not see."""
        found = []
        for text in texts:
            for piece in set(MARK.findall(text.lower())):
                readers = self.marks.get(piece)
                # A mark that was cut short counts as the widest that it can be.
                if readers is None:
                    readers = frozenset().union(*(r for mark, r in self.marks.items() if mark.startswith(piece)))
                if who not in readers:
                    found.append(piece)
            for piece in set(FIGURE.findall(text)):
                if who not in self.figures.get(int(piece.replace(",", "")), EVERYBODY):
                    found.append(piece)
        return sorted(found)


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
    _programmes(world)
    _needs(world)
    _goals(world)
    _indicators(world)
    _steps(world)
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
        for state, disclosure in _stages(iso3):
            name, readers = f"engaged-{iso3.lower()}-{state}-{disclosure}", readers_of(iso3, state, disclosure)
            row = EngagementFactory(
                mechanism=MechanismFactory(code=name, name=f"Mechanism of {iso3}, {state}, {disclosure}"),
                next_on=timezone.localdate() + timedelta(days=30),
                report_public="yes",
                report_url=f"https://example.org/{world.mark(f'{name}-report', readers)}",
                **world.texts(name, readers, "note", "source_title"),
                **_clearance(world, iso3, state, disclosure, name),
            )
            is_changed = iso3 == "VNM" and (state, disclosure) == ("cleared", "public")
            if is_changed:
                told = world.texts(f"{name}-change", team, "note", "source_title")
                fields = _clearance(world, iso3, "submitted", disclosure, f"{name}-change")
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


def _stages(iso3: str) -> Iterator[tuple[str, str]]:
    """The states and disclosures that a country's rows go through."""
    if iso3 == "VNM":
        yield from ((state, disclosure) for state in STATES for disclosure in DISCLOSURES)
    else:
        yield from (("cleared", disclosure) for disclosure in DISCLOSURES)
        yield "draft", "national"


def _clearance(world: Universe, iso3: str, state: str, disclosure: str, name: str) -> dict[str, Any]:
    """State, people and instants; every row has been returned once, and its note stays for the team alone."""
    focal, clearing = world.people[f"focal_{iso3.lower()}"], world.people[f"clearing_{iso3.lower()}"]
    now = timezone.now()
    return {
        "country": CountryFactory(iso3=iso3),
        "state": state,
        "disclosure": disclosure,
        "created_by": focal,
        "edited_by": focal,
        "submitted_at": now if state != "draft" else None,
        "submitted_by": focal if state != "draft" else None,
        "returned_at": now if state != "draft" else None,
        "returned_by": clearing if state != "draft" else None,
        "return_note": world.mark(f"{name}-returnnote", TEAMS[iso3]) if state != "draft" else "",
        "cleared_at": now if state == "cleared" else None,
        "cleared_by": clearing if state == "cleared" else None,
    }


def _programmes(world: Universe) -> None:
    for code in ORGANISATIONS:
        for disclosure in ("partners", "public"):
            _programme(world, code, disclosure, CIRCLES[disclosure])
    own = ORGANISATIONS["wcs"] | {"secretariat"}
    _programme(world, "wcs", "not-iwt", own, iwt_relevance="not_iwt")
    # Its own side reads it in its history and among what was withdrawn, and on no page of its own.
    gone = _programme(world, "wcs", "withdrawn", own, withdrawn_at=timezone.now(), withdrawn_reason="Twice")
    world.rows[-1] = replace(gone, readers=frozenset(), keepers=own, state="withdrawn")


def _programme(world: Universe, code: str, disclosure: str, readers: frozenset[str], **fields: Any) -> Row:
    """A programme of an organisation in Viet Nam and Thailand; TRAFFIC's have ended early."""
    name = f"programme-{code}-{disclosure}"
    texts = ("title", "summary", "iati_identifier", "other_identifier", "end_reason", "period_note")
    programme = ProgrammeFactory(
        slug=name,
        owner=OrganisationFactory(code=code),
        disclosure=disclosure if disclosure == "partners" else "public",
        status="terminated_early" if code == "traffic" else "2",
        total=world.figure(readers),
        cofinancing=world.figure(readers),
        currency="USD",
        iwt_share=Decimal(100),
        iwt_share_basis="stated",
        **world.texts(name, readers, *texts, "amount_note", "region_note", "source_title"),
        **fields,
    )
    for iso3 in ("VNM", "THA"):
        ProgrammeCountryFactory(programme=programme, country=CountryFactory(iso3=iso3))
    ProgrammePriorityFactory(programme=programme)
    ProgrammeOrganisationFactory(programme=programme, organisation=programme.owner)
    row = Row("programme", programme, readers, disclosure=disclosure, organisation=code)
    world.add(row)
    return row


def _needs(world: Universe) -> None:
    for iso3 in TEAMS:
        for state, disclosure in _stages(iso3):
            for change in ("", *UNCLEARED) if state == "cleared" and iso3 == "VNM" else ("",):
                row = _need(world, iso3, state, disclosure, change)
                if not change:
                    _documents(world, row)
                if state == "cleared" and not change:
                    _questions(world, row)
                    _responses(world, row)


def _documents(world: Universe, row: Row) -> None:
    """A document that was cleared with the need, if the need is, and one that came afterwards."""
    need = row.record
    for when, readers in (("with", row.readers), ("after", TEAMS[row.iso3])):
        name = f"document-{row.iso3.lower()}-{row.state}-{row.disclosure}-{when}"
        content = world.mark(f"{name}-content", readers).encode()
        document = DocumentFactory(
            record=need.pk,
            country=need.country,
            name=f"{world.mark(f'{name}-name', readers)}.txt",
            media_type="text/plain",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            stored_as=document_store.write(content),
            offered_at=(need.cleared_at or timezone.now()) + timedelta(days=0 if when == "with" else 1),
            added_by=need.created_by,
        )
        # One that came to a cleared need waits for the clearing officer; one of a draft waits with the draft.
        state = "waiting" if when == "after" and row.state == "cleared" else "with-need"
        world.add(Row("document", document, readers, row.iso3, state, row.disclosure))


NEED_TEXTS = ("title", "statement", "no_plan_reason", "under_way", "asked_elsewhere", "lead_agency", "contact_role")


def _need(world: Universe, iso3: str, state: str, disclosure: str, change: str) -> Row:
    name = "-".join(part for part in ("need", iso3.lower(), state, disclosure, change) if part)
    readers = readers_of(iso3, state, disclosure)
    need = NeedFactory(
        number=len(world.of("need")) + 1,
        currency="USD",
        amount_sought=world.figure(readers),
        own_cofinancing=world.figure(readers),
        urgency="high",
        needed_by=timezone.localdate() + datetime.timedelta(days=100),
        last_confirmed_on=timezone.localdate() if state == "cleared" else None,
        first_version=False,
        **_clearance(world, iso3, state, disclosure, name),
        **world.texts(name, readers, *NEED_TEXTS),
    )
    for position in (1, 2):
        NeedComponentFactory(
            need=need,
            position=position,
            quantity=world.figure(readers),
            **world.texts(f"{name}-part{position}", readers, "title", "unit"),
        )
    row = world.add(Row("need", need, readers, iso3, state, disclosure, change))
    if state == "cleared":
        _versions(world, row, name)
    return row


def _versions(world: Universe, row: Row, name: str) -> None:
    """Version 1 was shown to a narrower circle than version 2; what waits beside it is for the team alone."""
    earlier = DISCLOSURES[max(0, DISCLOSURES.index(row.disclosure) - 1)]
    first = TEAMS[row.iso3] | CIRCLES[earlier]
    authors = {"created_by": row.record.created_by, "need": row.record}
    version = NeedRevisionFactory(
        number=1,
        cleared=True,
        disclosure=earlier,
        changes=world.texts(f"{name}-v1", first, "title", "statement", "lead_agency"),
        **authors,
    )
    world.add(Row("version", version, first & row.readers, row.iso3, "cleared", earlier, need=row))
    reason = world.texts(f"{name}-v2", row.readers, "reason")
    NeedRevisionFactory(number=2, cleared=True, disclosure=row.disclosure, **reason, **authors)
    if row.change:
        team = TEAMS[row.iso3]
        version = NeedRevision.objects.create(
            need=row.record,
            number=3,
            version=row.record.version + 1,
            content=NeedRevisionFactory.build(
                need=row.record,
                changes={
                    **world.texts(f"{name}-v3", team, "title", "statement", "under_way"),
                    "amount_sought": str(world.figure(team)),
                },
                **{"created_by": row.record.created_by},
            ).content,
            **world.texts(f"{name}-v3", team, "reason"),
            **_clearance(world, row.iso3, row.change, row.disclosure, f"{name}-v3"),
        )
        world.add(Row("version", version, team, row.iso3, row.change, row.disclosure, need=row))


def _questions(world: Universe, need: Row) -> None:
    team = TEAMS[need.iso3]
    for code, organisation in ORGANISATIONS.items():
        for step in ("unanswered", "answered", "shared"):
            name = f"question-{need.iso3.lower()}-{need.disclosure}-{code}-{step}"
            readers = need.readers & (EVERYBODY if step == "shared" else team | organisation)
            asked_by = world.people[f"editor_{code}"]
            answer = {} if step == "unanswered" else {step: True, **world.texts(name, readers, "answer")}
            if step != "unanswered":
                answer["answered_by"] = need.record.created_by
            if step == "shared":
                answer["shared_by"] = need.record.cleared_by
            row = ClarificationFactory(
                need=need.record,
                organisation=asked_by.organisation,
                asked_by=asked_by,
                **world.texts(name, readers, "question"),
                **answer,
            )
            world.add(Row("question", row, readers, need.iso3, step, organisation=code, need=need))


def _responses(world: Universe, need: Row) -> None:
    """The two sides read all of an answer; others who see the need see its substance once the country confirmed it."""
    team = TEAMS[need.iso3]
    for code, organisation in ORGANISATIONS.items():
        for state in ResponseState.values:
            name = f"response-{need.iso3.lower()}-{need.disclosure}-{code}-{state}".replace("_", "")
            sides = need.readers & (team | organisation)
            readers = need.readers if state in CONFIRMED else sides
            decided = (
                {} if state in ("waiting", "withdrawn") else {"decided": True, "decided_by": need.record.created_by}
            )
            response = ResponseFactory(
                need=need.record,
                organisation=OrganisationFactory(code=code),
                programme=world.find("programme", organisation=code, disclosure="partners").record,
                state=state,
                amount=world.figure(readers),
                responded_by=world.people[f"editor_{code}"],
                **decided,
                **world.texts(name, sides, "note", "contact_role", "decision_note"),
            )
            part = need.record.components.order_by("position").first()
            ResponseComponentFactory(response=response, component=part, quantity=world.figure(readers))
            ResponseMessageFactory(response=response, **world.texts(f"{name}-message", sides, "text"))
            world.add(Row("response", response, readers, need.iso3, state, organisation=code, need=need))
            if state in BROUGHT:
                _delivery(world, need, response, readers if BROUGHT[state] == "confirmed" else sides, sides)


def _delivery(world: Universe, need: Row, response: Any, readers: frozenset[str], sides: frozenset[str]) -> None:
    """A report of delivery: the two sides alone read it and its notes; its figure is read by all once confirmed."""
    state, code = BROUGHT[response.state], response.organisation.code
    decided = {"confirmed": True, "decided_by": need.record.created_by} if state == "confirmed" else {}
    name = f"delivery-{need.iso3.lower()}-{need.disclosure}-{code}-{response.state}"
    delivery = DeliveryFactory(
        response=response,
        amount=world.figure(readers),
        **decided,
        **world.texts(name, sides, "note", "decision_note"),
    )
    world.add(Row("delivery", delivery, readers, need.iso3, state, organisation=code, need=need))


def _goals(world: Universe) -> None:
    regional = RegionalGoalFactory(code="regional", title="The regional goal")
    shared = ActionFactory(goal=regional, number="R1", title="The regional action")
    world.add(Row("goal", regional, EVERYBODY))
    for iso3 in TEAMS:
        for number, (state, disclosure) in enumerate(_stages(iso3), start=1):
            name, readers = f"goal-{iso3.lower()}-{state}-{disclosure}", readers_of(iso3, state, disclosure)
            goal = GoalFactory(
                code=name,
                aligned_with=regional,
                number=f"{number}",
                **world.texts(name, readers, "title", "description", "alignment_reason"),
                **_clearance(world, iso3, state, disclosure, name),
            )
            action = ActionFactory(
                goal=goal, number="A1", **world.texts(f"{name}-action", readers, "title", "lead", "kpi")
            )
            ActionRatingFactory(
                action=action,
                country=goal.country,
                **world.texts(f"{name}-rating", readers, "evidence"),
            )
            world.add(Row("goal", goal, readers, iso3, state, disclosure))
    _ratings(world, shared)


def _ratings(world: Universe, shared: Any) -> None:
    public = world.find("goal", iso3="VNM", state="cleared", disclosure="public").record
    for number, (state, disclosure) in enumerate(_stages("VNM"), start=1):
        name, readers = f"rating-vnm-{state}-{disclosure}", readers_of("VNM", state, disclosure)
        rating = ActionRatingFactory(
            action=ActionFactory(goal=public, number=f"P{number}", title=f"Action {number} of the public goal"),
            rating="achieved",
            **world.texts(name, readers, "evidence"),
            **_clearance(world, "VNM", state, disclosure, name),
        )
        world.add(Row("rating", rating, readers, "VNM", state, disclosure))
    for iso3, disclosure in (("VNM", "national"), ("THA", "asean")):
        name, readers = f"rating-{iso3.lower()}-regional", readers_of(iso3, "cleared", disclosure)
        rating = ActionRatingFactory(
            action=shared,
            **world.texts(name, readers, "evidence"),
            **_clearance(world, iso3, "cleared", disclosure, name),
        )
        world.add(Row("rating", rating, readers, iso3, "cleared", disclosure))


def _indicators(world: Universe) -> None:
    framework = FrameworkFactory(code="iccwc")
    for iso3 in TEAMS:
        for state, disclosure in _stages(iso3):
            row = _indicator(world, iso3, state, disclosure, framework=framework)
            if state == "cleared":
                for at, (its_state, its_disclosure) in enumerate(_stages(iso3)):
                    _value(world, row, its_state, its_disclosure, LAST_YEAR - at)
    for disclosure in DISCLOSURES:
        for change in UNCLEARED:
            _proposal(world, _indicator(world, "VNM", "cleared", disclosure, change, framework=framework))
    _correction(world, world.find("indicator", iso3="VNM", state="cleared", disclosure="public", change=""))
    _shared_indicator(world, framework)
    world.add(Row("unused-indicator", IndicatorFactory(code="unused", framework=framework), EVERYBODY))


def _indicator(world: Universe, iso3: str, state: str, disclosure: str, change: str = "", *, framework: Any) -> Row:
    """An indicator of a member state; it stands under a goal that is for the team alone."""
    name = "-".join(part for part in ("indicator", iso3.lower(), state, disclosure, change) if part)
    readers = readers_of(iso3, state, disclosure)
    indicator = IndicatorFactory(code=name.replace(iso3.lower(), "of"), framework=framework)
    one = CountryIndicatorFactory(
        indicator=indicator,
        goal=world.find("goal", iso3=iso3, state="draft", disclosure="national").record,
        baseline_value=world.figure(readers),
        target_value=world.figure(readers),
        **world.texts(name, readers, "note", "source_title"),
        **_clearance(world, iso3, state, disclosure, name),
    )
    MilestoneFactory(country_indicator=one, value=world.figure(readers))
    return world.add(Row("indicator", one, readers, iso3, state, disclosure, change))


def _value(world: Universe, one: Row, state: str, disclosure: str, year: int) -> Row:
    name = f"value-{one.iso3.lower()}-{one.disclosure}-{state}-{disclosure}"
    readers = one.readers & readers_of(one.iso3, state, disclosure)
    value = ObservationFactory(
        country_indicator=one.record,
        year=year,
        value=world.figure(readers),
        **world.texts(name, readers, "evidence", "note", "source_title"),
        **_clearance(world, one.iso3, state, disclosure, name),
    )
    return world.add(Row("value", value, readers, one.iso3, state, disclosure, need=one))


def _proposal(world: Universe, row: Row) -> None:
    name, team = f"proposal-vnm-{row.disclosure}-{row.change}", TEAMS[row.iso3]
    proposal = TrajectoryProposalFactory(
        country_indicator=row.record,
        base_version=row.record.version,
        content={
            "baseline_value": str(row.record.baseline_value),
            "baseline_on": row.record.baseline_on.isoformat(),
            "target_value": str(world.figure(team)),
            "target_on": row.record.target_on.isoformat(),
            "milestones": [],
            **world.texts(name, team, "note"),
        },
        **world.texts(name, team, "reason"),
        **_clearance(world, row.iso3, row.change, row.disclosure, name),
    )
    world.add(Row("proposal", proposal, team, row.iso3, row.change, row.disclosure))


def _correction(world: Universe, one: Row) -> None:
    """A value for the team alone that a public one has corrected: the public reads the new figure, never the old."""
    year = LAST_YEAR - 20
    old = _value(
        world, Row("indicator", one.record, VNM_TEAM, "VNM", "cleared", "corrected"), "cleared", "national", year
    )
    old.record.superseded_at = timezone.now()
    old.record.save()
    world.rows[world.rows.index(old)] = replace(old, state="superseded")
    readers, name = readers_of("VNM", "cleared", "public"), "value-vnm-correction"
    new = ObservationFactory(
        country_indicator=one.record,
        year=year,
        value=world.figure(readers),
        supersedes=old.record,
        **world.texts(name, readers, "evidence", "note", "correction_reason"),
        **_clearance(world, "VNM", "cleared", "public", name),
    )
    world.add(Row("value", new, readers, "VNM", "cleared", "public", need=one))


def _shared_indicator(world: Universe, framework: Any) -> None:
    """Five member states report it publicly; Viet Nam within its team and Thailand within ASEAN make six and seven."""
    indicator = IndicatorFactory(code="shared", framework=framework, title="The shared indicator")
    for iso3 in ("BRN", "KHM", "IDN", "LAO", "MYS"):
        one = CountryIndicatorFactory(indicator=indicator, country=CountryFactory(iso3=iso3))
        ObservationFactory(country_indicator=one, value=world.figure(EVERYBODY))
    for iso3, disclosure in (("VNM", "national"), ("THA", "asean")):
        name, readers = f"shared-{iso3.lower()}", readers_of(iso3, "cleared", disclosure)
        one = CountryIndicatorFactory(indicator=indicator, **_clearance(world, iso3, "cleared", disclosure, name))
        row = world.add(Row("shared-indicator", one, readers, iso3, "cleared", disclosure))
        value = ObservationFactory(
            country_indicator=one,
            value=world.figure(readers),
            **_clearance(world, iso3, "cleared", disclosure, f"{name}-value"),
        )
        world.add(Row("shared-value", value, readers, iso3, "cleared", disclosure, need=row))


def _steps(world: Universe) -> None:
    for iso3 in TEAMS:
        for state, disclosure in _stages(iso3):
            name, readers = f"step-{iso3.lower()}-{state}-{disclosure}", readers_of(iso3, state, disclosure)
            step = CommitmentStepFactory(
                commitment=CommitmentFactory(code=name),
                stage="in_force",
                **world.texts(name, readers, "instrument", "note"),
                **_clearance(world, iso3, state, disclosure, name),
            )
            world.add(Row("step", step, readers, iso3, state, disclosure))
