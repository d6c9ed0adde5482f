"""A reply round as its form is filled."""

from datetime import timedelta

from django.utils import timezone

from partners.coordination.actions.rounds import RoundDraft

SOON = timedelta(days=30)


def draft_of(cast, needs, **fields):
    defaults = {
        "title": "Support for sites",
        "reply_by": timezone.localdate() + SOON,
        "needs": [need.pk for need in needs],
        "organisations": [cast.editor_wcs.organisation_id],
    }
    return RoundDraft(**{**defaults, **fields})
