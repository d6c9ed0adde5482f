"""Who reads which need, version and question: every state, every disclosure, everybody of the cast."""

import pytest

from core.clearance.models import Disclosure, State
from needs.models import Clarification, Need, NeedRevision
from tests.factories.needs import ClarificationFactory, NeedFactory, NeedRevisionFactory

TEAM = {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"}
ASEAN = TEAM | {"focal_tha", "clearing_tha", "secretariat"}
PARTNERS = ASEAN | {"editor_wcs", "viewer_wcs", "editor_traffic"}
READERS = {
    Disclosure.NATIONAL: TEAM,
    Disclosure.ASEAN: ASEAN,
    Disclosure.PARTNERS: PARTNERS,
    Disclosure.PUBLIC: PARTNERS | {"public"},
}
NARROWER = {level: list(Disclosure)[: position + 1] for position, level in enumerate(Disclosure)}


def who_sees(cast, rows):
    people = {**cast.people(), "public": cast.public}
    return {name for name, person in people.items() if rows.visible_to(person).exists()}


def trait(state):
    return {} if state == State.DRAFT else {str(state): True}


@pytest.mark.parametrize("level", Disclosure)
@pytest.mark.parametrize("state", State)
def test_a_need_is_read_by_its_team_and_once_cleared_by_its_circle(cast, state, level):
    need = NeedFactory(country=cast.focal_vnm.country, disclosure=level, **trait(state))

    readers = who_sees(cast, Need.objects.filter(pk=need.pk))

    assert readers == (READERS[level] if state == State.CLEARED else TEAM)


@pytest.mark.parametrize("need_level", Disclosure)
@pytest.mark.parametrize("level", Disclosure)
@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.CLEARED])
def test_a_version_is_read_by_the_narrower_circle_of_the_two(cast, state, level, need_level):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, first_version=False, disclosure=need_level)
    version = NeedRevisionFactory(need=need, disclosure=level, **trait(state))

    readers = who_sees(cast, NeedRevision.objects.filter(pk=version.pk))

    narrower = min(level, need_level, key=list(Disclosure).index)
    assert readers == (READERS[narrower] if state == State.CLEARED else TEAM)


@pytest.mark.parametrize("level", Disclosure)
@pytest.mark.parametrize("how_far", ["", "answered", "shared"])
def test_a_question_is_read_by_its_two_sides_until_it_is_shared(cast, how_far, level):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure=level)
    question = ClarificationFactory(
        need=need,
        asked_by=cast.editor_wcs,
        organisation=cast.editor_wcs.organisation,
        **({how_far: True} if how_far else {}),
    )

    readers = who_sees(cast, Clarification.objects.filter(pk=question.pk))

    sides = TEAM | {"editor_wcs", "viewer_wcs"}
    assert readers == (READERS[level] if how_far == "shared" else READERS[level] & sides)


def test_a_person_who_has_left_reads_what_the_public_reads(cast):
    NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="partners")
    public = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public")
    cast.focal_vnm.is_active = False

    assert list(Need.objects.visible_to(cast.focal_vnm)) == [public]
