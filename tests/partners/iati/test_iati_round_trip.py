"""What is exported comes back: into the same database it changes nothing, into an empty one it makes the same again."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from partners.iati.actions.run import import_file
from partners.iati.actions.values import the_world
from partners.iati.models import PUBLISHED_ROWS, IatiRecord, ProgrammeTransaction
from partners.iati.queries.out import programmes_xml
from partners.programmes.actions.programmes import set_rate
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)
from tests.partners.iati.iati_official import faults
from tests.partners.iati.iati_samples import activity, budget, file_of, money
from tests.removal import remove

pytestmark = pytest.mark.django_db
PERIOD = '<activity-date type="1" iso-date="2023-01-01"/><activity-date type="2" iso-date="2023-02-01"/>'
PEOPLE = (
    '<participating-org role="1" ref="US-GOV-1" type="10"><narrative>A donor</narrative></participating-org>'
    '<participating-org role="4" type="21"><narrative>Wildlife Conservation Society</narrative></participating-org>'
)
# Traps of real files, each of which the standard's rules forbid in one way or another.
PUBLISHED = (
    PERIOD + PEOPLE + '<recipient-region code="789" vocabulary="1"/>' + money("2", "100.50"),
    PERIOD
    + '<recipient-country code="VN" percentage="30"/><recipient-country code="LA" percentage="30"/>'
    + '<sector code="41030"/><sector code="15130"/><sector code="OWN" vocabulary="98" percentage="150"/>'
    + budget("300", start="2020-01-01", end="2023-12-31")
    + money("3", "-7", more='currency="EUR"', body='<sector code="41010"/><recipient-country code="TH"/>')
    + money("3", "9", more='currency="IDR"'),
    '<activity-date type="4" iso-date="2019-05-01"/>'
    + money("4", "5", body='<sector code="41030" vocabulary="1"/><recipient-region code="998" vocabulary="1"/>')
    + money("4", "6", day="2099-01-01")
    + '<related-activity ref="XX-0" type="1"/><other-identifier ref="GEF 1" type="A9"/>',
    "",
)


@pytest.fixture(autouse=True)
def here(db):
    """The reference data that programmes stand on; nobody but the secretariat looks."""
    for iso3 in ("VNM", "LAO", "THA"):
        CountryFactory(iso3=iso3)
    for code in ("LIV", "ENF"):
        PriorityFactory(code=code)
    OrganisationFactory(code="wcs", name="Wildlife Conservation Society")
    OrganisationFactory(code="donor", name="The donor", iati_identifier="US-GOV-1")
    return UserFactory(secretariat=True)


@pytest.fixture
def bring(tmp_path):
    def importing(content):
        path = tmp_path / "export.xml"
        path.write_bytes(content)
        return import_file(path, the_world(file_name="export.xml"))

    return importing


def exported(person):
    """The whole export, without the instant at which it was made."""
    content = b"".join(programmes_xml(person, ProgrammeFilter()))
    assert faults(content, timezone.localdate()) == []
    return re.sub(rb' generated-datetime="[^"]*"', b"", content)


def pieces(content):
    """A file element by element, and attribute by attribute, so that a difference is seen."""
    return re.sub(rb'(?=<[^/])|" (?=\S+="|/?>)', b"\n", content).decode().splitlines()


def sums():
    rows = ProgrammeTransaction.objects.values_list("programme__slug", "kind", "currency", "value")
    found = {}
    for slug, kind, currency, value in rows:
        found[slug, kind, currency] = found.get((slug, kind, currency), Decimal(0)) + value
    return found


def by_hand():
    """Programmes that people typed."""
    larger = ProgrammeFactory(slug="larger", total=Decimal("12.34"), currency="VND", amount_note="Roughly.")
    row = ProgrammeFactory(
        slug="typed",
        title="Typed & “kept”",
        summary="Two lines\nof text",
        status="terminated_early",
        end_reason="The funding stopped.",
        starts_on=date(2020, 1, 1),
        ends_on=date(2022, 6, 1),
        planned_ends_on=date(2025, 1, 1),
        total=Decimal("1000000.01"),
        currency="EUR",
        amount_on=date(2020, 1, 1),
        cofinancing=Decimal(5),
        iwt_share=Decimal("12.50"),
        iwt_share_basis="stated",
        iwt_share_note="From the budget.",
        covers_more=True,
        region_note="And others",
        other_identifier="GEF 9527",
        last_confirmed_on=date(2026, 1, 1),
        disclosure="partners",
    )
    for priced in (larger, row):
        set_rate(priced)
        priced.save()
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"), share=Decimal("33.33"))
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="THA"))
    ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="LIV"), share=Decimal(40))
    ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="ENF"), is_suggested=True)
    ProgrammeOrganisationFactory(programme=row, organisation=OrganisationFactory(code="donor"))
    ProgrammeFactory(slug="unowned", owner=None, is_regional=True, iwt_relevance=IwtRelevance.SUGGESTED)
    return larger


def published(bring):
    bring(file_of(*(activity(f"US-GOV-1-{n}", body) for n, body in enumerate(PUBLISHED))))


def empty():
    Programme.objects.update(parent=None)
    for model in (*PUBLISHED_ROWS, IatiRecord):
        for row in getattr(model, "everything", model._base_manager).all():
            remove(row)
    for row in Programme.objects.all():
        remove(row)


def test_into_the_same_database_nothing_changes(here, bring):
    by_hand()
    published(bring)
    history = Programme.pgh_event_model.objects
    before, events = exported(here), history.count()

    done = bring(before)

    assert done.outcomes == {"unchanged": 7}
    assert pieces(exported(here)) == pieces(before)
    assert history.count() == events
    assert IatiRecord.objects.count() == len(PUBLISHED)


def test_into_an_empty_database_the_same_stands_again(here, bring):
    by_hand()
    published(bring)
    Programme.objects.filter(iati_identifier="US-GOV-1-0").update(title="A person's title", iwt_share=Decimal(7))
    before, money_before = exported(here), sums()
    empty()

    done = bring(before)

    assert done.outcomes == {"new": 7}
    assert sums() == money_before
    assert pieces(exported(here)) == pieces(before)


words = st.text(alphabet="abc é ກ <&>", min_size=1, max_size=12)
days = st.none() | st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 1, 1))
cents = st.decimals(min_value=0, max_value=10**9, places=2)
share = st.none() | st.decimals(min_value=0, max_value=100, places=2)
typed = st.fixed_dictionaries(
    {
        "title": words.filter(str.strip),
        "summary": st.text(alphabet="abc é ກ <&>\n\t", max_size=20),
        "status": st.sampled_from([*"123456", "terminated_early", "unknown"]),
        "days": st.tuples(days, days).map(lambda two: sorted(two) if None not in two else two),
        "total": st.none() | cents,
        "currency": st.sampled_from(["USD", "EUR", "VND", "IDR"]),
        "iwt_share": share,
        "is_regional": st.booleans(),
        "covers_more": st.booleans(),
        "iwt_relevance": st.sampled_from(["confirmed", "suggested", "not_judged"]),
        "shares": st.dictionaries(st.sampled_from(["VNM", "THA", "LAO"]), share),
    }
)


@settings(
    max_examples=150 if EXHAUSTIVE else 15,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(st.lists(typed, min_size=1, max_size=3))
def test_whatever_people_type_comes_back(here, bring, programmes):
    empty()
    for number, said in enumerate(programmes):
        fields = dict(said)
        (starts_on, ends_on), shares = fields.pop("days"), fields.pop("shares")
        fields["title"], fields["summary"] = fields["title"].strip(), fields["summary"].strip()
        row = ProgrammeFactory(slug=f"p-{number}", starts_on=starts_on, ends_on=ends_on, **fields)
        for iso3, one in shares.items():
            ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3=iso3), share=one)
    before = exported(here)

    assert bring(before).outcomes == {"unchanged": len(programmes)}
    empty()
    bring(before)

    assert pieces(exported(here)) == pieces(before)
