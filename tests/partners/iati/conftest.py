"""Who and what the tests of the import know, and how they bring a file."""

import pytest

from partners.iati.actions.run import import_file
from partners.iati.actions.values import the_world
from tests.factories.core import CountryFactory, OrganisationFactory
from tests.partners.iati.iati_samples import file_of


@pytest.fixture
def world(db):
    for iso3 in ("VNM", "LAO", "THA"):
        CountryFactory(iso3=iso3)
    OrganisationFactory(code="wcs", name="Wildlife Conservation Society")
    OrganisationFactory(code="donor", name="The donor", iati_identifier="US-GOV-1")


@pytest.fixture
def bring(tmp_path):
    """Import a file of these activities; gives the tally."""

    def importing(*activities, dry_run=False, **asked):
        path = tmp_path / "file.xml"
        path.write_bytes(activities[0] if isinstance(activities[0], bytes) else file_of(*activities))
        return import_file(path, the_world(file_name="file.xml", **asked), dry_run=dry_run)

    return importing
