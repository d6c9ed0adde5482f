"""Choosing by name: listed where they are few, typed where they are many, and what is made of what was typed."""

import re

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from core.choosing import MOST_LISTED, NameField, Names
from core.filters import FilterForm
from core.models import Organisation
from core.pages import names_asked_for, render_page
from tests.factories.core import OrganisationFactory

pytestmark = pytest.mark.django_db


class ByName(FilterForm):
    who = NameField(label="Organisation", required=False)


def names():
    rows = Organisation.objects.exclude(code="hidden").order_by("name", "pk")
    return Names(rows, others=("acronym",), beside=[("none", "No funder on record")])


@pytest.fixture
def _many():
    for number in range(MOST_LISTED):
        OrganisationFactory(code=f"o-{number}", name=f"Fund {number:02}", acronym="")
    OrganisationFactory(code="wcs", name="Wildlife Conservation Society", acronym="WCS")
    OrganisationFactory(code="wc-1", name="Wildlife Club", acronym="")
    OrganisationFactory(code="wc-2", name="Wildlife club", acronym="")
    OrganisationFactory(code="nghe", name="Nghệ An Fund", acronym="Fund 07")
    OrganisationFactory(code="hidden", name="Hidden Wildlife", acronym="")


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(
    ("typed", "chosen", "shown", "offered"),
    [
        ("wcs", "wcs", "Wildlife Conservation Society", 0),  # the key, as links have it
        ("WCS", "wcs", "Wildlife Conservation Society", 0),
        ("wildlife  conservation society", "wcs", "Wildlife Conservation Society", 0),
        ("conservation", "wcs", "Wildlife Conservation Society", 0),  # a part of one name only
        ("nghe an", "nghe", "Nghệ An Fund", 0),
        ("none", "none", "No funder on record", 0),
        ("funder on record", "none", "No funder on record", 0),
        ("wildlife", "", "wildlife", 3),
        ("Wildlife Club", "", "Wildlife Club", 2),  # both are called so
        ("Fund 07", "", "Fund 07", 2),  # one by its name, one by its acronym
        ("fund", "", "fund", 13),  # at most twelve rows, and what is beside them
        ("hidden", "", "hidden", 0),
        ("%", "", "%", 0),
        ("\x00'; --", "", "\x00'; --", 0),
        ("", "", "", 0),
    ],
)
def test_what_is_typed_is_understood_or_offered_to_choose_from(typed, chosen, shown, offered):
    form = ByName({"who": typed}, who=names())

    assert form.typed().get("who", "") == chosen
    assert form["who"].value() == shown
    assert len(form.fields["who"].links) == offered
    assert bool(form.left_aside()) == bool(typed and not chosen)
    assert 'list="filter_who-names"' in str(form["who"])
    assert form.in_use() == ({"who": shown} if chosen else {})


@pytest.mark.usefixtures("_many")
def test_a_link_to_one_of_several_keeps_the_rest_of_the_filter_and_chooses_it():
    form = ByName({"who": "Wildlife Club"}, who=names())

    assert form.active() == 0
    assert sorted(form.fields["who"].links) == [("who=wc-1", "Wildlife Club"), ("who=wc-2", "Wildlife club")]


def test_few_are_listed_and_one_that_may_be_named_besides_is_then_among_them():
    OrganisationFactory(code="a", name="A fund")
    OrganisationFactory(code="b", name="B fund")
    rows = Organisation.objects.filter(code="a")
    form = ByName({"who": "b"}, who=Names(rows, known=Organisation.objects.filter(code__in="ab")))

    assert form.typed() == {"who": "b"}
    assert [str(key) for key, _name in form.fields["who"].choices] == ["", "a", "b"]
    assert "<select" in str(form["who"])
    assert ByName({"who": "c"}, who=Names(rows)).left_aside() == ["“c” is no value of the filter “who”."]


@pytest.mark.usefixtures("_many")
def test_names_are_offered_while_somebody_types():
    request = RequestFactory().get("/", {"who": "wildlife c"}, headers={"HX-Request": "true"})
    request.META["HTTP_HX_TARGET"] = "filter_who-names"
    request.htmx = HtmxDetails(request)

    answer = names_asked_for(request, lambda: ByName(request.GET, who=names()))

    offered = re.findall(r'<option value="([^"]+)">', answer.content.decode())
    assert sorted(offered) == ["Wildlife Club", "Wildlife Conservation Society", "Wildlife club"]
    assert "HX-Target" in answer["Vary"]
    request.htmx = HtmxDetails(RequestFactory().get("/"))
    assert names_asked_for(request, lambda: ByName(request.GET, who=names())) is None


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(("typed", "whole"), [("wildlife", True), ("wcs", False)])
def test_a_fragment_that_cannot_ask_again_gives_way_to_the_page(typed, whole):
    request = RequestFactory().get("/needs/", {"who": typed}, headers={"HX-Request": "true", "HX-Target": "results"})
    request.htmx = HtmxDetails(request)

    form = ByName(request.GET, who=names())
    fragments = {"results": "components/_offered_names.html"}
    answer = render_page(request, "needs/need_list.html", {"form": form}, fragments=fragments)

    assert answer.get("HX-Redirect", "") == (f"/needs/?who={typed}" if whole else "")
