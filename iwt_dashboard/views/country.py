"""A country in one page, and its report card."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.pages import render_page
from core.permissions import public_page, signed_in_page


@public_page
def country_page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def report_card(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})
