"""Searching and sorting in queries: each sign of a word stands for itself, and no sort on text goes by code points."""

import pytest
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Value, Window
from django.db.models.functions import Concat, Lower, RowNumber
from hypothesis import given
from hypothesis import strategies as st

from core.folding import folded, sort_key
from core.models import Organisation, Priority
from core.search import holding
from tests.factories.core import OrganisationFactory, PriorityFactory

pytestmark = pytest.mark.django_db

NAMES = [
    "China wildlife fund",
    "CITES secretariat",
    "Economic bureau",
    "eDNA network",
    "Education trust",
    "École verte",
]
IN_ORDER = [
    "China wildlife fund",
    "CITES secretariat",
    "École verte",
    "Economic bureau",
    "eDNA network",
    "Education trust",
]


@pytest.fixture
def organisations():
    for name in NAMES:
        OrganisationFactory(name=name, acronym="")
    return Organisation.objects.filter(name__in=NAMES)


@pytest.mark.parametrize(
    ("written", "typed", "is_found"),
    [
        ("Sở Kiểm lâm Nghệ An", "kiem lam nghe", True),
        ("So Kiem lam Nghe An", "Kiểm Lâm", True),
        ("Wild\u200blife Trust", "wildlife", True),
        ("Wildlife Trust", "wild\u00adlife", True),
        ("People’s Trust", "people's", True),
        ("Trust of 50% owners", "50%", True),
        ("Trust of 50 owners", "50%", False),
        ("Trust_of owners", "t_o", True),
        ("Trust of owners", "t_o", False),
        ("Trust\\of owners", "t\\o", True),
        ("Trust of owners", "\\", False),
        ("Trust of owners", "％", False),
        ("Trust of owners", "owners trust", True),
        ("Trust of owners", "owners bank", False),
        ("Trust of owners", "\u200b", True),  # nothing is asked
    ],
)
def test_a_row_is_found_by_the_words_it_holds(written, typed, is_found):
    row = OrganisationFactory(name=written, acronym="")
    assert Organisation.objects.filter(holding(typed, "name", "acronym"), pk=row.pk).exists() == is_found


def test_each_word_may_stand_in_another_column():
    row = OrganisationFactory(name="Wildlife Trust", acronym="WT", note="Hà Nội")
    assert Organisation.objects.filter(holding("ha wt trust", "name", "acronym", "note")).get() == row


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20))
def test_whatever_is_written_is_found_by_itself(name):
    row = PriorityFactory()
    Priority.objects.filter(pk=row.pk).update(definition=name)
    assert Priority.objects.filter(holding(name, "definition"), pk=row.pk).exists()
    Priority.objects.filter(pk=row.pk).update(definition="")
    assert Priority.objects.filter(holding(name, "definition"), pk=row.pk).exists() == (not folded(name))


@pytest.mark.parametrize(
    "ordered",
    [
        lambda rows: rows.order_by("name").values_list("name", flat=True),
        lambda rows: rows.order_by("name", "pk").values_list("name", flat=True),
        lambda rows: [row.name for row in rows.order_by(F("name").asc(nulls_last=True))],
        lambda rows: [row.name for row in rows],  # by the ordering of the model
        lambda rows: [row.name for row in rows.order_by(Concat(Value(""), "name"))],
        lambda rows: [row.name for row in rows.annotate(called=F("name")).order_by("called")],
        lambda rows: [row["called"] for row in rows.values(called=F("name")).order_by("called")],
        lambda rows: [row.name for row in rows.distinct().order_by("name")],
        lambda rows: [row.name for row in rows.order_by("name").reverse()][::-1],
        lambda rows: rows.aggregate(names=ArrayAgg("name", order_by=["name"]))["names"],
        lambda rows: rows.aggregate(names=ArrayAgg("name", order_by=[F("name").desc()]))["names"][::-1],
        lambda rows: [row.name for row in rows.order_by(Lower("name"))],
        lambda rows: [row.name for row in rows.annotate(n=Window(RowNumber(), order_by="name")).order_by("n")],
    ],
)
def test_every_way_to_sort_on_text_goes_by_the_alphabet(organisations, ordered):
    assert list(ordered(organisations)) == IN_ORDER == sorted(NAMES, key=sort_key)


def test_a_sort_on_numbers_and_days_is_left_alone():
    assert "core_sort_key" not in str(Organisation.objects.order_by("pk", "is_active", "source_date").query)
