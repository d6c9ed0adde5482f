"""Reply rounds as pages show them.

Who has not replied is known to the two sides of each answer and to whoever opened the round; all others who take part
learn how many. What was replied is the two sides' until the country confirms it, and read through `visible_to`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils import timezone

from core.clearance.models import Viewer, own_country_id
from core.clearance.permissions import Permission, can
from core.models import Country, Organisation, User
from needs.models import Need, NeedComponent
from needs.rules import Coverage
from partners.coordination.messages import round_sentence
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, askable, invitable, replied_at
from partners.coordination.permissions import has_opened, may_keep_round
from partners.coordination.rules.rounds import is_late
from partners.programmes.models.programmes import Programme
from partners.support.coverage import coverage_of, with_coverage
from partners.support.models.answers import Response, ResponseComponent, ResponseState

PER_PAGE = 25
MOST_CANDIDATES = 150
# Declined by the country, or ended early by the organisation: replied, and no support.
NO_LONGER = ("declined", "ended")


@dataclass(frozen=True)
class InvitedRow:
    """An organisation that is asked, and how many needs it has answered of those on which the viewer may know it.

    `is_known` says that the viewer may know it on any: where not, the numbers say nothing.
    """

    organisation: Organisation
    answered: int
    asked: int
    is_late: bool
    is_own: bool
    is_known: bool

    @property
    def waiting(self) -> int:
        """How many needs wait for a reply."""
        return self.asked - self.answered


@dataclass(frozen=True)
class AskedNeed:
    """A need of a round. `is_asking` says that it still looks for support; `changed_on` that it changed since."""

    need: Need
    is_asking: bool
    changed_on: date | None


@dataclass(frozen=True)
class RoundPage:
    """A round with its needs, the organisations asked, and what its viewer may do.

    `n_answered` counts organisations that have replied to all that is asked; `sees_all` says that the viewer's side
    opened it, and so knows which they are.
    """

    round: ReplyRound
    needs: list[AskedNeed]
    invited: list[InvitedRow]
    n_answered: int
    sees_all: bool
    may_keep: bool
    may_reply: bool

    @property
    def sentence(self) -> str:
        """Whether it waits for replies, and until when."""
        return round_sentence(self.round)

    @property
    def own(self) -> InvitedRow | None:
        """The viewer's organisation, where it is invited."""
        return next((row for row in self.invited if row.is_own), None)

    @property
    def asking(self) -> list[AskedNeed]:
        """The needs that still look for support."""
        return [row for row in self.needs if row.is_asking]

    def countries(self, home: int | None) -> list[Country]:
        """The member states of its needs, the viewer's first."""
        found = {row.need.country for row in self.needs}
        return sorted(found, key=lambda country: (country.pk != home, country.asean_order))


@dataclass(frozen=True)
class GivenReply:
    """An answer to a need in the consolidated answer of a round."""

    response: Response
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
    """Who replied what to one need: `replies` by kind, and under `no_longer` those that no longer stand.

    `hidden` counts answers of the invited that the viewer may not read, `more_silent` those who have not replied and of
    whom the viewer may not know it; `silent` are the others who have not.
    """

    asked: AskedNeed
    coverage: Coverage
    replies: dict[str, list[GivenReply]]
    silent: list[Organisation]
    more_silent: int
    hidden: int


@dataclass(frozen=True)
class ConsolidatedAnswer:
    """What a round brought for one member state."""

    page: RoundPage
    country: Country
    needs: list[NeedReplies]
    is_own_country: bool


@dataclass(frozen=True)
class NeedToReply:
    """A need on the page of replies, with the own organisation's answer that stands and whether it may be replaced."""

    asked: AskedNeed
    coverage: Coverage
    standing: Response | None


def round_pages(viewer: User, page: Any) -> Page[Any]:
    """A page of the rounds that the viewer sees, those that end last first. Five queries."""
    rows = ReplyRound.objects.visible_to(viewer).select_related("country")
    found: Page[Any] = Paginator(rows, PER_PAGE).get_page(page)
    found.object_list = _pages(viewer, list(found.object_list))
    return found


def round_of(viewer: Viewer, pk: int, *, to_keep: bool = False) -> RoundPage:
    """A round, four queries. Raises ReplyRound.DoesNotExist for who takes no part, or (`to_keep`) may not keep it."""
    row = ReplyRound.objects.visible_to(viewer).select_related("country", "opened_by", "closed_by").get(pk=pk)
    if to_keep and not may_keep_round(viewer, row):
        raise ReplyRound.DoesNotExist
    return _pages(viewer, [row])[0]


def consolidated(viewer: User, pk: int, iso3: str) -> ConsolidatedAnswer:
    """What a round brought for a member state, as far as the viewer may read it. Eight queries.

    Raises ReplyRound.DoesNotExist where the viewer takes no part, or the round asks about no need of the country.
    """
    page = round_of(viewer, pk)
    of_country = [row for row in page.needs if row.need.country.iso3 == iso3]
    if not of_country:
        raise ReplyRound.DoesNotExist
    country, organisations = of_country[0].need.country, [row.organisation for row in page.invited]
    decides, is_home = can(viewer, Permission.RESPONSE_DECIDE, country=country), country.pk == viewer.country_id
    covered = _coverage(viewer, of_country)
    visible = _latest(
        Response.objects.visible_to(viewer)
        .filter(need__in=list(covered), organisation__in=organisations)
        .exclude(state=ResponseState.WITHDRAWN)
        .select_related("organisation", "need")
        .prefetch_related(
            Prefetch("parts", ResponseComponent.objects.select_related("component")),
            Prefetch("programme", Programme.objects.visible_to(viewer)),
        )
    )
    told = replied_at([page.round])
    needs = []
    for row in of_country:
        given = [
            GivenReply(
                response=one,
                is_late=is_late(timezone.localdate(one.responded_at), page.round.reply_by),
                is_before_change=bool(row.changed_on and one.responded_at < (row.need.cleared_at or one.responded_at)),
                is_of_a_side=is_home or one.organisation_id == viewer.organisation_id,
                may_act=decides or can(viewer, Permission.RESPONSE_WRITE, organisation=one.organisation),
            )
            for one in visible
            if one.need_id == row.need.pk
        ]
        replies: dict[str, list[GivenReply]] = defaultdict(list)
        for reply in given:
            kind = "no_longer" if reply.response.state in NO_LONGER else reply.response.kind
            replies[kind].append(reply)
        answered = {organisation for need, organisation in told if need == row.need.pk}
        silent = [one for one in organisations if one.pk not in answered]
        known = [one for one in silent if page.sees_all or is_home or one.pk == viewer.organisation_id]
        needs.append(
            NeedReplies(
                asked=row,
                coverage=covered[row.need.pk],
                replies=dict(replies),
                silent=known,
                more_silent=len(silent) - len(known),
                hidden=len(answered - {reply.response.organisation_id for reply in given}),
            )
        )
    return ConsolidatedAnswer(page=page, country=country, needs=needs, is_own_country=is_home)


def needs_to_reply(viewer: User, page: RoundPage) -> list[NeedToReply]:
    """The needs that still look for support, with what the viewer's organisation has answered. Two queries."""
    if viewer.organisation_id is None:
        return []
    covered = _coverage(viewer, page.asking)
    mine = Response.objects.visible_to(viewer).filter(need__in=list(covered), organisation_id=viewer.organisation_id)
    standing = {one.need_id: one for one in _latest(mine.exclude(state=ResponseState.WITHDRAWN))}
    return [NeedToReply(row, covered[row.need.pk], standing.get(row.need.pk)) for row in page.asking]


def needs_to_ask(
    by: User, *, country: str = "", priority: str = "", also: Collection[int] = (), but: Collection[int] = ()
) -> list[Need]:
    """Needs that the person may put into a round: those of the filter, and `also` those named by key."""
    rows = askable(by).select_related("country", "priority").exclude(pk__in=but)
    wanted = rows
    if country:
        wanted = wanted.filter(country__iso3=country)
    if priority:
        wanted = wanted.filter(priority__code=priority)
    found = set(wanted.order_by("country__asean_order", "number")[:MOST_CANDIDATES])
    if also:
        found |= set(rows.filter(pk__in=also))
    return sorted(found, key=lambda need: (need.country.asean_order, need.number))


def organisations_to_invite(*, but: Collection[int] = ()) -> list[Organisation]:
    """Organisations of which somebody can reply."""
    return list(invitable().exclude(pk__in=but).order_by("name"))


def _pages(viewer: Viewer, rounds: Sequence[ReplyRound]) -> list[RoundPage]:
    """Rounds with their needs, the organisations asked and their progress. Three queries."""
    asked = RoundNeed.objects.visible_to(viewer).filter(round__in=rounds)
    needs: dict[int, list[AskedNeed]] = defaultdict(list)
    for row in asked.select_related("need__country", "need__priority", "round"):
        changed = row.need.cleared_at if row.need.cleared_at and row.need.cleared_at > row.round.opened_at else None
        needs[row.round_id].append(
            AskedNeed(
                need=row.need,
                is_asking=row.is_asking,
                changed_on=timezone.localdate(changed) if changed else None,
            )
        )
    told, own, home = replied_at(rounds), getattr(viewer, "organisation_id", None), own_country_id(viewer)
    invited: dict[int, list[InvitedRow]] = defaultdict(list)
    n_answered: dict[int, int] = defaultdict(int)
    for one in RoundInvitation.objects.filter(round__in=rounds).select_related("organisation", "round"):
        asking = [row.need for row in needs[one.round_id] if row.is_asking]
        n_answered[one.round_id] += all((need.pk, one.organisation_id) in told for need in asking)
        knows_all = one.organisation_id == own or has_opened(viewer, one.round)
        known = asking if knows_all else [need for need in asking if home and need.country_id == home]
        pairs = [(need.pk, one.organisation_id) for need in known]
        given = [timezone.localdate(told[pair]) for pair in pairs if pair in told]
        invited[one.round_id].append(
            InvitedRow(
                organisation=one.organisation,
                answered=len(given),
                asked=len(pairs),
                is_late=any(is_late(day, one.round.reply_by) for day in given),
                is_own=one.organisation_id == own,
                is_known=knows_all or bool(known),
            )
        )
    can_write = can(viewer, Permission.RESPONSE_WRITE)
    return [
        RoundPage(
            round=row,
            needs=needs[row.pk],
            invited=invited[row.pk],
            n_answered=n_answered[row.pk],
            sees_all=has_opened(viewer, row),
            may_keep=may_keep_round(viewer, row),
            may_reply=can_write and row.closed_on is None and any(one.is_own for one in invited[row.pk]),
        )
        for row in rounds
    ]


def _coverage(viewer: Viewer, needs: Iterable[AskedNeed]) -> dict[int, Coverage]:
    """How far each need is covered, by its key."""
    rows = with_coverage(Need.objects.filter(pk__in=[row.need.pk for row in needs]), viewer)
    return {need.pk: coverage_of(need) for need in rows}


def _latest(answers: Iterable[Response]) -> list[Response]:
    """Of each organisation's answers to each need the latest."""
    ordered = sorted(answers, key=lambda one: (one.responded_at, one.pk))
    return list({(one.need_id, one.organisation_id): one for one in ordered}.values())
