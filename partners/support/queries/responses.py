"""Answers to needs as pages show them: to the two sides in full, to others once the country has confirmed them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from core.clearance.models import Viewer
from core.models import Organisation, User
from needs.models import Need, NeedComponent
from needs.rules import CLOSED_STATUSES, Coverage
from partners.programmes.models.programmes import Programme
from partners.support.coverage import coverage_of, with_coverage
from partners.support.messages import answer_sentence
from partners.support.models.answers import Response, ResponseComponent, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery
from partners.support.permissions import is_of_a_side, sides_of
from partners.support.rules.answers import STANDING, AnswerMove, answer_moves


@dataclass(frozen=True)
class AnswerRow:
    """An answer, as much of it as its viewer may read.

    `parts` are the parts of the need that it takes on. `programme` is None where there is none or the viewer may not
    know of it. Only where the viewer `is_of_a_side`, notes are shown.
    """

    response: Response
    need: Need
    organisation: Organisation
    programme: Programme | None
    parts: tuple[ResponseComponent, ...]
    sentence: str
    moves: tuple[AnswerMove, ...]
    is_of_a_side: bool
    url: str

    @property
    def amount(self) -> Decimal | None:
        """What the country accepted of the money, or what is offered while it has not decided."""
        response = self.response
        return response.amount if response.accepted_amount is None else response.accepted_amount


@dataclass(frozen=True)
class NeedToAnswer:
    """A need on the page where a partner answers it, with what remains of it.

    `uncovered` are the parts that no confirmed answer takes on whole. `own_waiting` is the organisation's answer that
    waits already, if there is one.
    """

    need: Need
    coverage: Coverage
    uncovered: tuple[NeedComponent, ...]
    own_waiting: Response | None

    @property
    def is_open(self) -> bool:
        """Whether it still looks for support."""
        return self.need.status not in CLOSED_STATUSES


def responses_to(viewer: Viewer, need: Need) -> list[AnswerRow]:
    """The answers to a need that the viewer may see, the oldest first. Three queries."""
    return answer_rows(viewer, Response.objects.visible_to(viewer).filter(need=need).order_by("responded_at", "pk"))


def response_of(viewer: Viewer, pk: int) -> AnswerRow:
    """One answer; raises Response.DoesNotExist where the viewer may not know of it."""
    found = answer_rows(viewer, Response.objects.visible_to(viewer).filter(pk=pk))
    if not found:
        raise Response.DoesNotExist
    return found[0]


def need_to_answer(person: User, code: str, *, revised: Response | None = None) -> NeedToAnswer:
    """The need of that code with what remains; raises Need.DoesNotExist where the person may not know of it.

    The parts of an answer that is `revised` are offered again, whatever has become of them.
    """
    kept = {part.component_id for part in revised.parts.all()} if revised else set()
    rows = Need.objects.visible_to(person).cleared().with_labels().filter(code__iexact=code)
    need = with_coverage(rows, person).get()
    coverage = coverage_of(need)
    waiting = Response.objects.visible_to(person).filter(
        need=need, organisation=person.organisation, state=ResponseState.WAITING
    )
    # "Not now" bars no later offer.
    return NeedToAnswer(
        need=need,
        coverage=coverage,
        uncovered=tuple(
            part for part in need.components.all() if part.pk in kept or coverage.each_part[str(part.pk)].remaining
        ),
        own_waiting=waiting.exclude(kind=ResponseKind.NOT_NOW).first(),
    )


def answer_rows(viewer: Viewer, responses: QuerySet[Response]) -> list[AnswerRow]:
    """Visible answers as rows, with what hangs on them."""
    parts = ResponseComponent.objects.select_related("component").order_by("component__position")
    standing = Delivery.objects.filter(response=OuterRef("pk"), state__in=STANDING)
    loaded = responses.annotate(has_standing_deliveries=Exists(standing)).select_related(
        "need__country", "organisation"
    )
    loaded = loaded.prefetch_related(
        Prefetch("programme", queryset=Programme.objects.visible_to(viewer)), Prefetch("parts", queryset=parts)
    )
    return [
        AnswerRow(
            response=response,
            need=response.need,
            organisation=response.organisation,
            programme=response.programme,
            parts=tuple(part for part in response.parts.all() if part.stands),
            sentence=answer_sentence(response),
            moves=answer_moves(
                response.kind,
                response.state,
                sides_of(viewer, response),
                has_deliveries=response.has_standing_deliveries,
                is_own=response.responded_by_id == viewer.pk,
            ),
            is_of_a_side=is_of_a_side(viewer, response),
            url=reverse("partners:response", args=[response.pk]),
        )
        for response in loaded
    ]
