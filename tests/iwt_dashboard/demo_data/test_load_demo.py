"""The demonstration: complete, valid, marked, and in states that the product can reach."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection
from django.test import Client

from core.clearance.models import Disclosure, State
from core.models import Country, Organisation, Role, User
from needs.models import Clarification, Need, NeedRevision, PlanObjective
from partners.programmes.models.programmes import Programme
from partners.support.models.answers import Response, ResponseState
from roadmap.choices import Status
from roadmap.models import ActionRating, CountryIndicator, Goal, Observation, RatedBy
from roadmap.queries import country_indicators
from tests.iwt_dashboard.demo_data.demonstration_rows import check, demo_rows

TODAY = date(2026, 11, 22)
PASSWORD = "four words for a demonstration"

pytestmark = pytest.mark.django_db


@contextmanager
def taken_away_again() -> Iterator[None]:
    """Let rows be loaded into tables that are as new, and take them away whatever comes.

    The database of tests tidies nothing up by itself: what thousands of tests took back lies in its tables, and a
    question that it would answer at once in new ones took it half a minute.
    """
    connection.cursor().execute("VACUUM")
    try:
        yield
    finally:
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Reference and demonstration data, loaded once for the tests of this module, which only read it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, taken_away_again():
        patch.setenv("DEMO_PASSWORD", PASSWORD)
        call_command("load_reference", verbosity=0)
        call_command("load_demo", today=TODAY, verbosity=0)
        yield


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    """The reference data, loaded once for this module and taken away again."""
    with django_db_blocker.unblock(), taken_away_again():
        call_command("load_reference", verbosity=0)
        yield


def test_every_row_is_valid(demo):
    rows = list(demo_rows())
    for row in rows:
        check(row)  # raises where a row is not valid

    assert len(rows) > 500


def test_accounts_have_the_promised_addresses_and_one_password(demo):
    expected = {
        f"{role}.{country.iso3.lower()}@example.org"
        for country in Country.objects.all()
        for role in ("focal", "alternate", "clearing", "viewer")
    }
    expected |= {f"{role}.{code}@example.org" for role in ("editor", "viewer") for code in ("wcs", "traffic", "unodc")}
    expected |= {"secretariat.asean@example.org"}
    assert set(User.objects.values_list("email", flat=True)) == expected
    assert User.objects.filter(is_demo=False).count() == 0
    assert authenticate(None, email="focal.vnm@example.org", password=PASSWORD)
    alternate = User.objects.get(email="alternate.tls@example.org")
    assert (alternate.role, alternate.is_alternate, alternate.body) == (Role.FOCAL_POINT, True, "police")


def test_a_person_of_the_demonstration_logs_in_through_the_page(demo):
    client = Client()
    answer = client.post("/accounts/login/", {"login": "clearing.lao@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email="clearing.lao@example.org").pk)


def test_every_country_has_needs_in_every_state_and_disclosure(demo):
    for country in Country.objects.all():
        needs = Need.objects.filter(country=country)
        assert needs.count() >= 8
        assert {need.state for need in needs} == set(State)
        assert {need.disclosure for need in needs.cleared()} == set(Disclosure)
        assert len({need.priority_id for need in needs}) >= 6
        assert needs.filter(priority__code="LIV").exists()
        assert NeedRevision.objects.open().filter(country=country).count() == 1
        assert 4 <= PlanObjective.objects.filter(plan__country=country, is_demo=True).count() <= 6
    first = Need.objects.get(code="VNM-001")
    assert (first.state, first.disclosure) == (State.CLEARED, Disclosure.PUBLIC)


def test_needs_differ_from_country_to_country(demo):
    statements = Counter(Need.objects.values_list("statement", flat=True))
    assert statements.most_common(1)[0][1] == 1


def test_native_scripts_are_stored_as_written(demo):
    for phrase in ("bảo vệ", "คุ้มครองสัตว์ป่า", "សត្វព្រៃ", "ສັດປ່າ", "တောရိုင်းတိရစ္ဆာန်"):
        assert Need.objects.filter(statement__contains=phrase).exists(), phrase


def test_a_cleared_need_has_its_first_version_and_nobody_cleared_an_own_entry(demo):
    for need in Need.objects.cleared().prefetch_related("revisions"):
        first = next(revision for revision in need.revisions.all() if revision.number == 1)
        assert (first.state, first.disclosure, first.content["title"]) == (State.CLEARED, need.disclosure, need.title)
        assert need.cleared_by_id not in (need.created_by_id, need.edited_by_id, need.submitted_by_id)
    assert not Need.objects.exclude(state=State.CLEARED).filter(revisions__isnull=False).exists()


def test_nothing_has_happened_after_today(demo):
    for model in (Need, NeedRevision, Goal, ActionRating, CountryIndicator, Observation):
        for row in model.objects.filter(is_demo=True):
            for instant in (row.created_at, row.submitted_at, row.returned_at, row.cleared_at):
                assert instant is None or instant.date() <= TODAY


def test_every_status_and_kind_of_indicator_appears(demo):
    statuses, kinds = Counter(), Counter()
    for country in Country.objects.all():
        viewer = User.objects.get(email=f"focal.{country.iso3.lower()}@example.org")
        rows = [
            row
            for row in country_indicators(viewer, country, TODAY)
            if row.country_indicator and row.country_indicator.is_demo
        ]
        assert len(rows) >= 10
        assert {row.indicator.kind for row in rows} == {"number", "percentage", "scale", "milestones", "yes_no"}
        assert {"up", "down", "none"} <= {row.indicator.direction for row in rows}
        statuses.update(str(row.assessment.status) for row in rows)
        kinds.update(row.indicator.accumulation for row in rows if row.indicator.kind == "number")
    assert set(statuses) >= {str(status) for status in Status}
    assert set(kinds) == {"stock", "flow", "cumulative"}


def test_values_are_in_every_state_with_corrections_and_provisional_ones(demo):
    values = Observation.objects.filter(is_demo=True)
    assert set(values.values_list("state", flat=True)) == set(State)
    assert set(values.cleared().values_list("disclosure", flat=True)) == set(Disclosure)
    assert values.filter(is_provisional=True).exists()
    assert values.filter(supersedes__superseded_at__isnull=False, state=State.CLEARED).exists()
    assert values.filter(supersedes__superseded_at__isnull=True, state=State.SUBMITTED).exists()
    assert not values.filter(value__lt=0).exists()


def test_ratings_stand_side_by_side_and_show_no_more_than_the_country_shares(demo):
    for rating in ActionRating.objects.filter(rated_by=RatedBy.SECRETARIAT):
        own = ActionRating.objects.filter(action=rating.action, country=rating.country, rated_by=RatedBy.COUNTRY)
        latest = own.order_by("-rated_on").first()
        assert (latest.state, latest.disclosure) == (State.CLEARED, rating.disclosure)


def test_partners_answer_in_every_state_and_only_what_they_can_read(demo):
    assert set(Response.objects.values_list("state", flat=True)) == set(ResponseState)
    for answer in Response.objects.select_related("need", "organisation"):
        assert (answer.need.state, answer.need.disclosure in ("partners", "public")) == (State.CLEARED, True)
        assert answer.amount is None or answer.currency == answer.need.currency
    questions = Clarification.objects.all()
    assert questions.filter(answered_at=None).exists()
    assert questions.filter(answered_at__isnull=False, shared_at=None).exists()
    assert questions.filter(shared_at__isnull=False).exists()
    assert Programme.objects.filter(is_demo=True, status="terminated_early").exists()
    assert set(Programme.objects.filter(is_demo=True).values_list("iwt_share_basis", flat=True)) == {
        "stated",
        "estimated",
        "unknown",
    }


def test_reference_organisations_stay_unmarked(demo):
    assert Organisation.objects.filter(code__in=["wcs", "traffic", "unodc"]).count() == 3
    assert all("(demonstration)" in programme.title for programme in Programme.objects.filter(is_demo=True))
