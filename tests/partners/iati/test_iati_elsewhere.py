"""The export of another instance: its programmes come in the words of the standard, and with no more.

What was typed there has no published rows: the export fills in a commitment and a region for them, and marks them. An
instance that believes its own words takes those marks off; one that does not, reads what any publisher may say.
"""

import re
from decimal import Decimal

import pytest

from partners.iati.queries.out import programmes_xml
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory
from tests.partners.iati.iati_world import outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def export():
    """The export of a programme that people typed, as another instance gives it out."""

    def exporting(amount="640000", countries=(), **facts):
        unodc = OrganisationFactory(code="unodc", name="UN Office on Drugs and Crime")
        told = {"currency": "GBP", "disclosure": "public", "iwt_share": 40, "status": "unknown"} | facts
        row = ProgrammeFactory(slug="here", title="Border work", owner=unodc, total=amount, **told)
        for iso3, share in countries:
            ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3=iso3), share=share)
        content = b"".join(programmes_xml(UserFactory(secretariat=True), ProgrammeFilter()))
        assert b'slug="here"' in content
        return content.replace(b"-here", b"-there").replace(b'slug="here"', b'slug="there"')

    return exporting


def taken():
    return Programme.objects.get(slug="there")


@pytest.mark.parametrize(
    ("facts", "amount", "is_regional", "shares"),
    [
        ({"countries": [("VNM", 70), ("THA", 30)]}, 640_000, False, {"VNM": 70, "THA": 30}),
        ({"is_regional": True}, 640_000, True, {}),
        ({"amount": None, "is_regional": True}, None, True, {}),
    ],
)
def test_amount_and_places_come_and_nothing_that_raises_trust(bring, export, facts, amount, is_regional, shares):
    content = export(**facts)

    tally = bring(content)

    row = taken()
    assert row.total == (None if amount is None else Decimal(amount))
    assert (row.currency or "GBP", row.is_regional) == ("GBP", is_regional)
    assert {one.country.iso3: one.share for one in row.in_countries.all()} == shares
    assert (row.owner, row.disclosure, row.iwt_share) == (None, "partners", None)
    said = [note for told in tally.as_json()["notes"] for note in told["notes"]]
    assert any("none of that is taken" in note for note in said)
    assert not any("status" in note for note in said)
    assert outcome(bring(content)) == {"unchanged": 1}


def test_what_is_shown_counts_where_somebody_took_our_own_words_out(bring, export):
    content = re.sub(rb"<iwt:programme.*?/>", b"", export(is_regional=True))

    bring(content)

    row = Programme.objects.get(title="Border work", owner=None)
    assert (row.total, row.is_regional) == (Decimal(640_000), True)
    unsealed = re.sub(rb' iwt:seal="[0-9a-f]*"', b"", content)
    assert outcome(bring(unsealed)) == {"unchanged": 1}
    assert outcome(bring(unsealed.replace(b"640000", b"650000"))) == {"changed": 1}


def test_its_next_export_is_the_next_edition(bring, export):
    content = export(is_regional=True)
    bring(content)

    later = content.replace(b"640000", b"700000").replace(b"Border work", b"Border works")
    unsealed = re.sub(rb' iwt:seal="[0-9a-f]*"', b"", later)
    assert outcome(bring(unsealed)) == {"changed": 1}
    assert (taken().title, taken().total) == ("Border works", Decimal(700_000))
    assert taken().iati.conflicts == {}
    assert outcome(bring(unsealed)) == {"unchanged": 1}
