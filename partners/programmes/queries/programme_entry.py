"""What the form of a programme offers, and how it finds organisations and other programmes by what people type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.folding import folded, sort_key
from core.models import Country, Organisation, Priority, User
from core.reference_rows import countries, priorities
from partners.programmes.models.money import ExchangeRate
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.programmes.permissions import keeps
from partners.programmes.rates import known_currencies
from partners.programmes.rules.currencies import offered
from partners.programmes.rules.portfolio import all_above, makes_circle, parents_in_sight

# How many names a list beside a field offers: all are found when typed, but a page must stay light.
OFFERED = 150


@dataclass(frozen=True)
class Named:
    """Something that can be named in words: its key, its name, and other words for it."""

    pk: int
    name: str
    others: Sequence[str] = ()


class Directory:
    """Finds a thing by its name, acronym or identifier, in whatever case; the first ones are offered in a list."""

    def __init__(self, rows: Sequence[Named]) -> None:
        self._by_word: dict[str, set[int]] = {}
        self._names: dict[str, str] = {}
        self.offered = rows[:OFFERED]
        for row in rows:
            self._names.setdefault(folded(row.name), row.name)
            for word in (row.name, *row.others):
                if word:
                    self._by_word.setdefault(folded(word), set()).add(row.pk)

    def find(self, text: str) -> list[int]:
        """The keys of what is called so: none, one, or several."""
        return sorted(self._by_word.get(folded(text), ()))

    def hint(self, text: str) -> str:
        """Up to three names that look like the text, as a question; empty where none does."""
        wanted = folded(text)
        found = get_close_matches(wanted, self._names, n=3, cutoff=0.75)
        if len(wanted) > 3:
            found += [name for name in self._names if wanted in name and name not in found]
        names = _(" or ").join(self._names[name] for name in found[:3])
        return _("Did you mean %(names)s?") % {"names": names} if names else ""


@dataclass(frozen=True)
class ProgrammeChoices:
    """What the form of a programme is made of. `suggested` holds the reasons of suggested priorities, by code."""

    countries: tuple[Country, ...]
    priorities: tuple[Priority, ...]
    currencies: tuple[str, ...]
    organisations: Directory
    programmes: Directory
    suggested: Mapping[str, str]
    may_choose_owner: bool


def entry_choices(person: User, programme: Programme | None = None) -> ProgrammeChoices:
    """What a person can choose from while entering a programme. Seven queries.

    Active organisations come first, of these those that take part in a programme; programmes of the owner come first.
    """
    part = ProgrammeOrganisation.objects.visible_to(person).filter(organisation=OuterRef("pk"))
    organisations = (
        Organisation.objects.filter(merged_into__isnull=True)
        .annotate(takes_part=Exists(part))
        .order_by("-is_active", "-takes_part", F("country").asc(nulls_first=True), "name")
        .values_list("pk", "name", "acronym", "iati_identifier")
    )
    own = programme.owner_id if programme else person.organisation_id
    others = Programme.objects.visible_to(person).about_iwt().exclude(pk__in=[programme.pk] if programme else [])
    titles = others.values_list("pk", "title", "iati_identifier", "slug", "owner")
    suggested = ProgrammePriority.objects.filter(programme=programme, is_suggested=True).select_related("priority")
    return ProgrammeChoices(
        countries=tuple(countries()),
        priorities=tuple(priorities()),
        currencies=currencies_for(programme.currency if programme else ""),
        organisations=Directory([Named(pk, name, words) for pk, name, *words in organisations]),
        programmes=Directory(
            [
                Named(pk, title, words)
                for pk, title, *words, _owner in sorted(titles, key=lambda row: (row[4] != own, sort_key(row[1])))
            ]
        ),
        suggested={row.priority.code: row.suggestion_reason for row in suggested} if programme else {},
        may_choose_owner=can(person, Permission.PROGRAMME_WRITE_ANY),
    )


def currencies_for(standing: str = "") -> tuple[str, ...]:
    """The currencies to offer: those of today with a rate of any year, and the one that stands already. One query."""
    yearly = ExchangeRate.objects.values_list("currency", flat=True).order_by().distinct()
    return offered({*known_currencies(), *yearly}, standing)


def programme_to_edit(person: User, slug: str) -> Programme:
    """The programme of that short name, for who keeps it; raises Programme.DoesNotExist for everybody else."""
    row = Programme.objects.visible_to(person).select_related("owner", "parent").get(slug=slug)
    if not keeps(person, row):
        raise Programme.DoesNotExist
    return row


def links_of(programme: Programme) -> tuple[list[ProgrammeCountry], list[ProgrammePriority]]:
    """Its member states and priorities. Two queries."""
    countries = ProgrammeCountry.objects.filter(programme=programme).select_related("country")
    return list(countries), list(ProgrammePriority.objects.filter(programme=programme).select_related("priority"))


def organisations_of(programme: Programme) -> list[ProgrammeOrganisation]:
    """Its organisations, by their roles. One query."""
    rows = ProgrammeOrganisation.objects.filter(programme=programme).select_related("organisation")
    return list(rows.order_by("role", "organisation__name"))


def family_of(viewer: Viewer, programme: Programme) -> dict[str, list[Programme]]:
    """What a programme is a part of (`parents`) and its parts (`children`), as money is counted: the nearest ones that
    the viewer may see. Two queries."""
    links = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
    parents = {str(pk): str(parent) for pk, parent in links}
    own = str(programme.pk)
    kin = {key for key in parents if makes_circle(own, key, parents)} | set(all_above(own, parents))
    found = list(Programme.objects.visible_to(viewer).filter(pk__in=kin).order_by("title", "pk"))
    nearest = parents_in_sight(parents, {own, *(str(row.pk) for row in found)})
    return {
        "parents": [row for row in found if str(row.pk) == nearest.get(own)],
        "children": [row for row in found if nearest.get(str(row.pk)) == own and row.pk != programme.pk],
    }


def with_identifier(person: User, identifier: str, but: Programme | None) -> tuple[bool, Programme | None]:
    """Whether another programme, withdrawn or not, has this IATI identifier, and which if the person may see it."""
    rows = Programme.objects.filter(iati_identifier=identifier).exclude(pk__in=[but.pk] if but else [])
    return rows.exists(), rows.visible_to(person).first()


def withdrawn_programmes(person: User) -> list[Programme]:
    """The withdrawn programmes that a person keeps, the latest first; at most a hundred."""
    rows = Programme.objects.filter(withdrawn_at__isnull=False).select_related("owner", "withdrawn_by")
    if not can(person, Permission.PROGRAMME_WRITE_ANY):
        if not person.organisation_id or not can(person, Permission.PROGRAMME_WRITE):
            return []
        rows = rows.filter(owner_id=person.organisation_id)
    return list(rows.order_by("-withdrawn_at", "-pk")[:100])


def withdrawn_programme(person: User, slug: str) -> Programme:
    """A withdrawn programme that the person keeps; raises Programme.DoesNotExist for everybody else."""
    row = Programme.objects.select_related("owner").get(slug=slug, withdrawn_at__isnull=False)
    if not keeps(person, row):
        raise Programme.DoesNotExist
    return row
