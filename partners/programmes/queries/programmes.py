"""Programmes as pages show them: with their member states, priorities, organisations and the part that counters IWT."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from core.clearance.models import Viewer
from core.models import Country, Organisation, Priority, User
from partners.programmes.models.choices import ENDED_STATUSES, IwtRelevance, ParticipationRole
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeFilter,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from partners.programmes.permissions import confirms
from partners.programmes.queries.money import country_pairs, shares_of
from partners.programmes.rules.money import PartCode, country_part, iwt_amount
from partners.programmes.rules.programmes import Age, age_of


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme and what hangs on it.

    `iwt_amount` is in the programme's own currency, in cents; None where the total or the share is not known.
    """

    programme: Programme
    countries: tuple[ProgrammeCountry, ...]
    priorities: tuple[ProgrammePriority, ...]
    participations: tuple[ProgrammeOrganisation, ...]
    iwt_amount: Decimal | None

    @property
    def age(self) -> Age:
        """How old the entry is, and whether its owner is asked to confirm it."""
        has_ended = self.programme.status in ENDED_STATUSES
        return age_of(self.programme.last_confirmed_on, has_ended=has_ended, today=timezone.localdate())

    @property
    def has_country_shares(self) -> bool:
        """Whether any member state's share is given."""
        return any(row.share is not None for row in self.countries)

    @property
    def open_share(self) -> Decimal:
        """What the member states' shares leave open, in per cent; nought where none is given."""
        given = [row.share for row in self.countries if row.share is not None]
        return max(100 - sum(given, Decimal(0)), Decimal(0)) if given else Decimal(0)


@dataclass(frozen=True)
class ProgrammeInCountry:
    """A programme on a country's page, with the name of who runs it; empty where nobody is said to.

    `part` says whether all of it is the country's, a share of it in per cent, or a share that is not given. `is_named`
    is False for a programme that covers the region without naming states.
    """

    programme: Programme
    owner: str
    age: Age
    part: PartCode
    share: Decimal | None
    is_named: bool


def programme_page(viewer: Viewer, wanted: ProgrammeFilter, number: Any, per_page: int = 25) -> Page[ProgrammeRow]:
    """One page of the programmes that the viewer may see and asked for, in the order of titles."""
    return _paged(Programme.objects.visible_to(viewer).matching(wanted).order_by("title", "pk"), number, per_page)


def programme_of(viewer: Viewer, slug: str) -> ProgrammeRow:
    """The programme of that short name; raises Programme.DoesNotExist where the viewer may not know of it."""
    return _row(_with_all(Programme.objects.visible_to(viewer)).select_related("owner", "iati").get(slug=slug))


def programmes_in(viewer: Viewer, country: Country) -> list[ProgrammeInCountry]:
    """Programmes that name the country, then those that cover the region without naming any state.

    A regional programme stands on the page of each country; in a total it may be counted once only. One query.
    """
    links = ProgrammeCountry.objects.filter(programme=OuterRef("pk"))
    names_it, names_any = Exists(links.filter(country=country)), Exists(links)
    rows = Programme.objects.visible_to(viewer).about_iwt().filter(Q(names_it) | Q(~names_any, is_regional=True))
    shown = rows.select_related("owner").annotate(country_shares=country_pairs()).order_by("title", "pk")
    programmes, today, iso3 = list(shown), timezone.localdate(), country.iso3
    owners = [str(one.owner or "") for one in programmes]
    ages = [age_of(one.last_confirmed_on, has_ended=one.status in ENDED_STATUSES, today=today) for one in programmes]
    shares = [shares_of(one.country_shares) for one in programmes]
    parts = [
        country_part(None, given, iso3, covers_more=one.covers_more or one.is_regional)[0]
        for one, given in zip(programmes, shares, strict=True)
    ]
    found = [
        ProgrammeInCountry(one, owner, age, part, given.get(iso3), iso3 in given)
        for one, owner, age, part, given in zip(programmes, owners, ages, parts, shares, strict=True)
    ]
    return sorted(found, key=lambda entry: not entry.is_named)


def programmes_of(viewer: Viewer, organisation: Organisation, number: Any, per_page: int = 25) -> Page[ProgrammeRow]:
    """The organisation's programmes, as owner or in any IATI role; what is about something else only as the owner."""
    rows = Programme.objects.visible_to(viewer).filter(_takes_part(organisation))
    rows = rows.filter(~Q(iwt_relevance=IwtRelevance.NOT_IWT) | Q(owner=organisation))
    return _paged(rows.order_by("title", "pk"), number, per_page)


def own_programmes(person: User) -> list[Programme]:
    """The programmes under which the person's organisation can make an offer."""
    if person.organisation is None:
        return []
    rows = Programme.objects.visible_to(person).about_iwt().filter(_takes_part(person.organisation))
    return list(rows.order_by("title", "pk"))


def programme_to_confirm(viewer: Viewer, slug: str) -> Programme:
    """The programme alone, for who may confirm it; raises Programme.DoesNotExist for all others. One query."""
    programme: Programme = Programme.objects.visible_to(viewer).select_related("owner").get(slug=slug)
    if not may_confirm(viewer, programme):
        raise Programme.DoesNotExist
    return programme


def may_confirm(viewer: Viewer, programme: Programme) -> bool:
    """Whether to offer "nothing has changed" to this viewer: `partners.programmes.permissions.confirms`."""
    return confirms(viewer, programme)


def filter_choices(viewer: Viewer) -> dict[str, list[Any]]:
    """What the list of programmes can be filtered by: states, priorities, and organisations that take part in one."""
    visible = ProgrammeOrganisation.objects.visible_to(viewer).values("organisation")
    return {
        "countries": list(Country.objects.all()),
        "priorities": list(Priority.objects.all()),
        "organisations": list(Organisation.objects.filter(pk__in=visible).order_by("name")),
    }


def participation_groups(row: ProgrammeRow) -> list[tuple[str, list[Organisation]]]:
    """The organisations by IATI role, in the order of the codelist; roles that nobody has are left out."""
    groups = []
    for role in ParticipationRole:
        members = [link.organisation for link in row.participations if link.role == role]
        if members:
            groups.append((str(role.label), members))
    return groups


def _takes_part(organisation: Organisation) -> Q:
    part = ProgrammeOrganisation.objects.filter(organisation=organisation).values("programme")
    return Q(owner=organisation) | Q(pk__in=part)


def _with_all(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Programmes with owner, member states, priorities and organisations: one query for each of the last three."""
    return _with_places(rows).prefetch_related(
        Prefetch("participations", ProgrammeOrganisation.objects.select_related("organisation"))
    )


def _with_places(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Programmes with their owner, member states and priorities."""
    return rows.select_related("owner").prefetch_related(
        Prefetch("in_countries", ProgrammeCountry.objects.select_related("country")),
        Prefetch("for_priorities", ProgrammePriority.objects.select_related("priority")),
    )


def _row(programme: Programme, participations: Iterable[ProgrammeOrganisation] | None = None) -> ProgrammeRow:
    links = programme.participations.all() if participations is None else participations
    return ProgrammeRow(
        programme=programme,
        countries=tuple(sorted(programme.in_countries.all(), key=lambda link: link.country.asean_order)),
        priorities=tuple(sorted(programme.for_priorities.all(), key=lambda link: link.priority.position)),
        participations=tuple(sorted(links, key=lambda link: (link.role, link.organisation.name))),
        iwt_amount=_iwt_amount(programme),
    )


def _iwt_amount(programme: Programme) -> Decimal | None:
    total, share = programme.total, programme.iwt_share
    return None if total is None or share is None else iwt_amount(total, share)


def _paged(rows: QuerySet[Programme], number: Any, per_page: int) -> Page[Any]:
    page: Page[Any] = Paginator(_with_all(rows), per_page).get_page(number)
    page.object_list = [_row(programme) for programme in page.object_list]
    return page
