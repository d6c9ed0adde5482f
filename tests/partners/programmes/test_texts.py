"""What programmes are found and sorted by: kept beside them, whatever writes them."""

from datetime import date

import pytest
from django.db import connection

from core.figures import settle
from core.folding import folded, sort_key
from iwt_dashboard.pages.country_dashboard import CountryDashboard
from partners.programmes.actions.texts import recount_texts, text_differences, text_keys
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from partners.programmes.models.texts import ProgrammeText
from tests.factories.core import CountryFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def found(text):
    return list(
        Programme.objects.matching(ProgrammeFilter(text=text)).order_by("title").values_list("title", flat=True)
    )


def test_words_are_those_of_the_folding():
    row = ProgrammeFactory(title="Đường dây 9", summary="Two\nlines", iati_identifier="XM-1", slug="a")
    settle()
    stored = ProgrammeText.objects.get(pk=row.pk)
    assert stored.words == "\n".join(map(folded, (row.title, row.summary, row.iati_identifier)))
    assert stored.title_key == sort_key(row.title)


def test_what_changes_is_found_by_its_new_words():
    row = ProgrammeFactory(title="Rangers", summary="In the north", slug="a")
    assert found("rang north") == ["Rangers"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_programme SET title = 'Cảnh sát' WHERE id = %s", [row.pk])
    assert found("rangers") == []
    assert found("canh north") == ["Cảnh sát"]
    assert found("rangersin") == []
    assert found("%") == []
    assert found("") == ["Cảnh sát"]


def test_what_does_not_change_is_not_written():
    row = ProgrammeFactory(title="Rangers", slug="a")
    settle()
    Programme.objects.update(title="Rangers", status=4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_recount WHERE figure = 'programme-text'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT xmin FROM partners_programmetext WHERE programme_id = %s", [row.pk])
        before = cursor.fetchone()
        recount_texts([row.pk])
        cursor.execute("SELECT xmin FROM partners_programmetext WHERE programme_id = %s", [row.pk])
        assert cursor.fetchone() == before


def test_what_differs_is_said():
    rows = [ProgrammeFactory(title=title, slug=title) for title in ("A", "B", "C")]
    settle()
    keys = list(text_keys())
    assert text_differences(keys) == []
    ProgrammeText.objects.filter(pk=rows[0].pk).update(words="other")
    ProgrammeText.objects.filter(pk=rows[2].pk).delete()
    assert text_differences(keys) == [
        f"programme {key}: other words are stored than it has" for key in (rows[0].pk, rows[2].pk)
    ]
    recount_texts(keys)
    assert text_differences(keys) == []


def test_a_states_programmes_come_by_the_alphabet(cast):
    country = CountryFactory(iso3="VNM")
    titles = ["Zebra", "Đen", "Part 10", "Part 9", "apple"]
    for number, title in enumerate(titles):
        row = ProgrammeFactory(
            title=title, slug=f"p-{number}", disclosure="public", starts_on=None, ends_on=None, status=2
        )
        ProgrammeCountryFactory(programme=row, country=country)
    listed = CountryDashboard(cast.public, country, date(2026, 12, 1)).programmes.active.rows
    assert [one.programme.title for one in listed] == ["apple", "Đen", "Part 9", "Part 10", "Zebra"]
