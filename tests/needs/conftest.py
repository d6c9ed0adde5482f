"""Needs of Viet Nam in the states from which most tests of needs begin."""

import pytest

from needs import actions
from tests.factories.needs import NeedFactory
from tests.needs.world import content


@pytest.fixture
def draft(cast):
    return actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content())


@pytest.fixture
def cleared(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    return actions.clear_need(by=cast.clearing_vnm, record=draft, disclosure="partners")


@pytest.fixture
def need(cast):
    country = cast.focal_vnm.country
    return NeedFactory(country=country, created_by=cast.focal_vnm, number=14, parts=["Radios", "Training"])
