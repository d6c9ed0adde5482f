"""The pages for what went wrong: plain words, the same look, nothing of the inside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The visitor's role may not do this."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none that this visitor may know of: the answer is the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed here; the page needs neither database nor context."""
    return render(request, "500.html", {"plain": True}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token was missing or old: say how to go on without losing the text."""
    context: dict[str, Any] = {}
    return render(request, "403_csrf.html", context, status=403)
