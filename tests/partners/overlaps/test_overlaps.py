"""Finding programmes that look alike, and what people decide of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from partners.overlaps.actions import decisions
from partners.overlaps.actions.decisions import Compared, compare_again, compare_due
from partners.overlaps.candidates import MOST, alike
from partners.overlaps.models import OverlapDecisionKind, OverlapDue, OverlapPair
from partners.overlaps.queries.overlaps import (
    OverlapFilter,
    overlap_page,
)
from partners.overlaps.rules import OverlapGrade
from partners.programmes.models.programmes import Programme
from tests.factories.core import OrganisationFactory
from tests.partners.overlaps.overlap_world import TITLE, organisation, programme

pytestmark = pytest.mark.django_db
KIND = OverlapDecisionKind


def values(pairs):
    return [tuple(getattr(pair, name) for name in decisions._COLUMNS[:7]) for pair in pairs]


def grades(row):
    return [pair.grade for pair in alike([row.pk]).pairs]


def shown(viewer, **wanted):
    return [(one.first.pk, one.second.pk) for one, _why in overlap_page(viewer, OverlapFilter(**wanted), 1).object_list]


# --- finding -----------------------------------------------------------------------------------------


def test_the_same_title_state_priority_and_time_is_likely_the_same():
    one, _other = programme(), programme(TITLE.upper(), owner="traffic")

    assert grades(one) == [OverlapGrade.LIKELY_SAME]


@pytest.mark.parametrize(
    "other",
    [
        {"places": ("THA",)},
        {"priorities": ("LIV",)},
        {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1)},
        {"iwt_relevance": "not_iwt"},
        {"title": "Alternative income for fishing villages"},
    ],
)
def test_a_stated_difference_settles_it(other):
    one = programme(owner="traffic")
    programme(**other)

    assert grades(one) == []


def test_the_same_implementer_under_another_title_works_in_the_same_field():
    one = programme("Rangers for the Annamites", carriers=("env",))
    programme("Detection dogs at ports", owner="traffic", carriers=("env",))

    assert grades(one) == [OverlapGrade.SAME_FIELD]


def test_implementers_of_like_names_are_told():
    variant = OrganisationFactory(code="env-2", name="Education for Nature - Vietnam (ENV)")
    one = programme("Rangers for the Annamites", carriers=("env",))
    programme("Detection dogs at ports", owner="traffic").participations.create(organisation=variant, role="4")

    (found,) = alike([one.pk]).pairs

    assert found.grade is OverlapGrade.SAME_FIELD
    assert 0.7 <= found.implementer_likeness < 1


@pytest.mark.parametrize("variant", ["gb-chc-1081247-a1", "GB-CHC- 1081247-A1", "GB-CHC-1081247/A1"])
def test_a_variant_of_the_identifier_is_the_same_wherever_it_is(variant):
    one = programme("Forests", iati_identifier="GB-CHC-1081247-A1")
    programme("Elephants", places=("THA",), priorities=("LIV",), iati_identifier=variant)

    assert grades(one) == [OverlapGrade.LIKELY_SAME]


def test_the_identifier_that_another_programme_names_as_its_other_one_is_the_same():
    one = programme("Forests", iati_identifier="GB-CHC-1081247-A1")
    programme("Elephants", places=("THA",), other_identifier="gb-chc-1081247-a1")

    assert grades(one) == [OverlapGrade.LIKELY_SAME]


def test_titles_in_other_scripts_are_compared():
    one, _other = programme("បង្ក្រាបការជួញដូរសត្វព្រៃ"), programme("បង្ក្រាបការជួញដូរសត្វព្រៃ", owner="traffic")

    assert grades(one) == [OverlapGrade.LIKELY_SAME]


def test_a_programme_its_parts_and_their_parts_never_overlap():
    whole = programme(iati_identifier="GB-CHC-1081247-A1")
    part = programme(parent=whole, iati_identifier="GB-CHC-1081247-a1")
    programme(parent=part)

    assert grades(whole) == []


def test_parts_of_one_whole_may_overlap():
    whole = programme("Another title altogether", places=())
    one, _other = programme(parent=whole), programme(parent=whole)

    assert grades(one) == [OverlapGrade.LIKELY_SAME]


def test_a_withdrawn_link_counts_no_more():
    one, _other = programme(), programme(owner="traffic")
    link = one.in_countries.get()
    link.withdrawn_at = "2026-01-01T00:00Z"
    link.save()

    assert [pair.grade for pair in alike([one.pk]).pairs] == [OverlapGrade.LIKELY_SAME]
    one.title = "Combating wildlife trafficking"
    one.save()
    assert [pair.grade for pair in alike([one.pk]).pairs] == [OverlapGrade.SAME_FIELD]


def test_both_ends_of_a_pair_find_it_alike():
    rows = [
        programme(),
        programme(owner="traffic", places=()),
        programme("Combating wildlife crime in Viet Nam", priorities=()),
        programme("Detection dogs", carriers=("wcs",)),
        programme("Elephants", iati_identifier="XM-DAC-1-2"),
        programme("Forests", other_identifier="xm-dac-1-2"),
    ]

    whole = alike([row.pk for row in rows]).pairs

    assert len(whole) > 4
    for row in rows:
        assert values(alike([row.pk]).pairs) == [pair for pair in values(whole) if row.pk in pair[:2]]


# --- comparing in portions ---------------------------------------------------------------------------


def test_what_is_written_is_compared_and_nothing_twice():
    one, other = programme(), programme(owner="traffic")

    assert compare_due(limit=1) == Compared(1, 1)
    assert compare_due() == Compared(1, 0)
    assert compare_due() == Compared(0, 0)
    assert list(OverlapPair.objects.values_list("first", "second")) == [(one.pk, other.pk)]


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_programmes_are_compared_does_not_wait_and_is_compared_again(monkeypatch):
    one, other = programme(), programme(owner="traffic")

    def write():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        Programme.objects.filter(pk=one.pk).update(title="Alternative income for fishing villages")
        connection.close()

    def compare_slowly(keys, **asked):
        found = alike(keys, **asked)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write).result()
        return found

    monkeypatch.setattr(decisions, "alike", compare_slowly)

    assert compare_due() == Compared(1, 1)
    assert list(OverlapDue.objects.values_list("programme", flat=True)) == [one.pk]
    assert list(OverlapPair.objects.values_list("first", "second")) == [(one.pk, other.pk)]
    monkeypatch.undo()
    assert compare_due() == Compared(1, 0)
    assert not OverlapPair.objects.exists()


def test_every_change_that_counts_is_noted_whoever_makes_it():
    one = programme()
    compare_due()

    for change in (
        lambda: Programme.objects.filter(pk=one.pk).update(title="Another"),
        lambda: one.in_countries.update(withdrawn_at="2026-01-01T00:00Z"),
        lambda: one.for_priorities.update(withdrawn_at="2026-01-01T00:00Z"),
        lambda: programme_link(one),
    ):
        change()
        assert OverlapDue.objects.filter(programme=one).exists()
        compare_due()
    Programme.objects.filter(pk=one.pk).update(summary="No matter")

    assert not OverlapDue.objects.exists()


def programme_link(row):
    row.participations.create(organisation=organisation("traffic"), role="4")


def test_a_pair_that_has_come_apart_is_forgotten():
    one, _other = programme(), programme(owner="traffic")
    compare_due()
    one.title = "Something else altogether"
    one.save()

    compare_due()

    assert not OverlapPair.objects.exists()


def test_all_can_be_compared_again():
    one, _other = programme(), programme(owner="traffic")
    compare_due()

    compare_again()

    assert OverlapDue.objects.count() == 2
    assert compare_due().done == 2
    assert OverlapPair.objects.filter(first=one).count() == 1


def test_comparing_costs_the_same_however_many(django_assert_num_queries):
    programme(), programme(owner="traffic")
    with django_assert_num_queries(5):  # savepoints included
        compare_due()
    for _number in range(6):
        programme()
    with django_assert_num_queries(5):
        compare_due()


@pytest.mark.parametrize("is_counted", [False, True])
def test_many_programmes_that_are_all_alike_are_compared(is_counted):
    """The planner goes one way while its figures of the tables are old, and another with new ones."""
    rows = [programme() for _number in range(150)]
    if is_counted:
        with connection.cursor() as cursor:
            # Of these tables alone: figures of tables that are empty at this moment mislead the tests behind this one.
            cursor.execute(
                "ANALYZE partners_programme, partners_programmecountry, partners_programmepriority,"
                " partners_programmeorganisation"
            )

    found = alike([row.pk for row in rows])

    assert set(found.numbers.values()) == {149}
    assert 150 * MOST / 2 <= len(found.pairs) <= 150 * MOST


@pytest.mark.django_db(transaction=True)
def test_alike_programmes_are_found_outside_of_a_transaction_too():
    rows = [programme() for _number in range(3)]

    assert len(alike([row.pk for row in rows]).pairs) == 3
