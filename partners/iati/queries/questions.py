"""Questions that an import leaves to people: member states, priorities, relevance, conflicting values."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.models import Country, User
from partners.iati.messages import field_label, value_text
from partners.iati.models import IatiRecord
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.listing import ProgrammeQuerySet
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammePriority
from partners.programmes.permissions import keeps
from partners.programmes.queries.programmes import ProgrammeRow

PER_PAGE = 10
UNDECIDED = (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED)


@dataclass(frozen=True)
class FieldConflict:
    """A field that a person and the publisher both changed; the person's value stands."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class ProgrammeQuestions:
    """A programme and what is asked of it."""

    programme: Programme
    asks_places: bool
    asks_relevance: bool
    places: list[str]
    suggested: list[ProgrammePriority]
    conflicts: list[FieldConflict]


def open_question_count(person: Viewer) -> int:
    """How many programmes have questions that this person may answer. One query."""
    return _with_questions(person).count()


def question_page(person: User, number: Any, slug: str = "", country: str = "") -> Page[ProgrammeQuestions]:
    """One page of the programmes with questions, or the one of that short name alone.

    With the code of a member state those that stand on its page as a number, for nobody has judged them.
    """
    rows = _with_questions(person)
    if slug:
        rows = rows.filter(slug=slug)
    if country:
        rows = rows.working_in([country]).filter(iwt_relevance__in=UNDECIDED)
    # Those of which nobody knows whether they are about IWT at all come last.
    is_unknown = Case(When(iwt_relevance=IwtRelevance.NOT_JUDGED, then=Value(1)), default=Value(0))
    page: Page[Any] = Paginator(rows.order_by(is_unknown, "title", "pk"), PER_PAGE).get_page(number)
    page.object_list = _asked(page.object_list)
    return page


def questions_of(person: User, keys: list[int]) -> list[ProgrammeQuestions]:
    """What is asked of the programmes of these keys, of those that the person may answer for."""
    return _asked(_with_questions(person).filter(pk__in=keys[: PER_PAGE * 2]))


def asks_of(viewer: Viewer, row: ProgrammeRow) -> bool:
    """Whether a programme, loaded with its record, has questions that the viewer may answer. No query."""
    programme, record = row.programme, getattr(row.programme, "iati", None)
    if programme.iwt_relevance == IwtRelevance.NOT_IWT or not keeps(viewer, programme):
        return False
    is_place_open = record is not None and not record.is_place_settled and programme.is_regional and not row.countries
    is_suggested = any(link.is_suggested for link in row.priorities)
    return programme.iwt_relevance in UNDECIDED or is_suggested or is_place_open or bool(record and record.conflicts)


def member_states() -> list[Country]:
    """All that a programme may be for."""
    return list(Country.objects.all())


def _with_questions(person: Viewer) -> ProgrammeQuerySet:
    """Programmes that the person keeps and of which something is open. What is not about IWT asks nothing."""
    if not isinstance(person, User) or not can(person, Permission.PROGRAMME_WRITE):
        return Programme.objects.none()
    rows = Programme.objects.visible_to(person).exclude(iwt_relevance=IwtRelevance.NOT_IWT)
    if not can(person, Permission.PROGRAMME_WRITE_ANY):
        rows = rows.filter(owner=person.organisation_id)
    suggested = ProgrammePriority.objects.filter(programme=OuterRef("pk"), is_suggested=True)
    return rows.filter(
        Q(iwt_relevance__in=UNDECIDED)
        | Q(Exists(suggested))
        | _places_open()
        | (Q(iati__isnull=False) & ~Q(iati__conflicts={}))
    )


def _places_open() -> Q:
    """Published for a region, and nobody has said for which member states."""
    named = ProgrammeCountry.objects.filter(programme=OuterRef("pk"))
    return Q(iati__isnull=False, iati__is_place_settled=False, is_regional=True) & ~Q(Exists(named))


def _asked(rows: Any) -> list[ProgrammeQuestions]:
    """The questions of programmes, in five queries."""
    suggested = ProgrammePriority.objects.filter(is_suggested=True).select_related("priority")
    found = rows.select_related("owner", "iati").annotate(asks_places=_places_open())
    found = found.prefetch_related("places", Prefetch("for_priorities", suggested.order_by("priority__position")))
    return [
        ProgrammeQuestions(
            programme=programme,
            asks_places=programme.asks_places,
            asks_relevance=programme.iwt_relevance in UNDECIDED,
            places=[str(place) for place in programme.places.all()],
            suggested=list(programme.for_priorities.all()),
            conflicts=_conflicts(getattr(programme, "iati", None)),
        )
        for programme in found
    ]


def _conflicts(record: IatiRecord | None) -> list[FieldConflict]:
    return [
        FieldConflict(name, field_label(name), value_text(name, sides["mine"]), value_text(name, sides["theirs"]))
        for name, sides in (record.conflicts if record else {}).items()
    ]
