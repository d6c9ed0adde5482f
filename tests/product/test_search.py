"""Search in every list that has one: accents, case, signs and invisible characters stand in nobody's way.

What is to be found is what a person would call the same name; `tests/core/test_folding.py` says which texts are.
"""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Role
from partners.overlaps.actions.decisions import compare_due
from tests.factories.core import OrganisationFactory, UserFactory
from tests.factories.needs import NeedFactory
from tests.factories.partners import MechanismFactory, ProgrammeFactory
from tests.factories.roadmap import CommitmentFactory, IndicatorFactory
from tests.partners.overlaps.overlap_world import programme as alike

pytestmark = pytest.mark.django_db

WRITTEN = "Bảo vệ “voi” của Đắk\u00a0Lắk – People’s wild\u200blife fund"
SEEN = "Bảo vệ"
TYPED = [
    "bao ve",
    "BẢO VỆ",
    "ba\u0309o ve\u0323\u0302",
    "dak lak",
    '"voi"',
    "«voi»",
    "people's",
    "people`s wildlife",
    "wild\u00adlife",
    "  dak   lak ",
    "ｗｉｌｄｌｉｆｅ　fund",
    "\u202ddak\u202c",
    "lak -",
    "fund bao",
]
NOT_TYPED = ["bao vu", "%", "_", "wild%life", "v_i", "\\", "peoples"]


def need():
    return NeedFactory(cleared=True, disclosure="public", title=WRITTEN).title


def programme():
    return ProgrammeFactory(disclosure="public", title=WRITTEN).title


def pair():
    for owner in ("wcs", "traffic"):
        alike(WRITTEN, owner=owner, carriers=("env",))
    compare_due()
    return WRITTEN


def person():
    return UserFactory(name=WRITTEN, role=Role.SECRETARIAT).name


LISTS = {
    "needs": (need, "needs:list", "q"),
    "programmes": (programme, "partners:programmes", "q"),
    "organisations": (lambda: OrganisationFactory(name=WRITTEN).name, "partners:index", "q"),
    "indicators": (lambda: IndicatorFactory(title=WRITTEN).title, "roadmap:indicators", "q"),
    "overlaps": (pair, "partners:overlaps", "q"),
    "people": (person, "admin:core_user_changelist", "q"),
    "organisations in the administration": (
        lambda: OrganisationFactory(name=WRITTEN).name,
        "admin:core_organisation_changelist",
        "q",
    ),
    "programmes in the administration": (programme, "admin:partners_programme_changelist", "q"),
    "commitments": (lambda: CommitmentFactory(title=WRITTEN).title, "admin:roadmap_commitment_changelist", "q"),
    "mechanisms": (lambda: MechanismFactory(name=WRITTEN).name, "admin:partners_mechanism_changelist", "q"),
}


@pytest.fixture
def client():
    client = Client()
    client.force_login(UserFactory(name="The secretariat", role=Role.SECRETARIAT))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_list_finds_a_record_by_the_words_that_a_person_types(name, client):
    make, address, field = LISTS[name]
    assert SEEN in make()
    for typed in TYPED:
        page = client.get(reverse(address), {field: typed})
        assert page.status_code == 200
        assert SEEN in page.content.decode(), (name, typed)
    for typed in NOT_TYPED:
        assert SEEN not in client.get(reverse(address), {field: typed}).content.decode(), (name, typed)
