"""What the tests of the road map's pages begin with."""

import pytest

from tests.factories.roadmap import (
    CountryIndicatorFactory,
)


@pytest.fixture
def one(cast):
    return CountryIndicatorFactory(country=cast.focal_vnm.country)
