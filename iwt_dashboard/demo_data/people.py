"""The demonstration accounts: ROLE.SCOPE@example.org, all with one password."""

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from core.models import Body, Country, Organisation, Role, User
from iwt_dashboard.ops.paths import kept_secret

DOMAIN = "@example.org"
ORGANISATION_CODES = ("wcs", "traffic", "unodc")
OF_COUNTRY = (
    ("focal", "Focal point", Role.FOCAL_POINT, Body.ENVIRONMENT),
    ("alternate", "Alternate focal point", Role.FOCAL_POINT, Body.POLICE),
    ("clearing", "Clearing officer", Role.CLEARING_OFFICER, ""),
    ("viewer", "Country viewer", Role.COUNTRY_VIEWER, ""),
)
OF_ORGANISATION = (("editor", Role.PARTNER_EDITOR), ("viewer", Role.PARTNER_VIEWER))


@dataclass(frozen=True)
class Team:
    """The people of one member state."""

    focal: User
    alternate: User
    clearing: User


@dataclass(frozen=True)
class People:
    """Everybody whom the demonstration's rows name: teams by ISO3, editors by the code of their organisation."""

    teams: dict[str, Team]
    editors: dict[str, User]
    secretariat: User


def demonstration_password() -> str:
    """`DEMO_PASSWORD`, or one made up on first use and kept in `var/demo-password`."""
    return os.environ.get("DEMO_PASSWORD") or kept_secret("demo-password", words=4)


def accounts_by_role() -> dict[str, list[str]]:
    """Demonstration accounts: role -> scopes, as in ROLE.SCOPE@example.org, both sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for email in User.objects.filter(is_demo=True).order_by("email").values_list("email", flat=True):
        role, _, scope = email.removesuffix(DOMAIN).partition(".")
        found[role].append(scope)
    return dict(found)


def create_people(countries: Iterable[Country], organisations: Iterable[Organisation], password: str) -> People:
    """Create all accounts. One hash serves them all: hashing fifty times would take seconds."""
    people = {
        f"{local}.{country.iso3.lower()}": User(
            name=f"{label}, {country.name}", role=role, country=country, body=body, is_alternate=local == "alternate"
        )
        for country in countries
        for local, label, role, body in OF_COUNTRY
    }
    people |= {
        f"{local}.{organisation.code}": User(name=f"{role.label}, {organisation}", role=role, organisation=organisation)
        for organisation in organisations
        for local, role in OF_ORGANISATION
    }
    people["secretariat.asean"] = User(name="Secretariat", role=Role.SECRETARIAT)
    hashed = make_password(password)
    for address, person in people.items():
        person.email, person.password, person.is_demo = address + DOMAIN, hashed, True
    User.objects.bulk_create(people.values())
    # Nobody could open a mail to them: their addresses count as confirmed.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people.values()
    )
    return People(
        teams={
            country.iso3: Team(
                *(people[f"{role}.{country.iso3.lower()}"] for role in ("focal", "alternate", "clearing"))
            )
            for country in countries
        },
        editors={organisation.code: people[f"editor.{organisation.code}"] for organisation in organisations},
        secretariat=people["secretariat.asean"],
    )
