"""What a country says of its engagement with a mechanism, as a form, a change and a row have it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.history.timeline import Change
from partners.coordination.models.mechanisms import Engagement, EngagementProposal

# What is entered, in the order of the form.
ENTERED = ("status", "year", "next_on", "report_public", "report_url", "note", "source_title", "source_url")


def to_json(row: Engagement) -> dict[str, Any]:
    """What a row says, as JSON values: the day in ISO form."""
    values = {name: getattr(row, name) for name in ENTERED}
    return {**values, "next_on": row.next_on.isoformat() if row.next_on else None}


def from_json(content: Mapping[str, Any]) -> Engagement:
    """What a change would make of an engagement: a row that is not stored."""
    values = {name: content[name] for name in ENTERED if name in content}
    day = values.get("next_on")
    return Engagement(**{**values, "next_on": date.fromisoformat(day) if day else None})


def entry_in_play(row: Engagement | EngagementProposal) -> Engagement:
    """What an engagement says, or what a change of it would say."""
    return from_json(row.content) if isinstance(row, EngagementProposal) else row


def words_of(row: Engagement) -> list[tuple[str, str]]:
    """What a row says, as labels with texts; what is empty has an empty text."""
    return [
        (_("Status"), row.get_status_display()),
        (_("Year"), str(row.year or "")),
        (_("Next date"), date_format(row.next_on, "j F Y") if row.next_on else ""),
        (_("Is the report public?"), row.get_report_public_display()),
        (_("Address of the report"), row.report_url),
        (_("Note"), row.note),
        (_("Source"), row.source_title),
        (_("Address of the source"), row.source_url),
    ]


def changes_between(before: Engagement, after: Engagement) -> list[Change]:
    """What differs, in words."""
    told = zip(words_of(before), words_of(after), strict=True)
    return [Change(label, old, new) for (label, old), (_label, new) in told if old != new]
