"""An invitation opens an account: once, for a while, until a later one or the secretariat voids it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.accounts import actions
from core.accounts.models import Invitation, InvitationState
from core.clearance.actions import Refused
from core.history.audit import AuditEntry, AuditKind
from core.models import Role, User
from core.site_address import link_to
from tests.core.accounts.identity_world import link_in, log_in
from tests.factories.core import CountryFactory

pytestmark = pytest.mark.django_db
PASSPHRASE = "quiet rivers carry stones"
BOTH = {"password1": PASSPHRASE, "password2": PASSPHRASE}
FORM = "/accounts/invitation/"


@pytest.fixture
def invited(cast):
    return User.objects.create_user(
        "new@example.org", name="New", role=Role.FOCAL_POINT, country=CountryFactory(iso3="VNM"), body="environment"
    )


def invite(cast, person):
    """Invite a person; the token of the mail."""
    actions.invite(
        by=cast.secretariat,
        person=person,
        link=lambda token: link_to(f"/accounts/invitation/?key={token}"),
    )
    return link_in(mail.outbox[-1]).partition("key=")[2]


def opened(token):
    """A visitor who has followed the link."""
    visitor = Client()
    answer = visitor.get(f"{FORM}?key={token}")
    assert (answer.status_code, answer.url) == (302, FORM)
    return visitor


def test_accepting_sets_the_password_and_confirms_the_address(cast, invited):
    visitor = opened(invite(cast, invited))
    page = visitor.get(FORM).content.decode()
    assert "new@example.org" in page
    assert "At least 12 characters" in page

    answer = visitor.post(FORM, BOTH)

    assert answer.url == "/accounts/login/"
    assert EmailAddress.objects.get(user=invited).verified
    assert Invitation.objects.get().state == InvitationState.ACCEPTED
    assert log_in(invited, password=PASSPHRASE)[1].url == "/workspace/"
    kinds = set(AuditEntry.objects.values_list("kind", flat=True))
    assert {AuditKind.INVITATION_SENT, AuditKind.INVITATION_ACCEPTED} <= kinds


def test_the_link_is_not_kept_in_the_clear(cast, invited):
    token = invite(cast, invited)

    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))


def test_it_works_once(cast, invited):
    token = invite(cast, invited)
    first, second = opened(token), opened(token)
    first.post(FORM, BOTH)

    answers = [second.post(FORM, BOTH), second.get(FORM), opened(token).get(FORM)]

    assert {answer.status_code for answer in answers} == {404}
    assert all("ask the secretariat" in answer.content.decode() for answer in answers)


def spent_by_time(cast, person, token):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def spent_by_a_later_one(cast, person, token):
    invite(cast, person)


def spent_by_revoking(cast, person, token):
    actions.revoke(by=cast.secretariat, person=person)


def spent_by_closing(cast, person, token):
    User.objects.filter(pk=person.pk).update(is_active=False)


def never_sent(cast, person, token):
    Invitation.objects.update(token_hash="0" * 64)


@pytest.mark.parametrize(
    "spend", [spent_by_time, spent_by_a_later_one, spent_by_revoking, spent_by_closing, never_sent]
)
def test_a_spent_link_opens_nothing_and_says_the_same(cast, invited, spend):
    token = invite(cast, invited)
    early = opened(token)
    spend(cast, invited, token)

    answers = [early.post(FORM, BOTH), opened(token).get(FORM), opened("made-up").get(FORM)]

    assert {answer.status_code for answer in answers} == {404}
    invited.refresh_from_db()
    assert not invited.has_usable_password()
    texts = {answer.content.decode().partition("<main")[2].partition("</main")[0] for answer in answers}
    assert len(texts) == 1


def test_the_later_one_works(cast, invited):
    invite(cast, invited)

    answer = opened(invite(cast, invited)).post(FORM, BOTH)

    assert answer.url == "/accounts/login/"
    assert [one.state for one in Invitation.objects.order_by("pk")] == ["revoked", "accepted"]


@pytest.mark.parametrize(
    "typed", [{"password1": "short", "password2": "short"}, {"password1": PASSPHRASE, "password2": "other"}, {}]
)
def test_a_refused_password_leaves_the_link_good(cast, invited, typed):
    visitor = opened(invite(cast, invited))

    assert visitor.post(FORM, typed).status_code == 422
    assert visitor.post(FORM, BOTH).status_code == 302


def test_looking_at_the_link_uses_nothing_up(cast, invited):
    token = invite(cast, invited)
    for _ in range(3):
        opened(token).get(FORM)
        Client().head(f"{FORM}?key={token}")

    assert Invitation.objects.get().state == InvitationState.OPEN


def test_trying_links_is_limited(settings, client):
    settings.ACCOUNT_RATE_LIMITS = {"invitation": "5/10m/ip,3/10m/key"}

    same = [client.get(f"{FORM}?key=same").status_code for _ in range(4)]
    others = [client.get(f"{FORM}?key=guess{n}").status_code for n in range(3)]

    assert same == [302] * 3 + [429]
    assert others[-1] == 429


def test_who_is_logged_in_as_somebody_else_is_told_and_logged_out(cast, invited, as_person):
    token, client = invite(cast, invited), as_person(cast.viewer_wcs)
    client.get(f"{FORM}?key={token}")
    assert "You are logged in as" in client.get(FORM).content.decode()

    client.post(FORM, BOTH)

    assert client.get("/workspace/").status_code == 302


def test_who_has_an_open_account_is_not_invited(cast):
    with pytest.raises(Refused, match="has set a password already"):
        invite(cast, cast.focal_vnm)


def test_one_open_invitation_a_person(cast, invited):
    invite(cast, invited)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(person=invited, token_hash="1" * 64, expires_at=timezone.now())


def test_the_secretariat_sees_resends_and_revokes(cast, invited, as_person):
    client = as_person(cast.secretariat)
    invite(cast, invited)
    assert "Sent, works until" in client.get("/admin/core/user/").content.decode()
    table, one = "/admin/core/invitation/", Invitation.objects.get()
    assert "new@example.org" in client.get(table).content.decode()

    again = client.post(table, {"action": "send_again", "_selected_action": [one.pk]}, follow=True)
    assert "An invitation has gone to new@example.org" in again.content.decode()
    assert len(mail.outbox) == 2
    client.post(table, {"action": "revoke", "_selected_action": [one.pk]})

    assert not Invitation.objects.unanswered().exists()
    assert "Revoked on" in client.get("/admin/core/user/").content.decode()
    assert client.get(f"{table}add/").status_code == 403


def test_only_the_secretariat_sees_invitations(cast, invited):
    invite(cast, invited)

    assert {who for who, person in cast.people().items() if Invitation.objects.visible_to(person).exists()} == {
        "secretariat"
    }
    assert not Invitation.objects.visible_to(cast.public).exists()
