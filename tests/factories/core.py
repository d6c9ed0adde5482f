"""Factories of the ground floor. Countries and priorities are the real eleven and twelve, created on demand."""

from datetime import timedelta
from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.accounts.models import Invitation
from core.documents.models import Document
from core.drafts.models import SubmitToken, UnsavedText
from core.history.audit import AuditEntry, AuditKind
from core.mail import OutgoingMail
from core.models import (
    AgencyRole,
    Authority,
    Country,
    CrosswalkVocabulary,
    Organisation,
    OrganisationType,
    Priority,
    PriorityCrosswalk,
    Role,
    User,
)
from core.notices.models import MailSwitchedOff, Notice, NoticeKind, scope_of

COUNTRIES = {
    "BRN": ("BN", "Brunei Darussalam", 1),
    "KHM": ("KH", "Cambodia", 2),
    "IDN": ("ID", "Indonesia", 3),
    "LAO": ("LA", "Lao PDR", 4),
    "MYS": ("MY", "Malaysia", 5),
    "MMR": ("MM", "Myanmar", 6),
    "PHL": ("PH", "Philippines", 7),
    "SGP": ("SG", "Singapore", 8),
    "THA": ("TH", "Thailand", 9),
    "TLS": ("TL", "Timor-Leste", 10),
    "VNM": ("VN", "Viet Nam", 11),
}
PRIORITIES = {
    "LEG": "Legislation and policy",
    "ENF": "Law enforcement and border control",
    "PRO": "Prosecution and judiciary",
    "INT": "Intelligence, investigation and forensics",
    "FIN": "Corruption and illicit finance",
    "DEM": "Demand reduction",
    "CYB": "Online trade and transport sector",
    "MKT": "Domestic markets, captive breeding and stockpiles",
    "LIV": "Livelihoods and communities",
    "SIT": "Sites and anti-poaching",
    "REG": "Regional and international cooperation",
    "OHZ": "One Health and zoonoses",
}


class CountryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ("iso3",)

    source_title = "A published list"
    iso3 = "VNM"
    iso2 = factory.LazyAttribute(lambda o: COUNTRIES[o.iso3][0])
    name = factory.LazyAttribute(lambda o: COUNTRIES[o.iso3][1])
    official_name = factory.LazyAttribute(lambda o: COUNTRIES[o.iso3][1])
    asean_order = factory.LazyAttribute(lambda o: COUNTRIES[o.iso3][2])
    tile_row = 1
    tile_column = factory.LazyAttribute(lambda o: COUNTRIES[o.iso3][2])


class PriorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Priority
        django_get_or_create = ("code",)

    source_title = "A published list"
    code = "LIV"
    name = factory.LazyAttribute(lambda o: PRIORITIES[o.code])
    definition = factory.LazyAttribute(lambda o: f"What {o.name.lower()} means.")
    position = factory.LazyAttribute(lambda o: list(PRIORITIES).index(o.code) + 1)


class PriorityCrosswalkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PriorityCrosswalk

    source_title = "A published list"
    priority = factory.SubFactory(PriorityFactory)
    vocabulary = CrosswalkVocabulary.CRS_SECTOR
    term = factory.Sequence(lambda n: f"{43000 + n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"partner-{n}")
    acronym = factory.LazyAttribute(lambda o: o.code.upper())
    name = factory.LazyAttribute(lambda o: f"Organisation {o.code}")
    iati_type = OrganisationType.INTERNATIONAL_NGO


class AuthorityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Authority

    source_title = "A published list"
    country = factory.SubFactory(CountryFactory)
    role = AgencyRole.MANAGEMENT_AUTHORITY
    name = factory.Sequence(lambda n: f"Authority {n}")


@cache
def hashed(password: str) -> str:
    """A password as stored. Hashing is slow on purpose; the same words need it once a run."""
    return make_password(password)


_WCS = factory.SubFactory(OrganisationFactory, code="wcs")


class UserFactory(factory.django.DjangoModelFactory):
    """A person; traits name the roles. The password of everybody is `PASSWORD`."""

    class Meta:
        model = User
        django_get_or_create = ("email",)
        skip_postgeneration_save = True

    class Params:
        focal = factory.Trait(role=Role.FOCAL_POINT, country=factory.SubFactory(CountryFactory), body="environment")
        clearing = factory.Trait(role=Role.CLEARING_OFFICER, country=factory.SubFactory(CountryFactory))
        viewer = factory.Trait(role=Role.COUNTRY_VIEWER, country=factory.SubFactory(CountryFactory))
        editor = factory.Trait(role=Role.PARTNER_EDITOR, organisation=_WCS)
        partner = factory.Trait(role=Role.PARTNER_VIEWER, organisation=_WCS)
        secretariat = factory.Trait(role=Role.SECRETARIAT)

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.LazyAttribute(lambda o: o.email.split("@")[0].replace(".", " ").capitalize())
    role = Role.SECRETARIAT
    password = factory.LazyFunction(lambda: hashed(PASSWORD))


class SubmitTokenFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SubmitToken

    token = factory.Faker("uuid4", cast_to=None)
    person = factory.SubFactory(UserFactory)


PASSWORD = "a long passphrase for tests"


class AuditEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuditEntry

    kind = AuditKind.LOGGED_IN
    about = "ana@example.org"


class UnsavedTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnsavedText

    form_draft = factory.Faker("uuid4", cast_to=None)
    person = factory.SubFactory(UserFactory)
    form_key = "needs.need:new"
    title = "New need"
    address = "/needs/new/"
    values = factory.LazyFunction(lambda: {"title": ["Radios"]})
    base = factory.LazyFunction(lambda: {"title": [""]})


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    person = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064d}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class OutgoingMailFactory(factory.django.DjangoModelFactory):
    """A message that waits, without a job for it."""

    class Meta:
        model = OutgoingMail

    message_id = factory.Sequence(lambda n: f"<{n}@example.org>")
    sender = "dashboard@example.org"
    recipients = factory.LazyFunction(lambda: {"to": ["ana@example.org"]})
    subject = "Set a password"
    content = factory.LazyFunction(
        lambda: {"body": "Secret link", "subtype": "plain", "headers": {}, "alternatives": [], "attachments": []}
    )


class DocumentFactory(factory.django.DjangoModelFactory):
    """The row of a document of a need; there is no file behind it."""

    class Meta:
        model = Document

    kind = "need"
    record = 1
    country = factory.SubFactory(CountryFactory)
    name = factory.Sequence(lambda n: f"evidence-{n}.pdf")
    media_type = "application/pdf"
    size = 1_000
    sha256 = "0" * 64
    stored_as = factory.Sequence(lambda n: f"aa/{n:032x}")
    added_by = factory.SubFactory(
        UserFactory, focal=True, country=factory.SelfAttribute("..country"), email="author@example.org"
    )


class NoticeFactory(factory.django.DjangoModelFactory):
    """A question that waits to be mailed to a focal point."""

    class Meta:
        model = Notice

    person = factory.SubFactory(UserFactory, focal=True, email="noticed@example.org")
    scope = factory.LazyAttribute(lambda o: scope_of(o.person))
    kind = NoticeKind.QUESTION
    about = factory.Sequence(lambda n: f"needs.need:{n}")
    title = factory.Sequence(lambda n: f"A need {n}")
    sentence = "WCS asks a question."
    path = "/needs/"


class MailSwitchedOffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MailSwitchedOff

    person = factory.SubFactory(UserFactory, focal=True, email="quiet@example.org")
    kind = NoticeKind.QUESTION
