"""When the demonstration is loaded, when it is refused, and that the same day gives the same rows."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from core.models import Country, User
from needs.models import Need
from roadmap.models import Commitment, Observation
from tests.factories.core import UserFactory
from tests.iwt_dashboard.demo_data.demonstration_rows import check, demo_rows
from tests.removal import remove

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def load(**options):
    out = StringIO()
    call_command("load_demo", today=TODAY, stdout=out, **options)
    return out.getvalue()


def test_loading_twice_changes_nothing(reference, db):
    load()
    before = Counter(type(row).__name__ for row in demo_rows())
    assert "already" in load()
    assert Counter(type(row).__name__ for row in demo_rows()) == before


def test_the_same_day_gives_the_same_rows(reference, db):
    def snapshot():
        needs = list(
            Need.objects.order_by("code").values("code", "title", "statement", "state", "amount_sought", "cleared_at")
        )
        values = list(
            Observation.objects.filter(is_demo=True)
            .order_by("country__iso3", "country_indicator__indicator__code", "period_end", "state", "superseded_at")
            .values_list("country__iso3", "period_end", "value", "numerator", "denominator", "state", "submitted_at")
        )
        return needs, values

    with transaction.atomic():
        load()
        first = snapshot()
        transaction.set_rollback(True)
    load()
    assert snapshot() == first


def test_refuses_beside_real_entries(reference, db):
    UserFactory(focal=True, country=Country.objects.get(iso3="VNM"), email="real@example.com")
    with pytest.raises(CommandError, match="1 people"):
        load()
    assert not Need.objects.exists()


def test_refuses_without_reference_data(reference, db):
    for commitment in Commitment.objects.all():
        remove(commitment)
    with pytest.raises(CommandError, match="load_reference"):
        load()
    assert not User.objects.exists()


def test_refuses_outside_demonstration_mode(reference, db, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="IWT_DEMO"):
        load()
    assert not User.objects.exists()


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_it_loads_on_awkward_days(reference, db, today):
    call_command("load_demo", today=today, verbosity=0)
    for row in demo_rows():
        check(row)
    assert not Need.objects.filter(cleared_at__date__gt=today).exists()
