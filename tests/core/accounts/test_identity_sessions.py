"""Sessions end by the clock, by revoking, and with a password; what a script asks then is told so."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.http import HttpResponse

from core.accounts import sessions
from core.accounts.sessions import SessionVerdict, forget, machine_of, open_sessions, sign_out_everywhere, verdict_on
from core.history.audit import AuditEntry, AuditKind
from tests.core.accounts.identity_world import log_in, open_account
from tests.factories.core import PASSWORD

MINUTE, HOUR = 60, 3600
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock(monkeypatch):
    """A clock that can be set: seconds from now."""

    class Clock:
        ahead = 0

    real = time.time
    monkeypatch.setattr(sessions.time, "time", lambda: real() + Clock.ahead)
    return Clock


@pytest.mark.parametrize(
    ("began", "seen", "verdict"),
    [
        (0, 0, SessionVerdict.LIVES),
        (-29 * MINUTE, -29 * MINUTE, SessionVerdict.LIVES),
        (-HOUR, -30 * MINUTE + 1, SessionVerdict.LIVES),
        (-HOUR, -30 * MINUTE, SessionVerdict.IDLE),
        (-12 * HOUR + 1, 0, SessionVerdict.LIVES),
        (-12 * HOUR, 0, SessionVerdict.TOO_LONG),
        (-13 * HOUR, -HOUR, SessionVerdict.IDLE),
        (HOUR, HOUR, SessionVerdict.LIVES),
    ],
)
def test_verdict(began, seen, verdict):
    now = 1_000_000

    assert verdict_on(now, began=now + began, seen=now + seen, idle=30 * MINUTE, longest=12 * HOUR) is verdict


@pytest.mark.django_db
class TestIdle:
    def test_the_next_request_asks_to_log_in_and_leads_back(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)
        assert client.get("/workspace/").status_code == 200

        clock.ahead = 31 * MINUTE
        answer = client.get("/needs/new/?priority=LIV")

        assert answer.url == "/accounts/login/?next=/needs/new/%3Fpriority%3DLIV"
        entry = AuditEntry.objects.get(kind=AuditKind.SESSION_ENDED)
        assert (entry.by, entry.detail) == (cast.focal_vnm, {"why": "idle"})

    def test_who_works_stays(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)

        for minutes in range(0, 11 * 60, 25):
            clock.ahead = minutes * MINUTE
            assert client.get("/unsaved/").status_code == 200

    def test_nobody_stays_for_ever(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)
        for minutes in range(0, 12 * 60 + 1, 20):
            clock.ahead = minutes * MINUTE
            answer = client.get("/unsaved/")

        assert answer.status_code == 302
        assert AuditEntry.objects.get(kind=AuditKind.SESSION_ENDED).detail == {"why": "too_long"}

    def test_what_a_page_asks_by_itself_keeps_nobody_logged_in(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)
        for minutes in range(0, 31, 10):
            clock.ahead = minutes * MINUTE
            answer = client.get("/workspace/", headers={"X-Automatic": "1"})

        assert answer.status_code == 302

    def test_a_press_leads_back_to_the_page_of_its_form(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)
        clock.ahead = HOUR

        answer = client.post("/needs/VNM-001/submit/", headers={"Referer": "http://testserver/needs/VNM-001/"})

        assert answer.url == "/accounts/login/?next=/needs/VNM-001/"

    def test_no_page_of_others_is_led_back_to(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)
        clock.ahead = HOUR

        answer = client.post("/needs/VNM-001/submit/", headers={"Referer": "https://evil.example/"})

        assert answer.url == "/accounts/login/?next=/needs/VNM-001/submit/"

    def test_whose_session_it_was_is_known_until_somebody_logs_in(self, cast, as_person, clock, rf):
        seen = []
        middleware = sessions.SessionLifetimeMiddleware(lambda request: seen.append(request) or HttpResponse())
        client = as_person(cast.focal_vnm)
        for clock.ahead in (HOUR, 2 * HOUR):
            request = rf.get("/")
            request.session = client.session
            request.user = cast.focal_vnm if clock.ahead == HOUR else cast.public
            middleware(request)
            request.session.save()
            assert not seen[-1].user.is_authenticated
            assert seen[-1].ended_session == sessions.EndedSession(cast.focal_vnm.pk, "idle")

        client.force_login(cast.focal_vnm)

        assert "ended" not in client.session

    def test_a_clock_put_back_ends_nothing_and_makes_nobody_immortal(self, cast, as_person, clock):
        clock.ahead = 10 * HOUR
        client = as_person(cast.focal_vnm)
        clock.ahead = 0
        assert client.get("/workspace/").status_code == 200

        clock.ahead = 31 * MINUTE

        assert client.get("/workspace/").status_code == 302

    def test_reading_writes_at_most_once_a_minute(self, cast, as_person, clock):
        client = as_person(cast.focal_vnm)
        before = client.session["seen_at"]
        clock.ahead = 59
        client.get("/help/")
        assert client.session["seen_at"] == before

        clock.ahead = 61
        client.get("/help/")

        assert client.session["seen_at"] > before


@pytest.mark.django_db
class TestScripts:
    @pytest.mark.parametrize(
        "headers",
        [
            {"HX-Request": "true", "HX-Current-URL": "http://testserver/needs/?country=VNM"},
            {"Sec-Fetch-Dest": "empty", "Referer": "http://testserver/needs/?country=VNM"},
            {"X-Requested-With": "XMLHttpRequest", "Referer": "http://testserver/needs/?country=VNM"},
        ],
    )
    @pytest.mark.parametrize("path", ["/workspace/", "/workspace/entries/", "/admin/", "/accounts/2fa/", "/accounts/"])
    def test_an_ended_session_is_told_with_the_way_to_log_in(self, cast, as_person, clock, headers, path):
        client = as_person(cast.focal_vnm)
        clock.ahead = HOUR

        answer = client.get(path, headers=headers)

        assert (answer.status_code, answer.content) == (401, b"")
        assert answer["X-Log-In"] == "/accounts/login/?next=/needs/%3Fcountry%3DVNM"

    def test_a_public_page_stays_public(self, client):
        assert client.get("/needs/", headers={"HX-Request": "true", "HX-Target": "need-results"}).status_code == 200

    def test_a_deactivated_person_is_told_too(self, cast, as_person):
        client = as_person(cast.focal_vnm)
        cast.focal_vnm.is_active = False
        cast.focal_vnm.save()

        answers = {
            path: client.get(path, headers={"HX-Request": "true"}) for path in ("/workspace/entries/", "/admin/")
        }

        assert {answer.status_code for answer in answers.values()} == {401}
        assert client.get("/workspace/").status_code == 302


@pytest.mark.django_db
class TestRevoking:
    def test_a_person_sees_where_they_are_logged_in(self, cast):
        open_account(cast.focal_vnm)
        here = log_in(cast.focal_vnm, headers={"User-Agent": FIREFOX})[0]
        log_in(cast.focal_vnm)

        page = here.get("/accounts/sessions/").content.decode()

        assert page.count("Firefox, Linux") == 1
        assert page.count("End this session") == 1
        assert "This one" in page

    def test_ending_one_ends_that_one(self, cast):
        open_account(cast.focal_vnm)
        here, there = log_in(cast.focal_vnm)[0], log_in(cast.focal_vnm)[0]
        other = next(one for one in open_sessions(cast.focal_vnm, here.session.session_key) if not one.is_current)

        here.post("/accounts/sessions/", {"session": other.pk})

        assert here.get("/workspace/").status_code == 200
        assert there.get("/workspace/").status_code == 302
        assert AuditEntry.objects.filter(kind=AuditKind.SESSION_ENDED, by=cast.focal_vnm).exists()

    def test_nobody_ends_sessions_of_others(self, cast):
        open_account(cast.focal_vnm)
        open_account(cast.focal_tha)
        theirs, mine = log_in(cast.focal_tha)[0], log_in(cast.focal_vnm)[0]
        [one] = open_sessions(cast.focal_tha, None)

        answer = mine.post("/accounts/sessions/", {"session": one.pk}, follow=True)

        assert "had ended already" in answer.content.decode()
        assert theirs.get("/workspace/").status_code == 200

    @pytest.mark.parametrize("pk", ["", "x", "-1", "9" * 40, "1;2", "²"])
    def test_nonsense_is_no_error(self, cast, as_person, pk):
        answer = as_person(cast.focal_vnm).post("/accounts/sessions/", {"session": pk})

        assert answer.status_code == 302

    def test_everywhere_means_everywhere(self, cast, as_person):
        """Also where no list knows of it."""
        open_account(cast.focal_vnm)
        clients = [log_in(cast.focal_vnm)[0], log_in(cast.focal_vnm)[0], as_person(cast.focal_vnm)]

        answer = clients[0].post("/accounts/log-out-everywhere/")

        assert answer.url == "/accounts/login/"
        assert [client.get("/workspace/").status_code for client in clients] == [302] * 3
        assert log_in(cast.focal_vnm)[0].get("/workspace/").status_code == 200

    def test_a_changed_password_ends_all_but_this_one(self, cast, as_person):
        open_account(cast.focal_vnm)
        here, there, unlisted = log_in(cast.focal_vnm)[0], log_in(cast.focal_vnm)[0], as_person(cast.focal_vnm)
        new = "quiet rivers carry stones"

        here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

        assert here.get("/workspace/").status_code == 200
        assert [client.get("/workspace/").status_code for client in (there, unlisted)] == [302, 302]
        cast.focal_vnm.refresh_from_db()
        assert len(open_sessions(cast.focal_vnm, None)) == 1

    def test_what_is_listed_of_sessions_that_are_gone_is_forgotten(self, cast):
        open_account(cast.focal_vnm)
        client, gone = log_in(cast.focal_vnm)[0], log_in(cast.focal_vnm)[0]
        gone.session.delete()

        assert forget() == 1
        assert [one.session_key for one in UserSession.objects.all()] == [client.session.session_key]

    def test_ended_ones_are_not_listed(self, cast):
        open_account(cast.focal_vnm)
        log_in(cast.focal_vnm)
        sign_out_everywhere(by=cast.focal_vnm)
        cast.focal_vnm.refresh_from_db()

        assert open_sessions(cast.focal_vnm, None) == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_machine_in_two_words(agent, words):
    assert machine_of(agent) == words
