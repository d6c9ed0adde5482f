"""Programmes as pages show them: with their member states, priorities, organisations and the part that counters IWT."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.choosing import Names
from core.clearance.models import Viewer
from core.figures import settle
from core.folding import sort_key
from core.models import Country, Organisation, Priority, User
from core.reference_rows import countries, priorities
from partners.programmes.models.choices import IwtRelevance, ParticipationRole
from partners.programmes.models.listing import UNJUDGED, ProgrammeFilter, ProgrammeQuerySet, runs_in_view
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from partners.programmes.money_facts import country_pairs, shares_of
from partners.programmes.permissions import confirms
from partners.programmes.rules.money import PartCode, country_part, iwt_amount
from partners.programmes.rules.programmes import ProgrammeStanding, standing_of


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme and what hangs on it."""

    programme: Programme
    countries: list[ProgrammeCountry]
    priorities: list[ProgrammePriority]
    participations: list[ProgrammeOrganisation]

    @property
    def is_everywhere(self) -> bool:
        """Whether it covers the region without naming a member state."""
        return self.programme.is_regional and not self.countries

    @property
    def standing(self) -> ProgrammeStanding:
        """Whether it runs today."""
        row: Any = self.programme
        passed = row.ends_on is not None and row.ends_on < timezone.localdate()
        is_actual = passed and not row.is_end_unconfirmed
        return standing_of(row.status, row.ends_on, timezone.localdate(), is_actual=is_actual)

    @property
    def is_judged(self) -> bool:
        """Whether a person has confirmed that it counters illegal wildlife trade, or denied it."""
        return self.programme.iwt_relevance in (IwtRelevance.CONFIRMED, IwtRelevance.NOT_IWT)

    @property
    def suggested(self) -> list[Priority]:
        """Its priorities that nobody has confirmed yet."""
        return [link.priority for link in self.priorities if link.is_suggested]

    @property
    def iwt_amount(self) -> Decimal | None:
        """Its IWT part in its own currency, in cents; None where the total or the share is not known."""
        total, share = self.programme.total, self.programme.iwt_share
        return None if total is None or share is None else iwt_amount(total, share)

    @property
    def given_shares(self) -> list[Decimal]:
        """The member states' shares that are given, in per cent."""
        return [row.share for row in self.countries if row.share is not None]

    @property
    def open_share(self) -> Decimal:
        """What the member states' shares leave open, in per cent; nought where none is given."""
        given = self.given_shares
        return max(100 - sum(given, Decimal(0)), Decimal(0)) if given else Decimal(0)

    @property
    def groups(self) -> list[tuple[str, list[Organisation]]]:
        """The organisations by IATI role, in the order of the codelist; roles that nobody has are left out."""
        by_role = groupby(self.participations, key=lambda link: link.role)
        return [(str(ParticipationRole(role).label), [link.organisation for link in links]) for role, links in by_role]


@dataclass(frozen=True)
class ProgrammeInCountry:
    """A programme on a country's page.

    `part` says whether all of it is the country's, a share of it in per cent, or a share that is not given. `is_named`
    is False for a programme that covers the region without naming states. `is_overdue`: its planned end has passed, and
    nobody has confirmed that it ended.
    """

    programme: Programme
    part: PartCode
    share: Decimal | None
    is_named: bool
    is_overdue: bool


def programme_page(viewer: Viewer, wanted: ProgrammeFilter, number: Any) -> Page[ProgrammeRow]:
    """One page of the programmes that the viewer may see and asked for, in the order of titles."""
    return _paged(Programme.objects.visible_to(viewer).matching(wanted), number)


def programme_of(viewer: Viewer, slug: str) -> ProgrammeRow:
    """The programme of that short name; raises Programme.DoesNotExist where the viewer may not know of it."""
    return _row(_with_all(Programme.objects.visible_to(viewer)).select_related("iati").get(slug=slug))


def programmes_in(viewer: Viewer, country: Country) -> ProgrammeQuerySet:
    """Programmes that name the country, and those that cover the region without naming any state; for `in_country`.

    A regional programme stands on the page of each country; in a total it may be counted once only.
    """
    rows: Any = Programme.objects.visible_to(viewer).about_iwt().working_in([country.iso3])
    rows = rows.with_ends().with_publisher().select_related("owner").annotate(country_shares=country_pairs())
    found: ProgrammeQuerySet = rows.order_by("title", "pk")
    return found


class ProgrammeTime(IntEnum):
    """Where a programme stands in time, in the order of a member state's page; or that nobody has judged it yet."""

    ACTIVE = 0
    OVERDUE = 1
    PAST = 2
    NOT_JUDGED = 3


@dataclass(frozen=True)
class FirstFew:
    """The keys of the first of some programmes, in order, and how many there are."""

    keys: tuple[int, ...] = ()
    n: int = 0


def first_of_each(
    rows: ProgrammeQuerySet, country: Country, as_of: date, most: Mapping[ProgrammeTime, int], to_judge: Q
) -> dict[ProgrammeTime, FirstFew]:
    """Of what `programmes_in` found, the first few that are active, overdue, and past: those that name the member state
    before those for the whole region, by title; and how many of those that nobody has judged fulfil `to_judge`. One
    query."""
    settle()
    is_judged = rows.is_judged(ProgrammeFilter())
    rows = rows.filter(is_judged | (Q(iwt_relevance__in=UNJUDGED) & to_judge))
    time = Case(
        When(~is_judged, then=Value(ProgrammeTime.NOT_JUDGED.value)),
        When(runs_in_view(as_of.year, as_of), then=Value(ProgrammeTime.ACTIVE.value)),
        When(is_end_unconfirmed=True, then=Value(ProgrammeTime.OVERDUE.value)),
        default=Value(ProgrammeTime.PAST.value),
        output_field=IntegerField(),
    )
    names_it = Exists(ProgrammeCountry.objects.filter(programme=OuterRef("pk"), country=country))
    light = rows.order_by().annotate(time=time, is_named=names_it).values("pk", "time")
    placed = light.annotate(
        place=Window(RowNumber(), partition_by="time", order_by=[F("is_named").desc(), "text__title_key", "pk"]),
        n=Window(Count("pk"), partition_by="time"),
    )
    found: dict[ProgrammeTime, FirstFew] = dict.fromkeys(ProgrammeTime, FirstFew())
    # Of each kind, one row at least is read, for it knows how many there are.
    shown = placed.filter(place__lte=max(most.values())).order_by("time", "place")
    for time_of, listed in groupby(shown, key=lambda row: ProgrammeTime(row["time"])):
        few = list(listed)
        found[time_of] = FirstFew(tuple(row["pk"] for row in few[: most.get(time_of, 0)]), few[0]["n"])
    return found


def keys_of(found: Mapping[ProgrammeTime, FirstFew]) -> list[int]:
    """The keys of all that is shown."""
    return [key for few in found.values() for key in few.keys]


def in_country(rows: Iterable[Any], country: Country) -> list[ProgrammeInCountry]:
    """Some of what `programmes_in` found, for a list."""
    found = []
    for one in rows:
        shares, iso3 = shares_of(one.country_shares), country.iso3
        part = country_part(shares, iso3, covers_more=one.covers_more or one.is_regional)
        found.append(ProgrammeInCountry(one, part, shares.get(iso3), iso3 in shares, one.is_end_unconfirmed))
    return found


def programmes_of(viewer: Viewer, organisation: Organisation, number: Any) -> Page[ProgrammeRow]:
    """The organisation's programmes, as owner or in any IATI role; what is about something else only as the owner."""
    return _paged(Programme.objects.visible_to(viewer).of_organisation(organisation.pk), number)


def own_programmes(person: User) -> QuerySet[Programme]:
    """The programmes under which the person's organisation can make an offer."""
    if person.organisation is None:
        return Programme.objects.none()
    rows: Any = Programme.objects.visible_to(person).about_iwt()
    return rows.of_organisation(person.organisation.pk).order_by("title", "pk")  # type: ignore[no-any-return]


def programme_to_confirm(viewer: Viewer, slug: str) -> Programme:
    """The programme alone, for who may confirm it; raises Programme.DoesNotExist for all others. One query."""
    programme: Programme = Programme.objects.visible_to(viewer).select_related("owner").get(slug=slug)
    if not confirms(viewer, programme):
        raise Programme.DoesNotExist
    return programme


def filter_choices(viewer: Viewer, *asked: str) -> dict[str, Any]:
    """What the list of programmes can be filtered by: states, priorities, and organisations that take part in one that
    counts; one whose programmes are all still to be judged can be asked for by its code. `merged` names, for those
    codes that are `asked` for and were merged into another organisation, the code of the one kept."""
    gone = Organisation.objects.filter(code__in=asked, merged_into__isnull=False)
    merged = dict(gone.values_list("code", "merged_into__code")) if any(asked) else {}
    taking_part = ProgrammeOrganisation.objects.visible_to(viewer)
    counting = taking_part.filter(programme__iwt_relevance=IwtRelevance.CONFIRMED)
    return {
        "countries": countries(),
        "priorities": priorities(),
        "organisations": Names(
            Organisation.objects.filter(pk__in=counting.values("organisation")).order_by("name", "pk"),
            others=("acronym",),
            known=Organisation.objects.filter(pk__in=taking_part.values("organisation")),
        ),
        "merged": merged,
    }


def _with_all(rows: Any) -> QuerySet[Programme]:
    """Programmes with owner, member states, priorities and organisations: one query for each of the last three."""
    rows = rows.with_ends().with_publisher()
    return rows.select_related("owner").prefetch_related(
        Prefetch("in_countries", ProgrammeCountry.objects.select_related("country").order_by("country__asean_order")),
        Prefetch("for_priorities", ProgrammePriority.objects.select_related("priority").order_by("priority__position")),
        Prefetch("participations", ProgrammeOrganisation.objects.select_related("organisation")),
    )


def _row(programme: Programme) -> ProgrammeRow:
    links = sorted(programme.participations.all(), key=lambda link: (link.role, sort_key(link.organisation.name)))
    return ProgrammeRow(programme, list(programme.in_countries.all()), list(programme.for_priorities.all()), links)


def _paged(rows: QuerySet[Programme], number: Any) -> Page[Any]:
    paginator: Paginator[Any] = Paginator(_with_all(rows.order_by("title", "pk")), 25)
    # Counted without what hangs on each of them.
    paginator.count = rows.count()  # type: ignore[misc]  # a cached property
    page = paginator.get_page(number)
    page.object_list = [_row(programme) for programme in page.object_list]
    return page
