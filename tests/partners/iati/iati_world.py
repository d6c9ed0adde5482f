"""One activity with all that an import enters, and what came of it."""

from partners.programmes.models.programmes import Programme
from tests.partners.iati.iati_samples import activity

PLACES = '<recipient-country code="VN" percentage="60"/><recipient-country code="LA" percentage="40"/>'
PEOPLE = (
    '<participating-org role="1" ref="US-GOV-1"><narrative>A donor</narrative></participating-org>'
    '<participating-org role="4"><narrative>Wildlife Conservation Society</narrative></participating-org>'
    '<participating-org role="4" ref="ZZ-9" type="21"><narrative>Somebody new</narrative></participating-org>'
)
PERIOD = '<activity-date type="2" iso-date="2023-01-01"/><activity-date type="3" iso-date="2026-12-31"/>'


def full(title="Stop wildlife trafficking", body="", **said):
    status = said.pop("status", "2")
    parts = f'<activity-status code="{status}"/>{PERIOD}{PEOPLE}{said.pop("places", PLACES)}{body}'
    return activity("XX-1", parts, title=title, **said)


def outcome(tally):
    return {name.value: number for name, number in tally.outcomes.items()}


def programme(identifier="XX-1"):
    return Programme.objects.get(iati_identifier=identifier)
