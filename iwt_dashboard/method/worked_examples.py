"""Worked examples for the method page: small invented cases, judged by the very rules that judge real ones."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from needs.rules import Answer, AnswerStatus, Coverage, Part, Tally, coverage
from roadmap.choices import Accumulation, Direction
from roadmap.kinds import IndicatorKind
from roadmap.rules import Assessment, Point, Reading, Trajectory, assess


@dataclass(frozen=True)
class Example:
    """A case in words, what comes of it, and why."""

    case: str
    outcome: str
    why: str = ""


def status_examples() -> list[tuple[str, Assessment, str]]:
    """One case for each status that has a number behind it: in words, what the rule makes of it, and its label."""
    cases = [
        (_("From 40 (end of 2023) to 100 (end of 2027); 100 at the end of 2025"), _judged("100")),
        (_("The same; 70 at the end of 2025, half of the time and half of the way"), _judged("70")),
        (_("The same; 58 at the end of 2025"), _judged("58")),
        (_("The same; 46 at the end of 2025"), _judged("46")),
        (_("The same; 35 at the end of 2025"), _judged("35")),
        (_("To fall from 80 to 40 in the same years; 60 at the end of 2025"), _judged("60", baseline=80, target=40)),
        (_("The first case, but the last value is 58 at the end of 2023 and nothing since"), _judged("58", year=2023)),
    ]
    return [(case, found, str(found.status.label)) for case, found in cases]


def _judged(value: str, *, year: int = 2025, baseline: int = 40, target: int = 100) -> Assessment:
    way = Trajectory(
        kind=IndicatorKind.NUMBER,
        accumulation=Accumulation.STOCK,
        direction=Direction.UP if target > baseline else Direction.DOWN,
        baseline=Point(date(2023, 12, 31), Decimal(baseline)),
        target=Point(date(2027, 12, 31), Decimal(target)),
    )
    reading = Reading(date(year, 1, 1), date(year, 12, 31), Decimal(value))
    return assess(way, [reading], date(2026, 3, 1))


def coverage_examples() -> list[tuple[str, Tally, str]]:
    """One case for each word of coverage, and the ones that people ask about: in words, its tally, and the word."""
    status = AnswerStatus
    parts = [Part("a"), Part("b"), Part("c")]
    cases = {
        _("USD 100,000 asked; 40,000 offered and not decided on"): _of_money(_answer(status.OFFERED, 40_000)),
        _("USD 100,000 asked; 40,000 accepted"): _of_money(_answer(status.ACCEPTED, 40_000)),
        _("USD 100,000 asked; 80,000 and 50,000 accepted: nothing remains, and not less than nothing"): _of_money(
            _answer(status.ACCEPTED, 80_000), _answer(status.ACCEPTED, 50_000)
        ),
        _("USD 100,000 asked; all of it delivered"): _of_money(_answer(status.COMPLETED, 100_000)),
        _("USD 100,000 asked; 80,000 accepted; 30,000 reported, of which the country confirmed 20,000"): _of_money(
            _answer(status.DELIVERING, 80_000, delivered=Decimal(20_000), reported=Decimal(10_000))
        ),
        _("USD 100,000 asked; 80,000 accepted; ended early after 20,000 was delivered: the rest is open again"): (
            _of_money(_answer(status.ENDED, 80_000, delivered=Decimal(20_000)))
        ),
        _("Three parts asked; one accepted"): coverage(None, parts, [Answer(status.ACCEPTED, parts={"a": None})]),
        _("Two parts asked, one of them 200 clinics; 120 clinics accepted"): coverage(
            None,
            [Part("clinics", Decimal(200)), Part("manual")],
            [Answer(status.ACCEPTED, parts={"clinics": Decimal(120)})],
        ),
        _("Neither an amount nor parts; one answer accepted"): coverage(None, [], [Answer(status.ACCEPTED)]),
    }
    return [
        (case, found.parts if found.parts.is_measurable else found.money, str(found.status.label))
        for case, found in cases.items()
    ]


def _of_money(*answers: Answer) -> Coverage:
    return coverage(Decimal(100_000), [], answers)


def _answer(
    status: AnswerStatus, amount: int, *, delivered: Decimal | None = None, reported: Decimal | None = None
) -> Answer:
    is_begun = delivered is not None
    return Answer(status, Decimal(amount), delivered=delivered, reported=reported, has_deliveries=is_begun)
