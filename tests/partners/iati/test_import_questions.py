"""What files leave open: who is asked what, what an answer writes, and what it leaves alone."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from partners.iati.actions.answers import QuestionAnswers, answer_questions
from partners.iati.models import IatiRecord
from partners.iati.queries.questions import open_question_count, question_page
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammePriority
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory, ProgrammePriorityFactory

pytestmark = pytest.mark.django_db
PAGE = "/partners/import/questions/"


def imported(slug="p", *, owner="wcs", conflicts=None, values=None, **fields):
    row = ProgrammeFactory(slug=slug, owner=OrganisationFactory(code=owner), iati_identifier=f"X-{slug}", **fields)
    IatiRecord.objects.create(
        programme=row,
        identifier=row.iati_identifier,
        content_hash="h",
        imported_at=timezone.now(),
        conflicts=conflicts or {},
        values=values or {},
    )
    return row


def suggested(row, code="LIV"):
    return ProgrammePriorityFactory(
        programme=row, priority=PriorityFactory(code=code), is_suggested=True, suggestion_reason="Its sector is 41030."
    )


def test_who_is_asked(cast):
    imported("region", is_regional=True)
    imported("unjudged", iwt_relevance=IwtRelevance.NOT_JUDGED)
    imported("not", iwt_relevance=IwtRelevance.NOT_IWT, is_regional=True)
    imported("answered")
    suggested(imported("theirs", owner="traffic"))
    ProgrammeFactory(slug="typed", is_regional=True)

    asked = {who: {one.programme.slug for one in question_page(getattr(cast, who), 1).object_list} for who in ASKED}

    assert asked == ASKED
    assert open_question_count(cast.secretariat) == 3
    assert open_question_count(cast.public) == 0


ASKED = {
    "editor_wcs": {"region", "unjudged"},
    "viewer_wcs": set(),
    "editor_traffic": {"theirs"},
    "secretariat": {"region", "unjudged", "theirs"},
    "focal_vnm": set(),
}


def test_member_states_are_named_and_nobody_asks_again(cast):
    row = imported(is_regional=True)
    vnm = CountryFactory(iso3="VNM")

    answer_questions(by=cast.editor_wcs, programme=row, answers=QuestionAnswers(countries=(vnm.pk,)), version=1)

    row.refresh_from_db()
    assert [link.country for link in ProgrammeCountry.objects.filter(programme=row)] == [vnm]
    assert (row.is_regional, row.version, open_question_count(cast.editor_wcs)) == (False, 2, 0)


def test_the_region_as_a_whole_is_an_answer(cast):
    row = imported(is_regional=True)

    answer_questions(by=cast.editor_wcs, programme=row, answers=QuestionAnswers(is_whole_region=True), version=1)

    row.refresh_from_db()
    assert (row.is_regional, open_question_count(cast.editor_wcs)) == (True, 0)


def test_suggestions_are_confirmed_or_taken_away(cast):
    row = imported(iwt_relevance=IwtRelevance.SUGGESTED)
    right, wrong = suggested(row, "LIV"), suggested(row, "ENF")
    answers = QuestionAnswers(relevance="confirmed", priorities={right.pk: True, wrong.pk: False})

    answer_questions(by=cast.secretariat, programme=row, answers=answers, version=1)

    row.refresh_from_db()
    assert row.iwt_relevance == IwtRelevance.CONFIRMED
    standing = ProgrammePriority.objects.filter(programme=row)
    assert [(link.priority.code, link.is_suggested) for link in standing] == [("LIV", False)]
    assert ProgrammePriority.everything.get(pk=wrong.pk).withdrawn_by == cast.secretariat


def test_not_iwt_is_remembered_and_leaves_the_lists(cast, client):
    row = imported(iwt_relevance=IwtRelevance.NOT_JUDGED)

    answer_questions(by=cast.editor_wcs, programme=row, answers=QuestionAnswers(relevance="not_iwt"), version=1)

    assert open_question_count(cast.editor_wcs) == 0
    assert client.get(f"/partners/programmes/{row.slug}/").status_code == 404


def test_a_conflict_is_settled_either_way(cast):
    sides = {
        "title": {"mine": "Mine", "theirs": "Theirs"},
        "summary": {"mine": "Mine", "theirs": "Theirs"},
        "countries.VNM": {"mine": "30.00", "theirs": None},
        "money": {"mine": ["1.00", "USD", ""], "theirs": ["2.50", "USD", "2024-01-01"]},
        "status": {"mine": "2", "theirs": "4"},
    }
    row = imported(title="Mine", summary="Mine", status="2", conflicts=sides, values={"countries": {"VNM": None}})
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"), share=Decimal(30))
    chosen = {"title": "theirs", "summary": "mine", "countries.VNM": "theirs", "money": "theirs", "nonsense": "theirs"}

    answer_questions(by=cast.editor_wcs, programme=row, answers=QuestionAnswers(conflicts=chosen), version=1)

    row.refresh_from_db()
    assert (row.title, row.summary, row.status, row.total) == ("Theirs", "Mine", "2", Decimal("2.50"))
    assert ProgrammeCountry.objects.get(programme=row).share is None
    assert set(IatiRecord.objects.get(programme=row).conflicts) == {"status"}


def test_a_stranger_and_a_late_answer_write_nothing(cast):
    row = imported(is_regional=True)
    answers = QuestionAnswers(is_whole_region=True)

    with pytest.raises(Refused):
        answer_questions(by=cast.editor_traffic, programme=row, answers=answers, version=1)
    with pytest.raises(EditConflict):
        answer_questions(by=cast.editor_wcs, programme=row, answers=answers, version=7)

    assert open_question_count(cast.editor_wcs) == 1


def test_several_programmes_on_one_page(cast, as_person):
    one, two = imported("one", is_regional=True), imported("two", iwt_relevance=IwtRelevance.SUGGESTED)
    suggested(two)
    unjudged = imported("three", iwt_relevance=IwtRelevance.NOT_JUDGED)
    vnm, client = CountryFactory(iso3="VNM"), as_person(cast.editor_wcs)
    page = client.get(PAGE).content.decode()
    sent = {"programme": [one.pk, two.pk, unjudged.pk], "do": "suggested", f"p{one.pk}-countries": [vnm.pk, "x"]}
    sent |= {f"p{row.pk}-version": 1 for row in (one, two)}

    answer = client.post(PAGE, sent, follow=True)

    assert page.count('<h2 id="q-') == 3
    assert "2 programmes are answered." in answer.content.decode()
    two.refresh_from_db()
    assert two.iwt_relevance == IwtRelevance.CONFIRMED
    assert not ProgrammePriority.objects.filter(is_suggested=True).exists()
    assert open_question_count(cast.editor_wcs) == 1

    client.post(PAGE, {"programme": [unjudged.pk], "do": "not_iwt", f"p{unjudged.pk}-version": 1})

    assert Programme.objects.get(pk=unjudged.pk).iwt_relevance == IwtRelevance.NOT_IWT


def test_one_that_was_changed_holds_up_no_other(cast, as_person):
    one, two = imported("one", is_regional=True), imported("two", is_regional=True)
    Programme.objects.filter(pk=one.pk).update(version=5)
    sent = {"programme": [one.pk, two.pk]} | {f"p{row.pk}-version": 1 for row in (one, two)}
    sent |= {f"p{row.pk}-countries": "region" for row in (one, two)}

    said = as_person(cast.editor_wcs).post(PAGE, sent, follow=True).content.decode()

    assert "was changed since you looked at it" in said
    assert "1 programme is answered." in said
    assert [asked.programme.slug for asked in question_page(cast.editor_wcs, 1).object_list] == ["one"]


@pytest.mark.parametrize("sent", [{}, {"programme": "x" * 99}, {"programme": "9" * 14}, {"do": "suggested"}])
def test_nonsense_is_no_answer(cast, as_person, sent):
    imported(is_regional=True)

    assert as_person(cast.editor_wcs).post(PAGE, sent).status_code == 302
    assert open_question_count(cast.editor_wcs) == 1


def test_queries_do_not_grow(cast, as_person, django_assert_max_num_queries):
    for number in range(12):
        suggested(imported(f"p-{number}", is_regional=True))
    client = as_person(cast.editor_wcs)

    with django_assert_max_num_queries(16):
        page = client.get(PAGE)

    assert len(page.content) < 100_000
