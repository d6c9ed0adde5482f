"""The admin is the secretariat's alone, shows no record that a country clears, deletes nothing and keeps history."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Invitation
from core.mail import OutgoingMail
from core.models import Authority, Country, Organisation, Priority, PriorityCrosswalk, User
from needs.models import Need, NeedRevision, Plan, PlanObjective
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession
from partners.programmes.models.money import ExchangeRate, HistoricalFunding
from partners.programmes.models.programmes import Programme, ProgrammeCountry
from partners.support.models.answers import Response
from roadmap.models import (
    ActionRating,
    Commitment,
    CommitmentStep,
    CountryIndicator,
    Cycle,
    ExternalProcess,
    Framework,
    Goal,
    Indicator,
    Observation,
)
from tests.factories.coordination import MechanismSessionFactory
from tests.factories.core import (
    AuthorityFactory,
    CountryFactory,
    InvitationFactory,
    OrganisationFactory,
    OutgoingMailFactory,
    PriorityCrosswalkFactory,
    PriorityFactory,
)
from tests.factories.needs import PlanObjectiveFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory
from tests.page_forms import posted_form

NAMED = {"source_title": "A published list"}

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
FIXED = {Country, Engagement, Invitation, OutgoingMail, Priority}  # nothing is added to these
PLAIN = {User, Cycle, Invitation, OutgoingMail}  # without import and export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contexts")]  # answers tell what is in their forms


def url_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def row_of(model, number=1):
    """One more row of a registered table."""
    country = CountryFactory(iso3="VNM")
    day = date(2026, 1, 1)
    if model in {Country, Priority, User}:
        return {Country: country, Priority: PriorityFactory(code="LIV"), User: User.objects.first()}[model]
    framework = Framework.objects.get_or_create(**NAMED, code="frame", title="Frame", kind="statement")[0]
    if model is Framework:
        return Framework.objects.create(**NAMED, code=f"frame-{number}", title=f"Frame {number}", kind="statement")
    plan = Plan.objects.get_or_create(**NAMED, country=country, title="Plan", kind="nbsap", start_year=2020)[0]
    mechanism = Mechanism.objects.get_or_create(**NAMED, code="toolkit", name="Toolkit")[0]
    makers = {
        Authority: lambda: AuthorityFactory(country=country),
        Organisation: OrganisationFactory,
        OutgoingMail: OutgoingMailFactory,
        Invitation: InvitationFactory,
        PriorityCrosswalk: PriorityCrosswalkFactory,
        Plan: lambda: Plan.objects.create(**NAMED, country=country, title=f"Plan {number}", kind="nbsap"),
        PlanObjective: lambda: PlanObjective.objects.create(plan=plan, number=str(number), title="Objective"),
        Goal: lambda: Goal.objects.create(
            **NAMED,
            code=f"goal-{number}",
            framework=framework,
            title=f"Goal {number}",
            state="cleared",
            cleared_at="2026-01-01T00:00Z",
        ),
        Indicator: lambda: Indicator.objects.create(
            code=f"indicator-{number}", framework=framework, title=f"Indicator {number}", kind="number", direction="up"
        ),
        Commitment: lambda: Commitment.objects.create(
            **NAMED, code=f"c-{number}", framework=framework, title=f"Commitment {number}"
        ),
        ExternalProcess: lambda: ExternalProcess.objects.create(
            **NAMED, country=country, kind="niap", issuer="CITES", stage="Category A", position=number
        ),
        Cycle: lambda: Cycle.objects.create(
            title=f"Cycle {number}", period_start=day, period_end=day, opens_on=day, due_on=day
        ),
        Programme: lambda: Programme.objects.create(slug=f"programme-{number}", title=f"Programme {number}"),
        Mechanism: lambda: Mechanism.objects.create(**NAMED, code=f"mechanism-{number}", name=f"Mechanism {number}"),
        Engagement: lambda: Engagement.objects.create(
            mechanism=Mechanism.objects.create(**NAMED, code=f"m-{number}", name=f"M {number}")
            if number > 1
            else mechanism,
            country=country,
            status="done",
            state="cleared",
            disclosure="public",
            cleared_at=timezone.now(),
        ),
        MechanismSession: lambda: MechanismSessionFactory(
            mechanism=Mechanism.objects.create(**NAMED, code=f"m-{number}", name=f"M {number}")
            if number > 1
            else mechanism
        ),
        HistoricalFunding: lambda: HistoricalFunding.objects.create(
            **NAMED, recipient=f"Recipient {number}", category="total", amount_usd_thousand=number
        ),
        ExchangeRate: lambda: ExchangeRate.objects.create(**NAMED, currency="VND", year=2000 + number, per_usd=23000),
    }
    return makers[model]()


def pages_of(model):
    row = row_of(model)
    pages = [url_of(model, "changelist"), url_of(model, "change", row.pk), url_of(model, "history", row.pk)]
    pages += [] if model in FIXED else [url_of(model, "add")]
    return pages + ([] if model in PLAIN else [url_of(model, "import"), url_of(model, "export")])


@pytest.mark.parametrize("model", [OutgoingMail, Invitation, Organisation], ids=lambda model: model._meta.label_lower)
def test_a_row_of_which_nothing_can_be_typed_offers_nothing_to_save(cast, as_person, model):
    page = as_person(cast.secretariat).get(url_of(model, "change", row_of(model).pk)).content.decode()

    assert ('name="_save"' in page) == (model is Organisation)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_page_answers_the_secretariat_and_nobody_else(cast, as_person, model):
    secretariat, public = as_person(cast.secretariat), as_person(cast.public)
    others = {
        name: as_person(getattr(cast, name))
        for name in ("focal_vnm", "clearing_vnm", "viewer_vnm", "editor_wcs", "viewer_wcs")
    }
    for page in pages_of(model):
        assert secretariat.get(page).status_code == 200, page
        answer = public.get(page)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/"), page
        for name, other in others.items():
            assert other.get(page).status_code == 403, (page, name)


def test_index_and_log_in_lead_to_the_log_in_of_the_house(cast, as_person):
    for page in ("/admin/", "/admin/login/?next=/admin/core/country/"):
        answer = as_person(cast.public).get(page)
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/?next=/admin/")
    assert as_person(cast.secretariat).get("/admin/").status_code == 200
    assert as_person(cast.secretariat).get("/admin/login/").url == "/admin/"
    assert as_person(cast.focal_vnm).get("/admin/").status_code == 403
    assert as_person(cast.focal_vnm).get("/admin/login/").status_code == 403


def test_what_a_country_clears_is_not_in_the_admin():
    cleared = {Need, NeedRevision, Observation, CountryIndicator, ActionRating, CommitmentStep, Response}
    assert not cleared & set(MODELS)
    assert {model._meta.app_label for model in MODELS} == {"core", "needs", "roadmap", "partners"}


def test_only_regional_goals_are_offered(cast, as_person):
    regional = row_of(Goal)
    national = Goal.objects.create(**NAMED, code="vnm-goal", title="National goal", country=cast.focal_vnm.country)
    client = as_person(cast.secretariat)
    assert "National goal" not in client.get(url_of(Goal, "changelist")).content.decode()
    assert client.get(url_of(Goal, "change", regional.pk)).status_code == 200
    for page in ("change", "history"):
        assert client.get(url_of(Goal, page, national.pk)).status_code == 302
    client.post(url_of(Goal, "change", national.pk), {"code": "vnm-goal", "title": "Rewritten", "position": 1})
    national.refresh_from_db()
    assert national.title == "National goal"


def test_a_new_regional_goal_is_public_at_once(cast, as_person):
    data = {
        "code": "r-9",
        "title": "A goal",
        "position": 9,
        "source_title": "A plan",
        "actions-TOTAL_FORMS": 0,
        "actions-INITIAL_FORMS": 0,
    }
    answer = as_person(cast.secretariat).post(url_of(Goal, "add"), data)
    assert answer.status_code == 302, answer.context["errors"]
    goal = Goal.objects.get(code="r-9")
    assert (goal.state, goal.disclosure, goal.country) == ("cleared", "public", None)
    assert goal.cleared_at is not None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_nothing_can_be_deleted(cast, as_person, model):
    row = row_of(model)
    client = as_person(cast.secretariat)
    assert client.post(url_of(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    client.post(url_of(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "model",
    [m for m in MODELS if m not in FIXED | {User, PriorityCrosswalk}],
    ids=lambda model: model._meta.label_lower,
)
def test_lists_cost_the_same_with_more_rows(cast, as_person, django_assert_max_num_queries, model):
    client = as_person(cast.secretariat)
    counts = []
    for rows in (range(1, 4), range(4, 16)):
        for number in rows:
            row_of(model, number)
        with django_assert_max_num_queries(20) as captured:
            client.get(url_of(model, "changelist"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_programme_costs_the_same_with_more_countries(cast, as_person, django_assert_max_num_queries):
    programme = row_of(Programme)
    client, counts = as_person(cast.secretariat), []
    # Notes the session's last use, which is not written again for a minute, and what the process keeps of tables.
    client.get(url_of(Programme, "change", programme.pk))
    for codes in (("VNM",), ("THA", "LAO", "KHM", "MYS", "SGP")):
        for code in codes:
            ProgrammeCountry.objects.create(programme=programme, country=CountryFactory(iso3=code))
        with django_assert_max_num_queries(25) as captured:
            assert client.get(url_of(Programme, "change", programme.pk)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_change_stands_in_the_history_with_who_made_it(cast, as_person):
    row = row_of(Cycle)
    client = as_person(cast.secretariat)
    data = {"title": "Renamed", "period_start": "2026-01-01", "period_end": "2026-12-31", "opens_on": "2026-01-01"}
    answer = client.post(url_of(Cycle, "change", row.pk), {**data, "due_on": "2026-03-31", "status": "open"})
    assert answer.status_code == 302
    page = client.get(url_of(Cycle, "history", row.pk)).content.decode()
    assert "Renamed" in page
    assert str(cast.secretariat) in page


def test_an_edit_of_reference_data_is_seen_as_an_edit(cast, as_person):
    row = HistoricalFunding.objects.create(
        **NAMED, recipient="Viet Nam", category="total", amount_usd_thousand=24100, reference_digest="as loaded"
    )
    data = {
        "recipient": "Viet Nam",
        "category": "total",
        "amount_usd_thousand": "25000",
        "start_year": 2010,
        "end_year": 2016,
        "source_title": "The same table, corrected",
    }
    assert as_person(cast.secretariat).post(url_of(HistoricalFunding, "change", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.amount_usd_thousand, row.reference_digest) == (25000, "as loaded")


def test_admin_pages_carry_no_inline_script_or_style(cast, as_person):
    client = as_person(cast.secretariat)
    for model in (Programme, User, Goal, Country):
        for page in pages_of(model):
            html = client.get(page).content.decode()
            assert "<style" not in html
            assert not any(mark in html for mark in (' style="', "onclick=", "onchange=", "javascript:")), page


def test_a_member_state_that_leaves_a_programme_is_withdrawn_not_deleted(cast, as_person):
    programme = ProgrammeFactory(slug="green")
    row = ProgrammeCountryFactory(programme=programme, country=cast.focal_vnm.country)
    address = reverse("admin:partners_programme_change", args=[programme.pk])
    client = as_person(cast.secretariat)
    fields = posted_form(client.get(address))

    leaving = fields | {"in_countries-0-DELETE": "on", "change_reason": "It ended there."}

    # The owner's form asks for it too: a programme without a place is in no member state's page and in no total.
    refused = client.post(address, leaving).content.decode()
    assert "Name the member states where it works, or say that it covers the region." in refused
    client.post(address, leaving | {"is_regional": "on"})

    assert not ProgrammeCountry.objects.filter(programme=programme).exists()
    assert ProgrammeCountry.everything.get(pk=row.pk).withdrawn_by == cast.secretariat


def test_a_row_below_that_somebody_has_changed_meanwhile_stays(cast, as_person):
    """The objectives of a plan stand in its form: who opened it before writes over none of them."""
    objective = PlanObjectiveFactory(title="As it was")
    address = reverse("admin:needs_plan_change", args=[objective.plan.pk])
    client = as_person(cast.secretariat)
    fields = posted_form(client.get(address))
    PlanObjective.objects.filter(pk=objective.pk).update(title="Written meanwhile")

    answer = client.post(address, fields | {"source_title": "A list"}, follow=True)

    assert "Somebody else has changed this since you opened it" in answer.content.decode()
    objective.refresh_from_db()
    assert objective.title == "Written meanwhile"


def test_a_window_beside_a_form_writes_over_nothing_unseen(cast, as_person):
    """The "+" and the pencil beside a field open the form of the other row: what somebody saved meanwhile stays."""
    row = OrganisationFactory(code="green", name="Green", source_title="A list")
    address = reverse("admin:core_organisation_change", args=[row.pk]) + "?_popup=1&_to_field=id"
    client = as_person(cast.secretariat)
    fields = posted_form(client.get(address))
    Organisation.objects.filter(pk=row.pk).update(note="Written meanwhile")

    answer = client.post(address, fields | {"name": "Greener"}, follow=True)

    assert "Somebody else has changed this since you opened it" in answer.content.decode()
    assert "_popup" in answer.request["QUERY_STRING"]
    row.refresh_from_db()
    assert (row.name, row.note) == ("Green", "Written meanwhile")
    done = client.post(address, posted_form(client.get(address)) | {"name": "Greener"})
    row.refresh_from_db()
    assert (done.status_code, row.name) == (200, "Greener")


def test_a_member_state_stands_in_a_programme_once(cast, as_person):
    programme = ProgrammeFactory(slug="green")
    ProgrammeCountryFactory(programme=programme, country=cast.focal_vnm.country)
    address = reverse("admin:partners_programme_change", args=[programme.pk])
    client = as_person(cast.secretariat)
    fields = posted_form(client.get(address))
    again = {"in_countries-TOTAL_FORMS": "2", "in_countries-1-country": str(cast.focal_vnm.country.pk)}
    again |= {"in_countries-1-programme": str(programme.pk), "in_countries-1-id": "", "in_countries-1-share": ""}

    answer = client.post(address, fields | again)

    assert answer.status_code == 200
    assert "stands here twice" in answer.content.decode()


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (("60", "50"), "more than 100%"),
        (("100", ""), "nothing is left"),
        (("0", "20"), "above nought"),
        (("60", "40"), ""),
    ],
)
def test_shares_of_a_programme_are_those_of_its_owners_form(cast, as_person, shares, words):
    """What goes to member states and what is not split come to the whole."""
    programme = ProgrammeFactory(slug="green")
    for country in (cast.focal_vnm.country, cast.focal_tha.country):
        ProgrammeCountryFactory(programme=programme, country=country)
    address = reverse("admin:partners_programme_change", args=[programme.pk])
    client = as_person(cast.secretariat)
    typed = {f"in_countries-{place}-share": share for place, share in enumerate(shares)}

    answer = client.post(address, posted_form(client.get(address)) | typed | {"change_reason": "As agreed."})

    assert answer.status_code == (200 if words else 302)
    assert words in answer.content.decode()


@pytest.mark.parametrize("path", ["/admin/core/organisation/", "/admin/core/organisation/export/"])
@pytest.mark.parametrize("query", ["contry=VNM", "is_active__exact=perhaps"])
def test_a_list_says_that_it_left_aside_what_its_address_asked(cast, as_person, path, query):
    client = as_person(cast.secretariat)

    page = client.get(f"{path}?{query}", follow=True).content.decode()

    assert "it was left aside. You see the whole table." in page
    assert "it was left aside" not in client.get(f"{path}?is_active__exact=1", follow=True).content.decode()
