"""The rules of keeping programmes as the Method page tells them."""

import pytest
from django.urls import reverse

from iwt_dashboard.method.worked_examples_partners import programme_examples

pytestmark = pytest.mark.django_db


def test_the_examples_are_what_the_rules_say():
    found = {example.case: example.outcome for example in programme_examples()}

    assert found["An amount in euros of Monday 16 March 2020"] == "One US dollar = 0.8963, the rate of 16 March 2020."
    assert found["An amount in pounds of Saturday 18 June 2022"].endswith("the rate of 17 June 2022.")
    assert found["60%, and a second member state without a share"] == "Taken: 40% stays “not split”."
    assert found["60% and 41%"] == "Refused: together more than the whole."
    assert found["On 4 March 2026: confirmed on 4 March 2025"] == "Counts as confirmed."


def test_the_method_page_tells_them(client):
    page = client.get(reverse("method")).content.decode()

    assert 'id="m-programmes"' in page
    assert all(example.case in page for example in programme_examples())
