"""Programmes as an IATI file: who gets which, that the file is valid, and that its cost does not grow with its rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from core.clearance.models import Disclosure
from partners.iati.models import IatiRecord, ProgrammeBudget, ProgrammePlace, ProgrammeTransaction
from partners.programmes.models.choices import IwtRelevance
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)
from tests.partners.iati.iati_official import faults

pytestmark = pytest.mark.django_db
IWT = "{urn:iwt-dashboard:iati:1}"


def file_for(client, query=""):
    answer = client.get(f"/data/programmes.xml{query}")
    assert answer.status_code == 200
    return answer.content


def activities(content):
    root = etree.fromstring(content)
    return {one.findtext("iati-identifier"): one for one in root.findall("iati-activity")}


def rich():
    """A programme with everything that can hang on it."""
    row = ProgrammeFactory(
        slug="rich",
        title="Rangers & <radios>",
        iati_identifier="US-GOV-1-77",
        total=Decimal("1000.50"),
        currency="EUR",
        iwt_share=Decimal("12.5"),
        starts_on=date(2024, 1, 1),
    )
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"))
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="THA"), share=Decimal(40))
    ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="LIV"))
    ProgrammePriorityFactory(
        programme=row, priority=PriorityFactory(code="ENF"), is_suggested=True, suggestion_reason="sector 15130"
    )
    ProgrammeOrganisationFactory(programme=row, organisation=OrganisationFactory(code="wcs"))
    IatiRecord.objects.create(
        programme=row,
        identifier=row.iati_identifier,
        reporting_ref="US-GOV-1",
        reporting_name="A donor",
        reporting_type="10",
        content_hash="h",
        imported_at=timezone.now(),
    )
    ProgrammeBudget.objects.create(programme=row, value=Decimal(5), currency="EUR", starts_on=date(2020, 1, 1))
    for value, currency in ((Decimal("10.25"), "USD"), (Decimal("-3"), "USD"), (Decimal(7), "")):
        ProgrammeTransaction.objects.create(programme=row, kind="3", value=value, currency=currency)
    ProgrammePlace.objects.create(programme=row, kind="region", code="789", vocabulary="1")
    return row


@pytest.fixture
def client_of_editor(cast, as_person):
    return as_person(cast.editor_wcs)


def test_without_programmes_there_is_no_file(client):
    answer = client.get("/data/programmes.xml")

    assert answer.status_code == 404
    assert "No programme is shown to you" in answer.content.decode()
    assert "Change the filter" not in answer.content.decode()


def test_the_file_is_valid_and_holds_what_stands_here(client):
    rich()
    bare = ProgrammeFactory(slug="bare", owner=None, total=Decimal(20), currency="USD")

    content = file_for(client)

    assert faults(content, timezone.localdate()) == []
    found = activities(content)
    assert set(found) == {"US-GOV-1-77", "IWT-DASHBOARD-bare"}
    ours = found["IWT-DASHBOARD-bare"]
    assert ours.find("reporting-org").get("ref") == "IWT-DASHBOARD"
    assert ours.findtext("transaction/value") == "20"
    assert ours.find(f"{IWT}programme").get("slug") == bare.slug
    theirs = found["US-GOV-1-77"]
    assert [row.text for row in theirs.findall("transaction/value")] == ["10.25", "-3", "7"]
    assert theirs.find("recipient-region").get("code") == "789"
    assert [row.get("code") for row in theirs.findall("tag")] == ["LIV"]
    assert theirs.find(f"{IWT}programme").get("iwt-share") == "12.5"


def test_nobody_gets_what_they_may_not_see(client, client_of_editor):
    hidden = ProgrammeFactory(slug="hidden", disclosure=Disclosure.PARTNERS)
    ProgrammeFactory(slug="open", parent=hidden)
    ProgrammeFactory(slug="other", iwt_relevance=IwtRelevance.NOT_IWT, owner=OrganisationFactory(code="traffic"))

    public, partner = file_for(client), file_for(client_of_editor)

    assert set(activities(public)) == {"IWT-DASHBOARD-open"}
    assert b"hidden" not in public
    assert set(activities(partner)) == {"IWT-DASHBOARD-open", "IWT-DASHBOARD-hidden"}
    assert activities(partner)["IWT-DASHBOARD-open"].find("related-activity").get("ref") == "IWT-DASHBOARD-hidden"


def test_the_filter_of_the_list_counts(client):
    ProgrammeCountryFactory(programme=ProgrammeFactory(slug="one"), country=CountryFactory(iso3="VNM"))
    ProgrammeFactory(slug="two")

    assert set(activities(file_for(client, "?country=VNM"))) == {"IWT-DASHBOARD-one"}
    # Never ignored: a file that silently held everything would be taken for what was asked.
    assert client.get("/data/programmes.xml?country=nonsense").status_code == 400


def test_who_may_keep_the_answer(client, client_of_editor):
    ProgrammeFactory()

    assert client.get("/data/programmes.xml").headers["Cache-Control"] == "private, no-cache"
    answer = client_of_editor.get("/data/programmes.xml")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert answer.headers["ETag"].startswith("W/")
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy)


def test_odd_texts_and_days_make_no_faults(client):
    ProgrammeFactory(slug="a", title="\x01 ", summary="\x0b", starts_on=timezone.localdate() + timedelta(days=90))
    ProgrammeFactory(slug="b", ends_on=date(1990, 1, 1), is_regional=True)

    assert faults(file_for(client), timezone.localdate()) == []


def test_queries_do_not_grow_with_rows(client):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            file_for(client)
        return len(asked)

    rich()
    one = queries()
    for number in range(30):
        ProgrammeCountryFactory(programme=ProgrammeFactory(slug=f"p-{number}"), country=CountryFactory(iso3="VNM"))

    assert queries() == one <= 25


def test_the_page_and_the_list_lead_to_the_file(client):
    ProgrammeFactory()

    assert 'href="/data/programmes.xml"' in client.get("/data/").content.decode()
    assert 'href="/data/programmes.xml?status=2"' in client.get("/partners/programmes/?status=2").content.decode()


@pytest.mark.parametrize("query", ["?q=nothing-is-called-so", "?country=THA&show=ended"])
def test_no_programme_makes_a_page_and_no_file(client, client_of_editor, query):
    CountryFactory(iso3="THA")
    ProgrammeFactory(slug="one")
    for who in (client, client_of_editor):
        answer = who.get(f"/data/programmes.xml{query}")
        page = answer.content.decode()

        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Content-Disposition" not in answer.headers
        assert "sandbox" not in answer.headers["Content-Security-Policy"]
        assert "No programme matches" in page
        assert 'href="/data/"' in page
        assert f'href="/partners/programmes/{query.replace("&", "&amp;")}"' in page
        assert who.head(f"/data/programmes.xml{query}").status_code == 404
        assert who.post(f"/data/programmes.xml{query}").status_code == 405


def test_what_is_hidden_makes_no_file_for_the_public(client, client_of_editor):
    ProgrammeFactory(slug="hidden", title="Hidden", disclosure=Disclosure.PARTNERS)

    assert client.get("/data/programmes.xml").status_code == 404
    assert "Hidden" not in client.get("/data/programmes.xml").content.decode()
    assert set(activities(file_for(client_of_editor))) == {"IWT-DASHBOARD-hidden"}
