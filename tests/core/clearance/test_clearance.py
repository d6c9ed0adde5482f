"""Who reads what: the one rule, against a second statement of it written out plainly."""

import pytest

from core.clearance.models import Disclosure, State
from needs.models import Need
from tests.factories.core import CountryFactory
from tests.factories.needs import NeedFactory

OUTSIDERS = {
    "focal_tha": {"asean", "partners", "public"},
    "clearing_tha": {"asean", "partners", "public"},
    "secretariat": {"asean", "partners", "public"},
    "editor_wcs": {"partners", "public"},
    "viewer_wcs": {"partners", "public"},
    "editor_traffic": {"partners", "public"},
    "public": {"public"},
}
TEAM = ("focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm")


def need_in(state, disclosure, cast):
    traits = {} if state == State.DRAFT else {state.value: True}
    return NeedFactory(country=CountryFactory(iso3="VNM"), disclosure=disclosure, **traits)


@pytest.mark.parametrize("disclosure", Disclosure)
@pytest.mark.parametrize("state", State)
def test_every_reader_of_every_state_and_disclosure(cast, state, disclosure):
    need = need_in(state, disclosure, cast)

    for name in TEAM:
        assert need in Need.objects.visible_to(getattr(cast, name)), name
    for name, levels in OUTSIDERS.items():
        may_read = state == State.CLEARED and disclosure.value in levels
        assert (need in Need.objects.visible_to(getattr(cast, name))) is may_read, name


def test_a_deactivated_person_reads_like_the_public(cast):
    national = need_in(State.CLEARED, Disclosure.NATIONAL, cast)
    public = need_in(State.CLEARED, Disclosure.PUBLIC, cast)
    cast.focal_vnm.is_active = False

    seen = Need.objects.visible_to(cast.focal_vnm)

    assert public in seen
    assert national not in seen
