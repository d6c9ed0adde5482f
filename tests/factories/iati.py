"""Factories of what partners publish: imports of files, records beside programmes, published rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from partners.iati.choices import PlaceKind, RelationType, TransactionType
from partners.iati.models import (
    IatiImport,
    IatiImportRow,
    IatiRecord,
    ImportOutcome,
    ImportState,
    LeftOutRelation,
    ProgrammeBudget,
    ProgrammePlace,
    ProgrammeRelation,
    ProgrammeSector,
    ProgrammeTransaction,
)
from tests.factories.core import OrganisationFactory
from tests.factories.partners import ProgrammeFactory


class IatiImportFactory(factory.django.DjangoModelFactory):
    """A file of WCS that has been read and waits to be confirmed."""

    class Meta:
        model = IatiImport

    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    file_name = "programmes.xml"
    size = 1000
    state = ImportState.PREVIEW
    total = 1
    done = 1


class IatiImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IatiImportRow

    of_import = factory.SubFactory(IatiImportFactory)
    position = factory.Sequence(lambda n: n + 1)
    identifier = factory.LazyAttribute(lambda o: f"XX-1-{o.position}")
    title = "Against wildlife trafficking"
    line = 3
    outcome = ImportOutcome.NEW


class IatiRecordFactory(factory.django.DjangoModelFactory):
    """What the publisher of a programme last said: only its title."""

    class Meta:
        model = IatiRecord

    programme = factory.SubFactory(ProgrammeFactory)
    identifier = factory.LazyAttribute(lambda o: f"XX-1-{o.programme.slug}")
    reporting_ref = "XX-1"
    reporting_name = "A publisher"
    values = factory.LazyAttribute(lambda o: {"title": o.programme.title})
    content_hash = "0" * 64
    imported_at = datetime(2026, 3, 1, tzinfo=UTC)


class ProgrammeBudgetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeBudget

    programme = factory.SubFactory(ProgrammeFactory)
    starts_on = date(2025, 1, 1)
    ends_on = date(2025, 12, 31)
    value = Decimal(1000)
    currency = "USD"
    value_on = date(2025, 1, 1)


class ProgrammeTransactionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeTransaction

    programme = factory.SubFactory(ProgrammeFactory)
    kind = TransactionType.DISBURSEMENT
    happened_on = date(2025, 3, 1)
    value = Decimal(100)
    currency = "USD"
    value_on = date(2025, 3, 1)


class ProgrammeSectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeSector

    programme = factory.SubFactory(ProgrammeFactory)
    code = "41030"


class ProgrammePlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammePlace

    programme = factory.SubFactory(ProgrammeFactory)
    kind = PlaceKind.COUNTRY
    code = "VN"


class ProgrammeRelationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeRelation

    programme = factory.SubFactory(ProgrammeFactory)
    kind = RelationType.PARENT
    identifier = "XX-0"


class LeftOutRelationFactory(factory.django.DjangoModelFactory):
    """An activity that is not here and is a part of one that may be."""

    class Meta:
        model = LeftOutRelation

    identifier = factory.Sequence(lambda number: f"XX-LEFT-{number}")
    kind = RelationType.PARENT
    other = "XX-LARGER"
