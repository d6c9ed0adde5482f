"""Programmes that look alike by the thousand: what is kept stays few, what is left out is counted, and nothing is lost.

The right figures come from the rule itself, asked of every pair one by one, and from plain counting: of N programmes
that are all alike each looks like N - 1 others.
"""

import random
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from partners.overlaps import rules
from partners.overlaps.actions.decisions import compare_again, compare_due, decide_overlap
from partners.overlaps.candidates import MOST, alike
from partners.overlaps.models import OverlapDecisionKind, OverlapDue, OverlapPair
from partners.overlaps.queries.overlaps import SHOWN_AFTER_SAVING, OverlapFilter, overlap_page, overlaps_of
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory
from tests.partners.overlaps.overlap_world import TITLE, organisation, programme, secretariat

pytestmark = pytest.mark.django_db
MANY = 1_400
DIFFERENT = OverlapDecisionKind.DIFFERENT


def bulk(number, *, stem="many", titled=lambda at: TITLE, **fields):
    """So many programmes of 2024 and 2025 in Viet Nam for law enforcement, all of one owner."""
    days = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 12, 31)}
    plain = {"owner": organisation("wcs"), "disclosure": "public", "iwt_relevance": "confirmed", **days, **fields}
    rows = Programme.objects.bulk_create(
        [Programme(title=titled(at), slug=f"{stem}-{at}", **plain) for at in range(number)]
    )
    place, priority = CountryFactory(iso3="VNM"), PriorityFactory(code="ENF")
    ProgrammeCountry.objects.bulk_create([ProgrammeCountry(programme=row, country=place) for row in rows])
    ProgrammePriority.objects.bulk_create([ProgrammePriority(programme=row, priority=priority) for row in rows])
    return rows


def compare_all():
    while compare_due(limit=100).done:
        pass


def best_of(row):
    """How many are kept as the most alike of a programme."""
    first = OverlapPair.objects.filter(first=row, is_of_first=True).count()
    return first + OverlapPair.objects.filter(second=row, is_of_second=True).count()


def test_of_fourteen_hundred_alike_programmes_a_few_are_kept_and_the_rest_is_a_number(client):
    rows = bulk(MANY, titled=lambda at: f"Combating wildlife trafficking in province {at:04}")
    first = rows[0]

    compare_due(limit=40)

    assert OverlapPair.objects.count() <= MOST * 40
    assert best_of(first) == MOST
    # It looks like 1,399 others: those that are shown and those that are told as a number are all of them.
    found = overlaps_of(secretariat(), first)
    assert (len(found.pairs), found.more) == (SHOWN_AFTER_SAVING, MANY - 1 - SHOWN_AFTER_SAVING)
    client.force_login(secretariat())
    page = client.get(reverse("partners:programme", args=[first.slug])).content.decode()
    assert "And 1,389 more that look alike." in page


def test_the_list_says_how_many_look_alike_beside_those_it_lists(client):
    rows = bulk(MOST + 30)
    compare_all()
    client.force_login(secretariat())

    page = overlap_page(secretariat(), OverlapFilter(), 1)
    listed = client.get(reverse("partners:overlaps")).content.decode()

    keys = {row.pk for row in rows}
    for pair, _why in page.object_list:
        for row in (pair.first, pair.second):
            beside = OverlapPair.objects.filter(first=row).count() + OverlapPair.objects.filter(second=row).count()
            assert row.more_alike == len(keys) - 1 - beside
    told = page.object_list[0][0].first.more_alike
    assert told > 0
    assert f"and {told} more that look alike" in " ".join(listed.split())


def test_twice_as_many_programmes_make_no_more_than_twice_as_many_rows():
    counts = []
    for number in (100, 200, 400):
        Programme.objects.all().update(withdrawn_at="2026-01-01T00:00Z")
        rows = bulk(number, stem=f"of-{number}")
        compare_all()
        counts.append(OverlapPair.objects.count())
        assert counts[-1] <= MOST * number
        assert {best_of(row) for row in rows} == {MOST}

    assert counts[1] < 2.2 * counts[0]
    assert counts[2] < 2.2 * counts[1]


def test_a_programme_that_comes_later_is_told_and_none_of_the_others_is_lost():
    rows = bulk(MOST + 10)
    compare_all()
    other = programme(f"{TITLE} and Lao PDR")  # Alike to all, but less than they are to each other.

    compare_all()

    assert best_of(other) == MOST
    assert {best_of(row) for row in rows} == {MOST}
    assert overlaps_of(secretariat(), other).more == MOST


def test_one_that_looks_like_few_is_told_of_one_that_looks_like_many():
    few = programme(f"{TITLE} and Lao PDR")
    compare_all()
    rows = bulk(MOST + 10)

    compare_all()
    compare_again()
    compare_all()

    assert best_of(few) == MOST
    assert OverlapPair.objects.count() <= MOST * (len(rows) + 1)


def placed(row):
    """The others among the best of a programme."""
    first = OverlapPair.objects.filter(first=row, is_of_first=True).values_list("second", flat=True)
    return {*first, *OverlapPair.objects.filter(second=row, is_of_second=True).values_list("first", flat=True)}


def test_a_better_one_enters_the_best_of_the_others_at_once_and_the_last_goes():
    rows = bulk(MOST + 10, titled=lambda at: f"{TITLE}, part {'abcdefghijklmnopqrstuvwxyzäöüß'[at]}")
    compare_all()
    before = placed(rows[5])
    twin = programme(rows[5].title, owner="wcs")

    # The turn of the new one alone.
    assert compare_due(limit=1).done == 1

    # It looks like the sixth more than any other does: it has one of the places, and one other has lost it.
    assert placed(rows[5]) - before == {twin.pk}
    assert len(before - placed(rows[5])) == 1
    assert {best_of(row) for row in [*rows, twin]} == {MOST}
    assert not OverlapPair.objects.filter(is_of_first=False, is_of_second=False).exists()


def test_what_is_settled_makes_room_for_the_next():
    rows = bulk(MOST + 5)
    compare_all()
    pair = OverlapPair.objects.filter(first=rows[0]).first()
    by = secretariat()

    decide_overlap(by=by, one=pair.first, other=pair.second, kind=DIFFERENT, reason="Two phases.")
    compare_all()

    assert not OverlapPair.objects.filter(pk=pair.pk).exists()
    assert best_of(rows[0]) == MOST
    assert overlaps_of(by, rows[0]).more == MOST + 5 - 1 - 1 - SHOWN_AFTER_SAVING


def test_one_that_loses_one_of_its_best_looks_for_the_next():
    rows = bulk(MOST + 5)
    compare_all()
    gone = rows[0]

    Programme.objects.filter(pk=gone.pk).update(withdrawn_at="2026-01-01T00:00Z")
    compare_all()

    assert not OverlapPair.objects.filter(first=gone).exists()
    assert {best_of(row) for row in rows[1:]} == {MOST}


def test_hidden_programmes_are_in_no_number_for_those_who_may_not_read_them():
    rows = bulk(MOST, stem="public")
    bulk(5, stem="else", iwt_relevance="not_iwt")

    found = overlaps_of(secretariat(), rows[0])

    assert len(found.pairs) + found.more == MOST - 1


def test_an_organisation_of_another_name_has_its_programmes_compared_again():
    one = programme("Rangers for the Annamites", owner="wcs", carriers=("env",))
    programme("Detection dogs at ports", owner="traffic")
    compare_all()

    organisation("traffic")
    carrier = organisation("env")
    carrier.name = "TRAFFIC International SEA"
    carrier.save()

    assert list(OverlapDue.objects.values_list("programme", flat=True)) == [one.pk]
    compare_all()
    assert OverlapPair.objects.count() == 1


def test_each_programme_has_its_turn_within_a_week():
    rows = bulk(15)
    compare_all()

    for night in range(7):
        compare_again(share=night, of=7)

    assert set(OverlapDue.objects.values_list("programme", flat=True)) == {row.pk for row in rows}


# --- what the database finds is what the rule says -----------------------------------------------------

WORDS = (
    "Combating wildlife trafficking in Viet Nam",
    "Combating wildlife crime",
    "Detection dogs",
    "combating wildlife trafficking in viet nam",
)
NAMES = ("Wildlife Conservation Societies", "Wildlife Conservation Society of Asia", "TRAFFIC", "Education for Nature")
IDENTIFIERS = ("", "", "", "XM-DAC-1-2", "xm dac-1/2", "XM-DAC-12", "n/a", " xm-dac-1\u00a0-2")
DAYS = (None, date(2023, 1, 1), date(2024, 6, 30), date(2024, 7, 1), date(2026, 1, 1))


def one_at_random(chance):
    starts, ends = sorted((chance.choice(DAYS), chance.choice(DAYS)), key=lambda day: day or date(2024, 7, 1))
    return programme(
        chance.choice(WORDS) + chance.choice(("", " and Lao PDR", ", phase two")),
        owner="wcs",
        places=chance.choice(((), ("VNM",), ("THA",), ("VNM", "THA"))),
        priorities=chance.choice(((), ("ENF",), ("LIV",))),
        starts_on=starts,
        ends_on=ends,
        iati_identifier="",
        other_identifier=chance.choice(IDENTIFIERS),
    )


def facts(row):
    carriers = [link.organisation for link in row.participations.all()] or [row.owner]
    return {
        "places": {link.country_id for link in row.in_countries.all()},
        "priorities": {link.priority_id for link in row.for_priorities.all()},
        "dates": (row.starts_on, row.ends_on),
        "names": {rules.identifier_key(name) for name in (row.iati_identifier, row.other_identifier)} - {""},
        "carriers": carriers,
    }


def trigrams(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(%s, %s)", [one, other])
        return cursor.fetchone()[0]


def said_by_the_rule(one, other):
    mine, theirs = facts(one), facts(other)
    names = [trigrams(a.name, b.name) if a != b else 1.0 for a in mine["carriers"] for b in theirs["carriers"]]
    is_equal = one.title.lower() == other.title.lower()
    return rules.overlap_grade(
        rules.Likeness(
            places=rules.in_common(mine["places"], theirs["places"]),
            priorities=rules.in_common(mine["priorities"], theirs["priorities"]),
            dates=rules.dates_in_common(mine["dates"], theirs["dates"]),
            title=1.0 if is_equal else trigrams(one.title, other.title),
            implementer=max(names),
            has_same_identifier=bool(mine["names"] & theirs["names"]),
            is_family=other.pk == one.parent_id or one.pk == other.parent_id,
        )
    )


@pytest.mark.parametrize("seed", range(4 if EXHAUSTIVE else 2))
def test_the_database_finds_grades_and_counts_what_the_rule_says_of_every_pair(seed):
    chance = random.Random(seed)
    organisations = [OrganisationFactory(code=f"o-{at}", name=name) for at, name in enumerate(NAMES)]
    rows = [one_at_random(chance) for _number in range(24)]
    for row in rows:
        for carrier in chance.sample(organisations, chance.choice((0, 1, 2))):
            ProgrammeOrganisation.objects.create(programme=row, organisation=carrier, role="4")
    rows[1].parent = rows[0]
    rows[1].save()

    right = {
        (one.pk, other.pk): grade
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if (grade := said_by_the_rule(one, other))
    }
    found = alike([row.pk for row in rows], most=1_000)

    assert len(right) > 10
    assert {(pair.first_id, pair.second_id): pair.grade for pair in found.pairs} == right
    counted = {row.pk: sum(row.pk in pair for pair in right) for row in rows}
    assert {key: number for key, number in counted.items() if number} == found.numbers
