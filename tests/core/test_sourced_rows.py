"""What the database asks of rows with a source, whatever writes them."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, transaction

from core.admin.base import ReferenceAdmin
from core.models import Organisation, Priority, Sourced
from core.sourced_rows import bring_in_line
from core.sources import NO_SOURCE, is_all_published
from tests.factories.core import OrganisationFactory, PriorityFactory
from tests.factories.needs import PlanFactory
from tests.factories.roadmap import GoalFactory, ObservationFactory, RegionalGoalFactory

pytestmark = pytest.mark.django_db

SOURCED = [model for model in apps.get_models() if issubclass(model, Sourced)]
# Tables of which not every row comes from a source, with whose word stands there instead.
OWN_WORD = {
    "Organisation": "whoever names a partner in a programme",
    "PlanObjective": "its plan",
    "Action": "its goal",
    "Indicator": "its framework",
    "CountryIndicator": "its country",
    "Engagement": "its country",
    "MechanismSession": "the secretariat, which enters dates",
    "Programme": "its owner, or the file that it came from",
}
TITLES = [
    *("", "  ", "CITES CoP18", NO_SOURCE, "General knowledge, not yet checked", "Worked out by this project"),
    *("The table; in part general knowledge, in doubt", "The table; in part two", "A survey of General knowledge"),
]


def names_of(model):
    return {constraint.name for constraint in model._meta.constraints}


def is_taken(rows, **values):
    """Whether the database takes a change of some rows."""
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize("model", SOURCED, ids=lambda model: model.__name__)
def test_every_table_with_sources_asks_for_them(model):
    table = model._meta.db_table

    assert f"{table}_verified_against" in names_of(model)
    assert (f"{table}_source_named" in names_of(model)) is (model.__name__ not in OWN_WORD)


def test_what_the_administration_asks_for_the_database_asks_for():
    asked = {model.__name__ for model, page in admin.site._registry.items() if isinstance(page, ReferenceAdmin)}

    missing = {model.__name__ for model in SOURCED if f"{model._meta.db_table}_source_named" not in names_of(model)}
    assert asked & missing <= set(OWN_WORD)


@pytest.mark.parametrize("title", TITLES)
def test_nothing_is_verified_but_against_what_was_published(title):
    rows = Organisation.objects.filter(pk=OrganisationFactory(code="wcs").pk)

    assert is_taken(rows, source_title=title, verified=False)
    assert is_taken(rows, source_title=title, verified=True) is is_all_published(title)


@pytest.mark.parametrize("title", TITLES)
def test_a_row_of_reference_data_names_its_source_or_that_it_has_none(title):
    rows = Priority.objects.filter(pk=PriorityFactory(code="LIV").pk)

    assert is_taken(rows, source_title=title) is bool(title.strip())


@pytest.mark.parametrize(
    ("make", "is_asked"),
    [
        (PlanFactory, True),
        (lambda: PlanFactory(is_demo=True), False),
        (RegionalGoalFactory, True),
        (GoalFactory, False),
        (lambda: ObservationFactory(published=True), True),
        (ObservationFactory, False),
    ],
    ids=["plan", "invented plan", "regional goal", "national goal", "published value", "value of a country"],
)
def test_what_is_somebodys_own_word_or_invented_names_none(make, is_asked):
    row = make()

    assert is_taken(type(row)._base_manager.filter(pk=row.pk), source_title="") is not is_asked


def test_rows_from_before_are_brought_in_line_and_nothing_true_is_lost():
    """As the migration does it: the constraints can be made afterwards, and what was sound is as it was."""
    silent, sound = PriorityFactory(code="LIV"), PriorityFactory(code="DEM", source_title="A report", verified=True)
    of_us = PriorityFactory(code="ENF", source_title="Worked out by this project")
    constraints = [one for one in Priority._meta.constraints if one.name.startswith("core_priority_")]
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(Priority, constraint)
    Priority.objects.filter(pk=silent.pk).update(source_title=" ", verified=True)
    Priority.objects.filter(pk=of_us.pk).update(verified=True)

    bring_in_line(Priority, needs_source=True)
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.add_constraint(Priority, constraint)

    found = Priority.objects.values_list("code", "source_title", "verified")
    assert set(found) == {
        ("LIV", NO_SOURCE, False),
        ("DEM", "A report", True),
        ("ENF", "Worked out by this project", False),
    }
    sound.refresh_from_db()
    assert sound.verified
