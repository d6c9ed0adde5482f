"""Built pages: seen by those for whom they were built, never older than their rows, and nobody's secrets in them."""

import gzip
import re
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Country
from core.page_cache import building, keys, middleware
from core.page_cache.audience import audience_of, noting, was_asked
from core.page_cache.bodies import Body
from core.page_cache.store import Entry, PageStore, store
from iwt_dashboard.views import landing as views
from partners.iati.queries import out
from tests.factories.core import UserFactory
from tests.factories.needs import NeedFactory
from tests.factories.partners import ProgrammeFactory

pytestmark = pytest.mark.django_db
NONCE = re.compile(r'nonce="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def builds(cast: Any) -> Any:
    """Counts how often the list of member states is built."""
    with mock.patch.object(views, "Region", wraps=views.Region) as region:
        yield region


def text(answer: Any) -> str:
    content = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    return str(content.decode())


def test_a_page_is_built_once_for_the_public(builds: Any) -> None:
    first, second = Client().get("/countries/"), Client().get("/countries/")
    assert builds.call_count == 1
    assert NONCE.sub("", text(first)) == NONCE.sub("", text(second))


def test_each_answer_has_a_nonce_of_its_own(builds: Any) -> None:
    answers = [Client().get("/countries/") for _ in range(3)]
    nonces = [set(NONCE.findall(text(answer))) for answer in answers]
    assert all(len(found) == 1 for found in nonces)
    assert len(set.union(*nonces)) == 3
    for answer, found in zip(answers, nonces, strict=True):
        assert f"'nonce-{found.pop()}'" in answer["Content-Security-Policy"]


def test_a_changed_row_is_seen_by_the_next_request_of_each_audience(builds: Any, cast: Any, as_person: Any) -> None:
    clients = [Client(), as_person(cast.focal_vnm), as_person(cast.editor_wcs), as_person(cast.secretariat)]
    for client in clients:
        client.get("/countries/")
        client.get("/countries/")
    assert builds.call_count == 4
    Country.objects.filter(iso3="VNM").update(name="Việt Nam")
    assert all("Việt Nam" in text(client.get("/countries/")) for client in clients)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_country SET name = 'By hand' WHERE iso3 = 'VNM'")
    assert all("By hand" in text(client.get("/countries/")) for client in clients)


def test_people_of_one_team_share_a_page_and_each_has_name_and_token(builds: Any, cast: Any, as_person: Any) -> None:
    second = UserFactory(viewer=True, country=cast.viewer_vnm.country, name="Second Viewer", email="second@example.org")
    first_page = text(as_person(cast.viewer_vnm).get("/countries/"))
    second_page = text(as_person(second).get("/countries/"))

    assert builds.call_count == 1
    assert "Second Viewer" in second_page
    assert "Second Viewer" not in first_page
    assert str(cast.viewer_vnm) not in second_page
    assert set(TOKEN.findall(first_page)).isdisjoint(TOKEN.findall(second_page))
    assert f'data-person="{second.pk}"' in second_page


def test_audiences_do_not_share(builds: Any, cast: Any, as_person: Any) -> None:
    NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="asean", title="For ASEAN alone")
    readers = (cast.focal_vnm, cast.focal_tha, cast.editor_wcs, cast.editor_traffic, cast.secretariat)
    pages = {str(reader): text(as_person(reader).get("/needs/")) for reader in readers}
    pages["public"] = text(Client().get("/needs/"))
    assert {name for name, page in pages.items() if "For ASEAN alone" in page} == {
        str(cast.focal_vnm),
        str(cast.focal_tha),
        str(cast.secretariat),
    }


def test_a_form_can_be_sent_from_a_built_page(builds: Any, cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.viewer_vnm)
    client.get("/countries/")
    token = TOKEN.findall(text(client.get("/countries/")))[0]
    assert builds.call_count == 1
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code == 302
    assert client.get("/workspace/").status_code == 302


def test_what_asks_who_somebody_is_is_that_persons_alone(cast: Any) -> None:
    person = cast.focal_vnm
    with noting(person):
        assert person.is_authenticated
        assert person.country.iso3 == "VNM"
        assert person.role
        audience_of(person)
    assert not was_asked(person)
    for ask in (lambda: person.pk, lambda: str(person), lambda: person == cast.focal_tha, lambda: person.email):
        with noting(person):
            ask()
        assert was_asked(person)
    assert type(person).__name__ == "User"


def test_the_browser_keeps_what_has_not_changed(builds: Any) -> None:
    first = Client().get("/countries/")
    again = Client().get("/countries/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    # The scripts of the page that the browser has carry the nonce of then: its policy stays with it.
    assert "Content-Security-Policy" not in again
    Country.objects.filter(iso3="VNM").update(name="Việt Nam")
    changed = Client().get("/countries/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_one_persons_page_is_not_taken_for_anothers(cast: Any, as_person: Any) -> None:
    first = as_person(cast.viewer_vnm).get("/countries/")
    other = UserFactory(viewer=True, country=cast.viewer_vnm.country, email="second@example.org")
    assert as_person(other).get("/countries/", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert as_person(cast.viewer_vnm).get("/countries/", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("accepts", "is_compressed"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0, br", False),
    ],
)
def test_answers_are_compressed_where_that_can_be_read(accepts: str, is_compressed: bool, builds: Any) -> None:
    for _ in range(2):
        answer = Client().get("/countries/", headers={"Accept-Encoding": accepts})
        assert (answer.get("Content-Encoding") == "gzip") is is_compressed
        assert "</html>" in text(answer)
        assert "Accept-Encoding" in answer["Vary"]


def test_another_day_another_page(builds: Any) -> None:
    Client().get("/countries/")
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    with mock.patch.object(keys.timezone, "localdate", return_value=tomorrow):
        Client().get("/countries/")
    assert builds.call_count == 2


def test_each_part_of_a_page_and_each_filter_is_another(builds: Any) -> None:
    whole = text(Client().get("/needs/"))
    part = text(Client().get("/needs/", headers={"HX-Request": "true", "HX-Target": "need-results"}))
    assert "</html>" in whole
    assert "</html>" not in part
    assert text(Client().get("/needs/?q=zzz")) != whole
    assert text(Client().get("/needs/")) == whole or NONCE.sub("", text(Client().get("/needs/"))) == NONCE.sub(
        "", whole
    )


def test_what_is_told_once_is_told_once(cast: Any, as_person: Any) -> None:
    client = as_person(cast.viewer_vnm)
    client.get("/countries/")
    other = as_person(cast.viewer_vnm)
    other.cookies["messages"] = ""
    assert "</html>" in text(other.get("/countries/"))


def test_a_page_that_reads_what_has_no_version_is_built_each_time(cast: Any, as_person: Any) -> None:
    client = as_person(cast.focal_vnm)
    client.get("/workspace/")
    assert "ETag" not in client.get("/workspace/")


def test_what_holds_a_token_or_that_nobody_may_keep_is_built_each_time(cast: Any) -> None:
    """A person's sessions have a token each: that of one opens no form of another."""
    browsers = [Client(), Client()]
    tokens = []
    for browser in browsers:
        browser.force_login(cast.focal_vnm)
        # The first page with a form gives the browser its secret.
        browser.get("/countries/VNM/")
        answers = [browser.get("/unsaved/token/") for _ in range(2)]
        assert not any("ETag" in answer for answer in answers)
        tokens.append(answers[1].json()["token"])
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = browsers[1].cookies
    told = [careful.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code for token in tokens]
    assert told == [403, 302]
    # Of an answer that nobody may keep none is kept here either.
    browsers[0].get("/account/")
    assert "ETag" not in browsers[0].get("/account/")


def test_without_room_every_page_is_built(builds: Any) -> None:
    with mock.patch.object(middleware, "IS_ON", False):
        Client().get("/countries/")
        answer = Client().get("/countries/")
    assert builds.call_count == 2
    assert "ETag" not in answer


def test_memory_keeps_what_was_used_last() -> None:
    def entry(size: int) -> Entry:
        return Entry((), (), "", {}, {}, Body((b"x" * size,), (), ()), "")

    kept = PageStore(100)
    kept.put("a", entry(40))
    kept.put("b", entry(40))
    kept.get("a")
    kept.put("c", entry(40))
    assert [name for name in "abc" if kept.get(name)] == ["a", "c"]
    kept.put("a", entry(101))
    assert kept.get("a") is None
    assert kept._size == 40


def test_the_shared_cache_is_asked_where_memory_knows_nothing(builds: Any, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test-pages"},
    }
    Client().get("/countries/")
    store.clear()
    Client().get("/countries/")
    assert builds.call_count == 1
    store.clear()
    with mock.patch.object(building, "get_shared", return_value=None):
        Client().get("/countries/")
    assert builds.call_count == 2


def test_a_shared_cache_that_is_away_only_costs_time(builds: Any, settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": "tests.core.page_cache.test_built_pages.Nowhere"}}
    for _ in range(2):
        assert Client().get("/countries/").status_code == 200
        store.clear()
    assert builds.call_count == 2


class Nowhere:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise OSError("nobody there")


def test_a_short_file_that_is_sent_row_by_row_is_built_once_and_keeps_its_policy(cast: Any) -> None:
    ProgrammeFactory(title="Rangers", disclosure="public", iati_identifier="XX-1-2", owner=cast.editor_wcs.organisation)
    with mock.patch.object(out, "opening", wraps=out.opening) as opening:
        first, second = Client().get("/data/programmes.xml"), Client().get("/data/programmes.xml")
        again = Client().get("/data/programmes.xml", headers={"If-None-Match": first["ETag"]})
    assert opening.call_count == 1
    assert "Rangers" in text(second)
    assert again.status_code == 304
    # Another process builds it at another moment, which makes it no other file; each names the moment when it is sent.
    store.clear()
    with mock.patch.object(building, "moment", return_value="2031-01-02T03:04:05Z"):
        later = [Client().get("/data/programmes.xml"), Client().head("/data/programmes.xml")]
    assert {answer["ETag"] for answer in later} == {first["ETag"]}
    assert 'generated-datetime="2031-01-02T03:04:05Z"' in text(later[0])
    assert re.search(r'generated-datetime="20\d\d-\d\d-\d\dT[\d:]+Z"', text(first))
    for answer in (first, second):
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Disposition"].startswith('attachment; filename="programmes-')


def test_a_long_file_is_sent_row_by_row_and_whole(cast: Any) -> None:
    ProgrammeFactory(title="Rangers", disclosure="public", iati_identifier="XX-1-2", owner=cast.editor_wcs.organisation)
    with mock.patch.object(building, "LARGEST", 300):
        answer = Client().get("/data/programmes.xml")
        assert answer.streaming
        content = b"".join(answer.streaming_content)
    assert re.search(rb'generated-datetime="20\d\d-\d\d-\d\dT[\d:]+Z"', content)
    assert b"Rangers" in content
    assert content.endswith(b"</iati-activities>\n") or content.rstrip().endswith(b"</iati-activities>")


def test_a_page_that_is_not_kept_asks_once_whether_figures_are_marked(cast: Any, as_person: Any) -> None:
    client = as_person(cast.viewer_vnm)
    with mock.patch.object(middleware, "IS_ON", False), CaptureQueriesContext(connection) as queries:
        client.get("/countries/VNM/")
    assert sum("core_recount" in query["sql"] for query in queries) == 1
