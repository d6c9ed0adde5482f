"""Engagement with mechanisms as people keep it, and needs that are to be raised there."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused, submit
from core.clearance.models import Disclosure
from partners.coordination.actions.mechanisms import (
    clear_engagement,
    keep_engagement,
    mark_to_raise,
    note_raised,
    unmark,
)
from partners.coordination.models.mechanisms import Engagement, RaisedNeed
from partners.coordination.queries.calendar import partner_entries
from partners.coordination.queries.mechanisms import (
    mechanism_matrix,
    mechanism_of,
    raised_in,
    raised_of_need,
)
from partners.coordination.rules.dates import NextDate, next_date
from tests.factories.coordination import MechanismSessionFactory
from tests.factories.core import CountryFactory
from tests.factories.partners import EngagementFactory, MechanismFactory
from tests.page_forms import form_in
from tests.partners.world import make_need

TODAY = date(2026, 11, 22)
BEFORE, AFTER, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1), TODAY + timedelta(days=9)


@pytest.mark.parametrize(
    ("own", "meetings", "found"),
    [
        (None, [], NextDate(None)),
        (TODAY, [], NextDate(TODAY)),
        (LATER, [(AFTER, AFTER)], NextDate(AFTER)),
        (AFTER, [(LATER, LATER), (BEFORE, BEFORE)], NextDate(AFTER)),
        (BEFORE, [(LATER, LATER)], NextDate(LATER)),
        (BEFORE, [], NextDate(BEFORE, is_past=True)),
        (BEFORE, [(BEFORE, BEFORE)], NextDate(BEFORE, is_past=True)),
        (None, [(BEFORE, BEFORE)], NextDate(None)),
        (LATER, [(BEFORE, TODAY)], NextDate(BEFORE)),
    ],
)
def test_next_date(own, meetings, found):
    assert next_date(own, meetings, TODAY) == found


@pytest.fixture
def mechanism(cast):
    return MechanismFactory()


def keep(by, mechanism, country, version=0, reason="", **fields):
    draft = Engagement(**{"status": "requested", **fields})
    return keep_engagement(by=by, mechanism=mechanism, country=country, draft=draft, version=version, reason=reason)


def cleared(cast, mechanism, disclosure="public", **fields):
    """An engagement of Viet Nam that went the whole way."""
    row = keep(cast.focal_vnm, mechanism, cast.focal_vnm.country, **fields)
    return clear_engagement(by=cast.clearing_vnm, record=submit(by=cast.focal_vnm, record=row), disclosure=disclosure)


def told(person, mechanism):
    """What a person reads of the engagement: on the mechanism's page, in the matrix, and where needs are raised."""
    line = mechanism_of(person, mechanism.code).line_of(CountryFactory(iso3="VNM").pk)
    matrix = {row.country.iso3: row for row in mechanism_matrix(person)[1][0].recorded}
    assert (line.engagement is not None) == ("VNM" in matrix)
    return line.engagement.note if line.engagement else None


def test_a_focal_point_drafts_it_and_others_see_nothing(cast, mechanism):
    keep(cast.focal_vnm, mechanism, cast.focal_vnm.country, year=2026, note="Begun")

    row = Engagement.objects.get()
    assert (row.status, row.year, row.version, row.verified, row.state) == ("requested", 2026, 1, False, "draft")
    assert [told(person, mechanism) for person in cast.people().values()] == [None] * len(cast.people())
    assert mechanism_of(cast.focal_vnm, mechanism.code).line_of(row.country_id).waiting == row
    assert mechanism_of(cast.secretariat, mechanism.code).line_of(row.country_id).waiting is None


@pytest.mark.parametrize("who", ["clearing_vnm", "secretariat", "focal_tha", "viewer_vnm", "editor_wcs"])
def test_others_do_not(cast, mechanism, who):
    with pytest.raises(Refused):
        keep(getattr(cast, who), mechanism, cast.focal_vnm.country)


@pytest.mark.parametrize(
    ("disclosure", "readers"),
    [
        ("national", {"VNM"}),
        ("asean", {"VNM", "THA", "secretariat"}),
        ("partners", {"VNM", "THA", "secretariat", "wcs", "traffic"}),
        ("public", {"VNM", "THA", "secretariat", "wcs", "traffic", "public"}),
    ],
)
def test_it_is_read_as_its_country_cleared_it(cast, mechanism, disclosure, readers):
    """The circles of design 2: national, ASEAN, registered partners, everybody."""
    cleared(cast, mechanism, disclosure, note="Done")

    people = {
        **{"VNM": cast.viewer_vnm, "THA": cast.focal_tha, "secretariat": cast.secretariat},
        **{"wcs": cast.viewer_wcs, "traffic": cast.editor_traffic, "public": cast.public},
    }
    assert {name for name, person in people.items() if told(person, mechanism) == "Done"} == readers


def test_a_change_waits_beside_what_was_cleared(cast, mechanism):
    row = cleared(cast, mechanism, note="As cleared")
    with pytest.raises(Refused, match="Say why"):
        keep(cast.focal_vnm, mechanism, row.country, version=row.version, note="Later")
    change = keep(cast.focal_vnm, mechanism, row.country, version=row.version, note="Later", reason="It went on")
    submit(by=cast.focal_vnm, record=change)

    assert told(cast.public, mechanism) == told(cast.focal_vnm, mechanism) == "As cleared"

    change.refresh_from_db()
    clear_engagement(by=cast.clearing_vnm, record=change, disclosure="asean")
    assert (told(cast.public, mechanism), told(cast.focal_tha, mechanism)) == (None, "Later")


def test_what_waits_for_the_officer_is_not_written(cast, mechanism):
    row = submit(by=cast.focal_vnm, record=keep(cast.focal_vnm, mechanism, cast.focal_vnm.country))

    with pytest.raises(Refused, match="waits for the clearing officer"):
        keep(cast.alternate_vnm, mechanism, row.country, version=row.version)


def test_a_published_record_is_changed_by_its_country_and_is_its_own_then(cast, mechanism):
    row = EngagementFactory(
        mechanism=mechanism, country=cast.focal_vnm.country, note="As published", source_title="A page", verified=True
    )
    change = keep(cast.focal_vnm, mechanism, row.country, version=1, note="As it is", reason="The page is old")
    clear_engagement(by=cast.clearing_vnm, record=submit(by=cast.focal_vnm, record=change), disclosure="public")

    row.refresh_from_db()
    assert (row.note, row.verified, row.submitted_by) == ("As it is", False, cast.focal_vnm)


def test_dates_of_what_is_not_shown_stand_in_no_calendar(cast, mechanism):
    soon = timezone.localdate() + timedelta(days=5)
    cleared(cast, mechanism, "national", next_on=soon)

    def days(person):
        return [entry.starts_on for entry in partner_entries(person, mechanism=mechanism.code)]

    assert (days(cast.viewer_vnm), days(cast.focal_tha), days(cast.public)) == ([soon], [], [])


def test_two_who_enter_the_first_record_at_once(cast, mechanism):
    keep(cast.focal_vnm, mechanism, cast.focal_vnm.country)

    with pytest.raises(EditConflict):
        keep(cast.alternate_vnm, mechanism, cast.focal_vnm.country)


def test_the_form_keeps_and_shows_a_conflict(cast, mechanism, as_person):
    client, address = as_person(cast.focal_vnm), f"/partners/mechanisms/{mechanism.code}/VNM/"
    page = client.get(address)
    keep(cast.alternate_vnm, mechanism, cast.focal_vnm.country, note="Of the alternate")

    answer = client.post(address, form_in(page, "note", status="done", report_public="yes", note="Mine"))

    assert answer.status_code == 422
    assert "Of the alternate" in answer.content.decode()
    assert Engagement.objects.get().note == "Of the alternate"


def test_the_whole_way_on_the_pages(cast, mechanism, as_person):
    focal, officer = as_person(cast.focal_vnm), as_person(cast.clearing_vnm)
    address, page = f"/partners/mechanisms/{mechanism.code}/VNM/", f"/partners/mechanisms/{mechanism.code}/"
    sent = focal.post(address, form_in(focal.get(address), "note", note="Toolkit begun", then="submit"))
    assert sent["Location"] == page
    assert "Waiting for the clearing officer" in focal.get(page).content.decode()
    assert "Toolkit begun" not in as_person(cast.secretariat).get(page).content.decode()

    assert "Toolkit begun" in officer.get(f"{address}review/").content.decode()
    assert mechanism.name in officer.get("/workspace/").content.decode()
    officer.post(f"{address}clear/", form_in(officer.get(f"{address}review/"), "disclosure", disclosure="public"))

    assert "Toolkit begun" in as_person(cast.secretariat).get(page).content.decode()
    assert officer.get(f"{address}review/").status_code == 302


def test_the_form_of_another_country_is_not_found(cast, mechanism, as_person):
    assert as_person(cast.focal_tha).get(f"/partners/mechanisms/{mechanism.code}/VNM/").status_code == 404


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/x"])
def test_a_link_leads_to_a_page(cast, mechanism, as_person, address):
    data = {"version": "0", "status": "done", "report_public": "yes", "report_url": address}

    answer = as_person(cast.focal_vnm).post(f"/partners/mechanisms/{mechanism.code}/VNM/", data)

    assert answer.status_code == 422
    assert not Engagement.objects.exists()


# --- needs to be raised ------------------------------------------------------------------------------


def test_a_need_is_raised_at_the_next_date(cast, mechanism):
    need, soon = make_need(), timezone.localdate() + timedelta(days=5)
    EngagementFactory(mechanism=mechanism, country=need.country, next_on=soon)
    mark_to_raise(by=cast.focal_vnm, need=need, mechanism=mechanism)
    mark_to_raise(by=cast.focal_vnm, need=need, mechanism=mechanism)

    (line,) = raised_of_need(cast.editor_wcs, need)

    assert (line.next.on, line.may_keep) == (soon, False)
    (line,) = raised_in(cast.focal_vnm, need.country, QueryDict(), 12, "raised")
    assert line.may_keep
    assert mechanism_of(cast.editor_wcs, mechanism.code).raised[0].next.on == soon


@pytest.mark.parametrize(
    ("asked", "number", "shown"),
    [
        ("", 1, [1, 2]),
        ("raised=1", 1, [1, 2]),
        ("raised=2", 2, [3, 4]),
        ("raised=3", 3, [5]),
        # What there is not is the nearest that there is.
        ("raised=4", 3, [5]),
        ("raised=999999999999", 3, [5]),
        ("raised=0", 3, [5]),
        ("raised=-1", 3, [5]),
        ("raised=two", 1, [1, 2]),
        ("raised=", 1, [1, 2]),
    ],
)
def test_a_part_of_the_needs_to_be_raised(cast, mechanism, asked, number, shown):
    needs = [make_need() for _ in range(5)]
    for need in needs:
        mark_to_raise(by=cast.focal_vnm, need=need, mechanism=mechanism)

    found = raised_in(cast.focal_vnm, needs[0].country, QueryDict(asked), 2, "raised")

    assert (found.number, found.paginator.num_pages, found.paginator.count) == (number, 3, 5)
    assert [needs.index(line.raised.need) + 1 for line in found] == shown


def test_who_does_not_see_the_need_sees_no_mark(cast, mechanism):
    need = make_need(disclosure=Disclosure.ASEAN)
    mark_to_raise(by=cast.focal_vnm, need=need, mechanism=mechanism)

    assert not mechanism_of(cast.editor_wcs, mechanism.code).raised
    assert not mechanism_of(cast.public, mechanism.code).raised
    assert mechanism_of(cast.focal_tha, mechanism.code).raised


@pytest.mark.parametrize("who", ["focal_tha", "clearing_vnm", "secretariat", "editor_wcs"])
def test_the_country_alone_marks_it(cast, mechanism, who):
    with pytest.raises(Refused):
        mark_to_raise(by=getattr(cast, who), need=make_need(), mechanism=mechanism)


def test_raised_or_taken_off(cast, mechanism):
    first = mark_to_raise(by=cast.focal_vnm, need=make_need(), mechanism=mechanism)
    second = mark_to_raise(by=cast.focal_vnm, need=make_need(), mechanism=mechanism)
    with pytest.raises(Refused):
        note_raised(by=cast.focal_vnm, raised=first, on=timezone.localdate() + timedelta(days=1))
    note_raised(by=cast.focal_vnm, raised=first, on=timezone.localdate())
    unmark(by=cast.focal_vnm, raised=second)

    page = mechanism_of(cast.focal_vnm, mechanism.code)

    assert not page.raised
    assert page.were_raised == [first]
    assert RaisedNeed.objects.count() == 2
    # It can be raised a second time.
    assert mark_to_raise(by=cast.focal_vnm, need=first.need, mechanism=mechanism).pk != first.pk


def test_the_pages(cast, mechanism, as_person):
    need = make_need(disclosure=Disclosure.PUBLIC)
    MechanismSessionFactory(mechanism=mechanism, topic="Ports", outcome="A joint note")
    client, address = as_person(cast.focal_vnm), f"/partners/needs/{need.code}/raise/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"mechanism": mechanism.code}).status_code == 302

    page = as_person(cast.public).get(f"/partners/mechanisms/{mechanism.code}/").content.decode()

    assert all(words in page for words in (need.title, "Ports", "A joint note", "no date yet"))
    pk = RaisedNeed.objects.get().pk
    assert client.post(f"/partners/raised/{pk}/done/", {"on": "2100-01-01"}).status_code == 422
    assert client.post(f"/partners/raised/{pk}/off/").status_code == 302
    assert as_person(cast.public).get("/partners/mechanisms/none/").status_code == 404
