"""Writes of programmes by their owners and the secretariat. Each is atomic and asks the rules on the locked row."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused, ask_may
from core.clearance.permissions import Permission, can
from core.models import User
from core.tracking import is_invented
from partners.programmes.actions import programme_links as links
from partners.programmes.content import PROGRAMME_FIELDS, ProgrammeContent
from partners.programmes.models import choices
from partners.programmes.models.programmes import Programme
from partners.programmes.permissions import confirms, keeps
from partners.programmes.rates import rate_for
from partners.programmes.rules.portfolio import makes_circle

STATED_RATE = "Stated by the owner"
LONGEST_SLUG = 70
# Words that stand in the place of a short name in our addresses.
TAKEN = frozenset({"new", "withdrawn", "import", "imports", "upload"})


@transaction.atomic
def create_programme(*, by: User, content: ProgrammeContent) -> Programme:
    """Enter a programme: an editor for the own organisation, the secretariat for any, or none yet. Raises Refused."""
    ask_may(by, Permission.PROGRAMME_WRITE)
    owner = content.row.owner if can(by, Permission.PROGRAMME_WRITE_ANY) else by.organisation
    row = Programme(owner=owner, is_demo=is_invented(), slug=free_slug(content.row.title))
    return _write(by, row, content)


@transaction.atomic
def edit_programme(
    *, by: User, programme: Programme, content: ProgrammeContent, version: int, reason: str = ""
) -> Programme:
    """Write what is changed, with a reason if public. Raises Refused, EditConflict, Programme.DoesNotExist."""
    row, status = lock_programme(by, programme, version), content.row.status
    if row.disclosure == choices.ProgrammeDisclosure.PUBLIC and not reason.strip():
        raise Refused(_("Everybody can read this programme: say why it changes."))
    if status == choices.ProgrammeStatus.TERMINATED_EARLY and row.status != status:
        raise Refused(_("A programme that ends early has its own page, where the day and the reason are asked."))
    if can(by, Permission.PROGRAMME_WRITE_ANY):
        row.owner = content.row.owner
    if status != choices.ProgrammeStatus.TERMINATED_EARLY:
        row.planned_ends_on, row.end_reason = None, ""
    row.change_reason = reason.strip()
    return _write(by, row, content)


@transaction.atomic
def confirm_programme(*, by: User, programme: Programme) -> Programme:
    """Note that nothing has changed in a programme, as an editor of its owner; without an owner, as the secretariat."""
    row = Programme.objects.visible_to(by).select_for_update(of=("self",)).get(pk=programme.pk)
    if not confirms(by, row):
        raise Refused(_("Only the organisation that owns the programme can confirm it."))
    row.last_confirmed_on = timezone.localdate()
    row.save(update_fields=["last_confirmed_on"])
    return row


@transaction.atomic
def end_early(*, by: User, programme: Programme, on: date, reason: str, version: int | None = None) -> Programme:
    """Note that a programme stopped early: the planned end is kept beside the day. Raises as `edit_programme`."""
    row = lock_programme(by, programme, version)
    if row.status in choices.ENDED_STATUSES:
        raise Refused(_("This programme has ended already."))
    if not reason.strip():
        raise Refused(_("Say why it ended early: member states plan with it."))
    if on > timezone.localdate():
        raise Refused(_("That day is still to come. Until then, change the planned end instead."))
    if row.starts_on and on < row.starts_on:
        raise Refused(_("It would end before it began. If it never began, edit it and choose “Cancelled”."))
    if row.ends_on and row.ends_on > on:
        row.planned_ends_on = row.ends_on
    row.status, row.ends_on, row.period_note = choices.ProgrammeStatus.TERMINATED_EARLY, on, ""
    row.end_reason = row.change_reason = reason.strip()[:500]
    return _noted(by, row)


@transaction.atomic
def suspend(*, by: User, programme: Programme, reason: str, version: int | None = None) -> Programme:
    """Note that a running programme rests for a time. Raises as `edit_programme`."""
    row = lock_programme(by, programme, version)
    if row.status not in (*choices.ACTIVE_STATUSES, choices.ProgrammeStatus.UNKNOWN):
        raise Refused(_("Only a programme that runs, or is about to, can be suspended."))
    if not reason.strip():
        raise Refused(_("Say why: member states plan with it."))
    row.status, row.change_reason = choices.ProgrammeStatus.SUSPENDED, reason.strip()[:500]
    return _noted(by, row)


@transaction.atomic
def restart(
    *, by: User, programme: Programme, reason: str, ends_on: date | None = None, version: int | None = None
) -> Programme:
    """Note that a suspended or ended programme runs again, until a day if one is given. Raises as `edit_programme`."""
    row = lock_programme(by, programme, version)
    if row.status not in (*choices.ENDED_STATUSES, choices.ProgrammeStatus.SUSPENDED):
        raise Refused(_("This programme has neither ended nor been suspended."))
    if not reason.strip():
        raise Refused(_("Say why: member states plan with it."))
    until = ends_on or row.planned_ends_on or row.ends_on
    if until and until < timezone.localdate():
        raise Refused(_("Its end lies in the past. Say until when it runs now."))
    if until and row.starts_on and until < row.starts_on:
        raise Refused(_("The programme ends before it begins."))
    row.status, row.ends_on = choices.ProgrammeStatus.IMPLEMENTATION, until
    row.planned_ends_on, row.end_reason = None, ""
    if ends_on:
        row.period_note = ""
    row.change_reason = reason.strip()[:500]
    return _noted(by, row)


def free_slug(title: str) -> str:
    """A short name for an address that no programme has, withdrawn ones included."""
    stem = slug_stem(title)
    return links.first_free(stem, set(Programme.objects.filter(slug__startswith=stem).values_list("slug", flat=True)))


def slug_stem(title: str) -> str:
    """A short name made of a title; a programme may have it already."""
    stem = slugify(title)[:LONGEST_SLUG].strip("-") or "programme"
    return f"programme-{stem}" if stem in TAKEN else stem


def price_of(row: Programme) -> tuple[object, ...]:
    """What the rate of an amount hangs on: the amount, its currency and its day."""
    return row.total, row.currency, row.amount_on


def settle_amount(row: Programme, was: tuple[object, ...], *, stated: object = None) -> None:
    """Give an amount its day and its rate, which stays as it is while the amount, its currency and its day (`was`) do.

    `stated` is the owner's own rate: used where nobody publishes one, and asked anew at each write.
    """
    if row.total is None:
        row.amount_on = None
    elif row.amount_on is None:
        row.amount_on = row.starts_on or timezone.localdate()
    if row.rate_per_usd is None or was != price_of(row) or row.rate_source == STATED_RATE:
        set_rate(row, stated=stated)


def set_rate(row: Programme, *, stated: object = None) -> None:
    """Put the published rate of the amount's day into a row, or the owner's own where there is none, or none."""
    row.rate_per_usd, row.rate_on, row.rate_source = None, None, ""
    if row.total is None:
        return
    if rate := rate_for(row.currency, row.amount_on):
        row.rate_per_usd, row.rate_on, row.rate_source = rate.per_usd, rate.day, rate.source
    elif stated:
        row.rate_per_usd, row.rate_on, row.rate_source = stated, row.amount_on, STATED_RATE  # type: ignore[assignment]


def lock_programme(by: User, programme: Programme, version: int | None) -> Programme:
    """The programme's row, locked until the transaction ends, if the person keeps it and has seen it as it stands."""
    rows = Programme.objects.visible_to(by).select_related("owner")
    row: Programme = rows.select_for_update(of=("self",)).get(pk=programme.pk)
    if not keeps(by, row):
        raise Refused(_("Only the organisation that owns the programme, and the secretariat, can change it."))
    if version is not None and row.version != version:
        raise EditConflict
    return row


def _write(by: User, row: Programme, content: ProgrammeContent) -> Programme:
    """Store the content in a row, with the rate of its amount, which stays as it is while the amount and its day do."""
    was = price_of(row)
    _check_parent(by, row, content.row.parent)
    for name in PROGRAMME_FIELDS:
        setattr(row, name, getattr(content.row, name))
    settle_amount(row, was, stated=content.stated_rate)
    if row.iwt_relevance == choices.IwtRelevance.CONFIRMED:
        row.iwt_relevance_reason = ""
    _noted(by, row)
    links.write_countries(by, row, content.countries)
    links.write_priorities(by, row, content.priorities)
    links.write_organisations(by, row, content.organisations)
    return row


def _check_parent(by: User, row: Programme, parent: Programme | None) -> None:
    if parent is None or parent.pk == row.parent_id:
        return
    if not Programme.objects.visible_to(by).filter(pk=parent.pk).exists():
        raise Refused(_("The larger programme is no longer there. Choose it once more."))
    ask_no_circle(row, parent)


def ask_no_circle(row: Programme, parent: Programme) -> None:
    """Refuse a larger programme that is a part of this one."""
    above = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
    parents = {str(pk): str(larger) for pk, larger in above if pk != row.pk}
    if row.pk and makes_circle(str(row.pk), str(parent.pk), parents):
        raise Refused(_("The programme would become a part of itself: the larger one is a part of this one already."))


def _noted(by: User, row: Programme) -> Programme:
    """Save a row and count the write; what the database refuses is told in words.

    What an editor of the owner writes is true as of that day; what the secretariat writes is not confirmed by it.
    """
    if row.owner is not None and by.organisation_id == row.owner_id:
        row.last_confirmed_on = timezone.localdate()
    if row.pk:
        row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "partners_programme_iati_once" in str(error):
            raise Refused(_("This IATI identifier cannot be used here. Ask the secretariat.")) from error
        if "slug" in str(error):
            words = _("A programme of this title was entered at the same moment. Look whether it is yours.")
            raise Refused(words) from error
        raise
    return row
