"""What pages read of partners: programmes, answers to needs and their coverage, mechanisms, money of record."""

from partners.queries.coverage import coverage_of, coverage_of_one, with_coverage
from partners.queries.desk import my_entries, waiting_for
from partners.queries.funding import CountryFunding, FundingTable, funding_of, funding_table
from partners.queries.mechanisms import (
    CountryMechanism,
    MechanismMatrix,
    MechanismRow,
    mechanism_matrix,
    mechanisms_of,
)
from partners.queries.organisations import (
    OrganisationRow,
    answers_of,
    answers_under,
    organisation_of,
    organisation_page,
)
from partners.queries.programmes import (
    ProgrammeInCountry,
    ProgrammeRow,
    filter_choices,
    may_confirm,
    own_programmes,
    participation_groups,
    programme_of,
    programme_page,
    programmes_in,
    programmes_of,
)
from partners.queries.responses import (
    AnswerRow,
    NeedToAnswer,
    answer_history,
    need_to_answer,
    response_of,
    responses_to,
)
from partners.queries.support import PrioritySupport, support_by_priority

__all__ = [
    "AnswerRow",
    "CountryFunding",
    "CountryMechanism",
    "FundingTable",
    "MechanismMatrix",
    "MechanismRow",
    "NeedToAnswer",
    "OrganisationRow",
    "PrioritySupport",
    "ProgrammeInCountry",
    "ProgrammeRow",
    "answer_history",
    "answers_of",
    "answers_under",
    "coverage_of",
    "coverage_of_one",
    "filter_choices",
    "funding_of",
    "funding_table",
    "may_confirm",
    "mechanism_matrix",
    "mechanisms_of",
    "my_entries",
    "need_to_answer",
    "organisation_of",
    "organisation_page",
    "own_programmes",
    "participation_groups",
    "programme_of",
    "programme_page",
    "programmes_in",
    "programmes_of",
    "response_of",
    "responses_to",
    "support_by_priority",
    "waiting_for",
    "with_coverage",
]
