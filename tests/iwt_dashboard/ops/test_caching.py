"""No copy of an answer crosses from one audience to another."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from tests.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db

PAGES = ["/", "/needs/", "/countries/", "/countries/VNM/", "/roadmap/", "/partners/", "/help/", "/method/"]
AS_HTMX = {"HX-Request": "true", "HX-Target": "need-results"}


@pytest.mark.parametrize(
    "path", [*PAGES, "/workspace/", "/workspace/entries/", "/admin/", "/nowhere/", "/countries/vnm/"]
)
def test_what_a_person_reads_is_stored_nowhere(path, cast, as_person):
    for person in (cast.focal_vnm, cast.secretariat):
        answer = as_person(person).get(path)

        assert answer["Cache-Control"] == "private, no-store"
        assert {"Cookie", "HX-Request"} <= varies(answer)


@pytest.mark.parametrize("path", PAGES)
def test_what_anybody_reads_is_asked_for_again_and_kept_by_no_one_in_between(path, cast):
    answer = Client().get(path)

    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "HX-Request"} <= varies(answer)


@pytest.mark.parametrize("path", ["/needs/", "/countries/VNM/", "/roadmap/indicators/", "/partners/programmes/"])
def test_a_fragment_is_never_stored(path, cast):
    answer = Client().get(path, headers=AS_HTMX)

    assert answer["Cache-Control"] == "private, no-store"
    assert {"HX-Request", "HX-Target"} <= varies(answer)


@pytest.mark.parametrize(
    "path", ["/workspace/", "/countries/vnm/", "/nowhere/", "/accounts/login/", "/admin/", "/healthz"]
)
def test_ways_elsewhere_and_errors_and_forms_with_tokens_are_never_stored(path, cast):
    answer = Client().get(path)

    assert answer["Cache-Control"] == ("private, no-cache" if path == "/healthz" else "private, no-store")


@pytest.mark.parametrize("path", ["/admin/jsi18n/", "/workspace/"])
def test_what_is_built_each_time_has_no_name(path, cast, as_person):
    answer = as_person(cast.secretariat).get(path)
    again = as_person(cast.secretariat).get(
        path, headers={"If-Modified-Since": "Sun, 06 Nov 2050 08:49:37 GMT", "If-None-Match": "*"}
    )

    assert not {"ETag", "Last-Modified", "Expires", "Age"} & set(answer.headers)
    assert again.status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nothing_tells_that_rows_have_changed_which_the_reader_may_not_see(path, cast):
    NeedFactory(country=cast.focal_vnm.country, state="draft")  # with what it hangs on
    first = Client().get(path)

    NeedFactory(country=cast.focal_vnm.country, state="draft")
    assert first["ETag"] == Client().get(path)["ETag"]
    assert not {"Last-Modified", "Expires", "Age"} & set(first.headers)


def test_static_files_may_be_kept_by_anybody_for_they_tell_nothing(cast, as_person):
    answer = as_person(cast.focal_vnm).get(staticfiles_storage.url("site.js"))

    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    assert not answer.cookies


def test_log_out_clears_the_copies_of_the_browser_but_not_unsaved_text(cast, as_person):
    client = as_person(cast.focal_vnm)

    answer = client.post("/accounts/logout/")

    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.get("/workspace/").status_code == 302


def test_only_log_out_clears_copies(cast, as_person):
    client = as_person(cast.focal_vnm)

    for answer in (client.get("/accounts/logout/"), client.get("/"), client.post("/accounts/login/", {})):
        assert "Clear-Site-Data" not in answer.headers


def test_what_was_just_done_waits_in_a_cookie_that_scripts_cannot_read(cast, as_person):
    answer = as_person(cast.focal_vnm).post("/accounts/logout/")

    for cookie in answer.cookies.values():
        assert not cookie.value or cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def varies(answer):
    return {name.strip() for name in answer["Vary"].split(",")}
