"""The member states, priorities and organisations of a programme, written as its owner wants them.

What is no longer wanted is withdrawn, what is new is added, what stays is changed in place: the history tells each.
"""

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.folding import sort_key
from core.models import Organisation, User
from partners.programmes.content import Participation
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority

LONGEST_CODE = 40


def write_countries(by: User, programme: Programme, shares: Mapping[int, Decimal | None]) -> None:
    """Make the programme's member states these, with their shares."""
    _write_shares(by, programme, ProgrammeCountry, "country_id", shares)


def write_priorities(by: User, programme: Programme, shares: Mapping[int, Decimal | None]) -> None:
    """Make the programme's confirmed priorities these.

    A suggested one that is named counts as confirmed; one that is not named stays a suggestion.
    """
    _write_shares(by, programme, ProgrammePriority, "priority_id", shares)


def write_organisations(by: User, programme: Programme, wanted: Sequence[Participation]) -> None:
    """Make the programme's organisations these, each in its role; new ones are entered first."""
    pairs = {(one.organisation if one.organisation.pk else _enter(one.organisation), one.role) for one in wanted}
    standing = {
        (row.organisation, row.role): row
        for row in ProgrammeOrganisation.objects.filter(programme=programme).select_related("organisation")
    }
    _take_away(by, [row for pair, row in standing.items() if pair not in pairs])
    for organisation, role in sorted(pairs - set(standing), key=lambda pair: (pair[1], sort_key(pair[0].name))):
        ProgrammeOrganisation.objects.create(programme=programme, organisation=organisation, role=role)


def first_free(stem: str, known: Container[str]) -> str:
    """The stem, or the stem with the first number from 2 on, that is not known."""
    numbered = (f"{stem}-{number}" for number in count(2))
    return stem if stem not in known else next(name for name in numbered if name not in known)


def _write_shares(
    by: User, programme: Programme, model: Any, column: str, shares: Mapping[int, Decimal | None]
) -> None:
    standing = {getattr(row, column): row for row in model.objects.filter(programme=programme)}
    suggested = {key for key, row in standing.items() if getattr(row, "is_suggested", False)}
    _take_away(by, [row for key, row in standing.items() if key not in shares and key not in suggested])
    for key, share in shares.items():
        row = standing.get(key)
        if row is None:
            model.objects.create(programme=programme, share=share, **{column: key})
        elif key in suggested:
            row.share, row.is_suggested = share, False
            row.save(update_fields=["share", "is_suggested"])
        elif row.share != share:
            row.share = share
            row.save(update_fields=["share"])


def _take_away(by: User, rows: Sequence[Any]) -> None:
    for row in rows:
        row.withdraw(by)
        row.save(update_fields=list(row.WITHDRAWAL))


def _enter(new: Organisation) -> Organisation:
    """Store an organisation. One that somebody entered meanwhile under the same name or identifier is it."""
    same = Q(name__iexact=new.name)
    if new.iati_identifier:
        same |= Q(iati_identifier__iexact=new.iati_identifier)
    if found := Organisation.objects.select_related("merged_into").filter(same).first():
        return found.merged_into or found
    stem = slugify(new.name)[: LONGEST_CODE - 5].strip("-") or "organisation"
    known = set(Organisation.objects.filter(code__startswith=stem).values_list("code", flat=True))
    fields = {"name": new.name, "iati_type": new.iati_type, "iati_identifier": new.iati_identifier}
    try:
        with transaction.atomic():
            return Organisation.objects.create(code=first_free(stem, known), **fields)
    except IntegrityError as error:
        raise Refused(_("An organisation of that name was entered at the same moment. Save once more.")) from error
