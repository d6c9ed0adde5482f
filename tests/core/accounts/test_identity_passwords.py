"""What a password must be, and that each rule is told before anybody types."""

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from core.models import User
from tests.factories.core import CountryFactory, OrganisationFactory

GOOD = [
    "quiet rivers carry stones",
    "X7#k!29Qz$84",
    "dòng sông lặng lẽ chảy",
    "แม่น้ำเงียบสงบไหลไป",
    "asean quiet rivers carry stones",
]
WEAK = [
    ("short words", "12"),
    ("password1234", "first that are tried"),
    ("Password2026!", "words of this dashboard"),
    ("qwertyuiop123", "first that are tried"),
    ("aaaaaaaaaaaaaaaa", "first that are tried"),
    ("abababababab12", "first that are tried"),
    ("483920571946", "words of this dashboard"),
    ("asean-needs-2026", "words of this dashboard"),
    ("@se4n n33ds!!!", "words of this dashboard"),
    ("vietnam-wildlife", "words of this dashboard"),
    ("VietNamFocalPoint1", "words of this dashboard"),
    ("margarethe.tran", "too similar"),
    ("m.tran@example", "too similar"),
]


def person(**more):
    return User(email="m.tran@example.org", name="Margarethe Tran", **more)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_passes(password):
    assert validate_password(password, person()) is None


@pytest.mark.parametrize(("password", "message"), WEAK)
def test_a_weak_password_is_refused(password, message):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, person())

    assert any(message in text for text in refusal.value.messages), refusal.value.messages


@pytest.mark.django_db
def test_the_words_of_ones_own_post_are_refused():
    organisation = OrganisationFactory(code="wcs", acronym="WCS", name="Wildlife Conservation Society")

    with pytest.raises(ValidationError):
        validate_password("conservation-society", person(organisation=organisation))
    with pytest.raises(ValidationError):
        validate_password("thailand-thailand", person(country=CountryFactory(iso3="THA")))


@pytest.mark.django_db
def test_each_rule_is_told_before_typing(cast, as_person):
    page = as_person(cast.focal_vnm).get("/accounts/password/change/").content.decode()

    rules = [validator.get_help_text() for validator in get_default_password_validators()]
    assert len(rules) == 4
    assert all(rule in page for rule in rules)
