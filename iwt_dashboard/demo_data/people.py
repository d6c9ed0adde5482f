"""The demonstration accounts: ROLE.SCOPE@example.org, all with one password."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from core.models import Body, Country, Organisation, Role, User
from iwt_dashboard.demo_data.accounts import DOMAIN

ORGANISATION_CODES = ("wcs", "traffic", "unodc")


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


def create_people(countries: Iterable[Country], organisations: Iterable[Organisation], password: str) -> People:
    """Create all accounts. One hash serves them all: hashing fifty times would take seconds."""
    people = [*_of_countries(countries), *_of_organisations(organisations), _secretariat()]
    hashed = make_password(password)
    for person in people:
        person.password, person.is_demo = hashed, True
    by_address = {person.email.removesuffix(DOMAIN): person for person in User.objects.bulk_create(people)}
    # Nobody could open a mail to them: their addresses count as confirmed.
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people]
    )
    return People(
        teams={
            country.iso3: Team(
                *(by_address[f"{role}.{country.iso3.lower()}"] for role in ("focal", "alternate", "clearing"))
            )
            for country in countries
        },
        editors={organisation.code: by_address[f"editor.{organisation.code}"] for organisation in organisations},
        secretariat=by_address["secretariat.asean"],
    )


def _of_countries(countries: Iterable[Country]) -> list[User]:
    found = []
    for country in countries:
        for local, role, body in (
            ("focal", Role.FOCAL_POINT, Body.ENVIRONMENT),
            ("alternate", Role.FOCAL_POINT, Body.POLICE),
            ("clearing", Role.CLEARING_OFFICER, ""),
            ("viewer", Role.COUNTRY_VIEWER, ""),
        ):
            is_alternate = local == "alternate"
            label = "Alternate focal point" if is_alternate else str(role.label)
            found.append(
                User(
                    email=f"{local}.{country.iso3.lower()}{DOMAIN}",
                    name=f"{label}, {country.name}",
                    role=role,
                    country=country,
                    body=body,
                    is_alternate=is_alternate,
                )
            )
    return found


def _of_organisations(organisations: Iterable[Organisation]) -> list[User]:
    return [
        User(
            email=f"{local}.{organisation.code}{DOMAIN}",
            name=f"{role.label}, {organisation}",
            role=role,
            organisation=organisation,
        )
        for organisation in organisations
        for local, role in (("editor", Role.PARTNER_EDITOR), ("viewer", Role.PARTNER_VIEWER))
    ]


def _secretariat() -> User:
    return User(email=f"secretariat.asean{DOMAIN}", name="Secretariat", role=Role.SECRETARIAT)
