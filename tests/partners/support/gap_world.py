"""Programmes with known money, for the tests of sums and of the gap map."""

import csv
import datetime
import io
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from core.models import User
from tests.factories.core import (
    CountryFactory,
    OrganisationFactory,
    PriorityFactory,
)
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)

YEAR = timezone.localdate().year
JANUARY, DECEMBER = datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)


def D(value) -> Decimal:
    return Decimal(str(value))


def programme(slug, total, *, currency="USD", rate=None, share=100, by=None, to=None, funders=("gef",), **fields):
    """A programme of this year in a few words; shares by code, None for "not split"."""
    fields = {"starts_on": JANUARY, "ends_on": DECEMBER, "iwt_share": share, **fields}
    row = ProgrammeFactory(slug=slug, total=total, currency=currency if total is not None else "", **fields)
    row.rate_per_usd = rate
    row.rate_on, row.rate_source = (JANUARY, "ECB") if rate else (None, "")
    row.save()
    for iso3, part in (by or {}).items():
        ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3=iso3), share=part)
    for code, part in (to or {}).items():
        ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code=code), share=part)
    for code in funders:
        ProgrammeOrganisationFactory(programme=row, organisation=OrganisationFactory(code=code))
    return row


def client_of(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
