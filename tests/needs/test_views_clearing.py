"""The way to clearance in the browser, and what may be done with a cleared need."""

import pytest
from django.urls import reverse

from needs import actions
from needs.models import Need, NeedRevision
from tests.factories.needs import NeedFactory, NeedRevisionFactory
from tests.needs.world import text_of

POSTS = {
    "submit": "entry-write",
    "recall": "entry-write",
    "discard": "entry-write",
    "confirm": "entry-write",
    "status": "entry-write",
    "disclosure": "disclosure-lower",
    "clear": "entry-clear",
    "return": "entry-clear",
}
HOLDERS = {
    "entry-write": {"focal_vnm", "alternate_vnm", "focal_tha"},
    "entry-clear": {"clearing_vnm", "second_clearing_vnm", "clearing_tha"},
}
HOLDERS["disclosure-lower"] = HOLDERS["entry-write"] | HOLDERS["entry-clear"]


def url(name, need):
    return reverse(f"needs:{name}", args=[need.code])


@pytest.fixture
def need(cast):
    return NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, number=14, parts=["Radios"])


@pytest.fixture
def submitted(cast, need):
    return actions.submit(by=cast.focal_vnm, record=need)


@pytest.fixture
def cleared(cast):
    return NeedFactory(
        country=cast.focal_vnm.country, created_by=cast.focal_vnm, number=15, cleared=True, disclosure="partners"
    )


# --- Who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POSTS)
def test_each_press_belongs_to_its_roles_and_its_country(cast, as_person, cleared, name):
    for who, person in cast.people().items():
        answer = as_person(person).post(url(name, cleared))
        may = who in HOLDERS[POSTS[name]]
        expected = 404 if may and who.endswith("_tha") else 403
        assert (may and not who.endswith("_tha")) or answer.status_code == expected, (name, who, answer.status_code)
    assert as_person(cast.public).post(url(name, cleared)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", POSTS)
def test_no_press_answers_to_get(cast, as_person, cleared, name):
    person = cast.clearing_vnm if POSTS[name] == "entry-clear" else cast.focal_vnm

    assert as_person(person).get(url(name, cleared)).status_code == 405


def test_the_review_is_for_the_countrys_clearing_officers(cast, as_person, submitted):
    for who, person in cast.people().items():
        expected = 200 if who in {"clearing_vnm", "second_clearing_vnm"} else 404 if who == "clearing_tha" else 403
        assert as_person(person).get(url("review", submitted)).status_code == expected, who


# --- The way -----------------------------------------------------------------------------------------


def test_submit_return_mend_submit_clear(cast, as_person, need):
    focal, officer = as_person(cast.focal_vnm), as_person(cast.clearing_vnm)

    focal.post(url("submit", need))
    assert "Rangers of three parks" in text_of(officer.get(url("review", need)))
    answer = officer.post(url("return", need), {"note": "Name the parks."}, follow=True)
    assert "Name the parks." in text_of(answer)
    focal.post(url("submit", need))
    answer = officer.post(url("clear", need), {"disclosure": "partners"}, follow=True)

    need.refresh_from_db()
    assert (need.state, need.disclosure) == ("cleared", "partners")
    assert "All member states, the secretariat and registered partners can see this" in text_of(answer)


def test_a_press_on_an_old_page_does_nothing(cast, as_person, submitted):
    seen = submitted.version
    actions.recall(by=cast.focal_vnm, record=submitted)
    actions.submit(by=cast.focal_vnm, record=submitted)

    answer = as_person(cast.clearing_vnm).post(
        url("clear", submitted), {"disclosure": "public", "version": str(seen)}, follow=True
    )

    assert Need.objects.get(pk=submitted.pk).state == "submitted"
    assert "changed this since you opened it" in text_of(answer)


def test_a_second_press_says_that_it_is_done_already(cast, as_person, submitted):
    client = as_person(cast.clearing_vnm)
    client.post(url("clear", submitted), {"disclosure": "asean"})

    answer = client.post(url("clear", submitted), {"disclosure": "public"}, follow=True)

    assert Need.objects.get(pk=submitted.pk).disclosure == "asean"
    assert "no longer possible" in text_of(answer)


@pytest.mark.parametrize("note", ["", "   ", "\x00\x07", "x" * 2001])
def test_a_return_without_a_fit_note_is_asked_again(cast, as_person, submitted, note):
    answer = as_person(cast.clearing_vnm).post(url("return", submitted), {"note": note})

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert Need.objects.get(pk=submitted.pk).state == "submitted"


@pytest.mark.parametrize("level", ["", "everybody", "PUBLIC"])
def test_clearing_without_a_level_is_asked_again(cast, as_person, submitted, level):
    answer = as_person(cast.clearing_vnm).post(url("clear", submitted), {"disclosure": level})

    assert answer.status_code == 422
    assert Need.objects.get(pk=submitted.pk).state == "submitted"


def test_an_incomplete_draft_is_not_handed_in(cast, as_person):
    bare = NeedFactory(country=cast.focal_vnm.country, statement="", support_kinds=[])

    answer = as_person(cast.focal_vnm).post(url("submit", bare), follow=True)

    assert "Not yet complete: Say what is needed, and why." in text_of(answer)
    assert Need.objects.get(pk=bare.pk).state == "draft"


def test_who_submitted_as_a_focal_point_may_not_clear_it_later(cast, as_person, submitted):
    cast.focal_vnm.role = "clearing_officer"
    cast.focal_vnm.save()
    client = as_person(cast.focal_vnm)

    assert "Another clearing officer must clear it" in text_of(client.get(url("review", submitted)))
    client.post(url("clear", submitted), {"disclosure": "public"})
    assert Need.objects.get(pk=submitted.pk).state == "submitted"


def test_the_review_of_a_change_shows_what_would_change(cast, as_person, cleared):
    NeedRevisionFactory(need=cleared, submitted=True, changes={"title": "Masts for three parks"})

    page = text_of(as_person(cast.clearing_vnm).get(url("review", cleared)))

    assert "Masts for three parks" in page
    assert "The plan has been revised." in page
    assert "Lead agency" not in page


def test_nothing_to_review_says_so(cast, as_person, need):
    assert "Nothing waits for a decision here." in text_of(as_person(cast.clearing_vnm).get(url("review", need)))


# --- A cleared need ----------------------------------------------------------------------------------


def test_nothing_has_changed_is_one_press(cast, as_person, cleared):
    answer = as_person(cast.focal_vnm).post(url("confirm", cleared), follow=True)

    assert "Confirmed as of today" in text_of(answer)


def test_the_countrys_word_becomes_a_proposal(cast, as_person, cleared):
    as_person(cast.focal_vnm).post(url("status", cleared), {"status": "delivered", "reason": "Done in May."})

    assert NeedRevision.objects.open().get().content["status"] == "delivered"


@pytest.mark.parametrize("data", [{}, {"status": "gone", "reason": "x"}, {"status": "open", "reason": " "}])
def test_a_word_without_reason_or_sense_is_refused(cast, as_person, cleared, data):
    as_person(cast.focal_vnm).post(url("status", cleared), data)

    assert not NeedRevision.objects.open().exists()


def test_focal_points_narrow_at_once_but_do_not_widen(cast, as_person, cleared):
    client = as_person(cast.focal_vnm)

    client.post(url("disclosure", cleared), {"disclosure": "asean"})
    assert Need.objects.get(pk=cleared.pk).disclosure == "asean"
    answer = client.post(url("disclosure", cleared), {"disclosure": "public"}, follow=True)

    assert Need.objects.get(pk=cleared.pk).disclosure == "asean"
    assert "Only a clearing officer can let more people see this." in text_of(answer)


def test_discard_leaves_the_cleared_version(cast, as_person, cleared):
    NeedRevisionFactory(need=cleared, changes={"title": "Masts"})

    as_person(cast.focal_vnm).post(url("discard", cleared))

    assert not NeedRevision.objects.open().exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "²"])
def test_a_version_that_is_none_is_no_crash(cast, as_person, cleared, version):
    answer = as_person(cast.focal_vnm).post(url("submit", cleared), {"version": version})

    assert answer.status_code == 302
