"""Factories of what was sent to owners of programmes."""

from datetime import UTC, date, datetime

import factory

from partners.programmes.models.reminders import OwnerReminder
from tests.factories.core import OrganisationFactory


class OwnerReminderFactory(factory.django.DjangoModelFactory):
    """WCS was asked about one programme in January 2026."""

    class Meta:
        model = OwnerReminder

    organisation = factory.SubFactory(OrganisationFactory, code="wcs")
    month = date(2026, 1, 1)
    programmes = 1
    sent_at = datetime(2026, 1, 1, 2, tzinfo=UTC)
