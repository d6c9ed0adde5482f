"""The signature of this very instance on what it gives out, so that it knows its own word when it comes back.

It is over all that the reader reads of an activity. Whoever changes any of it has a file without our signature.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from partners.iati.format.activity import Activity
from partners.iati.format.fingerprint import reading

SALT = "partners.iati.export"


def signature_of(activity: Activity) -> str:
    """Our signature on an activity as the reader reads it."""
    return _signed(reading(activity), settings.SECRET_KEY)


def is_signed(activity: Activity) -> bool:
    """Whether an activity bears our signature, made with the key of now or one of before, and nobody changed it."""
    found = activity.own.signature if activity.own else ""
    if not found:
        return False
    digest = reading(activity)
    return any(
        constant_time_compare(found, _signed(digest, key))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _signed(digest: str, key: str) -> str:
    return salted_hmac(SALT, digest, secret=key, algorithm="sha256").hexdigest()
