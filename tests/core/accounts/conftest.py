"""What the tests of identity share as fixtures."""

import pytest


@pytest.fixture
def strict(settings, db):
    """The limits of an installation; the tests run as a demonstration, whose limits are wider."""
    settings.LOGIN_LIMITS = {
        "address": "30/10m/ip",
        "both": "5/10m/key",
        "device": "10/10m/key",
        "mails": "3/10m/key",
        "mails_to": "5/h/key",
    }
    return settings
