"""How countries and needs stand in addresses."""

from django.urls import register_converter


class Iso3Converter:
    """A country by its ISO3 code, in either case; pages redirect to capitals."""

    regex = "[A-Za-z]{3}"

    def to_python(self, value: str) -> str:
        """Keep the code as typed: the page decides on the redirect."""
        return value

    def to_url(self, value: str) -> str:
        """Addresses are written in capitals."""
        return value.upper()


class NeedCodeConverter:
    """A need by its code, such as VNM-014."""

    regex = "[A-Za-z]{3}-[0-9]{3,6}"

    def to_python(self, value: str) -> str:
        """Keep the code as typed: the page decides on the redirect."""
        return value

    def to_url(self, value: str) -> str:
        """Addresses are written in capitals."""
        return value.upper()


def register() -> None:
    """Make the converters known; called once by the table of contents of the site."""
    register_converter(Iso3Converter, "iso3")
    register_converter(NeedCodeConverter, "need")


register()
