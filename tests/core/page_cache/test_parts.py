"""Parts of pages: made anew when a row changes that they show, never shown to somebody else, each sound by itself."""

from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory

from core.models import Country, Priority
from core.page_cache import audience
from core.page_cache.parts import Kept, PartStore, kept_rows, part_of_page, parts, rows
from core.page_cache.recording import Building, building_now, is_built, kept_attribute
from core.page_cache.store import store
from core.page_cache.versions import read_versions
from core.reference_rows import countries, country_of, priorities
from tests.factories.core import UserFactory
from tests.partners.world import make_need

pytestmark = pytest.mark.django_db


class Page:
    """A page that is built for somebody, part by part. `made` counts how often each part was."""

    def __init__(self, user: Any) -> None:
        self.request: Any = RequestFactory().get("/page/")
        self.request.user = user
        self.made: list[str] = []

    def built(self, **makes: Any) -> list[str]:
        """Build it: the texts of its parts."""
        building = Building(read_versions().versions, self.request.user)
        with connection.execute_wrapper(building), audience.noting(self.request.user), is_built(building):
            texts = [part_of_page(self.request, name, self._counted(name, make)) for name, make in makes.items()]
            self.whole = building.whole()
        return texts

    def _counted(self, name: str, make: Any) -> Any:
        def counted() -> str:
            self.made.append(name)
            return str(make())

        return counted


def names_of(model: Any) -> Any:
    return lambda: ", ".join(model.objects.values_list("name", flat=True)[:2])


def test_only_what_shows_a_change_is_made_anew(cast: Any) -> None:
    page = Page(cast.public)
    first = page.built(states=names_of(Country), priorities=names_of(Priority))
    assert page.built(states=names_of(Country), priorities=names_of(Priority)) == first
    assert page.made == ["states", "priorities"]
    Country.objects.filter(iso3="THA").update(name="Elsewhere")
    changed = page.built(states=names_of(Country), priorities=names_of(Priority))
    assert page.made == ["states", "priorities", "states"]
    assert changed[0].startswith("Elsewhere")
    assert changed[1] == first[1]


def test_the_page_is_made_from_what_its_parts_are(cast: Any) -> None:
    page = Page(cast.public)
    for _ in range(2):
        page.built(states=names_of(Country), priorities=names_of(Priority))
        assert page.whole.tables == {"core_country", "core_priority"}


def test_what_is_read_outside_of_parts_counts_for_those_behind_it(cast: Any) -> None:
    page = Page(cast.public)

    def build() -> str:
        building = Building(read_versions().versions, cast.public)
        with connection.execute_wrapper(building), is_built(building):
            name = Country.objects.get(iso3="THA").name
            return part_of_page(page.request, "head", lambda: f"<h1>{name}</h1>")

    assert build() == build()
    Country.objects.filter(iso3="THA").update(name="Elsewhere")
    assert build() == "<h1>Elsewhere</h1>"


def test_a_value_of_several_parts_counts_for_each(cast: Any) -> None:
    class Shown:
        @kept_attribute
        def name(self) -> str:
            return Country.objects.get(iso3="THA").name

    page = Page(cast.public)

    def build() -> list[str]:
        shown = Shown()
        return page.built(head=lambda: shown.name, foot=lambda: f"({shown.name})")

    build()
    Country.objects.filter(iso3="THA").update(name="Elsewhere")
    assert build() == ["Elsewhere", "(Elsewhere)"]


def test_a_part_that_asks_who_somebody_is_is_theirs_alone(cast: Any) -> None:
    second = UserFactory(viewer=True, country=cast.viewer_vnm.country, email="second@example.org")
    for person in (cast.viewer_vnm, second, cast.viewer_vnm, second):
        page = Page(person)
        assert page.built(greeting=lambda person=person: person.email, role=lambda person=person: person.role) == [
            person.email,
            "country_viewer",
        ]
        assert page.whole.is_personal
    # What hangs on the role alone is made once for both of them, what hangs on the person once for each.
    assert sorted(name.split()[-1] for name in parts._kept) == ["greeting", "greeting", "role"]


def test_who_was_asked_for_before_a_part_may_be_shown_in_it(cast: Any) -> None:
    second = UserFactory(viewer=True, country=cast.viewer_vnm.country, email="second@example.org")

    def build(person: Any) -> str:
        request: Any = RequestFactory().get("/page/")
        request.user = person
        building = Building(read_versions().versions, person)
        with audience.noting(person), is_built(building):
            name = person.email
            return part_of_page(request, "greeting", lambda: name)

    assert build(cast.viewer_vnm) == cast.viewer_vnm.email
    assert build(second) == "second@example.org"


def test_what_may_be_given_out_once_only_is_not_kept(cast: Any) -> None:
    page = Page(cast.public)

    def once() -> str:
        building = building_now()
        assert building is not None
        building.current.is_unique = True
        return "token"

    page.built(once=once)
    page.built(once=once)
    assert page.made == ["once", "once"]
    assert page.whole.is_unique


def test_rows_are_asked_for_once_and_are_each_callers_own(cast: Any) -> None:
    page = Page(cast.public)
    page.built(first=lambda: len(countries()), priorities=lambda: len(priorities()))
    with mock.patch.object(Country.objects, "all", side_effect=AssertionError):
        texts = page.built(second=lambda: setattr(countries()[0], "name", "mine"), third=lambda: countries()[0].name)
    assert texts[1] not in ("mine", "")


def test_rows_that_changed_are_asked_for_again(cast: Any) -> None:
    page = Page(cast.public)
    page.built(first=lambda: country_of("VNM"))
    Country.objects.filter(iso3="VNM").update(name="Việt Nam")
    assert page.built(second=lambda: country_of("VNM")) == ["Việt Nam"]
    assert country_of("XXX") is None


def test_rows_of_one_person_are_not_kept(cast: Any) -> None:
    page = Page(cast.viewer_vnm)
    page.built(first=lambda: kept_rows("mine", lambda: cast.viewer_vnm.email))
    assert not rows._kept


def test_outside_of_pages_nothing_is_kept(cast: Any) -> None:
    assert building_now() is None
    assert part_of_page(HttpRequest(), "x", lambda: "y") == "y"
    assert [one.iso3 for one in countries()] == list(Country.objects.values_list("iso3", flat=True))
    assert not parts._kept
    assert not rows._kept


def test_the_ones_used_last_stay() -> None:
    small = PartStore(10)
    for key in "abc":
        small.put(key, Kept((), (), False, b"1234"))
        small.get("a", {})
    assert list(small._kept) == ["c", "a"]
    small.put("d", Kept((), (), False, b"12345678901"))
    assert not small._kept


def test_the_tag_takes_one_name() -> None:
    with pytest.raises(TemplateSyntaxError, match="one name"):
        Template("{% load parts %}{% kept_part %}x{% endkept_part %}")
    inside = Template("{% load parts %}{% kept_part 'a' %}{% with x=1 %}{{ x }}{% endwith %}{% endkept_part %}{{ x }}")
    assert inside.render(Context()) == "1"


@pytest.mark.parametrize("address", ["/", "/countries/VNM/", "/countries/VNM/report-card/"])
@pytest.mark.parametrize("who", ["public", "focal_vnm", "editor_wcs"])
def test_each_part_reads_all_that_it_shows(cast: Any, as_person: Any, address: str, who: str) -> None:
    """What one part read for another would be missing from the tables of the other: made by itself, it names more."""
    make_need(title="Rangers")
    client = Client() if who == "public" else as_person(getattr(cast, who))
    client.get(address)
    together = dict(parts._kept)
    assert len(together) > 5

    for key, kept in together.items():
        store.clear()
        del parts._kept[key]
        client.get(address)
        assert parts._kept[key] == kept, key
