"""Organisations that fund and run work against illegal wildlife trade, with what the viewer may see of it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.clearance.models import Viewer
from core.models import Organisation
from core.search import holding
from partners.iati.models import ORGANISATION_SOURCE
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeOrganisation
from partners.support.models.answers import Response, ResponseKind
from partners.support.queries.responses import AnswerRow, answer_rows

SHOWN_ANSWERS = 50


def organisation_page(viewer: Viewer, text: str, number: Any) -> Page[Any]:
    """One page of the partner organisations whose name holds the text, in the order of names, with their counts.

    One that is here only because a file named it is among them once it owns a programme, or takes part in one that
    counts.
    """
    owned = Programme.objects.visible_to(viewer).filter(owner=OuterRef("pk"))
    counting = ProgrammeOrganisation.objects.visible_to(viewer).filter(
        organisation=OuterRef("pk"), programme__iwt_relevance=IwtRelevance.CONFIRMED
    )
    is_named_only = Q(source_title=ORGANISATION_SOURCE, verified=False) & ~Exists(owned) & ~Exists(counting)
    rows = Organisation.objects.filter(~Q(is_named_only), country__isnull=True, is_active=True)
    rows = rows.filter(holding(text, "name", "acronym"))
    return Paginator(_with_counts(rows, viewer).order_by("name", "pk"), 50).get_page(number)


def organisation_of(viewer: Viewer, code: str) -> Any:
    """The organisation of that code, with its counts; raises Organisation.DoesNotExist."""
    return _with_counts(Organisation.objects.select_related("country", "merged_into"), viewer).get(code=code)


def answers_to(viewer: Viewer, **of: Any) -> list[AnswerRow]:
    """Answers of an `organisation`, or under a `programme`, that the viewer may see; the newest fifty."""
    rows = Response.objects.visible_to(viewer).filter(**of).order_by("-responded_at", "-pk")
    return answer_rows(viewer, rows[:SHOWN_ANSWERS])


def _with_counts(rows: QuerySet[Organisation], viewer: Viewer) -> QuerySet[Any]:
    """With `n_programmes`, and `n_needs` for which a country has confirmed the organisation's support."""
    seen = Programme.objects.visible_to(viewer)
    part = ProgrammeOrganisation.objects.filter(
        organisation=OuterRef("pk"), programme__in=seen.about_iwt().values("pk")
    )
    # Those that it owns and those that it takes part in, each found by index; what is both is counted once.
    taking_part = part.exclude(programme__owner__isnull=False, programme__owner=OuterRef("pk"))
    confirmed = Response.objects.visible_to(viewer).confirmed().exclude(kind=ResponseKind.NOT_NOW)
    own = confirmed.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    needs = own.annotate(n=Count("need", distinct=True)).values("n")
    return rows.annotate(
        n_programmes=_counted(seen.filter(owner=OuterRef("pk"))) + _counted(taking_part, "programme"),
        n_needs=Coalesce(Subquery(needs, output_field=IntegerField()), 0),
    )


def _counted(rows: QuerySet[Any], what: str = "pk") -> Coalesce:
    """How many rows the outer row has, or how many different ones they lead to."""
    counted = rows.order_by().annotate(one=OuterRef("pk")).values("one").annotate(n=Count(what, distinct=what != "pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
