"""Sentences on a need: the country's word beside the coverage, and the age of a confirmation."""

from datetime import date

from django.utils.formats import date_format

from needs.rules import Coverage, Freshness, NeedStatus, word_disagreement


def disagreement_sentence(word: str, found: Coverage) -> str:
    """The warning where the country's word and the computed coverage disagree, or nothing."""
    warning = word_disagreement(word, found)
    return str(warning.label) % {"word": NeedStatus(word).label, "computed": found.status.label} if warning else ""


def freshness_sentence(found: Freshness, since: date | None) -> str:
    """When the country last confirmed a need, and whether that is too long ago."""
    return str(found.label) % {"day": date_format(since, "j F Y") if since else ""}
