"""Writes of the road map, all atomic: values, corrections, confirmations, ways to targets, earlier versions."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance import actions as moves
from core.clearance.actions import Record, Refused, ask_may
from core.clearance.models import Cleared, State
from core.clearance.permissions import Permission
from core.clearance.proposals import accept, ask_editable, propose, rewrite
from core.history.audit import AuditKind, note
from core.models import Country, User
from core.tracking import is_invented, standing
from roadmap import entries
from roadmap.entries import ObservationEntry, TrajectoryEntry
from roadmap.models import CountryIndicator, Goal, Indicator, Milestone, Observation, Origin, TrajectoryProposal


class PeriodTaken(Refused):
    """There is a value for the period already; `existing` is the row to go to."""

    def __init__(self, message: str, existing: Observation) -> None:
        super().__init__(message)
        self.existing = existing


@transaction.atomic
def add_observation(*, by: User, country_indicator: CountryIndicator, entry: ObservationEntry) -> Observation:
    """Draft a value of the own country. Raises PeriodTaken where one stands or is on its way for the same period."""
    one = _lock_indicator(by, country_indicator)
    _refuse_taken_period(one, entry.period_start, entry.period_end)
    return _create(by, one, entry)


@transaction.atomic
def correct_observation(*, by: User, observation: Observation, entry: ObservationEntry, reason: str) -> Observation:
    """Draft a correction of a cleared value, which keeps standing until the correction is cleared; it says why."""
    one = _lock_indicator(by, observation.country_indicator)
    old = moves.lock(observation)
    why = _reason(reason, _("Say why the value is corrected."))
    if old.origin != Origin.COUNTRY:
        raise Refused(_("A published value is its source's to correct. Enter the member state's own value beside it."))
    if old.state != State.CLEARED or old.superseded_at:
        raise Refused(_("Only the value that stands can be corrected."))
    _refuse_open_period(one, old.period_start, old.period_end)
    return _create(
        by,
        one,
        entry,
        period_start=old.period_start,
        period_end=old.period_end,
        supersedes=old,
        correction_reason=why,
        disclosure=old.disclosure,
    )


@transaction.atomic
def edit_observation(
    *, by: User, observation: Observation, entry: ObservationEntry, version: int | None, reason: str = ""
) -> Observation:
    """Change a draft or a returned value. Raises EditConflict where somebody else has written it since."""
    one = _lock_indicator(by, observation.country_indicator)
    row = moves.lock(observation, version=version)
    _ask_editable(row)
    fields = asdict(entry)
    if row.supersedes_id:
        why = _reason(reason, _("Say why the value is corrected."))
        fields |= {"period_start": row.period_start, "period_end": row.period_end, "correction_reason": why}
    elif (row.period_start, row.period_end) != (entry.period_start, entry.period_end):
        _refuse_taken_period(one, entry.period_start, entry.period_end)
    # Whoever edits a confirmation states a value of their own.
    return _write(row, {**fields, "is_no_change": False, "edited_by": by, "reported_on": timezone.localdate()})


@transaction.atomic
def confirm_no_change(*, by: User, country_indicator: CountryIndicator, start: date, end: date) -> Observation:
    """Say that nothing has changed: copies the last cleared value of a stock to a period, and submits it at once."""
    one = _lock_indicator(by, country_indicator)
    if not can_be_confirmed(one.indicator):
        raise Refused(_("What happens inside a period is counted anew each time; it cannot be confirmed as unchanged."))
    last = (
        Observation.objects.current()
        .filter(country_indicator=one, origin=Origin.COUNTRY, period_end__lt=end)
        .exclude(value__isnull=True, denominator__isnull=True)
        .order_by("-period_end", "-pk")
        .first()
    )
    if last is None:
        raise Refused(_("There is no cleared value yet that could be confirmed."))
    _refuse_taken_period(one, start, end)
    copied = ObservationEntry(
        start, end, last.value, last.numerator, last.denominator, last.is_provisional, last.is_proxy
    )
    row = _create(by, one, copied, is_no_change=True, disclosure=last.disclosure)
    return moves.submit(by=by, record=row)


@transaction.atomic
def clear_observation(*, by: User, record: Observation, disclosure: str, version: int | None) -> Observation:
    """Clear a submitted value; what it corrects is superseded in the same transaction."""
    CountryIndicator.objects.select_for_update().get(pk=record.country_indicator_id)
    row = moves.lock(record, version=version)
    if row.supersedes_id:
        _supersede(row)
    else:
        _refuse_cleared_period(row.country_indicator_id, row.period_start, row.period_end)
    return moves.clear(by=by, record=row, disclosure=disclosure)


@transaction.atomic
def add_set_up(*, by: User, indicator: Indicator, country: Country, entry: TrajectoryEntry) -> CountryIndicator:
    """Draft how the own country uses an indicator: baseline, target and milestones, or values alone."""
    ask_may(by, Permission.ENTRY_WRITE, country)
    # The country's row is locked so that two presses do not draft the same thing twice.
    Country.objects.select_for_update().get(pk=country.pk)
    if CountryIndicator.objects.filter(indicator=indicator, country=country).exists():
        raise Refused(_("This indicator is in use already. Look at it once more."))
    one = CountryIndicator(
        indicator=indicator, country=country, created_by=by, edited_by=by, is_demo=is_invented(), **_fields(entry)
    )
    one.save(force_insert=True)
    _write_milestones(one, entry)
    return one


@transaction.atomic
def edit_set_up(
    *, by: User, country_indicator: CountryIndicator, entry: TrajectoryEntry, version: int | None
) -> CountryIndicator:
    """Change a set-up that is a draft or was returned."""
    ask_may(by, Permission.ENTRY_WRITE, country_indicator.country)
    one = moves.lock(country_indicator, version=version)
    _ask_editable(one)
    _write(one, {**_fields(entry), "edited_by": by})
    _write_milestones(one, entry)
    return one


@transaction.atomic
def propose_change(
    *, by: User, country_indicator: CountryIndicator, entry: TrajectoryEntry, reason: str, version: int | None
) -> TrajectoryProposal:
    """Draft a change of a cleared set-up. What was cleared stays up until the change is cleared itself."""
    one = _lock_indicator(by, country_indicator, version=version)
    if one.state != State.CLEARED:
        raise Refused(_("This is not cleared yet: change it directly."))
    why = _reason(reason, _("Say why it is changed."))
    if TrajectoryProposal.objects.open().filter(country_indicator=one).exists():
        raise Refused(_("A change of this indicator is on its way already."))
    own = {"base_version": one.version, "is_demo": is_invented()}
    return propose(TrajectoryProposal, by=by, record=one, content=entries.content_of(entry), reason=why, **own)


@transaction.atomic
def edit_proposal(
    *, by: User, proposal: TrajectoryProposal, entry: TrajectoryEntry, reason: str, version: int | None
) -> TrajectoryProposal:
    """Change a proposal that is a draft or was returned."""
    ask_may(by, Permission.ENTRY_WRITE, proposal.country)
    row = moves.lock(proposal, version=version)
    _ask_editable(row)
    why = _reason(reason, _("Say why it is changed."))
    base = CountryIndicator.objects.get(pk=row.country_indicator_id).version
    return rewrite(row, by=by, content=entries.content_of(entry), reason=why, base_version=base)


@transaction.atomic
def clear_set_up(
    *, by: User, record: CountryIndicator | TrajectoryProposal, disclosure: str, version: int | None
) -> CountryIndicator:
    """Clear a set-up, or a change of one: then it takes the place of what was cleared before."""
    if isinstance(record, CountryIndicator):
        return moves.clear(by=by, record=record, disclosure=disclosure, version=version)
    one = CountryIndicator.objects.select_for_update().get(pk=record.country_indicator_id)
    if one.version != record.base_version:
        raise Refused(_("The indicator has changed since this was proposed. Return it, so that it starts afresh."))
    row, taken_over = accept(record, by=by, record=one, disclosure=disclosure, version=version)
    goals = Goal.objects.filter(country_id=one.country_id).in_bulk()
    entry = entries.entry_of_content(row.content, goals)
    _write(one, {**_fields(entry), "is_demo": one.is_demo}, *taken_over)
    _write_milestones(one, entry)
    return one


@transaction.atomic
def restore_observation(
    *, by: User, observation: Observation, event: int, reason: str = "", version: int | None = None
) -> Observation:
    """Write an earlier value into the draft, or draft a correction of the cleared one, which needs a reason."""
    entry = entries.observation_at(observation, event)
    if entry is None:
        raise Refused(_("There is no such version any more."))
    row = moves.lock(observation, version=version)
    if row.state == State.CLEARED:
        written = correct_observation(by=by, observation=row, entry=entry, reason=reason)
    else:
        why = reason.strip() or row.correction_reason
        written = edit_observation(by=by, observation=row, entry=entry, version=row.version, reason=why)
    note(AuditKind.VERSION_RESTORED, by=by, about=moves.short_name(row), event=event)
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
    entry = entries.trajectory_at(country_indicator, track, event)
    if entry is None:
        raise Refused(_("There is no such version any more."))
    one = moves.lock(country_indicator)
    waiting = TrajectoryProposal.objects.open().filter(country_indicator=one).first()
    written: CountryIndicator | TrajectoryProposal
    if waiting is not None:
        written = edit_proposal(by=by, proposal=waiting, entry=entry, reason=reason, version=version)
    elif one.state == State.CLEARED:
        written = propose_change(by=by, country_indicator=one, entry=entry, reason=reason, version=version)
    else:
        written = edit_set_up(by=by, country_indicator=one, entry=entry, version=version)
    note(AuditKind.VERSION_RESTORED, by=by, about=moves.short_name(one), track=track, event=event)
    return written


def can_be_confirmed(indicator: Indicator) -> bool:
    """Whether "nothing has changed" makes sense: for what is there on a day, not for what happened in a period."""
    return indicator.of_kind.is_level(indicator.accumulation)


def _create(by: User, one: CountryIndicator, entry: ObservationEntry, **fields: Any) -> Observation:
    values = {**asdict(entry), **fields}
    return Observation.objects.create(
        country_indicator=one,
        country=one.country,
        origin=Origin.COUNTRY,
        reported_on=timezone.localdate(),
        created_by=by,
        edited_by=by,
        is_demo=is_invented(),
        **values,
    )


def _lock_indicator(by: User, one: CountryIndicator, version: int | None = None) -> CountryIndicator:
    """The indicator's row, locked: everything about its values happens one after the other."""
    ask_may(by, Permission.ENTRY_WRITE, one.country)
    return moves.lock(one, version=version)


def _ask_editable(record: Cleared) -> None:
    ask_editable(
        record,
        submitted=_("It waits for the clearing officer. Take it back first, then change it."),
        cleared=_("It is cleared: what was cleared is corrected, never overwritten."),
    )


def _refuse_open_period(one: CountryIndicator, start: date, end: date) -> None:
    on_its_way = (
        Observation.objects.filter(standing(), country_indicator=one, period_start=start, period_end=end)
        .filter(origin=Origin.COUNTRY)
        .exclude(state=State.CLEARED)
        .first()
    )
    if on_its_way:
        raise PeriodTaken(_("A value for this period is on its way already."), on_its_way)


def _refuse_cleared_period(one: int, start: date, end: date) -> None:
    found = Observation.objects.current().filter(country_indicator_id=one, period_start=start, period_end=end)
    if row := found.filter(origin=Origin.COUNTRY).first():
        raise PeriodTaken(_("There is a cleared value for this period already: correct that one."), row)


def _refuse_taken_period(one: CountryIndicator, start: date, end: date) -> None:
    _refuse_open_period(one, start, end)
    _refuse_cleared_period(one.pk, start, end)


def _supersede(row: Observation) -> None:
    """Mark what a correction replaces; a second correction of the same value is refused."""
    old = Observation.objects.select_for_update().get(corrections=row)
    others = Observation.objects.filter(standing(), supersedes=old, state=State.CLEARED).exclude(pk=row.pk)
    if old.superseded_at and not others.exists():
        return  # the correction itself was withdrawn and comes back
    if old.superseded_at:
        raise Refused(_("Another correction of this value has been cleared in the meantime. Return this one."))
    old.superseded_at = timezone.now()
    moves.save_move(old, ["superseded_at"])


def _reason(given: str, ask: str) -> str:
    """The reason that was given, or a refusal that asks for one."""
    if not given.strip():
        raise Refused(ask)
    return given.strip()


def _write(row: Record, fields: dict[str, Any], *already_set: str) -> Record:
    for name, value in fields.items():
        setattr(row, name, value)
    moves.save_move(row, [*fields, *already_set])
    return row


def _fields(entry: TrajectoryEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entries.TRAJECTORY_FIELDS}


def _write_milestones(one: CountryIndicator, entry: TrajectoryEntry) -> None:
    """Make the milestones those of the entry. One that is taken away is withdrawn, and the history keeps all."""
    if tuple(one.milestones.values_list("on", "value")) == entry.milestones:
        return
    wanted = dict(entry.milestones)
    stored = {row.on: row for row in one.milestones.all()}
    for day, row in stored.items():
        if day not in wanted:
            row.withdraw(one.edited_by)
            row.save(update_fields=list(row.WITHDRAWAL))
        elif row.value != wanted[day]:
            row.value = wanted[day]
            row.save(update_fields=["value"])
    Milestone.objects.bulk_create(
        Milestone(country_indicator=one, on=on, value=value) for on, value in wanted.items() if on not in stored
    )
