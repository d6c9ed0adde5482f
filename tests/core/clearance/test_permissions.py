"""One table of rights, and policies that close what declares nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from core.clearance.permissions import (
    HOLDERS,
    Permission,
    can,
    public_page,
    require,
    signed_in_page,
)
from core.middleware import ClosedByDefaultMiddleware
from core.models import Role


def make_page():
    """A view of its own for each test: policies are written on the function."""

    def page(request):
        return HttpResponse("page")

    return page


def ask(view, person):
    request = RequestFactory().get("/somewhere/?a=1")
    request.user = person
    middleware = ClosedByDefaultMiddleware(lambda request: HttpResponse())
    return middleware.process_view(request, view, (), {}) or view(request)


def test_every_role_and_permission_is_in_the_table():
    assert set().union(*HOLDERS.values()) == set(Role)
    assert set(HOLDERS) == set(Permission)
    assert all(HOLDERS.values())
    assert all(permission.label for permission in Permission)


def test_nobody_both_writes_and_clears():
    assert not HOLDERS[Permission.ENTRY_WRITE] & HOLDERS[Permission.ENTRY_CLEAR]


def test_a_right_holds_for_the_own_country_alone(cast):
    vnm, tha = cast.focal_vnm.country, cast.focal_tha.country

    assert can(cast.focal_vnm, Permission.ENTRY_WRITE, country=vnm)
    assert not can(cast.focal_vnm, Permission.ENTRY_WRITE, country=tha)
    assert can(cast.editor_wcs, Permission.RESPONSE_WRITE, organisation=cast.editor_wcs.organisation)
    assert not can(cast.editor_wcs, Permission.RESPONSE_WRITE, organisation=cast.editor_traffic.organisation)
    assert not can(cast.public, Permission.PARTNERS_READ)


def test_a_deactivated_person_has_no_right(cast):
    cast.focal_vnm.is_active = False

    assert not any(can(cast.focal_vnm, permission) for permission in Permission)


def test_a_view_without_policy_is_closed_even_to_the_secretariat(cast):
    with pytest.raises(PermissionDenied):
        ask(make_page(), cast.secretariat)


def test_a_public_page_is_open(cast):
    assert ask(public_page(make_page()), cast.public).content == b"page"


def test_a_signed_in_page_sends_strangers_to_log_in_and_back(cast):
    view = signed_in_page(make_page())

    answer = ask(view, cast.public)

    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/somewhere/%3Fa%3D1"
    assert ask(view, cast.viewer_wcs).content == b"page"


def test_a_required_permission_refuses_other_roles(cast):
    view = require(Permission.ENTRY_CLEAR)(make_page())

    assert ask(view, cast.clearing_vnm).content == b"page"
    assert ask(view, cast.public).status_code == 302
    with pytest.raises(PermissionDenied):
        ask(view, cast.focal_vnm)


def test_deactivation_takes_effect_at_the_next_request(cast, as_person):
    client = as_person(cast.focal_vnm)
    assert client.get("/workspace/").status_code == 200

    cast.focal_vnm.is_active = False
    cast.focal_vnm.save()

    assert client.get("/workspace/").status_code == 302
