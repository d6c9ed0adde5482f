"""An offer of 120 of 200 clinics in every panel: before it is accepted, after, and when 50 are delivered.

The right values: 120 of 200 is 60% of that part, 30% of a need of two parts; 80 clinics and the other part are left.
"""

import html
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.core import OrganisationFactory
from tests.factories.partners import DeliveryFactory, ResponseFactory
from tests.partners.support.gap_world import client_of, programme, rows_of
from tests.partners.world import add_part, make_need

pytestmark = pytest.mark.django_db
LEFT = "1 part and 80 of 200 clinics"


@pytest.fixture
def answer(cast):
    need = make_need(priority="LIV", disclosure="public", amount_sought=None)
    add_part(need, "Manual")
    clinics = add_part(need, "Clinics visited", quantity=Decimal(200), unit="clinics")
    programme("clinics", 1_000, by={"VNM": None}, to={"LIV": None})
    one = ResponseFactory(need=need, organisation=OrganisationFactory(code="traffic"), amount=None, currency="")
    one.parts.create(component=clinics, quantity=Decimal(120))
    return one


def accept(answer):
    answer.state, answer.decided_at, answer.decided_by = "accepted", timezone.now(), answer.responded_by
    answer.save()


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def page_at(person, address):
    return plain(client_of(person).get(address).content.decode())


def panel(person):
    page = page_at(person, "/needs/VNM-001/")
    return page[page.index("Requested 2 parts") :].split("Part by part")[0]


def test_before_it_is_accepted(cast, answer):
    said = panel(cast.focal_vnm)

    assert "Offered 120 of 200 clinics, 30% Confirmed 0 parts, 0% Delivered 0 parts, 0% Remaining 2 parts, 100%" in said
    assert "Offered 120 of 200 clinics by your organisation" in panel(cast.editor_traffic)
    assert "Offered none by your organisation" in panel(cast.editor_wcs)
    assert "120" not in page_at(None, "/needs/VNM-001/")


@pytest.mark.parametrize("who", ["focal_vnm", "editor_wcs", "editor_traffic", "secretariat", "public"])
def test_after_it_is_accepted_and_in_delivery(cast, answer, who):
    accept(answer)
    report = DeliveryFactory(response=answer, amount=None, confirmed=True)
    report.parts.create(part=answer.parts.get(), quantity=Decimal(50))
    person = None if who == "public" else getattr(cast, who)
    said = panel(person)

    assert f"Confirmed 120 of 200 clinics, 30% Delivered 50 of 200 clinics, 13% Remaining {LEFT}, 70%" in said
    assert who != "focal_vnm" or "Offered 120 of 200 clinics, 30%" in said
    # the other panels
    assert "Partly covered 30% confirmed" in page_at(person, "/needs/")
    assert "Partly covered 50 of 200 clinics delivered" in page_at(person, "/countries/VNM/")
    assert f"– {LEFT} Partly covered" in page_at(person, "/partners/gaps/list/?country=VNM&priority=LIV")
    row = next(one for one in rows_of(client_of(person), "/partners/gaps/gaps.csv") if one["Open needs"] == "1")
    assert (row["Kind of gap"], row["of these with confirmed support"]) == ("Partly covered", "1")


def test_matching_and_the_form_of_an_answer_ask_for_what_is_left(cast, answer):
    accept(answer)

    assert f"Of 2 parts: {LEFT} left." in page_at(cast.editor_wcs, "/partners/programmes/clinics/needs/")
    form = page_at(cast.editor_wcs, "/partners/needs/VNM-001/respond/")
    assert f"2 parts sought, 120 of 200 clinics confirmed, {LEFT} left" in form
