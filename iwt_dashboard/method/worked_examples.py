"""Worked examples for the method page: small invented cases, judged by the very rules that judge real ones."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from needs.rules import Answer, AnswerStatus, Coverage, Part, Tally, coverage
from roadmap.choices import Accumulation, Direction
from roadmap.kinds import IndicatorKind
from roadmap.rules import Assessment, Point, Reading, Trajectory, assess

AS_OF = date(2026, 3, 1)


@dataclass(frozen=True)
class StatusExample:
    """A case in words, and what the rule makes of it. Shares are ratios: 0.5 is half of the way."""

    case: str
    status: str
    label: str
    progress: Decimal | None
    expected: Decimal | None
    ratio: Decimal | None


def _year(year: int, value: str) -> Reading:
    return Reading(date(year, 1, 1), date(year, 12, 31), Decimal(value))


def _rising(value: str, *, year: int = 2025) -> Assessment:
    way = Trajectory(
        kind=IndicatorKind.NUMBER,
        accumulation=Accumulation.STOCK,
        direction=Direction.UP,
        baseline=Point(date(2023, 12, 31), Decimal(40)),
        target=Point(date(2027, 12, 31), Decimal(100)),
    )
    return assess(way, [_year(year, value)], AS_OF)


def _falling(value: str) -> Assessment:
    way = Trajectory(
        kind=IndicatorKind.NUMBER,
        accumulation=Accumulation.STOCK,
        direction=Direction.DOWN,
        baseline=Point(date(2023, 12, 31), Decimal(80)),
        target=Point(date(2027, 12, 31), Decimal(40)),
    )
    return assess(way, [_year(2025, value)], AS_OF)


def status_examples() -> list[StatusExample]:
    """One case for each status that has a number behind it."""
    cases = [
        (_("From 40 (end of 2023) to 100 (end of 2027); 100 at the end of 2025"), _rising("100")),
        (_("The same; 70 at the end of 2025, half of the time and half of the way"), _rising("70")),
        (_("The same; 58 at the end of 2025"), _rising("58")),
        (_("The same; 46 at the end of 2025"), _rising("46")),
        (_("The same; 35 at the end of 2025"), _rising("35")),
        (_("To fall from 80 to 40 in the same years; 60 at the end of 2025"), _falling("60")),
        (_("The first case, but the last value is 58 at the end of 2023 and nothing since"), _rising("58", year=2023)),
    ]
    return [
        StatusExample(
            case=case,
            status=judged.status,
            label=str(judged.status.label),
            progress=judged.progress.ratio,
            expected=judged.expected,
            ratio=judged.ratio,
        )
        for case, judged in cases
    ]


@dataclass(frozen=True)
class CoverageExample:
    """A case in words, and what the rule makes of it: amounts, or numbers of parts."""

    case: str
    confirmed: Decimal | None
    remaining: Decimal | None
    label: str


def _answer(status: AnswerStatus, amount: int | None = None, *parts: str) -> Answer:
    return Answer(status, None if amount is None else Decimal(amount), dict.fromkeys(parts))


def _delivered(status: AnswerStatus, amount: int, delivered: int, *, reported: int = 0) -> Answer:
    return Answer(
        status, Decimal(amount), delivered=Decimal(delivered), reported=Decimal(reported), has_deliveries=delivered > 0
    )


def coverage_examples() -> list[CoverageExample]:
    """One case for each word of coverage, and the ones that people ask about."""
    asked, accepted, offered = Decimal(100_000), AnswerStatus.ACCEPTED, AnswerStatus.OFFERED
    parts = [Part("a"), Part("b"), Part("c")]
    money_cases: list[tuple[str, Coverage]] = [
        (_("USD 100,000 asked; 40,000 offered and not decided on"), coverage(asked, [], [_answer(offered, 40_000)])),
        (_("USD 100,000 asked; 40,000 accepted"), coverage(asked, [], [_answer(accepted, 40_000)])),
        (
            _("USD 100,000 asked; 80,000 and 50,000 accepted: nothing remains, and not less than nothing"),
            coverage(asked, [], [_answer(accepted, 80_000), _answer(accepted, 50_000)]),
        ),
        (
            _("USD 100,000 asked; all of it delivered"),
            coverage(asked, [], [_answer(AnswerStatus.COMPLETED, 100_000)]),
        ),
        (
            _("USD 100,000 asked; 80,000 accepted; 30,000 reported, of which the country confirmed 20,000"),
            coverage(asked, [], [_delivered(AnswerStatus.DELIVERING, 80_000, 20_000, reported=10_000)]),
        ),
        (
            _("USD 100,000 asked; 80,000 accepted; ended early after 20,000 was delivered: the rest is open again"),
            coverage(asked, [], [_delivered(AnswerStatus.ENDED, 80_000, 20_000)]),
        ),
    ]
    part_cases: list[tuple[str, Coverage]] = [
        (_("Three parts asked; one accepted"), coverage(None, parts, [_answer(accepted, None, "a")])),
    ]
    unsized = coverage(None, [], [_answer(accepted)])
    return [
        *(_coverage_example(case, found.money, found) for case, found in money_cases),
        *(_coverage_example(case, found.parts, found) for case, found in part_cases),
        CoverageExample(_("Neither an amount nor parts; one answer accepted"), None, None, str(unsized.status.label)),
    ]


def _coverage_example(case: str, tally: Tally, found: Coverage) -> CoverageExample:
    return CoverageExample(case, tally.confirmed, tally.remaining, str(found.status.label))
