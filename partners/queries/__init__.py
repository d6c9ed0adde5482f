"""What pages read of partners: programmes, answers to needs and their coverage, mechanisms, money of record."""

from partners.queries.coverage import coverage_of, coverage_of_one, with_coverage

__all__ = ["coverage_of", "coverage_of_one", "with_coverage"]
