"""Questions of partners in the browser."""

import uuid

import pytest
from django.urls import reverse

from needs.models import Clarification
from tests.factories.needs import ClarificationFactory, NeedFactory
from tests.needs.world import text_of


@pytest.fixture
def need(cast):
    return NeedFactory(country=cast.focal_vnm.country, number=15, cleared=True, disclosure="partners")


def ask_url(need):
    return reverse("needs:ask", args=[need.code])


def test_a_partner_asks_the_country_answers_the_officer_shares(cast, as_person, need):
    partner, focal, officer = as_person(cast.editor_wcs), as_person(cast.focal_vnm), as_person(cast.clearing_vnm)

    answer = partner.post(ask_url(need), {"question": "Which parks? ອຸທິຍານ"})
    question = Clarification.objects.get()
    assert answer.url == f"/needs/{need.code}/#question-{question.pk}"
    assert "Which parks? ອຸທິຍານ" in text_of(focal.get(f"/needs/{need.code}/"))
    assert "Which parks?" not in text_of(as_person(cast.editor_traffic).get(f"/needs/{need.code}/"))

    focal.post(reverse("needs:answer", args=[question.pk]), {"answer": "Cat Tien."})
    assert "Cat Tien." in text_of(partner.get(f"/needs/{need.code}/"))
    assert "Cat Tien." not in text_of(as_person(cast.editor_traffic).get(f"/needs/{need.code}/"))

    page = officer.get(f"/needs/{need.code}/").content.decode()
    stamp = page.split('name="answered_at" value="')[1].split('"')[0]
    officer.post(reverse("needs:share", args=[question.pk]), {"answered_at": stamp})
    assert "Cat Tien." in text_of(as_person(cast.editor_traffic).get(f"/needs/{need.code}/"))


def test_two_presses_ask_once(cast, as_person, need):
    client, data = as_person(cast.editor_wcs), {"question": "Which?", "submit_token": str(uuid.uuid4())}

    assert client.post(ask_url(need), data).url == client.post(ask_url(need), data).url
    assert Clarification.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "\x00", "x" * 2001])
def test_an_unfit_question_is_asked_again(cast, as_person, need, text):
    assert as_person(cast.editor_wcs).post(ask_url(need), {"question": text}).status_code == 422
    assert not Clarification.objects.exists()


@pytest.mark.parametrize("who", ["focal_vnm", "viewer_wcs", "clearing_vnm", "secretariat"])
def test_only_partner_editors_ask(cast, as_person, need, who):
    assert as_person(getattr(cast, who)).get(ask_url(need)).status_code == 403


def test_a_need_that_is_not_seen_is_not_asked_about(cast, as_person):
    hidden = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="asean")

    assert as_person(cast.editor_wcs).get(ask_url(hidden)).status_code == 404


def test_answers_and_sharing_are_the_countrys_own(cast, as_person, need):
    question = ClarificationFactory(need=need, answered=True)
    answer, share = (reverse(f"needs:{name}", args=[question.pk]) for name in ("answer", "share"))

    assert as_person(cast.focal_tha).get(answer).status_code == 404
    assert as_person(cast.clearing_vnm).get(answer).status_code == 403
    assert as_person(cast.clearing_tha).post(share).status_code == 404
    assert as_person(cast.focal_vnm).post(share).status_code == 403
    assert as_person(cast.public).get(answer).url.startswith("/accounts/login/")
    assert as_person(cast.focal_vnm).get(reverse("needs:answer", args=[10**6])).status_code == 404


@pytest.mark.parametrize("stamp", ["", "x", "2026-13-45T99:00", "2026-03-03"])
def test_a_stamp_that_is_none_is_no_crash(cast, as_person, need, stamp):
    question = ClarificationFactory(need=need, answered=True)

    answer = as_person(cast.clearing_vnm).post(reverse("needs:share", args=[question.pk]), {"answered_at": stamp})

    assert answer.status_code == 302
