"""The rule of overlaps as the Method page tells it."""

import pytest
from django.urls import reverse

from iwt_dashboard.method.worked_examples_partners import overlap_examples
from partners.overlaps.rules import OverlapGrade


def test_the_examples_show_every_grade_and_none():
    assert {example["grade"] for example in overlap_examples()} == {*OverlapGrade, None}


@pytest.mark.django_db
def test_the_method_page_tells_how_programmes_are_compared(client):
    page = client.get(reverse("method")).content.decode()

    assert 'id="overlaps"' in page
    for example in overlap_examples():
        assert example["case"] in page
