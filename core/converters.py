"""How countries and needs stand in addresses: in either case, and written in capitals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import register_converter, reverse

from core.clearance.permissions import View


class _CodeConverter:
    def to_python(self, value: str) -> str:
        return value  # as typed: the page decides on the redirect to capitals

    def to_url(self, value: str) -> str:
        return value.upper()


class Iso3Converter(_CodeConverter):
    """A country by its ISO3 code."""

    regex = "[A-Za-z]{3}"


class NeedCodeConverter(_CodeConverter):
    """A need by its code, such as VNM-014."""

    regex = "[A-Za-z]{3}-[0-9]{3,6}"


def capitals(part: str) -> Callable[[View], View]:
    """Send a reader of /needs/vnm-014/… to /needs/VNM-014/…: one page, one address. `part` is the code's name in it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def redirecting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            code = kwargs[part]
            if code != code.upper() and request.method in {"GET", "HEAD"} and request.resolver_match:
                address = reverse(request.resolver_match.view_name, kwargs={**kwargs, part: code.upper()})
                query = request.META.get("QUERY_STRING", "")
                return redirect(f"{address}?{query}" if query else address, permanent=True)
            return view(request, *args, **kwargs)

        return redirecting

    return decorate


register_converter(Iso3Converter, "iso3")
register_converter(NeedCodeConverter, "need")
