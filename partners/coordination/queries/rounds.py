"""Reply rounds as pages show them.

That an organisation has replied is known to all who take part in a round; what it replied, to the two sides of each
answer until the country confirms it. So progress is counted over all answers, and content read through `visible_to`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.models import Country, Organisation, User
from needs.models import Need, NeedComponent
from needs.rules import CLOSED_STATUSES, Coverage
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, askable, invitable
from partners.coordination.permissions import may_keep_round
from partners.coordination.rules.rounds import RoundProgress, RoundState, is_late, round_state
from partners.programmes.models.programmes import Programme
from partners.support.models.answers import Response, ResponseComponent, ResponseKind, ResponseState
from partners.support.queries.coverage import coverage_of, with_coverage

PER_PAGE = 25
MOST_CANDIDATES = 150
# Declined by the country, or ended early by the organisation: replied, and no support.
NO_LONGER = ("declined", "ended")


@dataclass(frozen=True)
class Told:
    """That an organisation has answered a need: which answer, of what kind, when. Not what it says."""

    need_id: int
    organisation_id: int
    pk: int
    kind: str
    state: str
    responded_at: datetime


@dataclass(frozen=True)
class InvitedRow:
    """An organisation that is asked, and how far it has come."""

    organisation: Organisation
    progress: RoundProgress
    is_late: bool
    is_own: bool


@dataclass(frozen=True)
class AskedNeed:
    """A need of a round. `is_asking` says that it still looks for support; `changed_on` that it changed since."""

    need: Need
    is_asking: bool
    changed_on: date | None


@dataclass(frozen=True)
class RoundLine:
    """A round in a list. `own` is the progress of the viewer's organisation, where it is invited."""

    round: ReplyRound
    state: RoundState
    n_needs: int
    n_invited: int
    n_answered: int
    own: RoundProgress | None


@dataclass(frozen=True)
class RoundPage:
    """A round with its needs, the organisations asked, and what its viewer may do."""

    round: ReplyRound
    state: RoundState
    needs: tuple[AskedNeed, ...]
    invited: tuple[InvitedRow, ...]
    countries: tuple[Country, ...]
    own: InvitedRow | None
    may_keep: bool
    may_reply: bool

    @property
    def asking(self) -> list[AskedNeed]:
        """The needs that still look for support."""
        return [row for row in self.needs if row.is_asking]

    @property
    def n_answered(self) -> int:
        """How many organisations have replied to all that is asked."""
        return sum(not row.progress.waiting for row in self.invited)


@dataclass(frozen=True)
class GivenReply:
    """An answer to a need in the consolidated answer of a round."""

    response: Response
    organisation: Organisation
    is_late: bool
    is_before_change: bool
    is_of_a_side: bool
    may_act: bool

    @property
    def amount(self) -> Decimal | None:
        """What the country accepted of the money, or what is offered while it has not decided."""
        given = self.response
        return given.amount if given.accepted_amount is None else given.accepted_amount

    @property
    def parts(self) -> list[tuple[NeedComponent, Decimal | None]]:
        """The parts that are taken on, with how much of each was accepted or is offered; None for all of it."""
        return [
            (row.component, row.quantity if row.accepted_quantity is None else row.accepted_quantity)
            for row in self.response.parts.all()
            if row.accepted_quantity is None or row.accepted_quantity > 0
        ]


@dataclass(frozen=True)
class NeedReplies:
    """Who replied what to one need. `hidden` counts answers of the invited that the viewer may not read."""

    asked: AskedNeed
    coverage: Coverage
    support: tuple[GivenReply, ...]
    interest: tuple[GivenReply, ...]
    not_now: tuple[GivenReply, ...]
    no_longer: tuple[GivenReply, ...]
    silent: tuple[Organisation, ...]
    hidden: int


@dataclass(frozen=True)
class ConsolidatedAnswer:
    """What a round brought for one member state."""

    page: RoundPage
    country: Country
    needs: tuple[NeedReplies, ...]
    is_own_country: bool


@dataclass(frozen=True)
class NeedToReply:
    """A need on the page of replies, with the own organisation's answer that stands and whether it may be replaced."""

    asked: AskedNeed
    coverage: Coverage
    standing: Response | None


def round_lines(viewer: Viewer, page: Any) -> tuple[Page[ReplyRound], list[RoundLine]]:
    """A page of the rounds that the viewer sees, those that end last first, and its lines. Five queries."""
    found = Paginator(ReplyRound.objects.visible_to(viewer).select_related("country"), PER_PAGE).get_page(page)
    rounds = list(found.object_list)
    asked, invited = _asked(viewer, rounds), _invited(rounds)
    told = _told(rounds)
    today, own = timezone.localdate(), getattr(viewer, "organisation_id", None)
    lines = []
    for row in rounds:
        needs = [one for one in asked if one.round_id == row.pk]
        rows = _progress_rows(row, [_asked_need(one) for one in needs], invited, told, own)
        lines.append(
            RoundLine(
                round=row,
                state=round_state(row.reply_by, row.closed_on, today),
                n_needs=len(needs),
                n_invited=len(rows),
                n_answered=sum(not one.progress.waiting for one in rows),
                own=next((one.progress for one in rows if one.is_own), None),
            )
        )
    return found, lines


def round_of(viewer: Viewer, pk: int, *, to_keep: bool = False) -> RoundPage:
    """A round. Raises ReplyRound.DoesNotExist where the viewer takes no part in it, or may not keep it `to_keep`.

    Four queries, and one where it is not found.
    """
    row = ReplyRound.objects.visible_to(viewer).select_related("country", "opened_by", "closed_by").get(pk=pk)
    if to_keep and not may_keep_round(viewer, row):
        raise ReplyRound.DoesNotExist
    needs = tuple(_asked_need(one) for one in _asked(viewer, [row]))
    own = getattr(viewer, "organisation_id", None)
    invited = tuple(_progress_rows(row, needs, _invited([row]), _told([row]), own))
    mine = next((one for one in invited if one.is_own), None)
    is_open = row.closed_on is None
    countries = {one.need.country_id: one.need.country for one in needs}
    home = getattr(viewer, "country_id", None)
    return RoundPage(
        round=row,
        state=round_state(row.reply_by, row.closed_on, timezone.localdate()),
        needs=needs,
        invited=invited,
        countries=tuple(sorted(countries.values(), key=lambda country: (country.pk != home, country.asean_order))),
        own=mine,
        may_keep=may_keep_round(viewer, row),
        may_reply=is_open and mine is not None and can(viewer, Permission.RESPONSE_WRITE),
    )


def consolidated(viewer: Viewer, pk: int, iso3: str) -> ConsolidatedAnswer:
    """What a round brought for a member state, as far as the viewer may read it. Eight queries.

    Raises ReplyRound.DoesNotExist where the viewer takes no part, or the round asks about no need of the country.
    """
    page = round_of(viewer, pk)
    country = next((one for one in page.countries if one.iso3 == iso3), None)
    if country is None:
        raise ReplyRound.DoesNotExist
    of_country = [row for row in page.needs if row.need.country_id == country.pk]
    keys = [row.need.pk for row in of_country]
    organisations = [row.organisation for row in page.invited]
    covered = {need.pk: coverage_of(need) for need in with_coverage(Need.objects.filter(pk__in=keys), viewer)}
    visible = list(_readable(viewer, keys, organisations))
    told = [one for one in _told([page.round]) if one.need_id in keys]
    home, own = getattr(viewer, "country_id", None), getattr(viewer, "organisation_id", None)
    needs = []
    for row in of_country:
        given = [
            GivenReply(
                response=one,
                organisation=one.organisation,
                is_late=is_late(timezone.localdate(one.responded_at), page.round.reply_by),
                is_before_change=bool(row.changed_on and one.responded_at < (row.need.cleared_at or one.responded_at)),
                is_of_a_side=country.pk == home or one.organisation_id == own,
                may_act=_may_act(viewer, country, one.organisation),
            )
            for one in _latest(visible)
            if one.need_id == row.need.pk
        ]
        answered = {one.organisation_id for one in told if one.need_id == row.need.pk}
        needs.append(_replies(row, covered[row.need.pk], given, answered, organisations))
    return ConsolidatedAnswer(page=page, country=country, needs=tuple(needs), is_own_country=country.pk == home)


def needs_to_reply(viewer: User, page: RoundPage) -> list[NeedToReply]:
    """The needs that still look for support, with what the viewer's organisation has answered. Two queries."""
    if viewer.organisation_id is None:
        return []
    keys = [row.need.pk for row in page.asking]
    covered = {need.pk: coverage_of(need) for need in with_coverage(Need.objects.filter(pk__in=keys), viewer)}
    mine = Response.objects.visible_to(viewer).filter(need__in=keys, organisation_id=viewer.organisation_id)
    standing = {one.need_id: one for one in _latest(list(mine.exclude(state=ResponseState.WITHDRAWN)))}
    return [NeedToReply(row, covered[row.need.pk], standing.get(row.need.pk)) for row in page.asking]


def needs_to_ask(
    by: User, *, country: str = "", priority: str = "", also: Iterable[int] = (), but: Collection[int] = ()
) -> list[Need]:
    """Needs that the person may put into a round: those of the filter, and `also` those named by key."""
    rows = askable(by).select_related("country", "priority").exclude(pk__in=but)
    wanted = rows
    if country:
        wanted = wanted.filter(country__iso3=country)
    if priority:
        wanted = wanted.filter(priority__code=priority)
    found = {need.pk: need for need in wanted.order_by("country__asean_order", "number")[:MOST_CANDIDATES]}
    missing = [key for key in also if key not in found]
    if missing:
        found |= {need.pk: need for need in rows.filter(pk__in=missing)}
    return sorted(found.values(), key=lambda need: (need.country.asean_order, need.number))


def organisations_to_invite(*, but: Collection[int] = ()) -> list[Organisation]:
    """Organisations of which somebody can reply."""
    return list(invitable().exclude(pk__in=but).order_by("name"))


def _asked(viewer: Viewer, rounds: Sequence[ReplyRound]) -> list[RoundNeed]:
    rows = RoundNeed.objects.visible_to(viewer).filter(round__in=rounds)
    return list(rows.select_related("need__country", "need__priority", "round"))


def _invited(rounds: Sequence[ReplyRound]) -> list[RoundInvitation]:
    return list(RoundInvitation.objects.filter(round__in=rounds).select_related("organisation"))


def _told(rounds: Sequence[ReplyRound]) -> list[Told]:
    """The latest answer that stands, of every invited organisation to every need of the rounds."""
    keys = [row.pk for row in rounds]
    rows = (
        Response.objects.filter(
            need__in=RoundNeed.objects.filter(round__in=keys).values("need"),
            organisation__in=RoundInvitation.objects.filter(round__in=keys).values("organisation"),
        )
        .exclude(state=ResponseState.WITHDRAWN)
        .order_by("responded_at", "pk")
        .values_list("need_id", "organisation_id", "pk", "kind", "state", "responded_at")
    )
    latest = {(one[0], one[1]): Told(*one) for one in rows}
    return list(latest.values())


def _may_act(viewer: Viewer, country: Country, organisation: Organisation) -> bool:
    """Whether the viewer acts for one of the two sides of an answer."""
    decides = can(viewer, Permission.RESPONSE_DECIDE, country=country)
    return decides or can(viewer, Permission.RESPONSE_WRITE, organisation=organisation)


def _asked_need(row: RoundNeed) -> AskedNeed:
    need = row.need
    changed = need.cleared_at if need.cleared_at and need.cleared_at > row.round.opened_at else None
    return AskedNeed(
        need=need,
        is_asking=need.status not in CLOSED_STATUSES and need.disclosure in ("partners", "public"),
        changed_on=timezone.localdate(changed) if changed else None,
    )


def _progress_rows(
    row: ReplyRound,
    needs: Sequence[AskedNeed],
    invited: Iterable[RoundInvitation],
    told: Iterable[Told],
    own: int | None,
) -> list[InvitedRow]:
    asking = {one.need.pk for one in needs if one.is_asking}
    found = []
    for one in invited:
        if one.round_id != row.pk:
            continue
        given = [t for t in told if t.organisation_id == one.organisation_id and t.need_id in asking]
        found.append(
            InvitedRow(
                organisation=one.organisation,
                progress=RoundProgress(answered=len(given), asked=len(asking)),
                is_late=any(is_late(timezone.localdate(t.responded_at), row.reply_by) for t in given),
                is_own=one.organisation_id == own,
            )
        )
    return found


def _readable(viewer: Viewer, needs: Sequence[int], organisations: Sequence[Organisation]) -> QuerySet[Response]:
    """The answers of the invited that the viewer may read, with all that a page says of them."""
    rows = Response.objects.visible_to(viewer).filter(need__in=needs, organisation__in=organisations)
    return (
        rows.exclude(state=ResponseState.WITHDRAWN)
        .select_related("organisation", "need")
        .prefetch_related(
            Prefetch("parts", ResponseComponent.objects.select_related("component")),
            Prefetch("programme", Programme.objects.visible_to(viewer)),
        )
    )


def _latest(answers: Iterable[Response]) -> list[Response]:
    """Of each organisation's answers to each need the latest."""
    ordered = sorted(answers, key=lambda one: (one.responded_at, one.pk))
    return list({(one.need_id, one.organisation_id): one for one in ordered}.values())


def _replies(
    row: AskedNeed,
    coverage: Coverage,
    given: Sequence[GivenReply],
    answered: Collection[int],
    organisations: Sequence[Organisation],
) -> NeedReplies:
    standing = [one for one in given if one.response.state not in NO_LONGER]

    def of_kind(kind: str) -> tuple[GivenReply, ...]:
        return tuple(one for one in standing if one.response.kind == kind)

    return NeedReplies(
        asked=row,
        coverage=coverage,
        support=of_kind(ResponseKind.OFFER),
        interest=of_kind(ResponseKind.INTEREST),
        not_now=of_kind(ResponseKind.NOT_NOW),
        no_longer=tuple(one for one in given if one.response.state in NO_LONGER),
        silent=tuple(one for one in organisations if one.pk not in answered),
        hidden=len(set(answered) - {one.organisation.pk for one in given}),
    )
