"""Page or fragment: the one decision."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from core.pages import page_of, querystring_without_page, render_page

FRAGMENTS = {"line": "components/_breadcrumbs.html"}


def answer(**headers):
    request = RequestFactory().get("/", headers=headers)
    return HtmxMiddleware(
        lambda request: render_page(request, "iwt_dashboard/method/glossary.html", {}, fragments=FRAGMENTS)
    )(request)


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        ({}, True),
        ({"HX-Request": "true", "HX-Target": "line"}, False),
        ({"HX-Request": "true", "HX-Target": "made-up"}, True),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Target": "line", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-Target": "line", "HX-History-Restore-Request": "true"}, True),
        ({"HX-Target": "line"}, True),
    ],
)
def test_page_or_fragment(db, headers, is_page):
    response = answer(**headers)

    assert (b"<html" in response.content) is is_page
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response["Vary"].split(",")}


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("2", 2), ("99", 3), ("-1", 3), ("abc", 1), ("9" * 30, 3)])
def test_a_page_that_does_not_exist_falls_back(asked, number):
    assert page_of(list(range(60)), QueryDict(f"page={asked}")).number == number


def test_the_filter_stays_when_the_page_changes():
    assert querystring_without_page(QueryDict("country=VNM&page=3&q=a+b")) == "country=VNM&q=a+b"
