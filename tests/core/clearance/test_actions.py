"""Moves on the way to clearance, on a need as the example."""

import pytest

from core.clearance import actions
from core.clearance.models import State
from roadmap.models import Observation
from tests.factories.core import CountryFactory
from tests.factories.needs import NeedFactory
from tests.factories.roadmap import ObservationFactory


@pytest.fixture
def draft(cast):
    return NeedFactory(country=CountryFactory(iso3="VNM"), created_by=cast.focal_vnm, edited_by=cast.focal_vnm)


def test_the_way_there_and_back(cast, draft):
    submitted = actions.submit(by=cast.focal_vnm, record=draft)
    returned = actions.return_to_author(by=cast.clearing_vnm, record=submitted, note=" Name the agency. ")
    again = actions.submit(by=cast.alternate_vnm, record=returned)
    cleared = actions.clear(by=cast.clearing_vnm, record=again, disclosure="partners")

    assert returned.return_note == "Name the agency."
    assert (cleared.state, cleared.disclosure, cleared.cleared_by) == (State.CLEARED, "partners", cast.clearing_vnm)
    assert cleared.version == draft.version + 4


@pytest.mark.parametrize(
    "person", ["clearing_vnm", "viewer_vnm", "focal_tha", "clearing_tha", "editor_wcs", "secretariat"]
)
def test_only_the_author_team_submits(cast, draft, person):
    with pytest.raises(actions.Refused):
        actions.submit(by=getattr(cast, person), record=draft)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.mark.parametrize("person", ["focal_vnm", "alternate_vnm", "viewer_vnm", "clearing_tha", "secretariat"])
def test_only_the_clearing_officer_of_the_country_clears(cast, draft, person):
    submitted = actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(actions.Refused):
        actions.clear(by=getattr(cast, person), record=submitted, disclosure="public")

    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_nobody_clears_an_own_entry(cast):
    own = NeedFactory(submitted=True, country=CountryFactory(iso3="VNM"), created_by=cast.clearing_vnm)

    with pytest.raises(actions.Refused, match="own entry"):
        actions.clear(by=cast.clearing_vnm, record=own, disclosure="public")

    assert actions.clear(by=cast.second_clearing_vnm, record=own, disclosure="asean").state == State.CLEARED


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_a_return_needs_a_note(cast, draft, note):
    submitted = actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(actions.Refused, match="note"):
        actions.return_to_author(by=cast.clearing_vnm, record=submitted, note=note)


def test_an_old_version_is_a_conflict_and_changes_nothing(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(actions.EditConflict):
        actions.recall(by=cast.focal_vnm, record=draft, version=draft.version)

    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


def test_narrowing_is_at_once_and_widening_is_clearance(cast):
    need = NeedFactory(cleared=True, country=CountryFactory(iso3="VNM"), disclosure="partners")

    narrowed = actions.change_disclosure(by=cast.focal_vnm, record=need, disclosure="national")
    with pytest.raises(actions.Refused):
        actions.change_disclosure(by=cast.focal_vnm, record=narrowed, disclosure="public")
    widened = actions.change_disclosure(by=cast.clearing_vnm, record=narrowed, disclosure="public")

    assert narrowed.disclosure == "national"
    assert widened.disclosure == "public"


def test_who_sees_a_published_series_is_not_for_one_country_to_decide(cast):
    row = ObservationFactory(published=True, disclosure="public")
    people = {"created_by": None, "edited_by": None, "submitted_by": None, "cleared_by": None}
    Observation.objects.filter(pk=row.pk).update(**people)

    with pytest.raises(actions.Refused, match="source"):
        actions.change_disclosure(by=cast.focal_vnm, record=row, disclosure="national")
