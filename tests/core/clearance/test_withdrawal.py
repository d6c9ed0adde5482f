"""What is withdrawn is hidden from everybody with its trace, and can be brought back."""

import pytest

from core.clearance import actions
from core.clearance.actions import EditConflict, Refused
from core.history.audit import AuditEntry, AuditKind
from needs import actions as needs_actions
from needs.actions.entry import update_draft
from needs.content import content_of
from needs.models import Need, NeedComponent, NeedRevision
from roadmap import actions as roadmap_actions
from roadmap.models import Observation
from tests.factories.needs import NeedComponentFactory, NeedFactory
from tests.factories.roadmap import CountryIndicatorFactory, ObservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast):
    return NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm)


@pytest.fixture
def cleared(cast):
    return NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public", created_by=cast.focal_vnm)


def test_a_discarded_draft_is_hidden_from_its_own_team_too(cast, draft):
    actions.withdraw(by=cast.focal_vnm, record=draft, reason="")

    assert not Need.objects.visible_to(cast.focal_vnm).exists()
    assert Need.objects.withdrawn_of(cast.focal_vnm).get().withdrawn_by == cast.focal_vnm
    assert not Need.objects.withdrawn_of(cast.focal_tha).exists()
    assert AuditEntry.objects.get(kind=AuditKind.DISCARDED).about == draft.code


def test_a_withdrawn_need_is_hidden_from_all_who_read_it(cast, cleared):
    actions.withdraw(by=cast.clearing_vnm, record=cleared, reason="Named the wrong park.")

    for person in [*cast.people().values(), cast.public]:
        assert not Need.objects.visible_to(person).exists()
    assert Need.objects.get().withdrawn_reason == "Named the wrong park."
    assert AuditEntry.objects.get(kind=AuditKind.WITHDRAWN).detail == {}


def test_what_others_read_is_withdrawn_only_with_a_reason(cast, cleared):
    with pytest.raises(Refused, match="why"):
        actions.withdraw(by=cast.focal_vnm, record=cleared, reason="  ")


@pytest.mark.parametrize("who", ["focal_tha", "viewer_vnm", "editor_wcs", "secretariat", "clearing_tha"])
def test_strangers_withdraw_nothing(cast, cleared, who):
    with pytest.raises(Refused):
        actions.withdraw(by=getattr(cast, who), record=cleared, reason="x")


def test_a_draft_is_not_the_clearing_officers_to_discard(cast, draft):
    with pytest.raises(Refused):
        actions.withdraw(by=cast.clearing_vnm, record=draft, reason="x")


def test_what_waits_for_the_clearing_officer_is_recalled_first(cast):
    waiting = NeedFactory(country=cast.focal_vnm.country, submitted=True)

    with pytest.raises(Refused, match="clearing officer"):
        actions.withdraw(by=cast.focal_vnm, record=waiting, reason="x")


def test_withdrawing_from_an_old_page_is_a_conflict(cast, draft):
    with pytest.raises(EditConflict):
        actions.withdraw(by=cast.focal_vnm, record=draft, reason="", version=draft.version + 1)


def test_a_withdrawn_record_takes_no_other_write(cast, draft):
    actions.withdraw(by=cast.focal_vnm, record=draft, reason="")

    with pytest.raises(Refused):
        update_draft(by=cast.focal_vnm, need=draft, content=content_of(draft, []))
    with pytest.raises(Refused):
        actions.withdraw(by=cast.focal_vnm, record=draft, reason="")


def test_a_draft_comes_back_as_it_was(cast, draft):
    actions.withdraw(by=cast.focal_vnm, record=draft, reason="Twice.")

    actions.bring_back(by=cast.focal_vnm, record=draft)

    again = Need.objects.visible_to(cast.focal_vnm).get()
    assert (again.state, again.withdrawn_at, again.withdrawn_reason) == ("draft", None, "")
    assert AuditEntry.objects.filter(kind=AuditKind.BROUGHT_BACK).exists()


def test_a_cleared_need_comes_back_as_a_draft_and_is_cleared_as_its_next_version(cast, cleared):
    actions.withdraw(by=cast.focal_vnm, record=cleared, reason="Wrong.")

    back = actions.bring_back(by=cast.focal_vnm, record=cleared)

    assert not Need.objects.visible_to(cast.public).exists()
    needs_actions.submit(by=cast.focal_vnm, record=back)
    needs_actions.clear_need(by=cast.clearing_vnm, record=back, disclosure="public")
    assert Need.objects.visible_to(cast.public).get().code == cleared.code
    assert NeedRevision.objects.filter(need=cleared, state="cleared").exists()


def test_nobody_but_the_writing_team_brings_back(cast, cleared):
    actions.withdraw(by=cast.clearing_vnm, record=cleared, reason="Wrong.")

    with pytest.raises(Refused):
        actions.bring_back(by=cast.clearing_vnm, record=cleared)


def test_a_discarded_value_leaves_room_for_another_and_then_cannot_come_back(cast):
    one = CountryIndicatorFactory(country=cast.focal_vnm.country)
    value = ObservationFactory(country_indicator=one, state="draft", created_by=cast.focal_vnm)
    actions.withdraw(by=cast.focal_vnm, record=value, reason="")
    entry = roadmap_actions.ObservationEntry(value.period_start, value.period_end, value=5)
    roadmap_actions.add_observation(by=cast.focal_vnm, country_indicator=one, entry=entry)

    with pytest.raises(Refused, match="Discard that one first"):
        actions.bring_back(by=cast.focal_vnm, record=value)

    assert Observation.objects.visible_to(cast.focal_vnm).count() == 1


def test_a_published_value_is_not_for_one_country_to_withdraw(cast):
    one = CountryIndicatorFactory(country=cast.focal_vnm.country)
    value = ObservationFactory(country_indicator=one, published=True, submitted_by=None, cleared_by=None)

    with pytest.raises(Refused, match="source"):
        actions.withdraw(by=cast.focal_vnm, record=value, reason="x")


def test_a_part_that_leaves_a_need_is_kept_and_comes_back_in_its_own_row(cast, draft):
    part = NeedComponentFactory(need=draft, position=1, title="Radios")
    whole = content_of(draft, [part])
    without = content_of(draft, [])

    update_draft(by=cast.focal_vnm, need=draft, content=without)

    assert not NeedComponent.objects.filter(need=draft).exists()
    gone = NeedComponent.everything.get(need=draft)
    assert (gone.position, gone.withdrawn_by) == (None, cast.focal_vnm)
    update_draft(by=cast.focal_vnm, need=draft, content=whole)
    assert NeedComponent.objects.get(need=draft).pk == part.pk
