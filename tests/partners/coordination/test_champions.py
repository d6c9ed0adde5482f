"""Champions: who sees a name, what ends that, and two who would ask the same person in one month."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.clearance.rules import add_months
from partners.coordination.actions.champions import (
    Clash,
    call_off,
    edit_champion,
    enter_champion,
    forget_champion,
    plan_approach,
    withdraw_consent,
)
from partners.coordination.models.champions import Approach, Champion, ConsentScope
from partners.coordination.queries.champions import champion_list
from partners.coordination.rules.dates import Consent, consent_of
from tests.factories.coordination import ApproachFactory, ChampionFactory

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NAME = "Zzyzx Quorl"


@pytest.mark.parametrize(
    ("scope", "on", "until", "withdrawn", "found"),
    [
        ("none", None, None, None, Consent.NONE),
        ("none", TODAY, None, None, Consent.NONE),
        ("partners", None, None, None, Consent.NONE),
        ("partners", TODAY, None, None, Consent.STANDS),
        ("partners", TODAY + DAY, None, None, Consent.NOT_YET),
        ("country", TODAY - DAY, TODAY, None, Consent.STANDS),
        ("country", TODAY - DAY, TODAY - DAY, None, Consent.LAPSED),
        ("partners", TODAY - DAY, None, TODAY, Consent.WITHDRAWN),
    ],
)
def test_consent(scope, on, until, withdrawn, found):
    assert consent_of(scope, on, until, withdrawn, TODAY) is found


@pytest.fixture
def champion(cast):
    """Somebody of Viet Nam whom WCS has entered, without consent."""
    return ChampionFactory(
        organisation=cast.editor_wcs.organisation,
        country=cast.focal_vnm.country,
        name=NAME,
        office="Office of Quorl",
        purpose="Speaks for Quorl",
        created_by=cast.editor_wcs,
    )


def agree(champion, scope, **fields):
    fields = {"consent_asked_on": timezone.localdate() - DAY, "consent_on": timezone.localdate() - DAY, **fields}
    for name, value in {"consent_scope": scope, **fields}.items():
        setattr(champion, name, value)
    champion.save()


EVERYBODY = (
    "public",
    "focal_vnm",
    "clearing_vnm",
    "focal_tha",
    "editor_wcs",
    "viewer_wcs",
    "editor_traffic",
    "secretariat",
)


def who_sees(cast):
    return {who for who in EVERYBODY if Champion.objects.visible_to(getattr(cast, who)).exists()}


@pytest.mark.parametrize(
    ("scope", "seen_by"),
    [
        (ConsentScope.NONE, set()),
        (ConsentScope.COUNTRY, {"focal_vnm", "clearing_vnm", "secretariat"}),
        (ConsentScope.PARTNERS, {"focal_vnm", "clearing_vnm", "secretariat", "editor_traffic"}),
    ],
)
def test_a_name_goes_as_far_as_its_person_agrees(cast, champion, scope, seen_by):
    own = {"editor_wcs", "viewer_wcs"}
    agree(champion, scope)
    assert who_sees(cast) == own | seen_by

    withdraw_consent(by=cast.editor_wcs, champion=champion)
    assert who_sees(cast) == own


def test_consent_that_has_ended_counts_no_more(cast, champion):
    agree(champion, ConsentScope.PARTNERS, consent_until=timezone.localdate() - DAY)

    assert who_sees(cast) == {"editor_wcs", "viewer_wcs"}


def test_without_consent_others_see_side_and_role_alone(cast, champion, as_person):
    ApproachFactory(champion=champion, organisation=champion.organisation, month=timezone.localdate().replace(day=1))

    for who in ("editor_traffic", "secretariat"):
        page = as_person(getattr(cast, who)).get("/partners/champions/").content.decode()
        assert "Country director" in page
        assert "somebody" in page
        assert not any(word in page for word in ("Quorl", f"/champions/{champion.pk}/"))
    assert not champion_list(cast.focal_vnm).others
    assert as_person(cast.public).get("/partners/champions/").status_code == 302


def test_forgetting_leaves_the_name_nowhere(cast, champion):
    champion.office = "Another office of Quorl"
    champion.save()

    forget_champion(by=cast.editor_wcs, champion=champion)

    with connection.cursor() as cursor:
        for table in ("partners_champion", "partners_championevent", "partners_approachevent"):
            cursor.execute(f"select count(*) from {table} as row where row::text like '%%Quorl%%'")
            assert cursor.fetchone() == (0,)
    with pytest.raises(Refused):
        plan_approach(by=cast.editor_wcs, champion=champion, month=timezone.localdate(), contact_role="Officer")


def draft_of(**fields):
    defaults = {"name": NAME, "office": "", "country": None, "purpose": "", "contact_role": "Director"}
    return Champion(**{**defaults, **fields})


@pytest.mark.parametrize("who", ["viewer_wcs", "focal_vnm", "clearing_vnm"])
def test_others_enter_nobody(cast, who):
    with pytest.raises(Refused):
        enter_champion(by=getattr(cast, who), draft=draft_of())


def test_an_entry_is_kept_by_its_own_side(cast, champion):
    agree(champion, ConsentScope.PARTNERS)

    with pytest.raises(Refused):
        edit_champion(by=cast.editor_traffic, champion=champion, draft=draft_of(), version=None)
    with pytest.raises(EditConflict):
        edit_champion(by=cast.editor_wcs, champion=champion, draft=draft_of(), version=7)


def test_consent_given_anew_ends_its_withdrawal(cast, champion):
    agree(champion, ConsentScope.PARTNERS)
    withdraw_consent(by=cast.editor_wcs, champion=champion)
    given = draft_of(
        consent_scope=ConsentScope.PARTNERS, consent_asked_on=timezone.localdate(), consent_on=timezone.localdate()
    )

    edit_champion(by=cast.editor_wcs, champion=champion, draft=given, version=None)

    assert "editor_traffic" in who_sees(cast)


# --- plans -------------------------------------------------------------------------------------------


def plan(by, champion, month=None, reason=""):
    month = month or add_months(timezone.localdate().replace(day=1), 3)
    return plan_approach(by=by, champion=champion, month=month, contact_role="Officer", despite_reason=reason)


def test_the_second_is_told_who_and_must_say_why(cast, champion):
    agree(champion, ConsentScope.PARTNERS)
    plan(cast.editor_wcs, champion)

    with pytest.raises(Clash) as clash:
        plan(cast.editor_traffic, champion)
    second = plan(cast.editor_traffic, champion, reason="A joint visit.")

    assert clash.value.who == [f"{champion.organisation}, Officer"]
    assert second.despite_reason == "A joint visit."


def test_another_month_needs_no_reason_and_keeps_none(cast, champion):
    agree(champion, ConsentScope.PARTNERS)
    plan(cast.editor_wcs, champion)

    other = plan(cast.editor_traffic, champion, month=add_months(timezone.localdate(), 5), reason="Not needed.")

    assert (other.month.day, other.despite_reason) == (1, "")


def test_a_plan_twice_is_one_and_called_off_it_bars_nobody(cast, champion):
    agree(champion, ConsentScope.PARTNERS)
    first = plan(cast.editor_wcs, champion)
    assert plan(cast.editor_wcs, champion) == first

    call_off(by=cast.editor_wcs, approach=first)

    assert plan(cast.editor_traffic, champion).despite_reason == ""


def test_a_month_that_is_over_is_refused(cast, champion):
    with pytest.raises(Refused):
        plan(cast.editor_wcs, champion, month=add_months(timezone.localdate(), -1))


def test_whom_one_may_not_know_one_does_not_plan(cast, champion):
    with pytest.raises(Champion.DoesNotExist):
        plan(cast.editor_traffic, champion)
    with pytest.raises(Approach.DoesNotExist):
        call_off(by=cast.editor_traffic, approach=plan(cast.editor_wcs, champion))


# --- pages -------------------------------------------------------------------------------------------


def test_from_the_entry_to_the_warning_without_a_name_in_any_address_or_mail(cast, as_person, caplog):
    client = as_person(cast.editor_wcs)
    today = timezone.localdate().isoformat()
    data = {
        "name": NAME,
        "contact_role": "Director",
        "consent_scope": "partners",
        "consent_asked_on": today,
        "consent_on": today,
    }
    address = client.post("/partners/champions/new/", data)["Location"]
    month = f"{add_months(timezone.localdate(), 2):%Y-%m}"
    sent = {"month": month, "contact_role": "Officer"}
    assert client.post(f"{address}approach/", sent)["Location"] == address

    answer = as_person(cast.editor_traffic).post(f"{address}approach/", sent)

    assert answer.status_code == 422
    assert "the same person is to be asked by" in answer.content.decode()
    assert NAME in client.get(address).content.decode()
    assert "Quorl" not in address + caplog.text + "".join(message.body for message in mail.outbox)
    assert client.post(f"{address}withdraw-consent/").status_code == 302
    assert as_person(cast.editor_traffic).get(address).status_code == 404
    assert client.post(f"{address}forget/").status_code == 302
    assert NAME not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "required"),
        ({"consent_scope": "partners"}, "Consent needs the days"),
        ({"consent_asked_on": "2026-01-02", "consent_on": "2026-01-01"}, "before it was asked"),
        ({"consent_on": "2026-01-02", "consent_until": "2026-01-01"}, "ends before it begins"),
        ({"consent_on": "2099-01-02"}, "lies ahead"),
    ],
)
def test_faults_in_consent_come_back(cast, as_person, fields, words):
    data = {"name": NAME, "contact_role": "Director", "consent_scope": "none", **fields}

    answer = as_person(cast.editor_wcs).post("/partners/champions/new/", data)

    assert answer.status_code == 422
    assert words in answer.content.decode()
