"""Small helpers of the road map's tests: who sees what, and how many queries a page costs."""

import itertools

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clearance.models import Disclosure, State

AS_OF_STATES = tuple(State)
LEVELS = tuple(Disclosure)


def audience(state, disclosure):
    """Who may read a record of Viet Nam, by the cast's names; the rule written out a second time, slowly."""
    own = {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"}
    if state != State.CLEARED:
        return own
    neighbours = {"focal_tha", "clearing_tha", "secretariat"}
    partners = {"editor_wcs", "viewer_wcs", "editor_traffic"}
    return {
        Disclosure.NATIONAL: own,
        Disclosure.ASEAN: own | neighbours,
        Disclosure.PARTNERS: own | neighbours | partners,
        Disclosure.PUBLIC: own | neighbours | partners | {"public"},
    }[disclosure]


def everybody(cast):
    """The whole cast with the public, by name."""
    return {**cast.people(), "public": cast.public}


def cases():
    """Every state with every disclosure."""
    return list(itertools.product(AS_OF_STATES, LEVELS))


def queries_of(client, address):
    """How many queries a page costs; it must answer 200."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(found)


def at(name, *args):
    return reverse(f"roadmap:{name}", args=args)


def of(name, one):
    return at(name, one.indicator.code, one.country.iso3)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
