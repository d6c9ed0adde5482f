"""No order is left to chance: whatever is sorted, rows that are alike in it stand in the order of their keys."""

import pytest
from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Count

from core.models import Organisation, User
from partners.coordination.models.mechanisms import Mechanism
from tests.factories.partners import MechanismFactory

pytestmark = pytest.mark.django_db

KEY, KEY_BACKWARDS = '"core_organisation"."id" ASC', '"core_organisation"."id" DESC'


@pytest.fixture
def alike():
    """Seven mechanisms of one name, lying in the table in another order than that of their keys."""
    keys = [MechanismFactory(code=f"one-{n}", name="Working Group", position=1).pk for n in range(7)]
    # Whoever is written anew moves behind the others.
    for key in (keys[3], keys[0], keys[5]):
        Mechanism.objects.filter(pk=key).update(description="Met in May.")
    return keys


def test_rows_that_are_alike_stand_in_the_order_of_their_keys(alike):
    rows = Mechanism.objects.filter(pk__in=alike)

    assert [row.pk for row in rows] == alike
    assert [row.pk for row in rows.order_by("name")] == alike
    assert [row.pk for row in rows.order_by("-position", "name")] == alike
    assert [row.pk for row in rows.reverse()] == alike[::-1]
    assert (rows.first().pk, rows.last().pk) == (alike[0], alike[-1])
    assert [row.pk for row in rows.annotate(n=Count("engagements")).order_by("n")] == alike


def test_every_row_stands_on_one_page(alike):
    pages = Paginator(Mechanism.objects.filter(pk__in=alike).order_by("position"), 2)

    assert [row.pk for number in pages.page_range for row in pages.page(number)] == alike


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        (lambda: Organisation.objects.order_by("pk"), f"ORDER BY {KEY}"),
        (lambda: Organisation.objects.order_by("-pk"), f"ORDER BY {KEY_BACKWARDS}"),
        (lambda: Organisation.objects.order_by("name").distinct(), KEY),
        (lambda: Organisation.objects.order_by("name").values("name"), KEY),
        (lambda: Organisation.objects.order_by("name").distinct("name"), KEY),
        (lambda: Organisation.objects.order_by("pk").values_list("pk", "name"), "ORDER BY 1 ASC"),
        # Rows without a key, or without an order.
        (lambda: Organisation.objects.order_by("name").values("name").distinct(), "ORDER BY 1 ASC"),
        (lambda: Organisation.objects.values("iati_type").annotate(n=Count("pk")).order_by("n"), "ORDER BY 2 ASC"),
        (lambda: Organisation.objects.order_by("?"), "RANDOM() ASC"),
        (Organisation.objects.order_by, '"core_organisation"'),
    ],
)
def test_the_key_comes_last_where_rows_have_one(rows, end):
    assert str(rows().query).endswith(end)


def test_the_own_order_of_every_table_ends_with_its_key():
    """Also where it is sorted by what a row belongs to, whose own order may leave rows alike."""
    sorted_tables = [model for model in apps.get_models() if model._meta.ordering]
    key = '"{}"."{}" {}'
    wrong = [
        model._meta.label
        for model in sorted_tables
        if not str(model._base_manager.all().query).endswith(
            tuple(key.format(model._meta.db_table, model._meta.pk.column, way) for way in ("ASC", "DESC"))
        )
    ]

    assert len(sorted_tables) > 50
    assert wrong == []
    assert User in sorted_tables
