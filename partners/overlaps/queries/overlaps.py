"""Overlaps as pages show them: pairs that look alike and are not settled, what was decided, and one pair by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.search import holding
from partners.overlaps.candidates import MOST, alike
from partners.overlaps.comparison import ComparedField, compared_fields
from partners.overlaps.messages import reasons
from partners.overlaps.models import SETTLING, OverlapDecision, OverlapDecisionKind, OverlapPair
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.programmes.permissions import keeps

PER_PAGE = 25
SHOWN_AFTER_SAVING = 10


@dataclass(frozen=True)
class OverlapFilter:
    """What a person asked of the overlaps. `is_mine`: one of both belongs to the person's organisation."""

    country: str = ""
    priority: str = ""
    grade: str = ""
    is_mine: bool = False
    text: str = ""


@dataclass(frozen=True)
class PairPage:
    """Two programmes side by side, what indicates that they are one, and what was decided.

    `overlap` is None, and there are no `reasons`, where by the rules they do not overlap. `changed` are titles and
    identifiers that have changed since the decision.
    """

    first: Programme
    second: Programme
    rows: list[ComparedField]
    overlap: OverlapPair | None
    reasons: list[str]
    decision: OverlapDecision | None
    may_decide: bool
    may_merge: bool
    changed: list[str]

    @property
    def url(self) -> str:
        """Where both stand side by side."""
        return reverse("partners:overlap", args=[self.first.slug, self.second.slug])

    @property
    def is_merged(self) -> bool:
        """Whether the two are one at present."""
        return self.decision is not None and self.decision.kind == OverlapDecisionKind.MERGED

    @property
    def may_take_back(self) -> bool:
        """Whether its viewer can take the decision back."""
        return self.may_merge if self.is_merged else self.may_decide


@dataclass(frozen=True)
class AlikeProgrammes:
    """The pairs of a programme with those that look most like it, and how many more look like it."""

    pairs: list[OverlapPair]
    more: int = 0


def overlap_page(viewer: Viewer, wanted: OverlapFilter, number: Any) -> Page[Any]:
    """One page of the pairs that look alike and that nobody has settled, the most alike first, each with its reasons.

    Where somebody has said that they are the same, `asked_on` says when, and `asked_by` which organisation (none: the
    secretariat). Each programme of a pair says as its `more_alike` how many look like it that stand in no pair.
    """
    decided = OverlapDecision.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    asked = decided.filter(kind=OverlapDecisionKind.SAME_ASKED)
    page: Page[Any] = Paginator(matching(open_pairs(viewer), viewer, wanted).values("pk"), PER_PAGE).get_page(number)
    # What is asked of each pair is asked of those of the page alone.
    rows = OverlapPair.objects.filter(pk__in=page.object_list)
    page.object_list = rows.annotate(
        asked_on=Subquery(asked.values("decided_at")),
        asked_by=Subquery(asked.values("decided_by__organisation__name")),
        first_listed=_listed_with(viewer, "first"),
        second_listed=_listed_with(viewer, "second"),
    )
    shown = _with_programmes(list(page.object_list), _with_links(Programme.objects.visible_to(viewer).about_iwt()))
    _note_more(viewer, shown)
    page.object_list = [(pair, reasons(pair)) for pair in shown]
    return page


def open_pairs(viewer: Viewer) -> QuerySet[OverlapPair]:
    """The pairs that the viewer may read and that nobody has settled."""
    settled = OverlapDecision.objects.filter(first=OuterRef("first"), second=OuterRef("second"), kind__in=SETTLING)
    return OverlapPair.objects.visible_to(viewer).filter(~Exists(settled))


def decided_page(viewer: Viewer, wanted: OverlapFilter, number: Any) -> Page[Any]:
    """One page of what was decided and stands, the latest first."""
    decided = OverlapDecision.objects.visible_to(viewer).filter(kind__in=SETTLING)
    rows = matching(decided, viewer, OverlapFilter(is_mine=wanted.is_mine, text=wanted.text))
    return Paginator(rows.select_related("first", "second", "decided_by__organisation"), PER_PAGE).get_page(number)


def overlaps_of(viewer: Viewer, programme: Programme) -> AlikeProgrammes:
    """What a programme looks like at this moment, the most alike first; what was settled is left out.

    Asked of the programmes themselves, so that it is true right after saving. The reasons stand on the page of the
    pair. Two queries at most.
    """
    readable = Programme.objects.visible_to(viewer).about_iwt()
    found = alike([programme.pk], within=readable, most=SHOWN_AFTER_SAVING)
    pairs = sorted(found.pairs, key=lambda pair: (pair.rank, -pair.title_likeness, -pair.implementer_likeness))
    return AlikeProgrammes(
        _with_programmes(pairs, readable) if pairs else [], max(found.numbers.get(programme.pk, 0) - len(pairs), 0)
    )


def related_to(viewer: Viewer, programme: Programme) -> list[Programme]:
    """The programmes that people have noted as related to this one. One query."""
    rows = OverlapDecision.objects.filter(kind=OverlapDecisionKind.RELATED)
    others = Q(pk__in=rows.filter(first=programme).values("second"))
    others |= Q(pk__in=rows.filter(second=programme).values("first"))
    return list(Programme.objects.visible_to(viewer).filter(others).order_by("title", "pk"))


def merged_into(viewer: Viewer, **of: Any) -> Programme | None:
    """The programme that took in the one of this `slug` or `pk`, where the viewer may read it; None otherwise."""
    # One question for what was merged, what was withdrawn otherwise and what never was: none is told from another.
    merged = OverlapDecision.objects.filter(kind=OverlapDecisionKind.MERGED).select_related("into")
    first, second, into = (
        {f"{side}__{name}": value for name, value in of.items()} for side in ("first", "second", "into")
    )
    decision = merged.filter(Q(**first) | Q(**second)).exclude(**into).first()
    seen: set[int] = set()
    found = decision.into if decision else None
    while found is not None and found.withdrawn_at is not None and found.pk not in seen:
        seen.add(found.pk)
        decision = merged.filter(Q(first=found) | Q(second=found)).exclude(into=found).first()
        found = decision.into if decision else None
    return Programme.objects.visible_to(viewer).filter(pk=found.pk if found else 0).first()


def pair_page(viewer: Viewer, slug: str, other: str) -> PairPage:
    """What the page of two programmes shows that the viewer may read, in the order of their keys.

    One that was merged into the other is among them for those who may take the merger back. Raises
    Programme.DoesNotExist otherwise.
    """
    keys = set(Programme.objects.visible_to(viewer).filter(slug__in=(slug, other)).values_list("pk", flat=True))
    if len(keys) != 2:
        keys = _merged_keys(viewer, slug, other)
    if len(keys) != 2:
        raise Programme.DoesNotExist
    first, second = _with_links(Programme.objects.filter(pk__in=keys)).order_by("pk")
    decisions = OverlapDecision.objects.between(first, second).select_related("into", "decided_by__organisation")
    decision: OverlapDecision | None = decisions.first()
    both = Programme.objects.filter(pk__in=keys)
    overlap = next(iter(alike([first.pk], within=both, most=1, leaves_out_settled=False).pairs), None)
    if overlap:
        overlap.first, overlap.second = first, second
    kept = [keeps(viewer, row) for row in (first, second)]
    return PairPage(
        first=first,
        second=second,
        rows=compared_fields(first, second),
        overlap=overlap,
        reasons=reasons(overlap) if overlap else [],
        decision=decision,
        may_decide=any(kept),
        may_merge=all(kept),
        changed=list(_changed(decision, first, second)) if decision else [],
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
    return rows.filter(holding(wanted.text, "first__title", "second__title"))


def _listed_with(viewer: Viewer, side: str) -> Subquery:
    """In how many pairs of the list the programme stands that is the `side` of a pair."""
    of_it = Q(first=OuterRef(side)) | Q(second=OuterRef(side))
    rows = open_pairs(viewer).filter(of_it).order_by().annotate(every=Value(1)).values("every")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def _note_more(viewer: Viewer, pairs: list[Any]) -> None:
    """Note how many programmes look like each of a page that stand beside it in no pair of the list.

    Asked only of those that stand in as many pairs as are kept: all that look like any other do. One query at most.
    """
    listed = {pair.first_id: pair.first_listed for pair in pairs}
    listed |= {pair.second_id: pair.second_listed for pair in pairs}
    full = [key for key, number in listed.items() if number >= MOST]
    numbers = alike(full, within=Programme.objects.visible_to(viewer).about_iwt(), most=1).numbers
    for pair in pairs:
        for row in (pair.first, pair.second):
            row.more_alike = max(numbers.get(row.pk, 0) - listed[row.pk], 0)


def _with_links(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Programmes with owner, larger programme, member states, priorities and organisations: four queries."""
    return rows.select_related("owner", "parent").prefetch_related(
        Prefetch("in_countries", ProgrammeCountry.objects.select_related("country")),
        Prefetch("for_priorities", ProgrammePriority.objects.select_related("priority")),
        Prefetch("participations", ProgrammeOrganisation.objects.select_related("organisation")),
    )


def _with_programmes(pairs: list[OverlapPair], programmes: QuerySet[Programme]) -> list[OverlapPair]:
    """The pairs of which both are among the programmes, with them loaded."""
    found = programmes.in_bulk({key for pair in pairs for key in (pair.first_id, pair.second_id)})
    shown = [pair for pair in pairs if pair.first_id in found and pair.second_id in found]
    for pair in shown:
        pair.first, pair.second = found[pair.first_id], found[pair.second_id]
    return shown


def _merged_keys(viewer: Viewer, slug: str, other: str) -> set[int]:
    """The keys of two programmes of which one was merged into the other, for who may take that back; else none."""
    decision = (
        OverlapDecision.objects.filter(
            first__slug__in=(slug, other), second__slug__in=(slug, other), kind=OverlapDecisionKind.MERGED
        )
        .select_related("first__owner", "second__owner")
        .first()
    )
    if decision is None or not (keeps(viewer, decision.first) or keeps(viewer, decision.second)):
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
