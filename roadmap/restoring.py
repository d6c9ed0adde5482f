"""Bringing an earlier value or trajectory back: it becomes a new version, by the same way as any other change."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clearance.actions import Refused, lock, short_name
from core.clearance.models import State
from core.history.audit import AuditKind, note
from core.models import User
from roadmap.actions import correct_observation, edit_observation, edit_proposal, edit_set_up, propose_change
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal
from roadmap.versions import observation_at, trajectory_at


@transaction.atomic
def restore_observation(
    *, by: User, observation: Observation, event: int, reason: str = "", version: int | None = None
) -> Observation:
    """Write an earlier value into the draft, or draft a correction of the cleared one, which needs a reason."""
    entry = observation_at(observation, event)
    if entry is None:
        raise Refused(_("There is no such version any more."))
    row = lock(observation, version=version)
    if row.state == State.CLEARED:
        written = correct_observation(by=by, observation=row, entry=entry, reason=reason)
    else:
        why = reason.strip() or row.correction_reason
        written = edit_observation(by=by, observation=row, entry=entry, version=row.version, reason=why)
    note(AuditKind.VERSION_RESTORED, by=by, about=short_name(row), event=event)
    return written


@transaction.atomic
def restore_set_up(
    *,
    by: User,
    country_indicator: CountryIndicator,
    track: str,
    event: int,
    reason: str = "",
    version: int | None = None,
) -> CountryIndicator | TrajectoryProposal:
    """Write an earlier trajectory into the draft, or propose it beside the cleared one, which needs a reason."""
    entry = trajectory_at(country_indicator, track, event)
    if entry is None:
        raise Refused(_("There is no such version any more."))
    one = lock(country_indicator)
    waiting = TrajectoryProposal.objects.open().filter(country_indicator=one).first()
    written: CountryIndicator | TrajectoryProposal
    if waiting is not None:
        written = edit_proposal(by=by, proposal=waiting, entry=entry, reason=reason, version=version)
    elif one.state == State.CLEARED:
        written = propose_change(by=by, country_indicator=one, entry=entry, reason=reason, version=version)
    else:
        written = edit_set_up(by=by, country_indicator=one, entry=entry, version=version)
    note(AuditKind.VERSION_RESTORED, by=by, about=short_name(one), track=track, event=event)
    return written
