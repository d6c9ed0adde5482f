"""The log of the secretariat: finds what happened, names no content, and costs the same however much there is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.history.audit import AuditEntry, AuditKind, note
from iwt_dashboard.history.audit_page import SAID, logged_models
from needs.actions.entry import update_draft
from needs.content import content_of
from tests.factories.core import AuditEntryFactory
from tests.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db

SECRET = "uncleared-position"


@pytest.fixture
def draft(cast, as_person):
    """A need whose text is the own team's alone, and which its focal point has edited in a request."""
    need = NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, title=f"{SECRET} title")
    client = as_person(cast.focal_vnm)
    client.post(reverse("needs:submit", args=[need.code]), {"version": need.version})
    return need


def read(client, **query):
    return client.get(reverse("log"), query).content.decode()


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm", "viewer_vnm", "editor_wcs"])
@pytest.mark.parametrize("address", ["log", "log-csv"])
def test_the_log_is_the_secretariats_alone(cast, as_person, who, address):
    assert as_person(getattr(cast, who)).get(reverse(address)).status_code == 403
    assert as_person(cast.public).get(reverse(address)).status_code == 302


def test_a_write_is_told_with_who_and_which_fields_and_without_what(cast, as_person, draft):
    text = read(as_person(cast.secretariat), record=draft.code)

    assert draft.code in text
    assert "Focal vnm" in text
    assert "Need: changed" in text
    assert "state" in text
    assert SECRET not in text


def test_no_search_finds_a_write_by_what_stands_in_it(cast, as_person, draft):
    client = as_person(cast.secretariat)

    assert "Nothing found" in read(client, text=SECRET)
    assert "Nothing found" in read(client, record=SECRET)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({}, True),
        ({"kind": "needs.Need"}, True),
        ({"kind": "needs.Plan"}, False),
        ({"kind": "logged_in"}, False),
        ({"country": "VNM"}, True),
        ({"country": "THA"}, False),
        ({"text": "Focal"}, True),
        ({"text": "Nobody of that name"}, False),
        ({"since": "yesterday"}, True),
        ({"since": (timezone.localdate() + timedelta(days=1)).isoformat()}, False),
        ({"until": (timezone.localdate() - timedelta(days=1)).isoformat()}, False),
        ({"kind": "nonsense", "page": "x", "country": "ZZZ"}, True),
    ],
)
def test_filters(cast, as_person, draft, query, is_found):
    assert (f">{draft.code}" in read(as_person(cast.secretariat), **query)) is is_found


def test_a_person_filter_finds_writes_and_log_ins(cast, as_person, draft):
    note(AuditKind.LOGGED_IN, by=cast.focal_vnm)
    note(AuditKind.LOGGED_IN, by=cast.focal_tha)

    text = read(as_person(cast.secretariat), person=cast.focal_vnm.pk)

    results = text.split('id="log-results"')[1]
    assert "Logged in" in results
    assert draft.code in results
    assert "Focal tha" not in results


def test_the_newest_comes_first_and_pages_follow(cast, as_person):
    for number in range(60):
        AuditEntryFactory(about=f"event-{number:02d}", at=timezone.now() + timedelta(minutes=number))
    client = as_person(cast.secretariat)

    first, second = read(client, kind="logged_in"), read(client, kind="logged_in", page=2)

    assert first.index("event-59") < first.index("event-58")
    assert "event-09" not in first
    assert "event-09" in second


def test_the_log_costs_the_same_with_ten_lines_and_forty(cast, as_person, django_assert_max_num_queries):
    client = as_person(cast.secretariat)
    counts = []
    for _turn in range(2):
        for _number in range(10):
            need = NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm)
            update_draft(by=cast.focal_vnm, need=need, content=content_of(need, []))
        with django_assert_max_num_queries(16) as found:
            read(client)
        counts.append(len(found))

    assert counts[0] == counts[1]


def test_the_file_holds_the_same_lines_and_is_noted(cast, as_person, draft):
    AuditEntryFactory(about="=cmd|' /C calc'!A0")

    answer = as_person(cast.secretariat).get(reverse("log-csv"))
    text = answer.content.decode()

    assert draft.code in text
    assert SECRET not in text
    assert "'=cmd" in text
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.get(kind=AuditKind.EXPORTED).by == cast.secretariat


def test_every_path_that_the_log_reads_is_there():
    labels = {model._meta.label for model in logged_models()}

    assert set(SAID) <= labels


@pytest.mark.parametrize("model", logged_models(), ids=lambda model: model._meta.label)
def test_each_kind_of_record_can_be_searched(cast, as_person, model):
    text = read(
        as_person(cast.secretariat),
        kind=model._meta.label,
        country="VNM",
        record="VNM",
        text="x",
        person=cast.focal_vnm.pk,
    )

    assert "log-results" in text
