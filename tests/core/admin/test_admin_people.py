"""The secretariat invites, changes, closes and opens accounts; nobody is deleted and nobody sees a password."""

import re
from unittest import mock

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from core.models import User
from tests.factories.core import CountryFactory, OrganisationFactory

LIST = "/admin/core/user/"
FORM = {"name": "Focal point, Lao PDR", "email": "New.Person@Example.org", "role": "focal_point", "body": "environment"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contexts")]  # answers tell what is in their forms


def invite(client, **changes):
    country = CountryFactory(iso3="LAO")
    return client.post(f"{LIST}add/", {**FORM, "country": country.pk, **changes}, follow=True)


def errors(answer):
    return [str(error) for field in answer.context["errors"] for error in field]


def act(client, action, *people):
    return client.post(LIST, {"action": action, "_selected_action": [person.pk for person in people]}, follow=True)


def test_an_invited_person_gets_a_link_and_sets_a_password(cast, as_person):
    answer = invite(as_person(cast.secretariat))
    person = User.objects.get(email="new.person@example.org")
    assert "has gone to new.person@example.org" in answer.content.decode()
    assert not person.has_usable_password()
    assert person.is_active
    message = mail.outbox[0]
    assert message.to == ["new.person@example.org"]
    assert "Focal point, Lao PDR" in message.body
    assert "&#" not in message.body
    visitor, passphrase = Client(), "quiet rivers carry stones"
    link = re.search(rf"{re.escape(settings.SITE_ADDRESS)}(\S+)", message.body)[1]
    form = visitor.get(link, follow=True)
    assert form.status_code == 200
    visitor.post(form.redirect_chain[-1][0], {"password1": passphrase, "password2": passphrase})
    assert visitor.login(email=person.email, password=passphrase)
    # The link has been used: it opens nothing a second time.
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_a_failed_mail_is_said_and_can_be_sent_again(cast, as_person):
    client = as_person(cast.secretariat)
    with mock.patch("core.mail.send_mail", side_effect=OSError("no server")):
        answer = invite(client)
    assert "could not be sent" in answer.content.decode()
    person = User.objects.get(email="new.person@example.org")
    assert "has gone to" in act(client, "invite", person).content.decode()
    assert len(mail.outbox) == 1


def test_a_closed_account_gets_no_link(cast, as_person):
    client = as_person(cast.secretariat)
    act(client, "deactivate", cast.viewer_vnm)
    assert "Reactivate the account first" in act(client, "invite", cast.viewer_vnm).content.decode()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"country": ""}, "choose it"),
        ({"role": "partner_editor", "country": "", "body": ""}, "choose it"),
        ({"role": "secretariat", "body": ""}, "Leave this empty"),
        ({"role": "clearing_officer", "body": "police"}, "Leave this empty"),
        ({"role": "country_viewer", "body": "", "is_alternate": "on"}, "Only a focal point"),
        ({"body": ""}, "two bodies"),
        ({"email": "FOCAL.VNM@example.org"}, "already"),
        ({"email": "not an address"}, "valid email"),
        ({"role": "emperor"}, "valid choice"),
    ],
)
def test_what_does_not_go_together_is_said(cast, as_person, changes, message):
    answer = invite(as_person(cast.secretariat), **changes)
    assert answer.status_code == 200
    assert any(message in error for error in errors(answer)), errors(answer)
    assert not User.objects.filter(email__iexact=FORM["email"]).exists()
    assert not mail.outbox


def test_a_role_and_its_scope_are_changed_together(cast, as_person):
    wcs = OrganisationFactory(code="wcs")
    data = {"name": "Editor", "email": cast.viewer_vnm.email, "role": "partner_editor", "organisation": wcs.pk}
    answer = as_person(cast.secretariat).post(f"{LIST}{cast.viewer_vnm.pk}/change/", data)
    assert answer.status_code == 302
    cast.viewer_vnm.refresh_from_db()
    assert (cast.viewer_vnm.role, cast.viewer_vnm.country, cast.viewer_vnm.organisation) == (
        "partner_editor",
        None,
        wcs,
    )


def test_deactivation_takes_effect_at_the_next_request(cast, as_person):
    theirs, ours = as_person(cast.focal_vnm), as_person(cast.secretariat)
    assert theirs.get("/workspace/").status_code == 200
    assert "1 account is closed" in act(ours, "deactivate", cast.focal_vnm).content.decode()
    answer = theirs.get("/workspace/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
    act(ours, "reactivate", cast.focal_vnm)
    cast.focal_vnm.refresh_from_db()
    assert cast.focal_vnm.is_active


def test_nobody_deactivates_themselves_or_drops_their_own_role(cast, as_person):
    client = as_person(cast.secretariat)
    answer = act(client, "deactivate", cast.secretariat, cast.viewer_wcs)
    assert "Nobody deactivates their own account" in answer.content.decode()
    data = {"name": "Me", "email": cast.secretariat.email, "role": "country_viewer", "country": CountryFactory().pk}
    assert client.post(f"{LIST}{cast.secretariat.pk}/change/", data).status_code == 302
    cast.secretariat.refresh_from_db()
    cast.viewer_wcs.refresh_from_db()
    assert (cast.secretariat.is_active, cast.secretariat.role) == (True, "secretariat")
    assert not cast.viewer_wcs.is_active


def test_closing_an_account_stands_in_its_history(cast, as_person):
    client = as_person(cast.secretariat)
    act(client, "deactivate", cast.viewer_wcs)
    page = client.get(f"{LIST}{cast.viewer_wcs.pk}/history/").content.decode()
    assert "<dt>active</dt>" in page
    assert str(cast.secretariat) in page


def test_no_page_shows_a_password_or_its_hash(cast, as_person):
    client = as_person(cast.secretariat)
    for page in (LIST, f"{LIST}add/", f"{LIST}{cast.focal_vnm.pk}/change/", f"{LIST}{cast.focal_vnm.pk}/history/"):
        html = client.get(page).content.decode()
        assert cast.focal_vnm.password not in html
        assert 'name="password' not in html


def test_the_list_of_people_costs_the_same_with_more_people(cast, as_person, django_assert_max_num_queries):
    client, counts = as_person(cast.secretariat), []
    for amount in (1, 12):
        for number in range(amount):
            User.objects.create_user(f"p{amount}-{number}@example.org", role="country_viewer", country=CountryFactory())
        with django_assert_max_num_queries(16) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1]
