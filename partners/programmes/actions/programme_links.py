"""The member states, priorities and organisations of a programme, written as its owner wants them.

What is no longer wanted is withdrawn, what is new is added, what stays is changed in place: the history tells each.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.models import Organisation, User
from partners.programmes.content import NewOrganisation, Participation
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority

LONGEST_CODE = 40


def write_countries(by: User, programme: Programme, shares: Mapping[int, Decimal | None]) -> None:
    """Make the programme's member states these, with their shares."""
    standing = {row.country_id: row for row in ProgrammeCountry.objects.filter(programme=programme)}
    _take_away(by, [row for key, row in standing.items() if key not in shares])
    for key, share in shares.items():
        row = standing.get(key)
        if row is None:
            ProgrammeCountry.objects.create(programme=programme, country_id=key, share=share)
        elif row.share != share:
            row.share = share
            row.save(update_fields=["share"])


def write_priorities(by: User, programme: Programme, shares: Mapping[int, Decimal | None]) -> None:
    """Make the programme's confirmed priorities these.

    A suggested one that is named counts as confirmed; one that is not named stays a suggestion.
    """
    standing = {row.priority_id: row for row in ProgrammePriority.objects.filter(programme=programme)}
    _take_away(by, [row for key, row in standing.items() if key not in shares and not row.is_suggested])
    for key, share in shares.items():
        row = standing.get(key)
        if row is None:
            ProgrammePriority.objects.create(programme=programme, priority_id=key, share=share)
        elif row.share != share or row.is_suggested:
            row.share, row.is_suggested = share, False
            row.save(update_fields=["share", "is_suggested"])


def write_organisations(by: User, programme: Programme, wanted: Sequence[Participation]) -> None:
    """Make the programme's organisations these, each in its role; new ones are entered first."""
    pairs = {(_organisation_of(one), one.role) for one in wanted}
    standing = {
        (row.organisation, row.role): row
        for row in ProgrammeOrganisation.objects.filter(programme=programme).select_related("organisation")
    }
    _take_away(by, [row for pair, row in standing.items() if pair not in pairs])
    for organisation, role in sorted(pairs - set(standing), key=lambda pair: (pair[1], pair[0].name)):
        ProgrammeOrganisation.objects.create(programme=programme, organisation=organisation, role=role)


def _take_away(by: User, rows: Sequence[Any]) -> None:
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=list(row.WITHDRAWAL))


def _organisation_of(one: Participation) -> Organisation:
    """The organisation that takes part. One that somebody entered meanwhile under the same name or identifier is it."""
    if one.organisation is not None:
        return one.organisation
    if one.new is None:
        raise ValueError("a participation names an organisation of ours or a new one")
    return _enter(one.new)


def _enter(new: NewOrganisation) -> Organisation:
    same = Q(name__iexact=new.name)
    if new.iati_identifier:
        same |= Q(iati_identifier__iexact=new.iati_identifier)
    if found := Organisation.objects.filter(same).first():
        return found
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                code=_free_code(new.name),
                name=new.name,
                iati_type=new.iati_type,
                iati_identifier=new.iati_identifier,
            )
    except IntegrityError as error:
        raise Refused(_("An organisation of that name was entered at the same moment. Save once more.")) from error


def _free_code(name: str) -> str:
    stem = slugify(name)[: LONGEST_CODE - 5].strip("-") or "organisation"
    known = set(Organisation.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 10_000))
    return next(code for code in numbered if code not in known)
