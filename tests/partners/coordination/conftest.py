"""Needs of two countries, and a reply round about them."""

from decimal import Decimal

import pytest

from tests.factories.coordination import ReplyRoundFactory, RoundInvitationFactory, RoundNeedFactory
from tests.partners.world import make_need


@pytest.fixture
def needs(cast):
    return [make_need(amount_sought=Decimal(1000), currency="USD"), make_need(), make_need("THA")]


@pytest.fixture
def reply_round(cast, needs):
    """A round of the secretariat about two needs of Viet Nam and one of Thailand, which asks WCS and TRAFFIC."""
    row = ReplyRoundFactory(opened_by=cast.secretariat)
    for need in needs:
        RoundNeedFactory(round=row, need=need)
    for person in (cast.editor_wcs, cast.editor_traffic):
        RoundInvitationFactory(round=row, organisation=person.organisation)
    return row
