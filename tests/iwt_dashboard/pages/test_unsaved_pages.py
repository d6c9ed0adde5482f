"""Nothing that was typed is lost: kept while typing, found again, after an ended session, a refusal, a fault."""

import re
import threading
from http import HTTPStatus

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from core.drafts.models import SubmitToken, UnsavedText
from needs.models import Need
from tests.factories.core import PASSWORD, PriorityFactory, UnsavedTextFactory, UserFactory
from tests.factories.needs import ClarificationFactory, NeedFactory
from tests.factories.partners import ResponseFactory
from tests.factories.roadmap import CountryIndicatorFactory, ObservationFactory
from tests.page_forms import chosen, form_in

pytestmark = pytest.mark.django_db
NEW, KEEP = "/needs/new/", "/unsaved/keep/"
WORDS = "Đội tuần tra không có bộ đàm – 没有对讲机 – ไม่มีวิทยุ 🐘"


@pytest.fixture(autouse=True)
def priorities(db):
    return PriorityFactory(code="ENF"), PriorityFactory(code="LIV")


@pytest.fixture
def focal(cast, as_person):
    return as_person(cast.focal_vnm)


def typed_on(client, address=NEW, **typed):
    """The form at an address as its browser would send it after typing."""
    return form_in(client.get(address), "draft_envelope", **typed)


def kept_values(person):
    return [row.values for row in UnsavedText.objects.visible_to(person).open()]


# --- Keeping and finding again -----------------------------------------------------------------------


def test_what_is_typed_is_kept_and_stands_in_the_form_on_another_device(cast, as_person, focal):
    answer = focal.post(KEEP, typed_on(focal, title="Radios", statement=WORDS, support_kinds=["equipment"]))

    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    page = as_person(cast.focal_vnm).get(NEW)
    again = form_in(page, "draft_envelope")
    assert "You began this on" in page.content.decode()
    assert (again["title"], again["statement"], again["support_kinds"]) == (["Radios"], [WORDS], ["equipment"])


def test_it_is_shown_unjudged_and_then_saved_once(cast, focal):
    focal.post(KEEP, typed_on(focal, title="x" * 500, priority="ENF"))

    page = focal.get(NEW)
    assert "error-summary" not in page.content.decode()
    data = form_in(page, "draft_envelope", title="Radios")
    assert [focal.post(NEW, {**data, "do": "draft"}).status_code for _press in range(2)] == [302, 302]
    assert Need.objects.count() == 1
    assert not kept_values(cast.focal_vnm)


def test_an_opening_that_nobody_types_into_keeps_nothing(cast, focal):
    focal.get(NEW)

    assert not UnsavedText.objects.exists()


def test_nobody_else_finds_it(cast, as_person, focal):
    focal.post(KEEP, typed_on(focal, title="For me alone"))

    others = [as_person(person) for name, person in cast.people().items() if name != "focal_vnm"]
    seen = [client.get(path).content.decode() for client in others for path in (NEW, "/workspace/", "/unsaved/")]
    assert not any("For me alone" in page or "You began this on" in page for page in seen)


def test_it_is_listed_in_the_workspace_and_can_be_read_thrown_away_and_brought_back(cast, focal):
    focal.post(KEEP, typed_on(focal, title="Radios"))
    row = UnsavedText.objects.get()

    assert f"{NEW}?unsaved={row.form_draft}" in focal.get("/workspace/").content.decode()
    assert "Radios" in focal.get(reverse("unsaved-text", args=[row.form_draft])).content.decode()
    focal.post(reverse("unsaved-discard", args=[row.form_draft]))
    assert "You began this on" not in focal.get(NEW).content.decode()
    assert "Thrown away" in focal.get("/unsaved/").content.decode()
    back = focal.post(reverse("unsaved-bring-back", args=[row.form_draft]), follow=True)
    assert 'value="Radios"' in back.content.decode()


def test_set_aside_starts_from_what_is_stored_and_keeps_the_text(cast, focal):
    focal.post(KEEP, typed_on(focal, title="Radios"))
    row = UnsavedText.objects.get()

    page = focal.post(reverse("unsaved-set-aside", args=[row.form_draft]), follow=True).content.decode()

    assert 'value="Radios"' not in page
    assert f"?unsaved={row.form_draft}" in page
    assert 'value="Radios"' in focal.get(f"{NEW}?unsaved={row.form_draft}").content.decode()


def test_the_newest_of_several_is_taken_up_and_the_others_are_listed(cast, focal):
    older = UnsavedTextFactory(person=cast.focal_vnm, values={"title": ["Older"]})
    UnsavedTextFactory(person=cast.focal_vnm, values={"title": ["Newer"]})

    page = focal.get(NEW).content.decode()

    assert 'value="Newer"' in page
    assert f"?unsaved={older.form_draft}" in page


def test_pages_cost_the_same_however_many_texts_wait(cast, focal, django_assert_max_num_queries):
    for _text in range(30):
        UnsavedTextFactory(person=cast.focal_vnm)

    with django_assert_max_num_queries(16):
        focal.get("/workspace/")
    with django_assert_max_num_queries(16):
        focal.get(NEW)


def forms_with_text(cast):
    """Every form in which people type more than a word: who, where, into which field."""
    vnm = cast.focal_vnm.country
    need = NeedFactory(country=vnm, created_by=cast.focal_vnm)
    cleared = NeedFactory(country=vnm, created_by=cast.focal_vnm, cleared=True, disclosure="public")
    waiting = NeedFactory(country=vnm, created_by=cast.focal_vnm, submitted=True)
    one = CountryIndicatorFactory(country=vnm)
    value = ObservationFactory(country_indicator=one, state="draft")
    stands = ObservationFactory(country_indicator=CountryIndicatorFactory(country=vnm))
    sent = ObservationFactory(country_indicator=CountryIndicatorFactory(country=vnm), state="submitted")
    question = ClarificationFactory(need=cleared)
    response = ResponseFactory(need=cleared)
    place = [one.indicator.code, "VNM"]
    return [
        (cast.focal_vnm, NEW, "statement"),
        (cast.focal_vnm, reverse("needs:edit", args=[need.code]), "statement"),
        (cast.focal_vnm, reverse("needs:edit", args=[cleared.code]), "reason"),
        (cast.focal_vnm, reverse("needs:detail", args=[cleared.code]), "reason"),
        (cast.clearing_vnm, reverse("needs:review", args=[waiting.code]), "note"),
        (cast.editor_wcs, reverse("needs:ask", args=[cleared.code]), "question"),
        (cast.focal_vnm, reverse("needs:answer", args=[question.pk]), "answer"),
        (cast.focal_vnm, reverse("roadmap:observe", args=place) + "?other=yes", "note"),
        (cast.focal_vnm, reverse("roadmap:set-up", args=place), "note"),
        (cast.focal_vnm, reverse("roadmap:observation-edit", args=[value.pk]), "note"),
        (cast.focal_vnm, reverse("roadmap:observation-correct", args=[stands.pk]), "correction_reason"),
        (cast.clearing_vnm, reverse("roadmap:observation-review", args=[sent.pk]), "note"),
        (cast.editor_traffic, reverse("partners:respond", args=[cleared.code]), "note"),
        (cast.focal_vnm, reverse("partners:response", args=[response.pk]), "note"),
    ]


def test_every_form_with_text_keeps_it(cast, as_person):
    missing = []
    for person, address, field in forms_with_text(cast):
        client = as_person(person)
        data = typed_on(client, address, **{field: WORDS})
        if client.post(KEEP, data).status_code != HTTPStatus.OK:
            missing.append(f"{address} is not kept")
        if form_in(client.get(address), "draft_envelope").get(field) != [WORDS]:
            missing.append(f"{address} does not show it again")

    assert not missing


# --- When a press is not carried out -------------------------------------------------------------------


def test_a_press_without_script_is_kept_before_it_is_judged(cast, focal):
    answer = focal.post(NEW, typed_on(focal, title="", statement=WORDS))

    assert answer.status_code == 422
    assert [values["statement"] for values in kept_values(cast.focal_vnm)] == [[WORDS]]


def test_a_view_that_fails_gives_the_text_back_and_has_kept_it(cast, focal, monkeypatch):
    data = typed_on(focal, title="Radios", priority="ENF", statement=WORDS)
    focal.raise_request_exception = False

    def fail(**_typed):
        raise ZeroDivisionError

    monkeypatch.setattr("needs.actions.create_need", fail)
    answer = focal.post(NEW, {**data, "do": "draft"})

    assert answer.status_code == 500
    assert WORDS in answer.content.decode()
    assert [values["title"] for values in kept_values(cast.focal_vnm)] == [["Radios"]]
    monkeypatch.undo()
    again = form_in(answer, "draft_envelope")
    assert focal.post(NEW, again).status_code == 302
    assert Need.objects.get().statement == WORDS
    assert not kept_values(cast.focal_vnm)


def test_a_database_that_is_away_gives_the_text_back(cast, focal, monkeypatch):
    data = typed_on(focal, title="Radios", priority="ENF", statement=WORDS)
    focal.raise_request_exception = False

    def away(**_typed):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("core.drafts.forms.unsaved.keep", away)
    answer = focal.post(NEW, {**data, "do": "draft"})

    assert answer.status_code == 503
    page = answer.content.decode()
    assert WORDS in page
    assert page.count("Your text is here") == 1
    assert 'action="/needs/new/"' in page
    monkeypatch.undo()
    for _press in range(2):
        assert focal.post(NEW, form_in(answer, "draft_envelope")).status_code == 302
    assert Need.objects.count() == 1


def test_a_role_that_was_taken_away_meanwhile_loses_no_text(cast, focal):
    data = typed_on(focal, title="Radios")
    cast.focal_vnm.role = "country_viewer"
    cast.focal_vnm.save()

    answer = focal.post(NEW, data)

    assert answer.status_code == 403
    assert "/unsaved/" in answer.content.decode()
    assert [values["title"] for values in kept_values(cast.focal_vnm)] == [["Radios"]]


# --- Ended sessions --------------------------------------------------------------------------------------


def logs_in(client, person):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


def test_an_ended_session_asks_to_log_in_and_carries_on_with_the_text(cast, focal):
    data = typed_on(focal, title="Radios", statement=WORDS)
    focal.logout()

    answer = focal.post(NEW, {**data, "do": "draft"})

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=/needs/new/")
    assert not UnsavedText.objects.exists()
    focal.force_login(cast.focal_vnm)
    assert form_in(focal.get(NEW), "draft_envelope")["statement"] == [WORDS]


def test_whoever_else_logs_in_sees_nothing_of_it(cast, as_person, focal):
    data = typed_on(focal, title="Radios")
    focal.logout()
    focal.post(NEW, data)

    focal.force_login(cast.alternate_vnm)

    assert "Radios" not in focal.get(NEW).content.decode()
    assert not kept_values(cast.alternate_vnm)


@pytest.mark.parametrize("spoilt", ["", "forged", None])
def test_without_a_good_envelope_nothing_is_held_for_strangers(cast, focal, spoilt):
    data = typed_on(focal, title="Radios", draft_envelope=spoilt)
    stranger = Client()

    answer = stranger.post(NEW, data)

    assert (answer.status_code, "kept_texts" in stranger.session) == (302, False)


def test_a_script_is_told_to_log_in(focal):
    data = typed_on(focal, title="Radios")
    focal.logout()

    answer = focal.post(KEEP, data, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer["X-Log-In"].startswith("/accounts/login/")


def test_a_form_of_somebody_else_is_sent_in_nobodys_name(cast, as_person, focal):
    data = typed_on(focal, title="Radios", priority="ENF")

    answer = as_person(cast.alternate_vnm).post(NEW, {**data, "do": "draft"}, follow=True)

    assert "Nothing was sent in your name" in answer.content.decode()
    assert "Radios" not in answer.content.decode()
    assert not Need.objects.exists()
    assert [values["title"] for values in kept_values(cast.focal_vnm)] == [["Radios"]]


def test_the_keeper_takes_no_text_of_somebody_else(cast, as_person, focal):
    data = typed_on(focal, title="Radios")

    assert as_person(cast.alternate_vnm).post(KEEP, data).status_code == 403
    assert focal.post(KEEP, {**data, "draft_envelope": "x"}).status_code == 400
    assert not UnsavedText.objects.exists()


def test_a_token_of_before_the_last_log_in_loses_no_text(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.focal_vnm)
    data = typed_on(client, title="Radios", priority="ENF", statement=WORDS)
    client.cookies.clear()
    client.force_login(cast.focal_vnm)
    client.get(NEW)

    answer = client.post(NEW, {**data, "do": "draft"})

    assert answer.status_code == 403
    assert WORDS in answer.content.decode()
    assert client.post(NEW, form_in(answer, "draft_envelope")).status_code == 302
    assert Need.objects.get().statement == WORDS


def test_a_token_that_is_wrong_gives_nothing_to_others(cast, focal):
    data = typed_on(focal, title="Radios")
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alternate_vnm)

    answer = client.post(NEW, data)

    assert answer.status_code == 403
    assert "Radios" not in answer.content.decode()


# --- Many at once ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_one_need_at_once_one_wins_and_nobody_loses_a_word():
    people = [UserFactory(focal=True, email=f"focal{n}@example.org") for n in range(24)]
    need = NeedFactory(country=people[0].country, created_by=people[0], parts=["Radios"])
    PriorityFactory(code="ENF")
    address, gate = reverse("needs:edit", args=[need.code]), threading.Barrier(len(people))
    clients, answers = [], {}
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append((client, typed_on(client, address, title=f"Title {person.pk}", under_way=f"Words {person.pk}")))

    def save(number):
        client, data = clients[number]
        try:
            gate.wait()
            answers[number] = client.post(address, {**data, "do": "draft"})
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    need.refresh_from_db()
    won = [number for number, answer in answers.items() if answer.status_code == 302]
    assert len(won) == 1
    assert need.title == f"Title {people[won[0]].pk}"
    assert need.version == 2
    for number, person in enumerate(people):
        if number in won:
            continue
        assert answers[number].status_code == 422
        assert f"Words {person.pk}" in answers[number].content.decode()
        assert [values["title"] for values in kept_values(person)] == [[f"Title {person.pk}"]]
    last = next(number for number in answers if number not in won)
    client = clients[last][0]
    assert client.post(address, chosen(answers[last], title="theirs", under_way="both")).status_code == 302
    need.refresh_from_db()
    assert set(re.findall(r"\d+", need.under_way)) == {str(people[won[0]].pk), str(people[last].pk)}


def test_a_retried_move_answers_as_the_first_did(cast, focal):
    need = NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm)
    page = focal.get(reverse("needs:detail", args=[need.code]))
    move = form_in(page, "submit_token")

    answers = [focal.post(reverse("needs:submit", args=[need.code]), move, follow=True) for _press in range(2)]

    need.refresh_from_db()
    assert need.state == "submitted"
    assert [b"Submitted. It waits" in answer.content for answer in answers] == [True, True]
    assert SubmitToken.objects.filter(person=cast.focal_vnm).count() == 1
