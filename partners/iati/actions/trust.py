"""Who may say what of a programme by a file. A file proves nothing by what it says: anybody can write anything.

An organisation's own people speak for their organisation. What the secretariat brings is taken for what its reporting
organisation says, of programmes that it reports or takes part in, and of no others. Our own words beside the standard
(who owns it, who may see it, how much of it counts, what people have judged) are taken from the owner's people, and
from an export that bears our signature.
"""

from enum import StrEnum

from django.utils.translation import gettext as _

from core.models import Organisation
from partners.iati.actions.values import World
from partners.iati.format.activity import Activity
from partners.iati.models import IatiRecord
from partners.iati.signing import is_signed
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme


class Trust(StrEnum):
    """Whose word our own words in a file are: that of this instance, that of the owner's people, or nobody's."""

    OURS = "ours"
    OWNERS = "owners"
    NOBODYS = "nobodys"


def trust_in(world: World, activity: Activity) -> Trust:
    """How far our own words in an activity are believed, which `why_not` has let through."""
    if is_signed(activity):
        return Trust.OURS
    return Trust.NOBODYS if world.asked.organisation is None else Trust.OWNERS


def why_not(world: World, activity: Activity, programme: Programme | None, record: IatiRecord | None) -> str:
    """Why an activity is not taken, in a sentence; empty where it is."""
    wanted = world.asked.only_reported_by
    if wanted and activity.reporting_ref.casefold() != wanted.casefold():
        return _("It is reported by %(ref)s.") % {"ref": activity.reporting_ref or _("nobody who says so")}
    if world.asked.organisation is not None and (
        reason := _why_not_theirs(world, world.asked.organisation, activity, programme, record)
    ):
        return reason
    if programme is not None and programme.withdrawn_at is not None:
        return _("It was withdrawn here. Bring it back first, if it is to be kept up to date.")
    # What an export of ours was made into by hand is proposed, whoever is named in it.
    if world.asked.organisation is None and activity.own is None and is_published(record):
        return _why_not_reporter(world, activity, record)
    return ""


def speaks_for(world: World, activity: Activity) -> bool:
    """Whether those who bring an activity that is not here may speak for it."""
    own = world.asked.organisation
    return own is None or not _why_not_theirs(world, own, activity, None, None)


def is_published(record: IatiRecord | None) -> bool:
    """Whether a record holds what a publisher said, and not proposals alone."""
    return record is not None and bool(record.content_hash)


def is_heard(world: World, activity: Activity, programme: Programme) -> bool:
    """Whether an activity may fill in what is empty in a programme that people entered: its owner's people bring it, or
    who reports it owns it or takes part in it. What others say of it is proposed."""
    if world.asked.organisation is not None and world.asked.organisation.pk == programme.owner_id:
        return True
    reporter = world.organisations.reporter(activity.reporting_ref, activity.reporting_name)
    if reporter is None or activity.is_secondary:
        return False
    return reporter.pk == programme.owner_id or programme.participations.filter(organisation=reporter).exists()


def owner_of_new(world: World, activity: Activity, trust: Trust) -> Organisation | None:
    """Whose a programme is that a file brings: of those who bring it; as our signed export says; else of the partner
    here that reports it, where it reports for itself and under an identifier of its own."""
    if world.asked.organisation is not None:
        return world.asked.organisation
    organisations = world.organisations
    if trust is Trust.OURS and activity.own is not None:
        return organisations.by_code.get(activity.own.owner)
    reporter = organisations.ours(activity.reporting_ref, activity.reporting_name)
    if reporter is None or activity.is_secondary:
        return None
    return reporter if organisations.of_identifier(activity.identifier) in (None, reporter) else None


def _why_not_theirs(
    world: World, own: Organisation, activity: Activity, programme: Programme | None, record: IatiRecord | None
) -> str:
    """Why an organisation's people may not bring an activity."""
    # Of what others keep here no more is told than the file says: not that it is here, nor that it was withdrawn.
    if programme is not None and programme.owner_id == own.pk:
        return ""
    reporter = world.organisations.reporter(activity.reporting_ref, activity.reporting_name)
    if reporter is None or reporter.pk != own.pk:
        return _("It is not reported by your organisation, and does not belong to it.")
    if world.organisations.of_identifier(activity.identifier) not in (None, reporter):
        return _("Its identifier begins with that of another organisation.")
    if programme is None:
        return ""
    # One without an owner is theirs to bring up to date where they were its publisher before.
    is_theirs = is_published(record) and _same_reporter(world, activity, record)
    if programme.owner_id is not None or _is_hidden(programme) or not is_theirs:
        return _("It could not be taken for your organisation. The secretariat can look into it.")
    return ""


def _why_not_reporter(world: World, activity: Activity, record: IatiRecord | None) -> str:
    """Why an activity is not taken for the next word of the publisher whose last one we hold."""
    if record is None or _same_reporter(world, activity, record):
        return ""
    if record.published.get("is_secondary") and not activity.is_secondary:
        # Who reports for itself goes before who repeats it.
        return ""
    said = _("By what we hold it is reported by %(held)s; this file says %(ref)s. Nothing of it is taken.")
    return said % {
        "held": record.reporting_ref or record.reporting_name or _("nobody who says so"),
        "ref": activity.reporting_ref or activity.reporting_name or _("nobody who says so"),
    }


def _same_reporter(world: World, activity: Activity, record: IatiRecord | None) -> bool:
    if record is None:
        return False
    held, said = record.reporting_ref.casefold(), activity.reporting_ref.casefold()
    if held and said and held == said:
        return True
    find = world.organisations.reporter
    reporter = find(activity.reporting_ref, activity.reporting_name)
    if reporter is not None and reporter == find(record.reporting_ref, record.reporting_name):
        return True
    names = record.reporting_name.casefold().split(), activity.reporting_name.casefold().split()
    return not (held and said) and names[0] == names[1]


def _is_hidden(programme: Programme) -> bool:
    """Whether nobody but its owner and the secretariat may know of it (`partners.programmes.models.shown_to`)."""
    return programme.withdrawn_at is not None or programme.iwt_relevance == IwtRelevance.NOT_IWT
