"""The private address of a person's calendar: a key, and an envelope on it made with the site's secret."""

import uuid

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="partners.calendar", sep=".")


def token_of(key: uuid.UUID) -> str:
    """What stands in the address: the key and its envelope."""
    return SIGNER.sign(key.hex).replace(".", "-", 1)


def key_in(token: str) -> uuid.UUID | None:
    """The key in an address; None where the envelope is not ours."""
    hexed, _dash, envelope = token.partition("-")
    try:
        return uuid.UUID(SIGNER.unsign(f"{hexed}.{envelope}"))
    except (BadSignature, ValueError):
        return None
