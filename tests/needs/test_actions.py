"""What the actions do to the database, and what they refuse."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.models import Country
from needs import actions
from needs.actions.entry import update_draft
from needs.actions.rows import Incomplete
from needs.content import NeedContent, PartContent, parts_of
from needs.models import Need, NeedRevision
from tests.factories.core import CountryFactory, PriorityFactory, UserFactory
from tests.factories.needs import ClarificationFactory, NeedFactory, NeedRevisionFactory
from tests.needs.world import content

# --- Entering -------------------------------------------------------------------------------------


def test_create_need_numbers_within_the_country(cast, draft):
    second = actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content())
    neighbours = actions.create_need(by=cast.focal_tha, country=cast.focal_tha.country, content=content())

    assert (draft.number, neighbours.number) in itertools.product((1, 2, 3), repeat=2)
    assert second.number - draft.number in (1, 2, 3)
    assert [need.code for need in (draft, neighbours)] == [f"VNM-00{draft.number}", f"THA-00{neighbours.number}"]
    assert (draft.state, draft.disclosure, draft.created_by) == ("draft", "national", cast.focal_vnm)
    assert [part.title for part in parts_of(draft)] == ["Radios", "Training"]


def test_a_gap_between_numbers_is_no_hidden_need(cast):
    """Of needs that are all there, numbers lie one, two and three apart; which, is known to this instance alone."""
    written = [
        actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content()) for _ in range(12)
    ]
    numbers = [0, *(need.number for need in written)]

    assert {after - before for before, after in itertools.pairwise(numbers)} == {1, 2, 3}


@pytest.mark.django_db(transaction=True)
def test_create_need_numbers_safely_when_many_write_at_once():
    country, priority = CountryFactory(), PriorityFactory()
    people = [UserFactory(focal=True, country=country) for _ in range(6)]

    def write(person):
        try:
            return actions.create_need(by=person, country=country, content=NeedContent(priority, "At once")).number
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(write, people))

    assert len(set(numbers)) == 6


def test_create_need_refuses_another_country(cast):
    with pytest.raises(Refused):
        actions.create_need(by=cast.focal_vnm, country=cast.focal_tha.country, content=content())

    assert not Need.objects.exists()


def test_create_need_writes_nothing_when_a_part_fails(cast):
    faulty = content(parts=(PartContent("Fine"), PartContent("Faulty", amount=Decimal(-1))))

    with pytest.raises(Exception, match="not_negative"):
        actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=faulty)

    assert not Need.objects.exists()


def test_update_draft_rewrites_and_keeps_the_rows_of_parts(cast, draft):
    radios, training = parts_of(draft)
    parts = (PartContent("Training", pk=training.pk), PartContent("Sets", pk=radios.pk), PartContent("Cars"))

    update_draft(by=cast.alternate_vnm, need=draft, content=content(title="Cars", parts=parts))

    need = Need.objects.get(pk=draft.pk)
    assert (need.title, need.edited_by, need.version) == ("Cars", cast.alternate_vnm, draft.version + 1)
    assert [(part.title, part.pk) for part in parts_of(need)][:2] == [("Training", training.pk), ("Sets", radios.pk)]


def test_update_draft_with_an_old_version_changes_nothing(cast, draft):
    update_draft(by=cast.alternate_vnm, need=draft, content=content(title="First"), version=draft.version)

    with pytest.raises(EditConflict):
        update_draft(by=cast.focal_vnm, need=draft, content=content(title="Late"), version=draft.version)

    assert Need.objects.get(pk=draft.pk).title == "First"


def test_update_draft_refuses_what_is_submitted(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(Refused, match="clearing officer"):
        update_draft(by=cast.focal_vnm, need=draft, content=content(title="Late"))


@pytest.mark.parametrize("who", ["clearing_vnm", "viewer_vnm", "focal_tha", "editor_wcs", "secretariat"])
def test_update_draft_refuses_all_but_the_authors_team(cast, draft, who):
    with pytest.raises(Refused):
        update_draft(by=getattr(cast, who), need=draft, content=content(title="Theirs"))


# --- Submitting, clearing, returning ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"statement": "  "}, "statement"),
        ({"no_plan_reason": ""}, "plan_objective"),
        ({"support_kinds": []}, "support_kinds"),
        ({"lead_agency": ""}, "lead_agency"),
        ({"parts": (PartContent("Radios", amount=Decimal(5)),)}, "currency"),
    ],
)
def test_submit_refuses_what_is_incomplete(cast, changes, field):
    need = actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content(**changes))

    with pytest.raises(Incomplete) as refusal:
        actions.submit(by=cast.focal_vnm, record=need)

    assert list(refusal.value.fields) == [field]
    assert Need.objects.get(pk=need.pk).state == "draft"


def test_submit_recall_return_and_submit_again(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    assert actions.recall(by=cast.alternate_vnm, record=draft).state == "draft"
    actions.submit(by=cast.focal_vnm, record=draft)
    returned = actions.return_need(by=cast.clearing_vnm, record=draft, note="Name the parks.")

    assert (returned.state, returned.return_note) == ("returned", "Name the parks.")
    assert actions.submit(by=cast.focal_vnm, record=draft).state == "submitted"


def test_return_needs_a_note(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(Refused, match="note"):
        actions.return_need(by=cast.clearing_vnm, record=draft, note="  ")


def test_clear_keeps_the_first_version(cast, cleared):
    version = NeedRevision.objects.get(need=cleared)

    assert (cleared.state, cleared.disclosure, cleared.cleared_by) == ("cleared", "partners", cast.clearing_vnm)
    assert cleared.last_confirmed_on == timezone.localdate()
    assert (version.number, version.state, version.disclosure) == (1, "cleared", "partners")
    assert version.content["title"] == "Radios for three parks"
    assert [part["title"] for part in version.content["components"]] == ["Radios", "Training"]


def test_nobody_clears_an_own_entry(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    cast.focal_vnm.role = "clearing_officer"
    cast.focal_vnm.save()

    with pytest.raises(Refused, match="own entry"):
        actions.clear_need(by=cast.focal_vnm, record=draft, disclosure="national")


def test_nobody_clears_what_they_edited_on_the_way(cast, draft):
    update_draft(by=cast.alternate_vnm, need=draft, content=content(title="By the alternate"))
    update_draft(by=cast.focal_vnm, need=draft, content=content(title="By the focal point"))
    actions.submit(by=cast.focal_vnm, record=draft)
    cast.alternate_vnm.role, cast.alternate_vnm.is_alternate = "clearing_officer", False
    cast.alternate_vnm.save()

    with pytest.raises(Refused, match="own entry"):
        actions.clear_need(by=cast.alternate_vnm, record=draft, disclosure="national")


def test_clear_refuses_what_changed_since_it_was_read(cast, draft):
    seen = actions.submit(by=cast.focal_vnm, record=draft).version
    actions.recall(by=cast.focal_vnm, record=draft)
    actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(EditConflict):
        actions.clear_need(by=cast.clearing_vnm, record=draft, disclosure="public", version=seen)


@pytest.mark.parametrize("who", ["focal_vnm", "viewer_vnm", "clearing_tha", "editor_wcs", "secretariat"])
def test_clear_refuses_all_but_the_countrys_clearing_officers(cast, draft, who):
    actions.submit(by=cast.focal_vnm, record=draft)

    with pytest.raises(Refused):
        actions.clear_need(by=getattr(cast, who), record=draft, disclosure="public")


# --- Questions --------------------------------------------------------------------------------------


def test_question_answer_and_sharing(cast, cleared):
    question = actions.ask_question(by=cast.editor_wcs, need=cleared, question="Which parks?")
    actions.answer_question(by=cast.focal_vnm, clarification=question, answer="Cat Tien.")
    actions.answer_question(by=cast.alternate_vnm, clarification=question, answer="Cat Tien and Cuc Phuong.")

    shared = actions.share_answer(by=cast.clearing_vnm, clarification=question)

    assert (shared.answer, shared.shared_by) == ("Cat Tien and Cuc Phuong.", cast.clearing_vnm)
    with pytest.raises(Refused, match="shared"):
        actions.answer_question(by=cast.focal_vnm, clarification=question, answer="Another.")


@pytest.mark.parametrize("who", ["viewer_wcs", "focal_vnm", "clearing_tha", "secretariat"])
def test_only_partner_editors_ask(cast, cleared, who):
    with pytest.raises(Refused):
        actions.ask_question(by=getattr(cast, who), need=cleared, question="Which?")


def test_nobody_asks_about_a_need_they_do_not_see(cast):
    need = NeedFactory(cleared=True, disclosure="asean", country=cast.focal_vnm.country)

    with pytest.raises(Refused):
        actions.ask_question(by=cast.editor_wcs, need=need, question="Which?")


@pytest.mark.parametrize("who", ["focal_tha", "clearing_vnm", "editor_wcs", "viewer_vnm"])
def test_only_the_countrys_focal_points_answer(cast, who):
    question = ClarificationFactory(need=NeedFactory(cleared=True, country=cast.focal_vnm.country))

    with pytest.raises(Refused):
        actions.answer_question(by=getattr(cast, who), clarification=question, answer="Yes.")


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_tha", "editor_wcs", "secretariat"])
def test_only_the_countrys_clearing_officers_share(cast, who):
    question = ClarificationFactory(answered=True, need=NeedFactory(cleared=True, country=cast.focal_vnm.country))

    with pytest.raises(Refused):
        actions.share_answer(by=getattr(cast, who), clarification=question)


def test_an_answer_that_was_mended_meanwhile_is_not_shared_unread(cast, cleared):
    question = actions.ask_question(by=cast.editor_wcs, need=cleared, question="Which parks?")
    read = actions.answer_question(by=cast.focal_vnm, clarification=question, answer="Cat Tien.").answered_at
    actions.answer_question(by=cast.focal_vnm, clarification=question, answer="Secret.")

    with pytest.raises(EditConflict):
        actions.share_answer(by=cast.clearing_vnm, clarification=question, answered_at=read)


def test_a_version_without_keys_of_parts_finds_them_by_title(cast):
    need = NeedFactory(cleared=True, country=Country.objects.get(iso3="VNM"), parts=["Radios", "Training"])
    radios, _training = parts_of(need)
    rows = [{"title": "Cars", "quantity": None, "unit": "", "amount": None}, {"title": "Radios", "quantity": "5"}]
    NeedRevisionFactory(need=need, submitted=True, changes={"components": rows})

    actions.clear_need(by=cast.clearing_vnm, record=need, disclosure="national")

    assert [(part.title, part.quantity) for part in parts_of(need)] == [("Cars", None), ("Radios", 5)]
    assert parts_of(need)[1].pk == radios.pk
