"""What people answer to the questions that a file leaves: each programme's answers are one write, on the locked row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Country, User
from partners.iati.actions.programmes import take
from partners.iati.actions.values import the_world
from partners.iati.models import IatiRecord
from partners.programmes.actions.programmes import lock_programme
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammePriority

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class QuestionAnswers:
    """What a person answers of one programme; what is left out stays open.

    `countries` are keys of member states; `is_whole_region` says that it is for no named ones. `priorities` maps keys
    of suggested rows to whether they are right. `conflicts` maps fields to MINE or THEIRS.
    """

    countries: tuple[int, ...] = ()
    is_whole_region: bool = False
    covers_more: bool = False
    relevance: str = ""
    priorities: Mapping[int, bool] = field(default_factory=dict)
    conflicts: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.countries or self.is_whole_region or self.relevance or self.priorities or self.conflicts)


@transaction.atomic
def answer_questions(*, by: User, programme: Programme, answers: QuestionAnswers, version: int) -> Programme:
    """Write what a person answers of a programme.

    Raises Refused where the person does not keep it, EditConflict where it was changed since they looked;
    Programme.DoesNotExist where they may not know of it.
    """
    row = lock_programme(by, programme, version)
    record = IatiRecord.objects.select_for_update().filter(programme=row).first()
    _name_places(row, record, answers)
    _judge_priorities(by, row, answers.priorities)
    if answers.relevance in (IwtRelevance.CONFIRMED, IwtRelevance.NOT_IWT):
        row.iwt_relevance = answers.relevance
        row.iwt_relevance_reason = _("A person has judged it.") if answers.relevance == IwtRelevance.NOT_IWT else ""
    if record is not None:
        _settle(by, row, record, answers.conflicts)
    row.version += 1
    row.change_reason = _("Questions that its IATI file had left open were answered.")
    if by.organisation_id and by.organisation_id == row.owner_id:
        row.last_confirmed_on = timezone.localdate()
    row.save()
    return row


def _name_places(row: Programme, record: IatiRecord | None, answers: QuestionAnswers) -> None:
    """Name the member states, not split; or note that the programme is for the region as a whole."""
    known = set(ProgrammeCountry.objects.filter(programme=row).values_list("country", flat=True))
    found = Country.objects.filter(pk__in=answers.countries).exclude(pk__in=known)
    ProgrammeCountry.objects.bulk_create(ProgrammeCountry(programme=row, country=country) for country in found)
    if answers.countries:
        row.is_regional, row.covers_more = False, answers.covers_more
    elif answers.is_whole_region and record is not None:
        record.is_place_settled = True
        record.save(update_fields=["is_place_settled"])


def _judge_priorities(by: User, row: Programme, verdicts: Mapping[int, bool]) -> None:
    """Confirm suggested priorities, or take them away; they are not suggested again."""
    for link in ProgrammePriority.objects.filter(programme=row, is_suggested=True, pk__in=verdicts):
        if verdicts[link.pk]:
            link.is_suggested = False
            link.save(update_fields=["is_suggested"])
        else:
            link.withdraw(by, _("The suggestion was not right."))
            link.save(update_fields=list(link.WITHDRAWAL))


def _settle(by: User, row: Programme, record: IatiRecord, choices: Mapping[str, str]) -> None:
    """Let one side of each conflict stand. Either way the question is closed until the publisher says something new."""
    chosen = {name: side for name, side in choices.items() if name in record.conflicts and side in (MINE, THEIRS)}
    if not chosen:
        return
    world = the_world()
    for name, side in chosen.items():
        if side == THEIRS:
            # Of lists the publisher's last word tells whether an entry is there at all, of what is only proposed that.
            head, _dot, key = name.partition(".")
            sides = record.conflicts[name]
            is_there = not key or bool(sides.get("is_there", key in (record.values.get(head) or {})))
            take(world, row, name, sides.get("theirs"), is_there=is_there)
    record.conflicts = {name: sides for name, sides in record.conflicts.items() if name not in chosen}
    record.save(update_fields=["conflicts"])
