"""Two entries of one official plan become one (`core.reference.merging`)."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.documents.models import Document
from core.folding import folded
from core.models import User
from core.reference.merging import Merged, begin_merger, end_merger
from needs.models import Need, Plan, PlanObjective


@transaction.atomic
def merge_plans(*, by: User, duplicate: Plan, kept: Plan, reason: str) -> Merged:
    """Make one plan of two: objectives, the needs under them, and documents hang on the one that stays. Raises Refused.

    Objectives of one number are one: needs under the duplicate's stand under the other's from then on. Where they read
    differently, nothing is merged, for then one of the two is not what it says.
    """
    gone, stays = begin_merger(by=by, duplicate=duplicate, kept=kept, reason=reason)
    if gone.country_id != stays.country_id:
        raise Refused(_("They are plans of two member states."))
    known = {row.number: row for row in stays.objectives.select_for_update().order_by("pk")}
    moved = had = 0
    for row in gone.objectives.select_for_update().filter(merged_into__isnull=True).order_by("pk"):
        same = known.get(row.number)
        if same is None:
            row.plan = stays
            row.save(update_fields=["plan"])
            moved += 1
        elif folded(same.title) == folded(row.title):
            moved += _move_needs(row, same)
            had += 1
        else:
            words = _("Objective %(number)s reads differently in the two plans. Mend it, or number one of them anew.")
            raise Refused(words % {"number": row.number})
    moved += Document.objects.of(gone).update(record=stays.pk)
    end_merger(by=by, gone=gone, stays=stays, moved=moved, reason=reason)
    return Merged(moved, had)


def _move_needs(objective: PlanObjective, same: PlanObjective) -> int:
    """Let the needs of an objective stand under another one; how many. Whoever has one open meets the change."""
    needs = Need._base_manager.select_for_update().filter(plan_objective=objective).order_by("pk")
    for need in needs:
        need.plan_objective = same
        need.version += 1
        need.save(update_fields=["plan_objective", "version"])
    objective.merged_into = same
    objective.save(update_fields=["merged_into"])
    return len(needs)
