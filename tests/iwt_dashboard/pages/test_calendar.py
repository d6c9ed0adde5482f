"""The calendar: what stands in it for whom, and that calendar programs can read it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from core.accounts import actions as accounts
from core.accounts.adapters import AccountAdapter
from partners.coordination.models.calendar import CalendarAddress, key_in, token_of
from tests.factories.coordination import (
    MechanismSessionFactory,
    ReplyRoundFactory,
    RoundInvitationFactory,
)
from tests.factories.partners import EngagementFactory, MechanismFactory
from tests.factories.roadmap import ActionFactory, CycleFactory, GoalFactory, RegionalGoalFactory

SOON = timezone.localdate() + timedelta(days=20)


def events_of(answer):
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def dates(cast):
    """A public date, a meeting of two days, a round that WCS is asked in, and a reporting cycle."""
    engagement = EngagementFactory(country=cast.focal_vnm.country, next_on=SOON)
    meeting = MechanismSessionFactory(on=SOON, ends_on=SOON + timedelta(days=1), title="Über, ASEAN; ports")
    MechanismSessionFactory(on=SOON, is_month_only=True, title="Some month")
    asked = ReplyRoundFactory(opened_by=cast.secretariat, reply_by=SOON)
    RoundInvitationFactory(round=asked, organisation=cast.editor_wcs.organisation)
    cycle = CycleFactory(status="open")
    return {"engagement": engagement, "meeting": meeting, "round": asked, "cycle": cycle}


def own_calendar(client):
    client.post("/calendar/make/")
    page = client.get("/calendar/").content.decode()
    token = token_of(CalendarAddress.objects.latest("made_at").key)
    assert token in page
    return f"/calendar/{token}.ics"


def new_password(cast, client):
    """As the page "Change password" sets it."""
    AccountAdapter().set_password(cast.focal_vnm, "otter lantern meadow ninety")


def switched_off_and_on(cast, client):
    accounts.deactivate(by=cast.secretariat, person=cast.focal_vnm)
    accounts.reactivate(by=cast.secretariat, person=cast.focal_vnm)


def logged_out_everywhere(cast, client):
    client.post("/accounts/log-out-everywhere/")


@pytest.mark.parametrize("end", [new_password, switched_off_and_on, logged_out_everywhere])
def test_a_private_address_ends_with_the_sessions_of_its_person(end, cast, dates, as_person):
    """An address is a key like a session: what ends all of those ends it, and only a press makes a new one."""
    client, other = as_person(cast.focal_vnm), as_person(cast.editor_wcs)
    own, others = own_calendar(client), own_calendar(other)
    assert Client().get(own).status_code == 200

    end(cast, client)

    assert Client().get(own).status_code == 404
    assert Client().get(others).status_code == 200
    cast.focal_vnm.refresh_from_db()
    again = as_person(cast.focal_vnm)
    assert "Make a private address" in again.get("/calendar/").content.decode()
    assert Client().get(own_calendar(again)).status_code == 200


def test_the_public_file_holds_what_is_public(cast, dates, as_person):
    for who in (cast.public, cast.editor_wcs):
        answer = as_person(who).get("/calendar.ics")

        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert {uid.split("-")[0] for uid in events_of(answer)} == {"engagement", "mechanismsession"}


def test_days_are_whole_days_and_end_the_day_after(cast, dates, as_person):
    found = events_of(as_person(cast.public).get("/calendar.ics"))
    event = found[f"mechanismsession-{dates['meeting'].pk}@asean-needs-dashboard"]

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (SOON, SOON + timedelta(days=2))
    assert type(event["DTSTART"].dt) is date
    assert "Über, ASEAN; ports" in event["SUMMARY"]
    assert event["URL"].startswith("http")


def test_a_change_keeps_the_name_and_counts(cast, dates, as_person):
    client, row = as_person(cast.public), dates["engagement"]
    uid = f"engagement-{row.pk}@asean-needs-dashboard"
    before = events_of(client.get("/calendar.ics"))[uid]
    row.next_on = SOON + timedelta(days=3)
    row.save()

    after = events_of(client.get("/calendar.ics"))[uid]

    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == row.next_on


def test_lines_are_short_and_end_as_the_standard_says(cast, dates, as_person):
    lines = as_person(cast.public).get("/calendar.ics").content.split(b"\r\n")

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    names = [line.split(b":")[0].split(b";")[0] for line in lines]
    assert names.count(b"DTSTAMP") == names.count(b"UID") == 2


def test_filters(cast, dates, as_person):
    EngagementFactory(mechanism=MechanismFactory(code="other"), country=cast.focal_tha.country, next_on=SOON)
    client = as_person(cast.public)

    assert len(events_of(client.get("/calendar.ics?mechanism=other"))) == 1
    assert len(events_of(client.get("/calendar.ics?country=VNM"))) == 2
    assert len(events_of(client.get("/calendar.ics?country=&mechanism="))) == 3
    assert client.get("/calendar.ics?mechanism='").status_code == 400


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("editor_wcs", {"engagement", "mechanismsession", "replyround"}),
        ("editor_traffic", {"engagement", "mechanismsession"}),
        ("secretariat", {"engagement", "mechanismsession", "replyround", "cycle"}),
        ("focal_vnm", {"engagement", "mechanismsession", "cycle"}),
    ],
)
def test_the_private_file_holds_what_its_person_sees(cast, dates, as_person, who, kinds):
    address = own_calendar(as_person(getattr(cast, who)))

    found = events_of(as_person(cast.public).get(address))

    assert {uid.split("-")[0] for uid in found} == kinds


def test_a_new_address_and_its_end_let_the_old_work_no_more(cast, dates, as_person):
    client, anybody = as_person(cast.editor_wcs), as_person(cast.public)
    first = own_calendar(client)
    second = own_calendar(client)
    assert anybody.get(first).status_code == 404
    assert anybody.get(second).status_code == 200

    client.post("/calendar/revoke/")

    assert anybody.get(second).status_code == 404


def test_who_is_deactivated_has_no_calendar(cast, dates, as_person):
    address = own_calendar(as_person(cast.editor_wcs))
    cast.editor_wcs.is_active = False
    cast.editor_wcs.save()

    assert as_person(cast.public).get(address).status_code == 404


def test_a_key_alone_opens_nothing(cast, dates, as_person):
    own_calendar(as_person(cast.editor_wcs))
    key = CalendarAddress.objects.get().key

    assert key_in(token_of(key)) == key
    assert key_in(f"{key.hex}-forged") is None
    assert as_person(cast.public).get(f"/calendar/{key.hex}.ics").status_code == 404


# --- Actions of the road map ---------------------------------------------------------------------------


@pytest.fixture
def actions(cast):
    """An action under a regional goal, one under a national goal of each kind, and those that stand in no calendar."""
    vnm, due = cast.focal_vnm.country, {"due_on": SOON}
    ActionFactory(goal=RegionalGoalFactory(code="regional"), title="regional", **due)
    for disclosure in ("public", "partners", "asean", "national"):
        goal = GoalFactory(code=f"goal-{disclosure}", country=vnm, disclosure=disclosure)
        ActionFactory(goal=goal, title=disclosure, **due)
    ActionFactory(
        goal=GoalFactory(code="thai", country=cast.focal_tha.country, disclosure="public"), title="thai", **due
    )
    ActionFactory(goal=GoalFactory(code="draft", country=vnm, state="draft"), title="draft", **due)
    ActionFactory(goal=goal, title="no day", due_on=None)
    ActionFactory(goal=goal, title="long past", due_on=date(2019, 3, 1))


def actions_in(answer):
    found = events_of(answer)
    return {str(one["SUMMARY"]).removeprefix("Due: ") for uid, one in found.items() if uid.startswith("action-")}


REGION_AND_PUBLIC = {"regional", "public", "thai"}


@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("editor_wcs", {"partners"}),
        ("focal_tha", {"partners", "asean"}),
        ("secretariat", {"partners", "asean"}),
        ("focal_vnm", {"partners", "asean", "national"}),
        ("viewer_vnm", {"partners", "asean", "national"}),
    ],
)
def test_days_of_actions_are_for_who_may_read_their_goal(cast, actions, as_person, who, more):
    client = as_person(getattr(cast, who))
    address = own_calendar(client)

    assert actions_in(client.get("/calendar.ics")) == REGION_AND_PUBLIC
    assert actions_in(as_person(cast.public).get(address)) == REGION_AND_PUBLIC | more
    page = client.get("/calendar/").content.decode()
    shown = {title for title in (*more, "national", "draft", "no day", "long past") if f"Due: {title}<" in page}
    assert shown == more


def test_anybody_sees_what_is_public_of_actions(cast, actions, as_person):
    client = as_person(cast.public)
    page = client.get("/calendar/").content.decode()

    assert actions_in(client.get("/calendar.ics")) == REGION_AND_PUBLIC
    for title in ("partners", "asean", "national", "draft"):
        assert f"Due: {title}<" not in page
    assert 'href="/roadmap/goals/goal-public/">Due: public<' in page


def test_a_country_has_its_own_actions_and_the_regions(cast, actions, as_person):
    client = as_person(cast.public)

    assert actions_in(client.get("/calendar.ics?country=THA")) == {"regional", "thai"}
    MechanismFactory(code="other")
    assert actions_in(client.get("/calendar.ics?mechanism=other")) == set()


def test_many_actions_cost_no_more_questions(cast, actions, as_person, django_assert_max_num_queries):
    client = as_person(cast.focal_vnm)
    client.get("/calendar/")
    with django_assert_max_num_queries(16) as few:
        client.get("/calendar/")
    for number in range(20):
        goal = GoalFactory(code=f"g-{number}", country=cast.focal_vnm.country, disclosure="public")
        ActionFactory(goal=goal, due_on=SOON)

    with django_assert_max_num_queries(16) as many:
        client.get("/calendar/")
    assert len(few) == len(many)
