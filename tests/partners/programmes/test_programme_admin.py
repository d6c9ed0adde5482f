"""Programmes in the admin: what everybody can read changes with a reason, and an amount gets its rate."""

from datetime import date
from decimal import Decimal

import pytest

from partners.programmes.models.programmes import Programme, ProgrammeCountry
from tests.factories.core import CountryFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory
from tests.page_forms import form_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast, as_person):
    programme = ProgrammeFactory(slug="one", title="One")
    ProgrammeCountryFactory(programme=programme, country=CountryFactory(iso3="VNM"))
    return as_person(cast.secretariat), f"/admin/partners/programme/{programme.pk}/change/"


def send(page, **typed):
    client, address = page
    return client.post(address, form_in(client.get(address), "change_reason", **typed))


def test_a_public_programme_asks_why(page):
    answer = send(page, title="Two")

    assert answer.status_code != 302
    assert "say why it changes" in answer.content.decode()
    assert Programme.objects.get().title == "One"


def test_a_share_of_a_public_programme_asks_why(page):
    assert send(page, **{"in_countries-0-share": "40"}).status_code != 302
    assert ProgrammeCountry.objects.get().share is None

    assert send(page, change_reason="Agreed", **{"in_countries-0-share": "40"}).status_code == 302
    assert ProgrammeCountry.objects.get().share == Decimal(40)


def test_a_changed_amount_gets_its_rate_and_counts_as_a_write(page):
    typed = {"total": "100", "currency": "EUR", "amount_on": "2020-03-16", "change_reason": "Signed"}

    assert send(page, **typed).status_code == 302

    row = Programme.objects.get()
    assert (row.rate_on, row.change_reason, row.version) == (date(2020, 3, 16), "Signed", 2)
    assert row.rate_per_usd == Decimal("0.896298288070")


def test_what_partners_alone_read_changes_without_a_reason(page):
    Programme.objects.update(disclosure="partners")

    assert send(page, title="Two").status_code == 302
    assert Programme.objects.get().title == "Two"


def test_an_untouched_form_keeps_the_earlier_reason(page):
    Programme.objects.update(change_reason="Signed")

    assert send(page).status_code == 302
    assert Programme.objects.get().change_reason == "Signed"
