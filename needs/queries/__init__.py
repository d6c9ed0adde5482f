"""Reads of the needs app, shaped for pages. Everything passes through `visible_to`."""

from needs.queries.entry import (
    country_choices,
    entry_choices,
    find_clarification,
    find_need,
    find_team_need,
    open_proposal,
    priority_choices,
    review_of,
    row_to_edit,
)
from needs.queries.history import TimelineEntry, history_of
from needs.queries.page import Version, clarifications_of, plans_of, versions_and_proposal
