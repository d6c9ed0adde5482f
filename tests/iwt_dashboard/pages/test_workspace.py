"""The workspace of each role, and the small pages of help."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.clearance.permissions import Permission
from core.figures import settle
from core.models import Role
from tests.factories.coordination import ReplyRoundFactory, RoundInvitationFactory, RoundNeedFactory
from tests.factories.core import CountryFactory
from tests.factories.figures import FigureCheckFactory
from tests.factories.needs import NeedFactory
from tests.factories.partners import ResponseFactory
from tests.factories.roadmap import CountryIndicatorFactory, ObservationFactory

HELP = ["/help/", "/help/roles/", "/method/", "/glossary/"]


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_sent_to_log_in(client, db):
    for path in ("/workspace/", "/workspace/entries/"):
        response = client.get(path)

        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/?next=/workspace/")


def test_what_waits_depends_on_the_role(cast, as_person):
    vnm = CountryFactory(iso3="VNM")
    NeedFactory(submitted=True, country=vnm, title="Submitted need")
    NeedFactory(returned=True, country=vnm, title="Returned need")
    open_need = NeedFactory(cleared=True, country=vnm, disclosure="partners", title="Need with an answer")
    ResponseFactory(need=open_need, organisation=cast.editor_wcs.organisation, kind="offer")

    focal = text_of(as_person(cast.focal_vnm), "/workspace/")
    clearing = text_of(as_person(cast.clearing_vnm), "/workspace/")
    neighbour = text_of(as_person(cast.focal_tha), "/workspace/")

    assert "Returned need" in focal
    assert "Need with an answer" in focal
    assert "Submitted need" not in focal
    assert "Submitted need" in clearing
    assert "Returned need" not in clearing
    assert not any(title in neighbour for title in ("Submitted need", "Returned need", "Need with an answer"))


@pytest.mark.parametrize(
    ("person", "next_step"),
    [
        ("focal_vnm", "/needs/new/"),
        ("alternate_vnm", "/needs/new/"),
        ("editor_wcs", "/needs/?show=unsupported"),
        ("secretariat", "/admin/"),
    ],
)
def test_each_role_has_one_obvious_next_step(cast, as_person, person, next_step):
    assert f'class="button button--primary" href="{next_step}"' in text_of(
        as_person(getattr(cast, person)), "/workspace/"
    )


@pytest.mark.parametrize("path", ["/workspace/", "/workspace/entries/"])
@pytest.mark.parametrize("person", ["focal_vnm", "clearing_vnm", "editor_wcs", "secretariat"])
def test_ten_and_thirty_rows_cost_the_same(cast, as_person, django_assert_max_num_queries, person, path):
    vnm, client = CountryFactory(iso3="VNM"), as_person(getattr(cast, person))

    def fill(rows):
        for _ in range(rows):
            NeedFactory(submitted=True, country=vnm)
            NeedFactory(country=vnm, created_by=cast.focal_vnm)
            need = NeedFactory(cleared=True, country=vnm, disclosure="partners")
            ResponseFactory(need=need, organisation=cast.editor_wcs.organisation, kind="offer")
            used = CountryIndicatorFactory(country=vnm, disclosure="public")
            ObservationFactory(country_indicator=used, country=vnm, disclosure="public")
        settle()

    fill(10)
    with django_assert_max_num_queries(16) as ten:
        client.get(path)
    fill(20)
    with django_assert_max_num_queries(16) as thirty:
        client.get(path)

    assert len(ten) == len(thirty)


@pytest.mark.parametrize("path", HELP)
def test_help_is_open_to_everybody(client, db, path):
    assert client.get(path).status_code == 200


def test_the_role_page_is_made_from_the_permission_table(client, db):
    text = text_of(client, "/help/roles/")

    assert all(str(role.label) in text for role in Role)
    assert all(str(label).split(",")[0].replace("'", "&#x27;") in text for label in Permission.labels)


def test_the_method_page_computes_its_examples(client, db):
    text = text_of(client, "/method/")

    for word in ("Achieved", "On track", "Some progress", "Off track", "Moving away", "No recent data"):
        assert word in text
    for word in ("No support confirmed", "Partly covered", "Covered", "Delivered", "Not measurable"):
        assert word in text


def test_the_sign_of_life_asks_no_database(client):
    response = client.get("/healthz")

    assert response.content == b"ok\n"
    assert response["Content-Type"].startswith("text/plain")


def test_error_pages_wear_the_house_look(client, db):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert b'<main id="main"' in response.content


def titles(client):
    """The titles of what waits, as they stand on the page from above."""
    text = text_of(client, "/workspace/")
    part = text[text.index('id="waiting"') : text.index('id="latest-entries"')]
    return re.findall(r'<li>\s*<span><a href="[^"]*">([^<]*)</a>', part)


def test_what_is_due_stands_before_what_is_older(cast, as_person):
    """A reply that was due in two weeks had stood seventeenth, behind answers that nobody had set a day for."""
    vnm, today = CountryFactory(iso3="VNM"), timezone.localdate()
    for _ in range(17):
        need = NeedFactory(cleared=True, country=vnm, disclosure="partners")
        ResponseFactory(need=need, organisation=cast.editor_wcs.organisation, accepted=True)
    for days, title in ((60, "In two months"), (14, "In two weeks"), (-3, "Three days late")):
        asked = ReplyRoundFactory(title=title, reply_by=today + timedelta(days=days), country=vnm)
        RoundInvitationFactory(round=asked, organisation=cast.editor_wcs.organisation)
        RoundNeedFactory(round=asked, need=NeedFactory(cleared=True, country=vnm, disclosure="partners"))

    found = titles(as_person(cast.editor_wcs))

    assert found[:3] == ["Three days late", "In two weeks", "In two months"]
    assert len(found) == 20


def test_a_missing_value_leads_to_the_one_that_was_returned(cast, as_person):
    """It had led to an empty form, which refused what was typed: a value for this period was on its way already."""
    vnm = cast.focal_vnm.country
    begun, empty = (CountryIndicatorFactory(country=vnm, indicator__title=name) for name in ("Begun", "Empty"))
    row = ObservationFactory(country_indicator=begun, state="returned", return_note="Two parks are missing.")
    NeedFactory(returned=True, country=vnm, title="Returned need")

    text = text_of(as_person(cast.focal_vnm), "/workspace/")

    assert text.count(f"/roadmap/values/{row.pk}/") == 1, "the value stands once"
    assert f'href="/roadmap/values/{row.pk}/edit/"' in text
    assert f'href="/roadmap/indicators/{empty.indicator.code}/VNM/new/"' in text
    assert text.index("Overdue") < text.index("Returned need"), "what is due goes first"
    assert 'href="/roadmap/enter/"' in text


def test_the_secretariat_reads_what_the_nightly_check_of_figures_found(cast, as_person):
    client = as_person(cast.secretariat)
    assert "The first time has not come yet" in text_of(client, "/workspace/")
    at = timezone.now()

    FigureCheckFactory(figure="a", n_checked=1400)
    FigureCheckFactory(figure="b", checked_at=at, n_checked=30)
    assert "1,430 figures, and each agreed" in text_of(client, "/workspace/")
    FigureCheckFactory(
        figure="b", checked_at=at + timedelta(minutes=1), n_checked=30, n_differed=2, differences="VNM-1: 3 for 4\nx"
    )
    page = text_of(client, "/workspace/")
    assert "of 1,430 figures, 2 did not agree" in page
    assert "<li>VNM-1: 3 for 4</li>" in page
    assert "Stored figures" not in text_of(as_person(cast.focal_vnm), "/workspace/")
