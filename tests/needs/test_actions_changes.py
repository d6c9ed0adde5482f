"""Changing what is cleared, and who can see it: proposals, their clearing, disclosure."""

import pytest
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from needs import actions
from needs.actions.entry import propose_change
from needs.actions.rows import Incomplete
from needs.content import NeedContent, PartContent, content_of, parts_of
from needs.models import Need, NeedComponent, NeedRevision
from tests.factories.needs import NeedFactory
from tests.factories.partners import ResponseComponentFactory, ResponseFactory
from tests.needs.world import content


def propose(cast, need, reason="A new count.", **changes):
    now = content_of(Need.objects.get(pk=need.pk), parts_of(need))
    return propose_change(by=cast.focal_vnm, need=need, content=NeedContent(**{**vars(now), **changes}), reason=reason)


# --- Changing what is cleared -----------------------------------------------------------------------


def test_a_proposal_leaves_the_need_as_it_is(cast, cleared):
    proposal = propose(cast, cleared, title="Better radios")

    assert Need.objects.get(pk=cleared.pk).title == "Radios for three parks"
    assert (proposal.number, proposal.state, proposal.content["title"]) == (2, "draft", "Better radios")


def test_a_cleared_proposal_replaces_the_content_and_keeps_parts_by_identity(cast, cleared):
    radios, training = parts_of(cleared)
    answer = ResponseComponentFactory(component=radios, response=ResponseFactory(need=cleared))
    parts = (PartContent("Training", pk=training.pk), PartContent("Handsets", pk=radios.pk), PartContent("Masts"))
    propose(cast, cleared, title="Better radios", parts=parts)
    actions.submit(by=cast.focal_vnm, record=cleared)

    need = actions.clear_need(by=cast.clearing_vnm, record=cleared, disclosure="public")

    need.refresh_from_db()
    assert (need.title, need.disclosure, need.cleared_by) == ("Better radios", "public", cast.clearing_vnm)
    assert [part.title for part in parts_of(need)] == ["Training", "Handsets", "Masts"]
    assert NeedComponent.objects.get(pk=answer.component_id).title == "Handsets"
    kept = NeedRevision.objects.filter(need=need).order_by("number")
    assert [(v.number, v.state, v.content["title"]) for v in kept] == [
        (1, "cleared", "Radios for three parks"),
        (2, "cleared", "Better radios"),
    ]


def test_a_part_that_partners_answered_stays(cast, cleared):
    radios, training = parts_of(cleared)
    ResponseComponentFactory(component=radios, response=ResponseFactory(need=cleared))
    propose(cast, cleared, parts=(PartContent("Training", pk=training.pk),))

    with pytest.raises(Refused, match="Radios"):
        actions.submit(by=cast.focal_vnm, record=cleared)

    assert [part.title for part in parts_of(cleared)] == ["Radios", "Training"]


def test_the_dry_run_of_a_removal_removes_nothing(cast, cleared):
    propose(cast, cleared, parts=())

    actions.submit(by=cast.focal_vnm, record=cleared)

    assert len(parts_of(cleared)) == 2


def test_a_change_needs_a_reason_when_it_is_submitted(cast, cleared):
    propose(cast, cleared, reason="", title="Better radios")

    with pytest.raises(Incomplete) as refusal:
        actions.submit(by=cast.focal_vnm, record=cleared)

    assert list(refusal.value.fields) == ["reason"]


def test_a_change_that_changes_nothing_is_refused(cast, cleared):
    with pytest.raises(Refused, match="Nothing differs"):
        propose(cast, cleared)

    assert not NeedRevision.objects.open().exists()


def test_one_open_proposal_is_edited_again_and_again(cast, cleared):
    propose(cast, cleared, title="Better radios")
    propose(cast, cleared, title="Best radios")

    assert NeedRevision.objects.open().get().content["title"] == "Best radios"


def test_a_page_opened_before_the_proposal_is_recognised_as_old(cast, cleared):
    seen = Need.objects.get(pk=cleared.pk).version
    for _ in range(4):
        propose(cast, cleared, title=f"Radios {_}")

    with pytest.raises(EditConflict):
        propose_change(by=cast.focal_vnm, need=cleared, content=content(title="Late"), version=seen)


def test_a_page_opened_before_clearing_is_recognised_as_old(cast, cleared):
    seen = propose(cast, cleared, title="Better radios").version
    actions.submit(by=cast.focal_vnm, record=cleared)
    actions.clear_need(by=cast.clearing_vnm, record=cleared, disclosure="partners")

    with pytest.raises(EditConflict):
        actions.save_entry(by=cast.focal_vnm, need=cleared, content=content(title="Late"), version=seen)


def test_a_returned_proposal_can_be_discarded(cast, cleared):
    propose(cast, cleared, title="Better radios")
    actions.submit(by=cast.focal_vnm, record=cleared)
    with pytest.raises(Refused):
        actions.discard_proposal(by=cast.focal_vnm, need=cleared)
    actions.return_need(by=cast.clearing_vnm, record=cleared, note="No.")

    actions.discard_proposal(by=cast.focal_vnm, need=cleared)

    assert [v.number for v in NeedRevision.objects.visible_to(cast.focal_vnm).filter(need=cleared)] == [1]
    assert not NeedRevision.objects.open().filter(need=cleared)
    assert NeedRevision.objects.withdrawn_of(cast.focal_vnm).get().withdrawn_by == cast.focal_vnm


def test_set_status_is_a_change_like_any_other(cast, cleared):
    actions.set_status(by=cast.focal_vnm, need=cleared, status="partly_supported", reason="WCS has begun.")

    assert Need.objects.get(pk=cleared.pk).status == "open"
    assert NeedRevision.objects.open().get().content["status"] == "partly_supported"

    actions.submit(by=cast.focal_vnm, record=cleared)
    assert actions.clear_need(by=cast.clearing_vnm, record=cleared, disclosure="partners").status == "partly_supported"


def test_confirm_unchanged_takes_effect_at_once(cast):
    need = NeedFactory(cleared=True, country=cast.focal_vnm.country)

    actions.confirm_unchanged(by=cast.focal_vnm, need=need)

    assert Need.objects.get(pk=need.pk).last_confirmed_on == timezone.localdate()


def test_confirm_unchanged_is_refused_while_a_change_is_under_way(cast, cleared):
    propose(cast, cleared, title="Better radios")

    with pytest.raises(Refused, match="under way"):
        actions.confirm_unchanged(by=cast.focal_vnm, need=cleared)


# --- Who can see it ---------------------------------------------------------------------------------


def test_narrowing_is_at_once_and_hides_every_version(cast, cleared):
    actions.change_disclosure(by=cast.focal_vnm, record=cleared, disclosure="national")

    assert Need.objects.get(pk=cleared.pk).disclosure == "national"
    assert {v.disclosure for v in NeedRevision.objects.filter(need=cleared)} == {"national"}


def test_what_a_narrowing_hid_stays_hidden_when_a_later_version_is_widened(cast, cleared):
    actions.change_disclosure(by=cast.focal_vnm, record=cleared, disclosure="national")
    propose(cast, cleared, title="Without the places")
    actions.submit(by=cast.focal_vnm, record=cleared)
    actions.clear_need(by=cast.clearing_vnm, record=cleared, disclosure="public")

    seen = NeedRevision.objects.visible_to(cast.public).filter(need=cleared)
    assert [version.number for version in seen] == [2]


def test_widening_needs_a_clearing_officer_and_shows_the_newest_version(cast, cleared):
    with pytest.raises(Refused):
        actions.change_disclosure(by=cast.focal_vnm, record=cleared, disclosure="public")

    actions.change_disclosure(by=cast.second_clearing_vnm, record=cleared, disclosure="public")

    assert NeedRevision.objects.visible_to(cast.public).filter(need=cleared).count() == 1


@pytest.mark.parametrize("who", ["viewer_vnm", "focal_tha", "clearing_tha", "editor_wcs", "secretariat"])
def test_disclosure_is_the_teams_own(cast, cleared, who):
    with pytest.raises(Refused):
        actions.change_disclosure(by=getattr(cast, who), record=cleared, disclosure="national")


def test_disclosure_of_an_uncleared_need_is_set_at_clearing(cast, draft):
    with pytest.raises(Refused, match="when it is cleared"):
        actions.change_disclosure(by=cast.clearing_vnm, record=draft, disclosure="public")
