"""Arithmetic of a need: what is covered, whether the country's word agrees, how old the confirmation is. Pure."""

from needs.rules.status import (
    CLOSED_STATUSES,
    REPORTING_MONTHS,
    Freshness,
    NeedStatus,
    WordWarning,
    freshness,
    word_disagreement,
)
from needs.rules.sums import SumCheck, SumDoubt, check_sum
from needs.rules.tallies import Answer, AnswerStatus, Coverage, CoverageStatus, Part, PartCounts, Tally, coverage
