"""Overlaps as pages show them: pairs that look alike and are not settled, what was decided, and one pair by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.models import Country, Priority
from partners.overlaps.candidates import AlikePair, alike
from partners.overlaps.comparison import Faced, Links, faced
from partners.overlaps.messages import GRADE_LABELS, reasons
from partners.overlaps.models import SETTLING, OverlapDecision, OverlapDecisionKind, OverlapPair
from partners.overlaps.rules import OverlapGrade
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.programmes.permissions import keeps

SHOWN_AFTER_SAVING = 10
MOST_ALIKE_FIRST = ("rank", "-title_likeness", "-implementer_likeness", "first", "second")


@dataclass(frozen=True)
class OverlapFilter:
    """What a person asked of the overlaps. `is_mine`: one of both belongs to the person's organisation."""

    country: str = ""
    priority: str = ""
    grade: str = ""
    is_mine: bool = False
    text: str = ""


@dataclass(frozen=True)
class MergerAsked:
    """That somebody has said that two programmes are the same: the organisation (empty: the secretariat), and when."""

    who: str
    on: datetime


@dataclass(frozen=True)
class Overlap:
    """Two programmes that look alike. `asked` is set where somebody has said that they are the same.

    `reasons` are sentences; there are none where only the grade is told, as beside a programme.
    """

    first: Programme
    second: Programme
    grade: OverlapGrade
    reasons: tuple[str, ...] = ()
    asked: MergerAsked | None = None

    @property
    def label(self) -> str:
        """The grade in words."""
        return str(GRADE_LABELS[self.grade])

    @property
    def url(self) -> str:
        """Where both stand side by side."""
        return reverse("partners:overlap", args=[self.first.slug, self.second.slug])


@dataclass(frozen=True)
class DecidedOverlap:
    """What was decided of two programmes; `titles` as they were then."""

    decision: OverlapDecision
    titles: tuple[str, str]
    url: str


@dataclass(frozen=True)
class PairPage:
    """Two programmes side by side, what indicates that they are one, and what was decided.

    `changed` are titles and identifiers that have changed since then. `merged_into` is set where one was merged.
    """

    first: Programme
    second: Programme
    rows: tuple[Faced, ...]
    overlap: Overlap | None
    decision: OverlapDecision | None
    may_decide: bool
    may_merge: bool
    changed: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where both stand side by side."""
        return reverse("partners:overlap", args=[self.first.slug, self.second.slug])

    @property
    def merge_url(self) -> str:
        """Where both become one."""
        return reverse("partners:overlap-merge", args=[self.first.slug, self.second.slug])


def overlap_page(viewer: Viewer, wanted: OverlapFilter, number: Any, per_page: int = 25) -> Page[Any]:
    """One page of the pairs that look alike and that nobody has settled, the most alike first."""
    settled = OverlapDecision.objects.filter(first=OuterRef("first"), second=OuterRef("second"), kind__in=SETTLING)
    rows = matching(OverlapPair.objects.visible_to(viewer).filter(~Exists(settled)), viewer, wanted)
    asked = OverlapDecision.objects.filter(
        first=OuterRef("first"), second=OuterRef("second"), kind=OverlapDecisionKind.SAME_ASKED
    )
    rows = rows.annotate(
        asked_on=Subquery(asked.values("decided_at")), asked_by=Subquery(asked.values("decided_by__organisation__name"))
    )
    page: Page[Any] = Paginator(rows.order_by(*MOST_ALIKE_FIRST), per_page).get_page(number)
    found = list(page.object_list)
    said = {
        (row.first_id, row.second_id): MergerAsked(row.asked_by or "", row.asked_on) for row in found if row.asked_on
    }
    page.object_list = _overlaps(viewer, [_as_alike(row) for row in found], said)
    return page


def decided_page(viewer: Viewer, wanted: OverlapFilter, number: Any, per_page: int = 25) -> Page[Any]:
    """One page of what was decided and stands, the latest first."""
    decided = OverlapDecision.objects.visible_to(viewer).filter(kind__in=SETTLING)
    rows = matching(decided, viewer, OverlapFilter(is_mine=wanted.is_mine, text=wanted.text))
    rows = rows.select_related("first", "second", "into", "decided_by__organisation")
    page: Page[Any] = Paginator(rows, per_page).get_page(number)
    page.object_list = [_decided(row) for row in page.object_list]
    return page


def overlaps_of(viewer: Viewer, programme: Programme, limit: int = SHOWN_AFTER_SAVING) -> list[Overlap]:
    """What a programme looks like at this moment, the most alike first; what was settled is left out.

    Asked of the programmes themselves, so that it is true right after saving. The reasons stand on the page of the
    pair. Three queries at most.
    """
    pairs = alike([programme.pk])
    if not pairs:
        return []
    of_it = OverlapDecision.objects.filter(Q(first=programme) | Q(second=programme), kind__in=SETTLING)
    settled = set(of_it.values_list("first", "second"))
    pairs = [pair for pair in pairs if (pair.first, pair.second) not in settled]
    pairs.sort(key=lambda pair: (list(OverlapGrade).index(pair.grade), -pair.title, -pair.implementer))
    found = _readable(viewer, pairs).in_bulk()
    both = [pair for pair in pairs if pair.first in found and pair.second in found]
    return [Overlap(found[pair.first], found[pair.second], pair.grade) for pair in both[:limit]]


def related_to(viewer: Viewer, programme: Programme) -> list[Programme]:
    """The programmes that people have noted as related to this one. One query."""
    rows = OverlapDecision.objects.filter(kind=OverlapDecisionKind.RELATED)
    others = Q(pk__in=rows.filter(first=programme).values("second"))
    others |= Q(pk__in=rows.filter(second=programme).values("first"))
    return list(Programme.objects.visible_to(viewer).filter(others).order_by("title", "pk"))


def merged_into(viewer: Viewer, slug: str) -> Programme | None:
    """The programme that took in the one of this short name, where the viewer may read it; None otherwise."""
    # One question for what was merged, what was withdrawn otherwise and what never was: none is told from another.
    merged = OverlapDecision.objects.filter(kind=OverlapDecisionKind.MERGED).select_related("into")
    decision = merged.filter(Q(first__slug=slug) | Q(second__slug=slug)).exclude(into__slug=slug).first()
    seen: set[int] = set()
    found = decision.into if decision else None
    while found is not None and found.withdrawn_at is not None and found.pk not in seen:
        seen.add(found.pk)
        decision = merged.filter(Q(first=found) | Q(second=found)).exclude(into=found).first()
        found = decision.into if decision else None
    return Programme.objects.visible_to(viewer).filter(pk=found.pk if found else 0).first()


def pair_of(viewer: Viewer, slug: str, other: str) -> tuple[Programme, Programme]:
    """Two programmes that the viewer may read, in the order of their keys.

    One that was merged into the other is among them for those who may take the merger back. Raises
    Programme.DoesNotExist otherwise.
    """
    keys = set(Programme.objects.visible_to(viewer).filter(slug__in=(slug, other)).values_list("pk", flat=True))
    if len(keys) != 2:
        keys = _merged_keys(viewer, slug, other)
    if len(keys) != 2:
        raise Programme.DoesNotExist
    first, second = sorted(_with_links(Programme.objects.filter(pk__in=keys)), key=lambda row: row.pk)
    return first, second


def pair_page(viewer: Viewer, first: Programme, second: Programme) -> PairPage:
    """What the page of a pair shows, from programmes that came through `pair_of`."""
    decision = decision_on(first, second)
    pair = next((one for one in alike([first.pk]) if (one.first, one.second) == (first.pk, second.pk)), None)
    may_decide, may_merge = rights(viewer, first, second)
    return PairPage(
        first=first,
        second=second,
        rows=tuple(faced(first, links_of(first), second, links_of(second))),
        overlap=_overlap(pair, first, second, None) if pair else None,
        decision=decision,
        may_decide=may_decide,
        may_merge=may_merge,
        changed=tuple(_changed(decision, first, second)) if decision else (),
    )


def decision_on(first: Programme, second: Programme) -> OverlapDecision | None:
    """The decision on two programmes that stands."""
    rows = OverlapDecision.objects.between(first, second)
    found: OverlapDecision | None = rows.select_related("into", "decided_by__organisation").first()
    return found


def rights(viewer: Viewer, first: Programme, second: Programme) -> tuple[bool, bool]:
    """Whether the viewer may decide on two programmes (who keeps one of them), and merge them (who keeps both)."""
    kept = [keeps(viewer, row) for row in (first, second)]
    return any(kept), all(kept)


def overlap_choices() -> dict[str, list[Any]]:
    """What the list can be filtered by."""
    return {"countries": list(Country.objects.all()), "priorities": list(Priority.objects.all())}


def list_address() -> str:
    """Where all overlaps stand."""
    return reverse("partners:overlaps")


def address_of_survivor(decision: OverlapDecision) -> str:
    """Where the programme stands that stayed of two."""
    return reverse("partners:programme", args=[decision.into.slug]) if decision.into else list_address()


def links_of(programme: Programme) -> Links:
    """What hangs on a programme that came with its links."""
    return Links(
        tuple(programme.in_countries.all()),
        tuple(programme.for_priorities.all()),
        tuple(programme.participations.all()),
    )


def matching(rows: QuerySet[Any], viewer: Viewer, wanted: OverlapFilter) -> QuerySet[Any]:
    """Every condition of the filter; a state or a priority has to be of both."""
    if wanted.country:
        there = ProgrammeCountry.objects.filter(country__iso3=wanted.country).values("programme")
        rows = rows.filter(first__in=there, second__in=there)
    if wanted.priority:
        for_it = ProgrammePriority.objects.filter(priority__code=wanted.priority).values("programme")
        rows = rows.filter(first__in=for_it, second__in=for_it)
    if wanted.grade:
        rows = rows.filter(grade=wanted.grade)
    if wanted.is_mine:
        owner = getattr(viewer, "organisation_id", None)
        rows = rows.filter(Q(first__owner=owner) | Q(second__owner=owner)) if owner else rows.none()
    for word in wanted.text.split():
        rows = rows.filter(Q(first__title__icontains=word) | Q(second__title__icontains=word))
    return rows


def _with_links(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Programmes with owner, larger programme, member states, priorities and organisations: four queries."""
    return rows.select_related("owner", "parent").prefetch_related(
        Prefetch("in_countries", ProgrammeCountry.objects.select_related("country")),
        Prefetch("for_priorities", ProgrammePriority.objects.select_related("priority")),
        Prefetch("participations", ProgrammeOrganisation.objects.select_related("organisation")),
    )


def _overlaps(
    viewer: Viewer, pairs: Sequence[AlikePair], asked: Mapping[tuple[int, int], MergerAsked] | None = None
) -> list[Overlap]:
    """The pairs of which the viewer may read both. Four queries."""
    if not pairs:
        return []
    found = {row.pk: row for row in _with_links(_readable(viewer, pairs))}
    asked = asked or {}
    return [
        _overlap(pair, found[pair.first], found[pair.second], asked.get((pair.first, pair.second)))
        for pair in pairs
        if pair.first in found and pair.second in found
    ]


def _readable(viewer: Viewer, pairs: Sequence[AlikePair]) -> QuerySet[Programme]:
    """The programmes of the pairs that the viewer may read and that counter illegal wildlife trade."""
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    found: QuerySet[Programme] = Programme.objects.visible_to(viewer).filter(pk__in=keys)
    return found.exclude(iwt_relevance=IwtRelevance.NOT_IWT)


def _overlap(pair: AlikePair, first: Programme, second: Programme, asked: MergerAsked | None) -> Overlap:
    why = reasons(
        first,
        links_of(first),
        second,
        links_of(second),
        title=pair.title,
        implementer=pair.implementer,
        same=pair.has_same_identifier,
    )
    return Overlap(first, second, pair.grade, tuple(why), asked)


def _as_alike(row: OverlapPair) -> AlikePair:
    return AlikePair(
        row.first_id,
        row.second_id,
        OverlapGrade(row.grade),
        row.title_likeness,
        row.implementer_likeness,
        row.has_same_identifier,
    )


def _decided(row: OverlapDecision) -> DecidedOverlap:
    judged = row.judged.get("titles") or [row.first.title, row.second.title]
    url = reverse("partners:overlap", args=[row.first.slug, row.second.slug])
    return DecidedOverlap(row, (judged[0], judged[1]), url)


def _merged_keys(viewer: Viewer, slug: str, other: str) -> set[int]:
    """The keys of two programmes of which one was merged into the other, for who may take that back; else none."""
    decision = (
        OverlapDecision.objects.filter(
            first__slug__in=(slug, other), second__slug__in=(slug, other), kind=OverlapDecisionKind.MERGED
        )
        .select_related("first__owner", "second__owner")
        .first()
    )
    if decision is None or not any(rights(viewer, decision.first, decision.second)):
        return set()
    return {decision.first_id, decision.second_id}


def _changed(decision: OverlapDecision, first: Programme, second: Programme) -> Iterable[str]:
    """What has changed since a decision, in sentences."""
    for names, now, words in (
        ("titles", (first.title, second.title), _("The title was “%(before)s” then, and is “%(now)s” now.")),
        (
            "identifiers",
            (first.iati_identifier, second.iati_identifier),
            _("The IATI identifier was “%(before)s” then, and is “%(now)s” now."),
        ),
    ):
        for before, after in zip(decision.judged.get(names, now), now, strict=True):
            if before != after:
                yield words % {"before": before or _("none"), "now": after or _("none")}
