"""The cast, named by right: the same people in every test.

`cast.focal_vnm` writes for Viet Nam, `cast.alternate_vnm` stands in, `cast.clearing_vnm` clears, `cast.viewer_vnm`
reads; `cast.focal_tha` and `cast.clearing_tha` are the neighbours; `cast.editor_wcs`, `cast.viewer_wcs` and
`cast.editor_traffic` are partners; `cast.secretariat` keeps the site; `cast.public` is anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from core.models import User
from tests.factories.core import CountryFactory, OrganisationFactory, UserFactory

pytest_plugins = [
    "tests.plugins.built_pages",
    "tests.plugins.static",
    "tests.plugins.templates",
    "tests.plugins.chromium",
    "tests.plugins.figures",
    "tests.plugins.groups",
    "tests.plugins.handlers",
    "tests.plugins.hypothesis_profile",
    "tests.plugins.memory",
    "tests.plugins.passwords",
    "tests.plugins.worlds",
]


@dataclass(frozen=True)
class Cast:
    """Everybody who plays a part."""

    focal_vnm: User
    alternate_vnm: User
    clearing_vnm: User
    second_clearing_vnm: User
    viewer_vnm: User
    focal_tha: User
    clearing_tha: User
    editor_wcs: User
    viewer_wcs: User
    editor_traffic: User
    secretariat: User
    public: AnonymousUser

    def people(self) -> dict[str, User]:
        """Everybody with an account, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "public"}


@pytest.fixture
def cast(db: None) -> Cast:
    """Create the cast."""
    vnm, tha = CountryFactory(iso3="VNM"), CountryFactory(iso3="THA")
    wcs, traffic = OrganisationFactory(code="wcs"), OrganisationFactory(code="traffic")
    people = {
        "focal_vnm": UserFactory.build(focal=True, country=vnm, email="focal.vnm@example.org"),
        "alternate_vnm": UserFactory.build(
            focal=True, country=vnm, email="alternate.vnm@example.org", is_alternate=True
        ),
        "clearing_vnm": UserFactory.build(clearing=True, country=vnm, email="clearing.vnm@example.org"),
        "second_clearing_vnm": UserFactory.build(clearing=True, country=vnm, email="clearing2.vnm@example.org"),
        "viewer_vnm": UserFactory.build(viewer=True, country=vnm, email="viewer.vnm@example.org"),
        "focal_tha": UserFactory.build(focal=True, country=tha, email="focal.tha@example.org"),
        "clearing_tha": UserFactory.build(clearing=True, country=tha, email="clearing.tha@example.org"),
        "editor_wcs": UserFactory.build(editor=True, organisation=wcs, email="editor.wcs@example.org"),
        "viewer_wcs": UserFactory.build(partner=True, organisation=wcs, email="viewer.wcs@example.org"),
        "editor_traffic": UserFactory.build(editor=True, organisation=traffic, email="editor.traffic@example.org"),
        "secretariat": UserFactory.build(secretariat=True, email="secretariat.asean@example.org"),
    }
    # One statement for all: most tests begin here.
    User.objects.bulk_create(people.values())
    return Cast(**people, public=AnonymousUser())


@pytest.fixture
def as_person() -> Callable[[Any], Client]:
    """A client that has logged in as a person, or that nobody has logged in to."""

    def log_in(person: Any) -> Client:
        client = Client()
        if person.is_authenticated:
            client.force_login(person)
        return client

    return log_in
