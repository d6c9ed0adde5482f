"""The private address of a person's calendar: a key, and a seal on it made with the site's secret."""

import uuid

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="partners.calendar", sep=".")


def token_of(key: uuid.UUID) -> str:
    """What stands in the address: the key and its seal."""
    return SIGNER.sign(key.hex).replace(".", "-", 1)


def key_in(token: str) -> uuid.UUID | None:
    """The key in an address; None where the seal is not ours."""
    hexed, _dash, seal = token.partition("-")
    try:
        return uuid.UUID(SIGNER.unsign(f"{hexed}.{seal}"))
    except (BadSignature, ValueError):
        return None
