"""A need's page: the need, what partners answered, what was asked, and what its viewer may do next."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import moves_for
from core.clearance.authors import has_written
from core.clearance.messages import audience_sentence, disclosure_choices, state_sentence
from core.clearance.models import State, Viewer, own_country_id
from core.clearance.permissions import Permission, can
from core.clearance.rules import Actor, Move, check_disclosure
from core.documents.queries import documents_of
from core.formatting import money, number
from core.models import User
from needs.content import content_of, doubts, parts_of, to_json
from needs.messages import parts_labels, parts_text
from needs.models import Need, NeedComponent
from needs.queries import clarifications_of, history_of, versions_and_proposal
from needs.queries.page import disagreement_sentence, freshness_sentence
from needs.rules import CLOSED_STATUSES, CoverageStatus, Tally, freshness
from partners.coordination.queries.mechanisms import raised_of_need
from partners.support.coverage import coverage_of, with_coverage
from partners.support.queries.matching import already_there
from partners.support.queries.responses import responses_to
from partners.support.rules.answers import CONFIRMED_STATES

# The page tells the newest; the whole history has a page of its own.
SHOWN_HISTORY = 10


@dataclass(frozen=True)
class PartRow:
    """A part of the need, and how far it is covered."""

    part: NeedComponent
    tally: Tally

    @property
    def status_label(self) -> str:
        """The part's coverage in words; a part that is offered but not confirmed says so."""
        if self.tally.status is CoverageStatus.NONE and self.tally.offered > 0:
            return _("Offered, not confirmed")
        return str(self.tally.status.label)

    @property
    def texts(self) -> dict[str, str]:
        """Its figures in words: quantities with their unit; a part without a quantity is whole or not."""
        names = ("requested", "offered", "confirmed", "delivered", "reported", "remaining")
        return {name: self._text(getattr(self.tally, name)) for name in names}

    @property
    def bar(self) -> dict[str, Any] | None:
        """The part as a bar."""
        return _bar(self.tally, lambda _name, size: self._text(size))

    def _text(self, size: Decimal | None) -> str:
        if size is None:
            return "–"
        if self.part.quantity:
            return f"{number(size)} {self.part.unit}".strip()
        # Two answers may take on the same whole part.
        return _("none") if not size else _("all") if size == 1 else _("%(n)s times") % {"n": number(size)}


@dataclass(frozen=True)
class NeedStep:
    """Something the viewer may do next. `address` takes a POST, or is a page where `is_page`."""

    label: str
    address: str
    is_page: bool = False
    is_primary: bool = False
    is_danger: bool = False


class NeedPage:
    """Everything on a need's page, as far as its viewer may see it; a fixed number of queries.

    `record` is what is entered and cleared now: the need, or the change of it that is under way.
    """

    def __init__(self, viewer: Viewer, need: Need) -> None:
        def may(permission: Permission) -> bool:
            return can(viewer, permission, country=need.country)

        is_cleared, parts = need.state == State.CLEARED, parts_of(need)
        self.need = need
        self.viewer = viewer
        self.is_own_team = own_country_id(viewer) == need.country_id
        self.versions, self.proposal = versions_and_proposal(viewer, need, parts)
        self.record: Any = self.proposal.row if self.proposal else need
        self.state_sentence = state_sentence(need)
        self.proposal_sentence = state_sentence(self.proposal.row) if self.proposal else ""
        self.audience_sentence = audience_sentence(need)
        self.coverage = coverage_of(need)
        self.parts = [PartRow(part, self.coverage.each_part[str(part.pk)]) for part in parts]
        self.offers_note, self.part_offers_note = self._offers_notes()
        self.money_bar = _bar(self.coverage.money, lambda _name, amount: money(amount, need.currency))
        in_words = parts_labels(self.coverage)
        self.parts_bar = _bar(self.coverage.parts, lambda name, _count: in_words[name])
        self.disagreement = disagreement_sentence(need.status, self.coverage) if is_cleared else ""
        self.freshness = freshness(need.last_confirmed_on, timezone.localdate())
        self.freshness_sentence = freshness_sentence(self.freshness, need.last_confirmed_on)
        self.responses = responses_to(viewer, need)
        self.there = already_there(viewer, need)
        self.questions = clarifications_of(viewer, need)
        self.may_answer_questions = may(Permission.NEED_ANSWER_QUESTION)
        self.may_share_answers = may(Permission.ENTRY_CLEAR)
        self.history = history_of(need)[:SHOWN_HISTORY] if self.is_own_team else []
        self.documents = documents_of(viewer, need)
        self.steps = _steps(viewer, need, self.record)
        in_play = self.proposal.row.content if self.proposal else to_json(content_of(need, parts))
        self.doubts = doubts(in_play) if self.is_own_team else []
        self.levels = _levels(viewer, need)
        is_open = is_cleared and need.status not in CLOSED_STATUSES
        self.may_respond = is_open and can(viewer, Permission.RESPONSE_WRITE)
        self.may_ask = is_cleared and can(viewer, Permission.NEED_ASK)
        self.raised = raised_of_need(viewer, need)
        self.may_raise = may(Permission.ENTRY_WRITE)
        self.may_set_status = is_cleared and self.may_raise and self.record.state != State.SUBMITTED

    @property
    def sees_offers(self) -> bool:
        """Whether the viewer is of a side that may have offers here: the country's team, or an organisation."""
        return self.is_own_team or (isinstance(self.viewer, User) and self.viewer.organisation_id is not None)

    def _offers_notes(self) -> tuple[str, str]:
        """What somebody who may not see every offer reads in place of sums of money and of parts that are offered:
        what their own organisation offers. Empty for who sees them all."""
        if self.is_own_team:
            return "", ""
        if not self.sees_offers:
            return (_("shown to its two sides alone"),) * 2
        found = self.coverage
        own = (
            money(found.money.offered, self.need.currency) if found.money.offered else _("none"),
            parts_text(found, "waiting") if found.parts.offered else _("none"),
        )
        words = _("%(own)s by your organisation; others' offers are not shown to you")
        return words % {"own": own[0]}, words % {"own": own[1]}

    @property
    def uncounted(self) -> list[str]:
        """What was accepted and no longer fits the need, which has changed since: said, not counted."""
        found, standing = [], {row.part.pk for row in self.parts}
        for answer in self.responses:
            if answer.response.state not in CONFIRMED_STATES:
                continue
            who = {"organisation": answer.organisation}
            if answer.amount and answer.response.currency != self.need.currency:
                what = {**who, "amount": money(answer.amount, answer.response.currency)}
                found.append(_("%(amount)s of %(organisation)s: the need asks in another currency now.") % what)
            for part in answer.parts:
                if part.component_id not in standing:
                    what = {**who, "part": part.component.title}
                    found.append(_("“%(part)s” of %(organisation)s: no longer a part of the need.") % what)
        return found


def need_page(viewer: Viewer, code: str) -> NeedPage | None:
    """The page of a need; None where the viewer may not know of it."""
    rows = Need.objects.visible_to(viewer).with_labels().filter(code=code)
    need = with_coverage(rows, viewer).first()
    return NeedPage(viewer, need) if need else None


def _bar(tally: Tally, in_words: Callable[[str, Decimal], str]) -> dict[str, Any] | None:
    """A tally as components/_coverage.html draws it: shares of the request from nought, each including the next.

    Shares are numbers from 0 upwards, 100 is all that was asked for; `labels` are the sizes in words, with what was
    `requested`. None where nothing can be measured.
    """
    whole = tally.requested
    if whole is None or tally.remaining is None:
        return None
    sizes = {
        "offered": tally.offered + tally.confirmed,
        "confirmed": tally.confirmed,
        "delivered": tally.delivered,
        "remaining": tally.remaining,
    }
    labels = {name: in_words(name, size) for name, size in {"requested": whole, **sizes}.items()}
    return {"labels": labels, **{name: 100 * size / whole for name, size in sizes.items()}}


def _steps(viewer: Viewer, need: Need, record: Any) -> list[NeedStep]:
    """The next steps of this person, the first the likeliest."""
    moves, steps, is_change = moves_for(viewer, record), [], record is not need

    def address(name: str) -> str:
        return reverse(f"needs:{name}", args=[need.code])

    if Move.CLEAR in moves or Move.RETURN in moves:
        label = _("Review the change") if is_change else _("Review: clear or return")
        steps.append(NeedStep(label, address("review"), is_page=True, is_primary=True))
    is_returned = record.state == State.RETURNED
    if Move.SUBMIT in moves:
        steps.append(NeedStep(str(Move.SUBMIT.label), address("submit"), is_primary=not is_returned))
    if can(viewer, Permission.ENTRY_WRITE, country=need.country) and record.state != State.SUBMITTED:
        is_first = need.state == State.CLEARED and not is_change
        label = _("Propose a change") if is_first else _("Edit the change") if is_change else _("Edit")
        # What came back with a note is mended before it is handed in again.
        steps.insert(
            0 if is_returned else len(steps), NeedStep(label, address("edit"), is_page=True, is_primary=is_returned)
        )
        if is_first:
            steps.append(NeedStep(_("Nothing has changed"), address("confirm")))
        if is_change:
            steps.append(NeedStep(_("Discard the change"), address("discard"), is_danger=True))
    if Move.RECALL in moves:
        steps.append(NeedStep(_("Recall"), address("recall")))
    return steps


def _levels(viewer: Viewer, need: Need) -> list[tuple[str, str]]:
    """The disclosure levels to which this person may change a cleared need, each with who would see it."""
    if not isinstance(viewer, User) or need.state != State.CLEARED:
        return []
    if not can(viewer, Permission.DISCLOSURE_LOWER, country=need.country):
        return []
    actors = [Actor.CLEARING_OFFICER] if can(viewer, Permission.ENTRY_CLEAR) else [Actor.AUTHOR_TEAM]
    own = Actor.CLEARING_OFFICER in actors and has_written(viewer, need)
    return [
        (level, label)
        for level, label in disclosure_choices(need.country.name)
        if level != need.disclosure and not check_disclosure(need.disclosure, level, actors=actors, is_own=own)
    ]
