"""How countries and needs stand in addresses: in either case, and written in capitals."""

from django.urls import register_converter


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


register_converter(Iso3Converter, "iso3")
register_converter(NeedCodeConverter, "need")
