"""Help, method, roles."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.pages import render_page
from core.permissions import public_page, signed_in_page


@public_page
def help_index(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def roles(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def method(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def glossary(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def healthz(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def styleguide(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})
