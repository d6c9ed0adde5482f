"""Second factors: asked for at log-in, demanded of some roles, never lost by accident, kept encrypted."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import get_resolver

from core.accounts import second_factor
from core.accounts.adapters import FactorAdapter
from core.accounts.second_factor import IdentityCheck, ResetReason
from core.clearance.actions import Refused
from core.history.audit import AuditEntry, AuditKind
from tests.core.accounts.identity_world import add_app, add_codes, add_passkey, code_of, log_in, open_account
from tests.factories.core import PASSWORD

pytestmark = pytest.mark.django_db
STEP = "/accounts/2fa/authenticate/"
SET_UP = "/accounts/2fa/"
NEEDS_ONE = {"clearing_vnm", "second_clearing_vnm", "clearing_tha", "secretariat"}


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def kinds_of(person):
    return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))


class TestLogIn:
    def test_a_password_alone_opens_nothing(self, cast):
        secret = add_app(open_account(cast.clearing_vnm))

        client, answer = log_in(cast.clearing_vnm)

        assert answer.url == STEP
        assert client.get("/workspace/").status_code == 302
        assert client.post(STEP, {"code": code_of(secret)}).url == "/workspace/"
        assert client.get("/workspace/").status_code == 200
        assert AuditEntry.objects.get(kind=AuditKind.LOGGED_IN).detail["means"] == ["password", "totp"]

    def test_a_wrong_code_is_told(self, cast):
        add_app(open_account(cast.clearing_vnm))
        client = log_in(cast.clearing_vnm)[0]

        answer = client.post(STEP, {"code": "000000"})

        assert "This code is not right" in answer.content.decode()
        assert client.get("/workspace/").status_code == 302

    def test_a_code_works_once(self, cast):
        secret = add_app(open_account(cast.clearing_vnm))
        first, second = log_in(cast.clearing_vnm)[0], log_in(cast.clearing_vnm)[0]
        code = code_of(secret)
        first.post(STEP, {"code": code})

        assert second.post(STEP, {"code": code}).status_code == 200

    def test_a_recovery_code_works_once(self, cast):
        add_app(open_account(cast.clearing_vnm))
        code = add_codes(cast.clearing_vnm)[0]
        first, second = log_in(cast.clearing_vnm)[0], log_in(cast.clearing_vnm)[0]

        assert first.post(STEP, {"code": code}).url == "/workspace/"
        assert second.post(STEP, {"code": code}).status_code == 200

    def test_guessing_is_limited_by_account_and_address(self, cast, strict):
        secret = add_app(open_account(cast.clearing_vnm))
        # Not a device on which anybody has logged in before.
        client = log_in(cast.clearing_vnm)[0]

        statuses = [client.post(STEP, {"code": f"{n:06}"}).status_code for n in range(6)]

        assert statuses == [200] * 5 + [429]
        assert client.post(STEP, {"code": code_of(secret)}).status_code == 429


class TestDemanded:
    def test_who_needs_one_reaches_only_the_pages_to_set_one_up(self, cast, as_person, required):
        reached = {}
        for who, person in cast.people().items():
            client = as_person(person)
            paths = ("/workspace/", "/", "/needs/", "/help/", "/accounts/")
            reached[who] = [client.get(path).status_code for path in paths]

        assert {who for who, statuses in reached.items() if statuses[:3] == [302] * 3} == NEEDS_ONE
        assert all(statuses[3:] == [200, 200] for statuses in reached.values())

    def test_the_admin_included(self, cast, as_person, required):
        client = as_person(cast.secretariat)

        assert [client.get(path).url for path in ("/admin/", "/admin/core/user/")] == [SET_UP] * 2
        assert client.post("/admin/core/user/", {"action": "deactivate"}).url == SET_UP

    def test_every_other_address_is_closed(self, cast, as_person, required):
        """Whatever is added to the site is closed to them too, unless it is named."""
        client = as_person(cast.clearing_vnm)
        open_names = set()
        for pattern in get_resolver().url_patterns:
            name = getattr(pattern, "name", None)
            if name and "<" not in str(pattern.pattern):
                answer = client.get(f"/{pattern.pattern}")
                if answer.status_code != 302 or answer.url != SET_UP:
                    open_names.add(name)

        assert open_names <= second_factor.OPEN_WITHOUT | {"account-address"}

    def test_a_script_is_refused(self, cast, as_person, required):
        answer = as_person(cast.clearing_vnm).get("/workspace/entries/", headers={"HX-Request": "true"})

        assert (answer.status_code, answer.content) == (403, b"")

    def test_the_page_says_why(self, cast, as_person, required):
        page = as_person(cast.clearing_vnm).get("/workspace/", follow=True).content.decode()

        assert "Your role needs a second factor" in page

    @pytest.mark.parametrize("add", [add_app, add_passkey])
    def test_with_one_everything_is_open(self, cast, as_person, required, add):
        add(cast.secretariat)

        client = as_person(cast.secretariat)

        assert [client.get(path).status_code for path in ("/workspace/", "/admin/")] == [200, 200]

    def test_recovery_codes_are_none(self, cast, as_person, required):
        add_codes(cast.clearing_vnm)

        assert as_person(cast.clearing_vnm).get("/workspace/").url == SET_UP

    def test_a_demonstration_only_offers_it(self, cast, as_person):
        prompt = "Your role should have a second factor"

        pages = {who: as_person(person).get("/workspace/").content.decode() for who, person in cast.people().items()}

        assert {who for who, page in pages.items() if prompt in page} == NEEDS_ONE
        add_app(cast.clearing_vnm)
        assert prompt not in as_person(cast.clearing_vnm).get("/workspace/").content.decode()

    def test_setting_one_up_after_logging_in(self, cast, required, monkeypatch):
        """The password that has just been typed is not asked for again."""
        open_account(cast.clearing_vnm)
        client = log_in(cast.clearing_vnm)[0]
        page = client.get("/accounts/2fa/totp/activate/")
        assert page.status_code == 200
        secret = client.session["mfa.totp.secret"]
        assert secret in page.content.decode()

        monkeypatch.setattr(transaction, "on_commit", lambda call: call())  # a test's transaction never commits
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)

        assert answer.redirect_chain == [("/accounts/2fa/recovery-codes/", 302)]
        assert answer.content.decode().count('<code class="secret">') == 10
        assert client.get("/workspace/").status_code == 200
        assert kinds_of(cast.clearing_vnm) == ["recovery_codes", "totp"]
        assert mail.outbox[-1].subject == "An authenticator app has been set up"
        assert AuditEntry.objects.get(kind=AuditKind.FACTOR_ADDED).detail == {"what": "app"}


class TestRemoving:
    APP = "/accounts/2fa/totp/deactivate/"

    @staticmethod
    def confirmed(person):
        """A client that has just logged in by password, as if without a second step."""
        return log_in(open_account(person))[0]

    def test_the_last_one_stays_where_one_is_needed(self, cast, required):
        client = self.confirmed(cast.clearing_vnm)
        add_app(cast.clearing_vnm)

        page = client.get(self.APP).content.decode()
        client.post(self.APP)

        assert "Set up another one first" in page
        assert kinds_of(cast.clearing_vnm) == ["totp"]

    def test_the_last_passkey_stays_too(self, cast, required):
        client = self.confirmed(cast.clearing_vnm)
        passkey = add_passkey(cast.clearing_vnm)
        path = f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/"

        page = client.get(path).content.decode()
        answer = client.post(path)

        assert "this is your only one" in page
        assert answer.status_code == 409
        assert kinds_of(cast.clearing_vnm) == ["webauthn"]

    def test_one_of_two_may_go(self, cast, required):
        client = self.confirmed(cast.clearing_vnm)
        add_app(cast.clearing_vnm)
        passkey = add_passkey(cast.clearing_vnm)

        client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/")

        assert kinds_of(cast.clearing_vnm) == ["totp"]

    def test_who_needs_none_may_do_without(self, cast, required):
        client = self.confirmed(cast.focal_vnm)
        add_app(cast.focal_vnm)

        client.post(self.APP)

        assert kinds_of(cast.focal_vnm) == []
        assert AuditEntry.objects.get(kind=AuditKind.FACTOR_REMOVED).by == cast.focal_vnm

    def test_nobody_removes_a_passkey_of_somebody_else(self, cast):
        passkey = add_passkey(cast.clearing_tha)
        client = self.confirmed(cast.clearing_vnm)

        assert client.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/").status_code == 404
        assert kinds_of(cast.clearing_tha) == ["webauthn"]

    def test_an_old_log_in_is_asked_for_the_password(self, cast, as_person):
        add_app(cast.focal_vnm)
        client = as_person(cast.focal_vnm)
        asked = client.get(self.APP)
        assert asked.url == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Fdeactivate%2F"
        open_account(cast.focal_vnm)

        assert "Is it you?" in client.get(asked.url).content.decode()
        wrong = client.post(asked.url, {"password": "wrong"})
        right = client.post(asked.url, {"password": PASSWORD})

        assert "This is not your password" in wrong.content.decode()
        assert right.url == self.APP


class TestReset:
    def act(self, by, person):
        second_factor.reset(by=by, person=person, reason=ResetReason.LOST, check=IdentityCheck.CALLED)

    def test_everything_goes_and_the_person_hears_of_it(self, cast, as_person, django_capture_on_commit_callbacks):
        for add in (add_app, add_codes, add_passkey):
            add(cast.clearing_vnm)
        theirs = as_person(cast.clearing_vnm)

        with django_capture_on_commit_callbacks(execute=True):
            self.act(cast.secretariat, cast.clearing_vnm)

        assert kinds_of(cast.clearing_vnm) == []
        assert theirs.get("/workspace/").status_code == 302
        assert mail.outbox[-1].to == [cast.clearing_vnm.email]
        assert "The phone or key is lost" in mail.outbox[-1].body
        entry = AuditEntry.objects.get(kind=AuditKind.FACTOR_RESET)
        assert (entry.by, entry.detail["reason"], entry.detail["check"]) == (cast.secretariat, "lost", "called")

    def test_nobody_resets_their_own(self, cast):
        add_app(cast.secretariat)

        with pytest.raises(Refused):
            self.act(cast.secretariat, cast.secretariat)

        assert kinds_of(cast.secretariat) == ["totp"]

    def test_the_page_asks_why_and_how_one_knows(self, cast, as_person):
        add_app(cast.clearing_vnm)
        client, path = as_person(cast.secretariat), f"/admin/core/user/{cast.clearing_vnm.pk}/factors/"

        assert "an authenticator app" in client.get(path).content.decode()
        assert client.post(path, {"reason": "lost"}).status_code == 200
        assert kinds_of(cast.clearing_vnm) == ["totp"]
        assert client.post(path, {"reason": "lost", "check_made": "met"}).status_code == 302
        assert kinds_of(cast.clearing_vnm) == []

    def test_only_the_secretariat_opens_the_page(self, cast, as_person):
        path = f"/admin/core/user/{cast.focal_vnm.pk}/factors/"

        statuses = {who: as_person(person).get(path).status_code for who, person in cast.people().items()}

        assert {who for who, status in statuses.items() if status != 403} == {"secretariat"}

    def test_the_last_of_the_secretariat_is_let_in_from_the_server(self, cast, capsys):
        add_app(cast.secretariat)

        call_command("reset_second_factor", cast.secretariat.email, "--check", "met")

        assert kinds_of(cast.secretariat) == []
        assert AuditEntry.objects.get(kind=AuditKind.FACTOR_RESET).by is None
        with pytest.raises(CommandError):
            call_command("reset_second_factor", "nobody@example.org", "--check", "met")


class TestSecrets:
    def test_they_are_not_in_the_clear(self, cast):
        secret = add_app(cast.clearing_vnm)

        assert secret not in str(list(Authenticator.objects.values()))

    def test_they_survive_a_new_key_that_names_the_old_one(self, cast, settings):
        adapter = FactorAdapter()
        kept = adapter.encrypt("ABC")
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

        assert adapter.decrypt(kept) == "ABC"

    def test_without_their_key_they_fit_no_code_and_break_nothing(self, cast, settings):
        secret = add_app(open_account(cast.clearing_vnm))
        add_codes(cast.clearing_vnm)
        settings.SECRET_KEY = "another"
        client = log_in(cast.clearing_vnm)[0]

        answer = client.post(STEP, {"code": code_of(secret)})

        assert (answer.status_code, "This code is not right" in answer.content.decode()) == (200, True)


class TestGuards:
    """allauth's pages carry no policy of ours: each asks for a log-in itself."""

    def test_every_page_of_a_second_factor_asks_for_a_log_in(self, client):
        led = {}
        for resolver in get_resolver().url_patterns:
            if str(resolver.pattern) == "accounts/2fa/":
                led = dict(self.walk(client, resolver, "/accounts/2fa/"))

        assert len(led) >= 14
        assert not {name: to for name, to in led.items() if not to.startswith("/accounts/login/")}

    def walk(self, client, resolver, prefix):
        for entry in resolver.url_patterns:
            path = prefix + str(entry.pattern).replace("<int:pk>", "1")
            if hasattr(entry, "url_patterns"):
                yield from self.walk(client, entry, path)
            else:
                for answer in (client.get(path), client.post(path)):
                    # A press on a page that only reads is refused to everybody.
                    assert answer.status_code == 302 or answer.wsgi_request.method == "POST", entry.name
                    if answer.status_code != 405:
                        yield entry.name, answer.url
