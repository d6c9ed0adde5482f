"""Filters of lists: what narrows them, how that is said, and that nonsense narrows nothing."""

from typing import ClassVar

import pytest
from django import forms
from django.http import QueryDict

from core.filters import FilterForm, NoFilter, any_of
from core.form_fields import TextField

COUNTRIES = [("KHM", "Cambodia"), ("VNM", "Viet Nam")]


class ListFilter(FilterForm):
    """A filter with a field of each kind that filters have."""

    q = TextField(label="Text", required=False, max_length=5)
    country = forms.ChoiceField(label="Country", required=False)
    year = forms.TypedChoiceField(
        label="Year", required=False, coerce=int, empty_value=None, choices=any_of([(2026, "2026"), (2027, "In 2027")])
    )
    is_mine = forms.BooleanField(label="Only mine", required=False)


def bound(query: str) -> ListFilter:
    return ListFilter(QueryDict(query), country=COUNTRIES)


def test_choices_of_a_field_that_may_be_left_open_begin_with_all():
    assert [(value, str(label)) for value, label in any_of(COUNTRIES)] == [("", "All"), *COUNTRIES]
    assert [value for value, _label in any_of(iter(()))] == [""]


def test_choices_that_are_known_only_now_are_offered_and_may_be_left_open():
    assert [value for value, _label in bound("").fields["country"].choices] == ["", "KHM", "VNM"]


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        ("", {}),
        ("q=&country=&year=&is_mine=", {}),
        ("q=snare", {"q": "snare"}),
        ("q=snares", {}),  # one character too long
        ("q=++", {}),
        ("q=+ivory+", {"q": "ivory"}),
        ("q=a%00b", {"q": "ab"}),
        ("country=VNM", {"country": "VNM"}),
        ("country=vnm", {}),
        ("country=KHM&country=VNM", {"country": "VNM"}),
        ("country=ATLANTIS&q=ivory", {"q": "ivory"}),
        ("year=2027", {"year": 2027}),
        ("year=2028", {}),
        ("year=two", {}),
        ("is_mine=on", {"is_mine": True}),
        ("is_mine=false", {}),
        ("unknown=1", {}),
        ("is_mine=1&year=2026&country=KHM&q=a", {"q": "a", "country": "KHM", "year": 2026, "is_mine": True}),
    ],
)
def test_what_is_understood_narrows_the_list_and_nothing_else(query, typed):
    form = bound(query)

    assert form.typed() == typed
    assert form.active() == len(typed)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("country=VNM", [("Country", "Viet Nam")]),
        ("q=VNM", [("Text", "VNM")]),
        ("year=2027", [("Year", "In 2027")]),
        ("year=2027&q=a", [("Text", "a"), ("Year", "In 2027")]),  # in the order of the fields
        ("country=ATLANTIS&year=2028", []),
    ],
)
def test_a_filter_in_words(query, words):
    form = bound(query)

    assert form.words() == words
    assert list(form.in_use().values()) == [said for _label, said in words]


def test_a_filter_in_use_is_told_by_the_names_of_its_fields():
    assert bound("country=KHM&q=a&year=9").in_use() == {"q": "a", "country": "Cambodia"}


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", ""),
        ("country=ATLANTIS&more=1", ""),
        ("country=VNM&q=a", "q=a&country=VNM"),
        ("q=%26%3D%23+%C3%A4", "q=%26%3D%23+%C3%A4"),
        ("is_mine=on&year=2026", "year=2026&is_mine=True"),
    ],
)
def test_an_address_holds_what_narrows_the_list(query, address):
    assert bound(query).address() == address


@pytest.mark.parametrize("query", ["q=%26%3D%23", "country=KHM&year=2026&is_mine=on", "q=%2B+%25&country=VNM"])
def test_the_address_of_a_filter_gives_the_same_filter(query):
    assert bound(bound(query).address()).typed() == bound(query).typed()


def test_ids_do_not_meet_those_of_other_forms_on_the_page():
    assert bound("")["country"].id_for_label == "filter_country"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", []),
        ("q=&country=&page=3", []),
        ("country=VNM&q=ivory&year=2027&is_mine=on", []),
        ("utm_source=news&fbclid=1", []),
        ("page=last", ["“last” is no value of the filter “page”."]),
        ("page=-1", ["“-1” is no value of the filter “page”."]),
        ("country=VN", ["“VN” is no value of the filter “country”."]),
        ("country=vnm", ["“vnm” is no value of the filter “country”."]),
        ("contry=VNM", ["There is no filter “contry”."]),
        ("contry=", ["There is no filter “contry”."]),
        ("q=snares", ["“snares” is no value of the filter “q”."]),
        ("country=KHM&country=VNM", ["The filter “country” takes one value; the address names several."]),
        ("country=VNM&country=", ["The filter “country” takes one value; the address names several."]),
        ("country=VNM&country=VNM", []),
        ("year=two&other=1", ["“two” is no value of the filter “year”.", "There is no filter “other”."]),
    ],
)
def test_what_is_left_aside_is_said(query, said):
    assert bound(query).left_aside() == said


def test_the_address_of_a_file_holds_no_page():
    assert bound("page=2").left_aside() == []
    assert bound("page=2").left_aside(of_a_page=False) == ["There is no filter “page”."]
    assert bound("utm_id=2").left_aside(of_a_page=False) == ["There is no filter “utm_id”."]


def test_a_page_without_a_filter_knows_the_names_that_it_takes():
    asked = NoFilter(QueryDict("page=2&unsaved=a&next=/&key=b&other=yes&more=1"), "other")

    assert asked.left_aside() == ["There is no filter “more”."]


class Lines(ListFilter):
    """A filter whose page shows one of two lists."""

    beside = ListFilter.beside | {"lines"}
    beside_values: ClassVar = {"lines": ["left-out"]}


@pytest.mark.parametrize(("value", "n"), [("left-out", 0), ("", 0), ("left-in", 1)])
def test_what_stands_besides_a_filter_may_take_a_few_values_alone(value, n):
    assert len(Lines(QueryDict(f"lines={value}"), country=COUNTRIES).left_aside()) == n


def test_a_wrong_value_is_a_fault_of_the_address_and_not_said_at_the_field():
    form = bound("country=VN")

    assert form.left_aside() == ["“VN” is no value of the filter “country”."]
    assert (form.errors, form["country"].errors) == ({}, [])
