"""Engagement with mechanisms as people keep it, and needs that are to be raised there."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.clearance.models import Disclosure
from partners.coordination.actions.mechanisms import (
    keep_engagement,
    mark_to_raise,
    note_raised,
    unmark,
)
from partners.coordination.models.mechanisms import Engagement, RaisedNeed
from partners.coordination.queries.mechanisms import mechanism_of, raised_in, raised_of_need
from partners.coordination.rules.dates import NextDate, next_date
from tests.factories.coordination import MechanismSessionFactory
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


def keep(by, mechanism, country, version=0, **fields):
    draft = Engagement(**{"status": "requested", **fields})
    return keep_engagement(by=by, mechanism=mechanism, country=country, draft=draft, version=version)


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm", "secretariat"])
def test_the_secretariat_and_the_country_keep_it(cast, mechanism, who):
    keep(getattr(cast, who), mechanism, cast.focal_vnm.country, year=2026)

    row = Engagement.objects.get()
    assert (row.status, row.year, row.version, row.verified) == ("requested", 2026, 1, False)


@pytest.mark.parametrize("who", ["focal_tha", "viewer_vnm", "editor_wcs"])
def test_others_do_not(cast, mechanism, who):
    with pytest.raises(Refused):
        keep(getattr(cast, who), mechanism, cast.focal_vnm.country)


def test_two_who_enter_the_first_record_at_once(cast, mechanism):
    keep(cast.secretariat, mechanism, cast.focal_vnm.country)

    with pytest.raises(EditConflict):
        keep(cast.focal_vnm, mechanism, cast.focal_vnm.country)


def test_the_form_keeps_and_shows_a_conflict(cast, mechanism, as_person):
    client, address = as_person(cast.focal_vnm), f"/partners/mechanisms/{mechanism.code}/VNM/"
    page = client.get(address)
    keep(cast.secretariat, mechanism, cast.focal_vnm.country, note="Of the secretariat")

    answer = client.post(address, form_in(page, "note", status="done", report_public="yes", note="Of the country"))

    assert answer.status_code == 422
    assert "Of the secretariat" in answer.content.decode()
    assert Engagement.objects.get().note == "Of the secretariat"


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
    assert raised_in(cast.focal_vnm, need.country)[0].may_keep
    assert mechanism_of(cast.editor_wcs, mechanism.code).raised[0].next.on == soon


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
