"""A world in which every list has as many rows as one likes: it grows while `test_query_growth` looks."""

import datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from needs.models import Need
from partners.support.models.answers import Response
from roadmap.models import Observation
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import (
    COUNTRIES,
    PRIORITIES,
    AuditEntryFactory,
    AuthorityFactory,
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    OutgoingMailFactory,
    PriorityCrosswalkFactory,
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
    EngagementFactory,
    ExchangeRateFactory,
    HistoricalFundingFactory,
    MechanismFactory,
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
    ResponseComponentFactory,
    ResponseFactory,
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
from tests.product.growing_coordination import GrowingCoordination
from tests.product.policy import PAGES

FEW, MANY = (10, 30) if EXHAUSTIVE else (4, 12)


class Growing:
    """A world in which every list has `n` rows, and the few rows on which the lists hang."""

    def __init__(self) -> None:
        for iso3 in COUNTRIES:
            CountryFactory(iso3=iso3)
        for code in PRIORITIES:
            PriorityFactory(code=code)
        self.vnm = CountryFactory(iso3="VNM")
        self.wcs = OrganisationFactory(code="wcs")
        self.people = {
            "focal_vnm": UserFactory(focal=True, country=self.vnm, email="focal.vnm@example.org"),
            "clearing_vnm": UserFactory(clearing=True, country=self.vnm, email="clearing.vnm@example.org"),
            "editor_wcs": UserFactory(editor=True, organisation=self.wcs, email="editor.wcs@example.org"),
            "secretariat": UserFactory(secretariat=True, email="secretariat.asean@example.org"),
        }
        author = {"created_by": self.people["focal_vnm"], "country": self.vnm}
        shown = {"cleared": True, "disclosure": "public", "currency": "USD", "amount_sought": Decimal(1_000_000)}
        self.need = NeedFactory(number=901, **author, **shown)
        self.draft = NeedFactory(number=902, **author)
        self.waiting = NeedFactory(number=903, submitted=True, **author)
        self.mine = NeedFactory(number=904, **author, **shown)
        self.question = ClarificationFactory(need=self.mine, asked_by=self.people["editor_wcs"])
        self.response = ResponseFactory(need=self.mine, organisation=self.wcs, responded_by=self.people["editor_wcs"])
        self.regional = RegionalGoalFactory(code="regional")
        self.goal = GoalFactory(code="national", aligned_with=self.regional)
        self.one = CountryIndicatorFactory(indicator=IndicatorFactory(code="one"), goal=self.goal)
        self.new = CountryIndicatorFactory(indicator=IndicatorFactory(code="two"), state="submitted", **author)
        self.programme = ProgrammeFactory(slug="programme", is_regional=True)
        self.plan = PlanFactory(country=self.vnm)
        self.mechanism = MechanismFactory()
        self.commitment = CommitmentFactory(code="commitment")
        self.together = GrowingCoordination(self)
        self.size = 0

    def grow_to(self, n: int) -> None:
        """Add rows to every list until it has `n`."""
        for number in range(self.size, n):
            self._needs(number)
            self._road_map(number)
            self._partners(number)
            self._reference(number)
            self._of_people(number)
            self.together.add(number)
        self._history(n - self.size)
        self.values = {state: Observation.objects.filter(state=state).latest("pk") for state in ("draft", "submitted")}
        self.values["cleared"] = self.one.observations.latest("period_end")
        self.size = n

    def _needs(self, number: int) -> None:
        focal, code = self.people["focal_vnm"], list(PRIORITIES)[number % 12]
        common = {"created_by": focal, "country": self.vnm, "priority": PriorityFactory(code=code)}
        soon = {"urgency": "high", "needed_by": timezone.localdate() + datetime.timedelta(days=30)}
        shown = NeedFactory(number=100 + number, cleared=True, disclosure="public", parts=["Part"], **soon, **common)
        NeedFactory(number=200 + number, submitted=number % 2 == 0, **common)
        NeedFactory(number=300 + number, returned=True, submitted_by=focal, **common)
        NeedRevisionFactory(need=shown, submitted=number % 2 == 0, number=2, changes={"title": "A new title"})
        step = {"answered": True} if number % 3 == 0 else {"shared": True} if number % 3 == 1 else {}
        ClarificationFactory(need=self.need, question=f"Question {number}", **step)
        ResponseFactory(need=shown, organisation=self.wcs, in_discussion=number % 2 == 0)
        partner = OrganisationFactory(code=f"partner-{number}")
        answer = ResponseFactory(need=self.need, organisation=partner, accepted=True, amount=Decimal(1000))
        for need in (self.need, self.draft, self.waiting):
            part = NeedComponentFactory(need=need, position=number + 1)
            if need == self.need:
                ResponseComponentFactory(response=answer, component=part, quantity=Decimal(1))
        NeedRevisionFactory(need=self.need, cleared=True, number=number + 2, changes={"title": f"Title {number}"})

    def _road_map(self, number: int) -> None:
        focal, indicator = self.people["focal_vnm"], IndicatorFactory(code=f"many-{number}")
        for country in (self.vnm, CountryFactory(iso3=list(COUNTRIES)[number % 10])):
            goal = self.goal if country == self.vnm else None
            row = CountryIndicatorFactory(indicator=indicator, country=country, goal=goal)
            MilestoneFactory(country_indicator=row)
            ObservationFactory(country_indicator=row)
            ObservationFactory(country_indicator=row, year=LAST_YEAR - 1)
        mine = {"country_indicator": row, "country": row.country, "created_by": focal}
        ObservationFactory(**{**mine, "country_indicator": self.one, "country": self.vnm}, year=LAST_YEAR - 1 - number)
        for year, state in ((LAST_YEAR - 2, "draft"), (LAST_YEAR - 3, "submitted"), (LAST_YEAR - 4, "returned")):
            vnm_row = self.vnm.country_indicators.get(indicator=indicator)
            ObservationFactory(country_indicator=vnm_row, year=year, state=state, submitted_by=focal, created_by=focal)
        MilestoneFactory(country_indicator=self.one, on=datetime.date(LAST_YEAR - 40 + number, 6, 1))
        content = {"target_value": "60", "target_on": f"{LAST_YEAR + 4}-12-31", "milestones": []}
        TrajectoryProposalFactory(country_indicator=self.one, content=content, state="cleared")
        TrajectoryProposalFactory(country_indicator=vnm_row, content=content, state="submitted", created_by=focal)
        goal = GoalFactory(code=f"national-{number}-of-many", aligned_with=self.regional)
        action = ActionFactory(goal=goal)
        for one in (action, ActionFactory(goal=self.goal), ActionFactory(goal=self.regional)):
            ActionRatingFactory(action=one, country=self.vnm)
            ActionRatingFactory(action=one, country=self.vnm, rated_by="secretariat")
        CommitmentStepFactory(commitment=CommitmentFactory(code=f"commitment-{number}"))

    def _partners(self, number: int) -> None:
        partner = OrganisationFactory(code=f"partner-{number}")
        programme = ProgrammeFactory(slug=f"programme-{number}", title=f"Programme {number}")
        for one in (programme, self.programme):
            ProgrammeOrganisationFactory(programme=one, organisation=partner)
        ProgrammeOrganisationFactory(programme=programme, organisation=self.wcs)
        for iso3 in ("VNM", "THA"):
            ProgrammeCountryFactory(programme=programme, country=CountryFactory(iso3=iso3))
        ProgrammePriorityFactory(programme=programme)
        need = Need.objects.get(country=self.vnm, number=100 + number)
        ResponseFactory(need=need, organisation=partner, programme=self.programme, accepted=True)
        EngagementFactory(mechanism=MechanismFactory(code=f"mechanism-{number}"))
        HistoricalFundingFactory(recipient=f"Recipient {number}", country=None)

    def _reference(self, number: int) -> None:
        plan = PlanFactory(country=self.vnm, title=f"Plan {number}")
        PlanObjectiveFactory(plan=plan)
        PlanObjectiveFactory(plan=self.plan, number=str(number))
        AuthorityFactory(country=self.vnm)
        ExternalProcessFactory(position=number + 1)
        CycleFactory()
        FrameworkFactory(code=f"framework-{number}")
        RegionalGoalFactory(code=f"regional-{number}-of-many")
        PriorityCrosswalkFactory()
        ExchangeRateFactory(year=1990 + number)
        UserFactory(viewer=True, country=self.vnm, email=f"viewer{number}@example.org")

    def _of_people(self, number: int) -> None:
        DocumentFactory(record=self.need.pk, country=self.vnm, offered_at=self.need.cleared_at)
        DocumentFactory(record=self.draft.pk, country=self.vnm)
        for person in self.people.values():
            self.text = UnsavedTextFactory(person=person, form_key=f"needs.need:VNM-{number:03}")
            OutgoingMailFactory()
            AuditEntryFactory(about=str(person))

    def _history(self, more: int) -> None:
        """Write the same rows over and over."""
        rows = [self.need, self.draft, self.one, self.response, self.programme, self.goal, self.vnm, self.one.indicator]
        rows += self.together.written()
        value = self.one.observations.first()
        for number in range(more):
            for row in (*rows, value):
                name = next(
                    f
                    for f in ("under_way", "note", "description", "summary", "method", "official_name", "contact_role")
                    if hasattr(row, f)
                )
                type(row).objects.filter(pk=row.pk).update(**{name: f"Write {self.size + number}"})

    def arguments(self, name: str) -> list[list[Any]]:
        """What to ask an address for: the rows that have most hanging on them."""
        return self.rows().get(PAGES[name].kind, [])

    def rows(self) -> dict[str, list[list[Any]]]:
        """The arguments for each kind of row that an address holds."""
        indicators = [["one", "VNM"], ["two", "VNM"], [f"many-{FEW - 2}", "VNM"]]
        return {
            "": [[]],
            "country": [["VNM"], ["LAO"]],
            "need": [[row.code] for row in (self.need, self.draft, self.waiting, self.mine)],
            "question": [[self.question.pk]],
            "response": [
                [self.response.pk],
                [self.together.brought.pk],
                [Response.objects.filter(need=self.need).first().pk],
            ],
            "goal": [["regional"], ["national"]],
            "indicator-of-all": [["one"], ["many-1"]],
            "indicator": indicators,
            "value": [[row.pk] for row in self.values.values()],
            "programme": [["programme"], ["programme-1"]],
            "organisation": [["wcs"], ["partner-1"]],
            "of-need": [["need", row.pk] for row in (self.need, self.draft)],
            "of-record": [["need", self.need.pk], ["programme", self.programme.pk], *self.together.of_records()],
            "version-of-need": [["need", self.need.pk, "need", self.need.events.first().pgh_id]],
            "unsaved": [[self.text.form_draft]],
            **self.together.arguments(),
        }

    def addresses(self, who: str) -> list[str]:
        """Every page, and every table of the admin for who keeps it."""
        found = [
            reverse(name, args=arguments)
            for name, page in PAGES.items()
            if page.read is not None and (who in page.who)
            for arguments in self.arguments(name)
        ]
        found += [f"{reverse('needs:list')}?{query}" for query in ("q=radios&coverage=none", "page=2", "country=VNM")]
        if who == "secretariat":
            for number, (model, model_admin) in enumerate(admin.site._registry.items()):
                table = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                row = model_admin.get_queryset(None).order_by("pk").first()
                found += [reverse(f"{table}_changelist")]
                # The history is one page for all models: in an exhaustive run it is asked of each.
                pages = ("change", "history") if EXHAUSTIVE or number % 8 == 0 else ("change",)
                found += [reverse(f"{table}_{page}", args=[row.pk]) for page in pages if row]
        return found
