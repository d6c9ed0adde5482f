"""Overlaps as they are read, and decided."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser

from core.clearance.actions import EditConflict, Refused
from core.notices.models import Notice
from partners.overlaps.actions.decisions import compare_again, compare_due, decide_overlap, take_back
from partners.overlaps.candidates import alike
from partners.overlaps.messages import reasons
from partners.overlaps.models import OverlapDecision, OverlapPair
from partners.overlaps.queries.inbox import likely_the_same, waiting_overlaps
from partners.overlaps.queries.overlaps import (
    OverlapFilter,
    decided_page,
    overlap_page,
    overlaps_of,
    pair_page,
    related_to,
)
from partners.programmes.models.programmes import Programme
from tests.factories.core import UserFactory
from tests.partners.overlaps.overlap_world import TITLE, editor, programme, secretariat
from tests.partners.overlaps.test_overlaps import KIND, shown

pytestmark = pytest.mark.django_db


def test_pairs_are_listed_by_grade_and_filtered():
    one, other = programme(), programme(owner="traffic")
    third = programme("Combating wildlife crime in Viet Nam", owner="env", places=("VNM", "THA"))
    compare_due()
    viewer = editor("traffic")

    assert shown(viewer)[0] == (one.pk, other.pk)
    assert shown(viewer, grade="likely_same") == [(one.pk, other.pk)]
    assert shown(viewer, country="THA") == []
    assert shown(viewer, country="VNM", priority="ENF") == shown(viewer)
    assert all(other.pk in pair for pair in shown(viewer, is_mine=True))
    assert all(third.pk in pair for pair in shown(viewer, text="crime"))
    assert shown(viewer, text="elephants") == []


def test_nobody_sees_a_pair_with_a_programme_that_they_may_not_read():
    programme(disclosure="partners"), programme(owner="traffic")
    compare_due()

    assert shown(AnonymousUser()) == []
    assert len(shown(editor())) == 1


def test_a_programme_withdrawn_or_judged_meanwhile_is_gone_from_the_list_at_once():
    one, other = programme(), programme(owner="traffic")
    compare_due()

    Programme.objects.filter(pk=one.pk).update(iwt_relevance="not_iwt")
    assert shown(secretariat()) == []
    Programme.objects.filter(pk=one.pk).update(iwt_relevance="confirmed")
    Programme.objects.filter(pk=other.pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert shown(secretariat()) == []


def test_what_a_programme_looks_like_is_told_right_after_saving():
    one, other = programme(), programme(owner="traffic")

    (found,) = overlaps_of(editor(), one).pairs

    assert {found.first, found.second} == {one, other}
    reasons = pair_page(editor(), one.slug, other.slug).reasons
    assert "The titles are the same." in reasons
    assert "Both in Viet Nam." in reasons
    assert "Both run from January 2024 to December 2025." in reasons


@pytest.mark.parametrize(
    ("likeness", "told"),
    [
        (1.0, "The titles are the same."),
        # Not the same, however near: and likely the same, from 95% where something is not known, from 80% otherwise.
        (0.999, "The titles are alike (> 99%)."),
        (0.95, "The titles are alike (95%)."),
        (0.9496, "The titles are alike (94.96%)."),
        (0.7964, "The titles are alike (79.6%)."),
        (0.8, "The titles are alike (80%)."),
        (0.498, "The titles are alike (49.8%)."),
    ],
)
def test_how_alike_titles_are_stays_on_its_side_of_the_grades(likeness, told):
    pair = OverlapPair(title_likeness=likeness, first=programme(), second=programme(owner="traffic"))

    assert told.replace("> ", ">\N{NO-BREAK SPACE}") in reasons(pair)


# --- deciding ----------------------------------------------------------------------------------------


def decide(by, one, other, kind=KIND.DIFFERENT, **more):
    more.setdefault("reason", "Two phases." if kind is KIND.DIFFERENT else "")
    return decide_overlap(by=by, one=one, other=other, kind=kind, **more)


def test_a_dismissed_pair_stays_dismissed():
    one, other = programme(), programme(owner="traffic")
    compare_due()
    by = editor()

    decide(by, one, other)

    assert shown(by) == []
    assert overlaps_of(by, one).pairs == []
    other.title = TITLE.lower()
    other.iati_identifier = "XM-DAC-7-1"
    other.save()
    compare_again()
    compare_due()
    assert shown(by) == []
    assert [row.reason for row in decided_page(by, OverlapFilter(), 1).object_list] == ["Two phases."]


def test_different_needs_a_reason():
    with pytest.raises(Refused, match="why they are different"):
        decide(editor(), programme(), programme(owner="traffic"), reason="  ")


@pytest.mark.parametrize("trait", ["focal", "clearing", "viewer"])
def test_a_member_state_decides_nothing(trait):
    with pytest.raises(Refused):
        decide(UserFactory(**{trait: True}), programme(), programme(owner="traffic"))


def test_a_third_organisation_decides_nothing():
    with pytest.raises(Refused, match="own one of them"):
        decide(editor("env"), programme(), programme(owner="traffic"))


def test_what_cannot_be_read_is_not_there():
    other = programme(owner="traffic", iwt_relevance="not_iwt")

    with pytest.raises(Programme.DoesNotExist):
        decide(editor(), programme(), other)


def test_a_decision_is_made_on_what_was_seen():
    one, other = programme(), programme(owner="traffic")
    first = decide(editor(), one, other)

    with pytest.raises(EditConflict):
        decide(editor("traffic"), one, other, KIND.RELATED)
    decide(editor("traffic"), one, other, KIND.RELATED, seen=first.pk)

    assert OverlapDecision.objects.get().kind == KIND.RELATED
    assert OverlapDecision.everything.count() == 2
    assert related_to(editor("traffic"), one) == [other]


def test_a_decision_can_be_taken_back_by_the_other_owner():
    one, other = programme(), programme(owner="traffic")
    compare_due()
    decision = decide(editor(), one, other)

    take_back(by=editor("traffic"), decision=decision, reason="They are one after all.")

    assert len(shown(editor())) == 1
    with pytest.raises((Refused, EditConflict)):
        take_back(by=editor(), decision=decision)


def test_one_becomes_part_of_the_other_and_no_part_again():
    one, other = programme(), programme(owner="traffic")
    before = programme("Another whole", places=())
    Programme.objects.filter(pk=one.pk).update(parent=before)

    decision = decide(editor(), one, other, KIND.PART, whole=other)

    one.refresh_from_db()
    assert one.parent == other
    assert alike([one.pk]).pairs == []
    take_back(by=editor(), decision=decision)
    one.refresh_from_db()
    assert one.parent == before


def test_who_keeps_the_whole_alone_cannot_take_a_part():
    one, other = programme(), programme(owner="traffic")

    with pytest.raises(Refused, match="smaller one"):
        decide(editor("traffic"), one, other, KIND.PART, whole=other)


def test_no_programme_becomes_a_part_of_its_part():
    one = programme()
    middle = programme("Middle", parent=one)
    other = programme(owner="wcs", parent=middle)

    with pytest.raises(Refused, match="already"):
        decide(editor(), one, other, KIND.PART, whole=other)


def test_who_asks_is_heard_by_the_secretariat_and_the_other_owner():
    one, other = programme(), programme(owner="traffic")
    compare_due()

    for who in (secretariat(), editor("traffic"), editor("env")):
        assert who.is_active

    decide(editor(), one, other, KIND.SAME_ASKED)

    assert len(shown(editor())) == 1
    assert [
        sum(entry.state == "submitted" and not entry.is_own for entry in waiting_overlaps(who))
        for who in (secretariat(), editor("traffic"), editor(), editor("env"))
    ] == [*(1, 1, 0, 0)]
    ((pair, _why),) = overlap_page(editor(), OverlapFilter(), 1).object_list
    assert pair.asked_by == "Wildlife Conservation Society"
    told = Notice.objects.select_related("person")
    assert sorted(one.person.email for one in told) == sorted([secretariat().email, editor("traffic").email])
    assert all(one.title == f"{pair.first.title}; {pair.second.title}" for one in told)
    take_back(by=editor(), decision=OverlapDecision.objects.get())
    assert not Notice.objects.exists(), "there is nothing to decide any more"


def test_what_is_likely_the_same_waits_for_its_owners():
    programme(), programme(owner="traffic")
    compare_due()

    assert [likely_the_same(who) for who in (editor(), editor("traffic"), editor("env"), secretariat())] == [1, 1, 0, 0]


@pytest.mark.parametrize("kind", [None, KIND.SAME_ASKED, KIND.RELATED, KIND.DIFFERENT])
def test_the_line_of_the_inbox_says_as_many_as_its_list_holds(kind):
    one, other = programme(), programme(owner="traffic")
    programme(f"{TITLE}, phase two", owner="env")
    compare_due()
    if kind:
        decide(editor(), one, other, kind)

    for who in (editor(), editor("traffic"), editor("env")):
        listed = overlap_page(who, OverlapFilter(is_mine=True, grade="likely_same"), 1).paginator.count
        assert likely_the_same(who) == listed


@pytest.mark.parametrize("kinds", list(itertools.permutations([KIND.DIFFERENT, KIND.RELATED, KIND.SAME_ASKED], 2)))
def test_one_decision_stands_at_a_time(kinds):
    one, other = programme(), programme(owner="traffic")
    seen = None

    for kind in kinds:
        seen = decide(editor(), one, other, kind, seen=seen).pk

    assert OverlapDecision.objects.get().kind == kinds[1]
