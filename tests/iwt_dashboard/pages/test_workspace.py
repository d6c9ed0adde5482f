"""The workspace of each role, and the small pages of help."""

import pytest

from core.clearance.permissions import Permission
from core.models import Role
from tests.factories.core import CountryFactory
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
        ("editor_wcs", "/needs/?coverage=none"),
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

    fill(10)
    with django_assert_max_num_queries(15) as ten:
        client.get(path)
    fill(20)
    with django_assert_max_num_queries(15) as thirty:
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
