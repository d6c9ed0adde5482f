"""What of a need is covered. Pure.

Money and parts are counted separately and never mixed. Sources: Sahana SHARE (a need joined to commitments, and its
fault: a need without a number was at once "delivered"), NDC Partnership (partners answer item by item),
IATI/D-Portal#302 (nothing counted twice).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from core.choices import TextChoices
from core.choices import gettext_lazy as _

_NOTHING = Decimal(0)


class AnswerStatus(StrEnum):
    """Where a partner's answer to a need stands."""

    INTEREST = "interest"
    NOT_NOW = "not_now"
    OFFERED = "offered"
    IN_DISCUSSION = "in_discussion"
    ACCEPTED = "accepted"
    DELIVERING = "delivering"
    COMPLETED = "completed"
    ENDED = "ended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


COUNTS_AS_OFFERED = frozenset({AnswerStatus.OFFERED, AnswerStatus.IN_DISCUSSION})
"""What still waits for the country's decision."""
COUNTS_AS_DELIVERED = frozenset({AnswerStatus.COMPLETED, AnswerStatus.ENDED})
"""What is over: of what ended early only what was delivered counts."""
COUNTS_AS_CONFIRMED = COUNTS_AS_DELIVERED | {AnswerStatus.ACCEPTED, AnswerStatus.DELIVERING}
"""What the country accepted is no longer an offer; what is delivered stays confirmed. All else counts as nothing."""


class CoverageStatus(TextChoices):
    """How far a need is covered, computed."""

    NONE = "none", _("No support confirmed")
    PARTLY = "partly", _("Partly covered")
    FULLY = "fully", _("Covered")
    DELIVERED = "delivered", _("Delivered")
    NOT_MEASURABLE = "not_measurable", _("Not measurable")


@dataclass(frozen=True)
class Part:
    """A part of a need that can be covered on its own; without a quantity it is one and indivisible.

    `unit` and `title` are for words alone.
    """

    key: str
    quantity: Decimal | None = None
    unit: str = field(default="", compare=False)
    title: str = field(default="", compare=False)


@dataclass(frozen=True)
class Answer:
    """A partner's answer: an amount in the need's currency, and the parts it takes on.

    Both are as the country accepted them, or as they are offered. `parts` maps the key of a part to the
    quantity taken on, or to None for the whole of it. `delivered` is what the country has confirmed as
    delivered, `reported` what waits for that; `has_deliveries` says that any delivery was confirmed.
    """

    status: AnswerStatus
    amount: Decimal | None = None
    parts: Mapping[str, Decimal | None] = field(default_factory=dict)
    delivered: Decimal | None = None
    delivered_parts: Mapping[str, Decimal] = field(default_factory=dict)
    reported: Decimal | None = None
    reported_parts: Mapping[str, Decimal] = field(default_factory=dict)
    has_deliveries: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether the country has accepted it, and something of it stands: what ended early before anything
        was delivered is no support."""
        if self.status == AnswerStatus.ENDED:
            return self.has_deliveries
        return self.status in COUNTS_AS_CONFIRMED

    @property
    def counts_only_deliveries(self) -> bool:
        """Whether nothing more is to come, so that what was delivered is all there is. A completed answer of
        which nobody kept deliveries counts as it was accepted."""
        return self.status == AnswerStatus.ENDED or (self.status == AnswerStatus.COMPLETED and self.has_deliveries)


@dataclass(frozen=True)
class Tally:
    """Requested, offered, confirmed, delivered and remaining, of money, of one part, or of the number of parts.

    `requested` is None where nothing can be measured; then there is no remaining and no share. Confirmed includes what
    is delivered already. More than was asked for never makes the remaining negative. `reported` is said to be delivered
    and not yet confirmed by the country; it is a part of what is confirmed, and not of what is delivered.
    """

    requested: Decimal | None
    offered: Decimal = _NOTHING
    confirmed: Decimal = _NOTHING
    delivered: Decimal = _NOTHING
    reported: Decimal = _NOTHING

    @property
    def is_measurable(self) -> bool:
        """Whether there is a number to measure against."""
        return self.requested is not None

    @property
    def remaining(self) -> Decimal | None:
        """What nobody has confirmed yet; never below 0."""
        return None if self.requested is None else max(_NOTHING, self.requested - self.confirmed)

    @property
    def share(self) -> Decimal | None:
        """Confirmed of requested, from 0 to 1; None where it is not measurable, never 1 for want of a number."""
        return None if self.requested is None else min(Decimal(1), self.confirmed / self.requested)

    @property
    def status(self) -> CoverageStatus:
        """The status of this tally alone."""
        if self.requested is None:
            return CoverageStatus.NOT_MEASURABLE
        if self.delivered >= self.requested:
            return CoverageStatus.DELIVERED
        if self.confirmed >= self.requested:
            return CoverageStatus.FULLY
        return CoverageStatus.PARTLY if self.confirmed > 0 else CoverageStatus.NONE


@dataclass(frozen=True)
class PartCounts:
    """Parts of which something is so: all of it in `whole`, or a quantity that is less in `some`."""

    whole: tuple[Part, ...]
    some: tuple[tuple[Part, Decimal], ...]


@dataclass(frozen=True)
class Coverage:
    """Coverage of a need: money, its parts together, and each part by its key.

    In `parts` each part weighs the same, and counts as the portion of its quantity: 120 of 200 is 0.6 of a part. What
    is beyond its quantity counts for no other part.

    `n_confirmed` counts confirmed answers whatever they bring; `n_without_size` counts those of them that
    name neither an amount nor a part: they are listed, not guessed.
    """

    money: Tally
    parts: Tally
    each_part: Mapping[str, Tally]
    n_confirmed: int = 0
    n_without_size: int = 0
    wanted: tuple[Part, ...] = ()

    def parts_with(self, size_of: Callable[[Tally], Decimal]) -> PartCounts:
        """The parts of which a size is above nought, whole or in part, in their order."""
        found = [(part, size_of(self.each_part[part.key]), self.each_part[part.key]) for part in self.wanted]
        return PartCounts(
            whole=tuple(part for part, size, tally in found if _is_whole(size, tally)),
            some=tuple((part, size) for part, size, tally in found if size > 0 and not _is_whole(size, tally)),
        )

    @cached_property
    def has_confirmed_support(self) -> bool:
        """Whether any answer was accepted, measurable or not."""
        return self.n_confirmed > 0

    @property
    def share(self) -> Decimal | None:
        """One share for a list: of money and parts the lower, so that it is 1 only when both are covered."""
        return min((tally.share for tally in (self.money, self.parts) if tally.share is not None), default=None)

    @cached_property
    def has_deliveries(self) -> bool:
        """Whether anything that the country has confirmed was delivered, of its money or of any part."""
        return any(tally.delivered > 0 for tally in (self.money, *self.each_part.values()))

    @cached_property
    def status(self) -> CoverageStatus:
        """Fully or delivered only when all that is measurable is; partly as soon as any support is confirmed."""
        found = {tally.status for tally in (self.money, self.parts) if tally.is_measurable}
        if not found:
            return CoverageStatus.NOT_MEASURABLE
        if found == {CoverageStatus.DELIVERED}:
            return CoverageStatus.DELIVERED
        if found <= {CoverageStatus.DELIVERED, CoverageStatus.FULLY}:
            return CoverageStatus.FULLY
        is_begun = found != {CoverageStatus.NONE} or self.has_confirmed_support
        is_begun = is_begun or any(part.confirmed > 0 for part in self.each_part.values())
        return CoverageStatus.PARTLY if is_begun else CoverageStatus.NONE


def coverage(requested_amount: Decimal | None, parts: Iterable[Part], answers: Iterable[Answer]) -> Coverage:
    """Coverage of one need by the answers given to it.

    An amount or quantity of 0 or less asks for nothing and is not measurable, like none at all. Amounts must
    be in the need's own currency. A negative amount or quantity in an answer adds nothing. A part is covered
    when its whole quantity is confirmed; what is less counts as the portion that it is, in every column. Answers to a
    part that the need no longer has are not counted.
    """
    wanted, given = tuple(parts), tuple(answers)
    each = {part.key: _part_tally(part, given) for part in wanted}
    confirmed = [answer for answer in given if answer.is_confirmed]
    return Coverage(
        money=_sum(
            _positive(requested_amount),
            [_counted(answer, answer.amount, answer.delivered, answer.reported) for answer in given],
        ),
        parts=Tally(
            requested=Decimal(len(each)) if each else None,
            offered=_portions((part, part.offered, part.confirmed) for part in each.values()),
            confirmed=_portions((part, part.confirmed, _NOTHING) for part in each.values()),
            delivered=_portions((part, part.delivered, _NOTHING) for part in each.values()),
            reported=_portions((part, part.reported, part.delivered) for part in each.values()),
        ),
        each_part=MappingProxyType(each),
        n_confirmed=len(confirmed),
        n_without_size=sum(not _positive(answer.amount) and not answer.parts for answer in confirmed),
        wanted=wanted,
    )


def _part_tally(part: Part, answers: Iterable[Answer]) -> Tally:
    """One part: a quantity adds up; "the whole of it" is its quantity; a part without a quantity counts as
    1."""
    requested = _positive(part.quantity) or Decimal(1)
    is_counted = _positive(part.quantity) is not None

    def size(quantity: Decimal | None) -> Decimal:
        if quantity is None:
            return requested
        return quantity if is_counted else requested * bool(_positive(quantity))

    return _sum(
        requested,
        [
            _counted(
                answer,
                size(answer.parts[part.key]) if part.key in answer.parts else None,
                size(answer.delivered_parts.get(part.key, _NOTHING)),
                size(answer.reported_parts.get(part.key, _NOTHING)),
            )
            for answer in answers
        ],
    )


def _counted(answer: Answer, taken_on: Decimal | None, delivered: Decimal | None, reported: Decimal | None) -> Tally:
    """What one answer adds to a tally: what it takes on while it may still come, what it brought once it is over.

    More may be delivered than was accepted; then as much is confirmed.
    """
    size = _positive(taken_on) or _NOTHING
    if answer.status in COUNTS_AS_OFFERED:
        return Tally(None, offered=size)
    if answer.status not in COUNTS_AS_CONFIRMED:
        return Tally(None)
    brought, said = _positive(delivered) or _NOTHING, _positive(reported) or _NOTHING
    if answer.counts_only_deliveries:
        return Tally(None, confirmed=brought, delivered=brought, reported=said)
    if answer.status in COUNTS_AS_DELIVERED:
        return Tally(None, confirmed=size, delivered=size, reported=said)
    return Tally(None, confirmed=max(size, brought), delivered=brought, reported=said)


def _sum(requested: Decimal | None, counted: Collection[Tally]) -> Tally:
    names = ("offered", "confirmed", "delivered", "reported")
    return Tally(requested, **{name: sum((getattr(one, name) for one in counted), _NOTHING) for name in names})


def _positive(number: Decimal | None) -> Decimal | None:
    return number if number is not None and number.is_finite() and number > 0 else None


def _portions(sizes: Iterable[tuple[Tally, Decimal, Decimal]]) -> Decimal:
    """The sum of portions of parts: of each a size, as far as it fits beside what has been counted already."""
    return sum((_portion(part, size, before) for part, size, before in sizes), _NOTHING)


def _portion(part: Tally, size: Decimal, before: Decimal) -> Decimal:
    if part.requested is None:
        return _NOTHING
    fits = min(size, max(_NOTHING, part.requested - before))
    return fits / part.requested


def _is_whole(number: Decimal, part: Tally) -> bool:
    return part.requested is not None and number >= part.requested
