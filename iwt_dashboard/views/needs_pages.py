"""The register of needs and a need with its answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.pages import render_page
from core.permissions import public_page


@public_page
def need_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})


@public_page
def need_detail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})
