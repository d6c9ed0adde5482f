"""Pages of roadmap."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.pages import render_page
from core.permissions import public_page, signed_in_page


@public_page
def index(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """To be written."""
    return render_page(request, "base.html", {})

