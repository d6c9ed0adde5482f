"""Which currencies a form offers: those of today that have a rate, and what stands in an old row."""

import pytest

from needs.forms.entry import CURRENCIES
from partners.programmes.queries.programme_entry import currencies_for
from partners.programmes.rules.currencies import CURRENT, offered
from tests.factories.needs import NeedFactory
from tests.factories.partners import ExchangeRateFactory, ProgrammeFactory
from tests.page_forms import form_in

# Replaced by the euro, with the year: European Central Bank, "Use of the euro". Then renamed or replaced otherwise.
BY_THE_EURO = ("DEM", "FRF", "ITL", "SIT", "CYP", "MTL", "SKK", "EEK", "LVL", "LTL", "HRK", "BGN")
OTHERS = ("ROL", "TRL", "ANG", "SLL", "ZWL", "CUC", "VEF")


@pytest.mark.parametrize("code", [*BY_THE_EURO, *OTHERS])
def test_what_is_gone_is_not_offered(code):
    assert code not in CURRENT
    assert code not in offered({code, "EUR"})


@pytest.mark.parametrize("code", ["EUR", "USD", "VND", "IDR", "KHR", "LAK", "MMK", "MYR", "PHP", "SGD", "THB", "BND"])
def test_what_is_used_is_offered(code):
    assert code in offered({code})


def test_what_stands_in_a_row_stays_to_be_chosen():
    assert offered({"EUR"}, "DEM") == ("DEM", "EUR")


def test_the_form_of_a_need_offers_currencies_of_today():
    assert set(CURRENCIES) <= CURRENT


@pytest.mark.django_db
def test_a_yearly_rate_of_a_currency_that_is_gone_offers_it_no_more():
    ExchangeRateFactory(currency="ITL", year=2000)
    ExchangeRateFactory(currency="LAK", year=2000)

    assert "LAK" in currencies_for()
    assert not {"ITL", *BY_THE_EURO} & set(currencies_for())


@pytest.mark.django_db
def test_the_programmes_form_and_the_administration_keep_an_old_one(cast, as_person):
    programme = ProgrammeFactory(slug="old", owner=cast.editor_wcs.organisation, total=100, currency="DEM")
    for person, address in (
        (cast.editor_wcs, "/partners/programmes/old/edit/"),
        (cast.secretariat, f"/admin/partners/programme/{programme.pk}/change/"),
    ):
        page = as_person(person).get(address).content.decode()
        assert '<option value="DEM" selected>' in page
        assert '<option value="HRK"' not in page


@pytest.mark.django_db
def test_the_form_of_a_need_keeps_an_old_one(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, amount_sought=100, currency="DEM")
    client, address = as_person(cast.focal_vnm), f"/needs/{need.code}/edit/"

    answer = client.post(address, form_in(client.get(address), "title", title="Renamed"))

    assert answer.status_code == 302
    need.refresh_from_db()
    assert (need.title, need.currency) == ("Renamed", "DEM")
