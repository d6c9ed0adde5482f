"""Organisations that published activities name, found among ours or entered as named.

An organisation entered this way is told by its source and by not being verified: it takes part in programmes, but it
owns none until the secretariat has looked at it.
"""

from collections.abc import Container

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core.models import Organisation, OrganisationType
from partners.iati.format.activity import Participant
from partners.iati.format.additions import ORGANISATION_PREFIX, key_in
from partners.iati.models import ORGANISATION_SOURCE

LONGEST_NAME = 200
LONGEST_REF = 80
LONGEST_CODE = 40


class Organisations:
    """All organisations by identifier and by name, read once and added to as they are entered."""

    def __init__(self) -> None:
        self.load()

    def load(self) -> None:
        """Read them (once more)."""
        self._by_ref: dict[str, Organisation] = {}
        self._by_name: dict[str, Organisation] = {}
        self.by_code: dict[str, Organisation] = {}
        for row in Organisation.objects.select_related("merged_into"):
            self._note(row)

    def find(self, ref: str, name: str) -> Organisation | None:
        """The organisation with an identifier, else the one of exactly that name or acronym."""
        if code := key_in(ref, ORGANISATION_PREFIX):
            return self.by_code.get(code)
        return self._by_ref.get(ref.casefold()) or self._by_name.get(_plain(name[:LONGEST_NAME]))

    def reporter(self, ref: str, name: str) -> Organisation | None:
        """The organisation that reports. A name says who it is only where no identifier says that it is another one."""
        found = self.find(ref, name)
        if found is None or not ref or not found.iati_identifier or key_in(ref, ORGANISATION_PREFIX):
            return found
        return found if found.iati_identifier.casefold() == ref.casefold() else None

    def of_identifier(self, identifier: str) -> Organisation | None:
        """The partner here with whose identifier that of an activity begins (IATI: iati-activity/iati-identifier is the
        organisation's identifier, a hyphen, and what the organisation adds); the longest counts."""
        start = identifier.casefold().rpartition("-")[0]
        while start:
            found = self._by_ref.get(start)
            if found is not None and _is_partner(found):
                return found
            start = start.rpartition("-")[0]
        return None

    def ours(self, ref: str, name: str) -> Organisation | None:
        """The organisation that reports, where it is a partner here and not only a name in a file."""
        found = self.reporter(ref, name)
        return found if found is not None and _is_partner(found) else None

    def key_of(self, row: Participant, *, enters: bool) -> str:
        """The code of an organisation; for one that is not here, its name, or with `enters` the code it gets."""
        found = self.find(row.ref, row.name)
        if found is None and enters:
            found = self._enter(row)
        return found.code if found else (row.name or row.ref)

    def _enter(self, row: Participant) -> Organisation:
        name = (row.name or row.ref)[:LONGEST_NAME]
        taken = self._by_name.get(_plain(name))
        if taken is not None:
            return taken
        own_code = key_in(row.ref, ORGANISATION_PREFIX)
        stem = slugify(name)[: LONGEST_CODE - 6].strip("-") or "organisation"
        try:
            with transaction.atomic():
                made = Organisation.objects.create(
                    code=own_code[:LONGEST_CODE] or free_name(stem, self.by_code),
                    name=name,
                    iati_identifier=row.ref if len(row.ref) <= LONGEST_REF and not own_code else "",
                    iati_type=row.kind if row.kind in OrganisationType.values else "",
                    source_title=ORGANISATION_SOURCE,
                )
        except IntegrityError:
            # Another import entered it in the same moment.
            self.load()
            if found := self.find(row.ref, name):
                return found
            raise
        self._note(made)
        return made

    def _note(self, row: Organisation) -> None:
        # A duplicate stands for the one that it was merged into.
        found = row.merged_into or row
        self.by_code[row.code] = found
        if row.iati_identifier:
            self._by_ref.setdefault(row.iati_identifier.casefold(), found)
        for name in (row.name, row.acronym):
            if name:
                self._by_name.setdefault(_plain(name), found)


def _is_partner(row: Organisation) -> bool:
    """Whether people here know it; one that a file has named is no more than a name until they have looked at it."""
    return bool(row.verified) or row.source_title != ORGANISATION_SOURCE


def free_name(stem: str, taken: Container[str]) -> str:
    """The stem, or one of "stem-2", "stem-3" …, that is not taken; the first where there are no gaps.

    It is looked for by halves: of thousands of one name each costs a dozen looks, not thousands.
    """
    if stem not in taken:
        return stem
    low, high = 1, 2
    while f"{stem}-{high}" in taken:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if f"{stem}-{middle}" in taken else (low, middle)
    return f"{stem}-{high}"


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
