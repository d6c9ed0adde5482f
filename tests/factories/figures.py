"""Factories of what stored figures and built pages keep beside the rows."""

import factory
from django.utils import timezone

from core.figures.models import FigureCheck, Recount
from core.page_cache.models import TableChange


class FigureCheckFactory(factory.django.DjangoModelFactory):
    """A night's check that found nothing."""

    class Meta:
        model = FigureCheck

    figure = "need-coverage"
    checked_at = factory.LazyFunction(timezone.now)
    n_checked = 10
    n_differed = 0


class RecountFactory(factory.django.DjangoModelFactory):
    """A mark that somebody else's transaction left."""

    class Meta:
        model = Recount

    figure = "need-coverage"
    key = 1
    transaction = 1


class TableChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TableChange

    table = "core_country"
    mark = factory.Sequence(lambda n: n + 1)
