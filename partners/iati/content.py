"""Programmes as IATI activities: what is stored here, completed by what their publishers said where that is more."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from lxml import etree

from core.models import Organisation
from partners.iati.choices import RelationType
from partners.iati.format.activity import (
    Activity,
    Narrative,
    Outgoing,
    Participant,
    Place,
    Relation,
    Sector,
    Transaction,
)
from partners.iati.format.additions import ORGANISATION_PREFIX, OWN, PREFIX, REPORTER, TEXTS, Own, OwnShare
from partners.iati.format.pieces import as_text
from partners.iati.format.reader import activities
from partners.iati.format.stream import no_memory
from partners.iati.format.writing import CLOSING, activity_element, opening
from partners.iati.models import ROWS, IatiRecord
from partners.iati.signing import signature_of
from partners.programmes.models.choices import ProgrammeStatus
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
    ProgrammeQuerySet,
)
from partners.programmes.rules.portfolio import all_above, parents_in_sight

LONGEST = {"title": 400, "description": 5000}
REGION = Place("region", "798", "1", name="Asia, regional")
PRIORITIES = "urn:iwt-dashboard:priorities"
CODES = {ProgrammeStatus.TERMINATED_EARLY: "5", ProgrammeStatus.UNKNOWN: ""}
OVER = (ProgrammeStatus.CLOSED, ProgrammeStatus.CANCELLED, ProgrammeStatus.TERMINATED_EARLY)


def outgoing(standing: ProgrammeQuerySet, keys: list[int]) -> list[Outgoing]:
    """The programmes of these keys among `standing`, those that may be told of, in the order of the keys.

    Eleven queries. A part names the nearest larger programme that stands in an export, for that is how money counts.
    """
    rows = standing.filter(pk__in=keys).select_related("owner", "iati")
    rows = rows.prefetch_related(
        Prefetch("in_countries", ProgrammeCountry.objects.select_related("country")),
        Prefetch("for_priorities", ProgrammePriority.objects.select_related("priority")),
        Prefetch("participations", ProgrammeOrganisation.objects.select_related("organisation")),
        *(Prefetch(name, model.objects.order_by("position", "pk")) for name, model in ROWS.items()),
    )
    found = {row.pk: row for row in rows}
    parents = _parents(standing, found)
    return [_outgoing(found[key], parents.get(key)) for key in keys if key in found]


def _parents(standing: ProgrammeQuerySet, found: Mapping[int, Programme]) -> dict[int, Programme]:
    """The nearest larger programme of each that may be told of and is about wildlife trade, as exports are."""
    if not any(row.parent_id for row in found.values()):
        return {}
    links = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
    parents = {str(pk): str(parent) for pk, parent in links}
    above = {one for key in found for one in all_above(str(key), parents)}
    told = {str(row.pk): row for row in standing.about_iwt().filter(pk__in=above).select_related("iati")}
    nearest = parents_in_sight(parents, {*told, *map(str, found)})
    return {key: told[larger] for key in found if (larger := nearest.get(str(key), "")) in told}


def read_back(activity: Outgoing, today: date) -> Activity | None:
    """An activity as the reader has it once it was given out; None where it cannot be taken."""
    return _read(etree.tostring(activity_element(activity, today), encoding="utf-8"))


def signed(activity: Outgoing, today: date) -> bytes:
    """One activity as it stands in the file, with our signature on what is read of it."""
    element = activity_element(activity, today)
    found = _read(etree.tostring(element, encoding="utf-8"))
    if found is not None:
        element.find(OWN).set("signature", signature_of(found))
    text: bytes = etree.tostring(element, encoding="utf-8")
    return text + b"\n"


def _read(element: bytes) -> Activity | None:
    file = io.BytesIO(opening("") + element + CLOSING)
    found = next(activities(file, memory=no_memory))
    return found if isinstance(found, Activity) else None


def iati_identifier(programme: Programme) -> str:
    """The identifier of its publisher, or the one under which we give it out."""
    return programme.iati_identifier or f"{PREFIX}{programme.slug}"


def _outgoing(programme: Programme, parent: Programme | None) -> Outgoing:
    record: IatiRecord | None = getattr(programme, "iati", None)
    said: dict[str, Any] = record.published if record else {}
    rows: dict[str, Any] = {name: [row.as_read() for row in getattr(programme, name).all()] for name in ROWS}
    rows |= {name: [row for row in rows[name] if not row.is_from_transactions] for name in ("sectors", "places")}
    are_ours = not rows["places"] and not any(row.places for row in rows["transactions"])
    if are_ours:
        rows["places"] = _our_places(programme)
    is_typed = not rows["transactions"] and not rows["budgets"] and programme.total is not None
    if is_typed:
        rows["transactions"] = [_as_commitment(programme)]
    rows["relations"] = _relations(rows["relations"], record, parent)
    reporter = _reporter(programme, record)
    return Outgoing(
        identifier=iati_identifier(programme),
        reporting_ref=reporter.ref,
        reporting_name=reporter.name,
        reporting_type=reporter.kind,
        titles=_texts(programme.title, record, "title"),
        descriptions=_texts(programme.summary, record, "description"),
        language=str(said.get("language") or "en"),
        own=_own(programme, record, parent),
        other_identifiers=_other_identifiers(programme, said),
        participants=list(_participants(programme, said)),
        status=CODES.get(ProgrammeStatus(programme.status), programme.status),
        dates=_dates(programme, said),
        are_places_made=are_ours and not programme.in_countries.all(),
        are_transactions_made=is_typed,
        tags=[
            Sector(link.priority.code, "99", PRIORITIES, link.priority.name)
            for link in _priorities(programme)
            if not link.is_suggested
        ],
        hierarchy=said.get("hierarchy", ""),
        codes=said.get("codes", {}),
        is_humanitarian=programme.is_humanitarian,
        **rows,
    )


def _relations(published: list[Relation], record: IatiRecord | None, parent: Programme | None) -> list[Relation]:
    """The activities that a programme is related to, the one that it is a part of here first: that is the one that
    counts. What nobody published is a part of what people say, and of nothing else."""
    is_published = record is not None and bool(record.content_hash)
    kept = [one for one in published if is_published or one.kind != RelationType.PARENT]
    if parent is None:
        return kept
    ours = Relation(RelationType.PARENT.value, iati_identifier(parent))
    return [ours, *(one for one in kept if one != ours)]


def _reporter(programme: Programme, record: IatiRecord | None) -> Participant:
    """Who published it; else its owner; else the dashboard, for nobody has said whose it is."""
    if record and record.reporting_ref:
        name = record.reporting_name or record.reporting_ref
        return Participant("", record.reporting_ref, name, record.reporting_type)
    if programme.owner:
        return _participant(programme.owner)
    return Participant("", REPORTER, "ASEAN Needs Dashboard on illegal wildlife trade", "40")


def _participant(organisation: Organisation, role: str = "") -> Participant:
    ref = organisation.iati_identifier or f"{ORGANISATION_PREFIX}{organisation.code}"
    return Participant(role, ref, organisation.name, organisation.iati_type)


def _participants(programme: Programme, said: dict[str, Any]) -> Iterator[Participant]:
    """The organisations as they stand here, each in its publisher's words where it is one that was published."""
    for link in programme.participations.all():
        ours = _participant(link.organisation, link.role)
        known = {link.organisation.iati_identifier, link.organisation.name} - {""}
        same_role = [row for row in said.get("participants", ()) if row["role"] == link.role]
        theirs: dict[str, str] = next((row for row in same_role if {row["ref"], row["name"]} & known), {})
        yield replace(ours, kind=theirs.get("kind") or ours.kind, activity=theirs.get("activity", ""))


def _texts(text: str, record: IatiRecord | None, name: str) -> list[Narrative]:
    """The text as it stands here, then what the publisher says in other languages.

    A text that a person has changed stands for the publisher's in the language of the activity.
    """
    told: dict[str, str] = record.narratives.get(name, {}) if record else {}
    language = str(record.published.get("language") or "en") if record else "en"
    shown_in = next((code for code, other in told.items() if other and other[: LONGEST[name]] == text), language)
    rest = [
        Narrative(other, code) for code, other in told.items() if code not in ("", shown_in) and other not in ("", text)
    ]
    return [Narrative(text, "" if shown_in == language else shown_in), *rest]


def _dates(programme: Programme, said: dict[str, Any]) -> dict[str, date]:
    """Planned (1, 3) and actual (2, 4) days: the publisher's, and ours where a person has changed them since."""
    told = {kind: date.fromisoformat(day) for kind, day in said.get("dates", {}).items()}
    today = timezone.localdate()
    for day, planned, actual in ((programme.starts_on, "1", "2"), (programme.ends_on, "3", "4")):
        shown = told.get(actual) or told.get(planned)
        if shown == day:
            continue
        told.pop(actual, None)
        told.pop(planned, None)
        if day:
            is_actual = day <= today and (actual == "2" or programme.status in OVER)
            told[actual if is_actual else planned] = day
    if programme.planned_ends_on:
        told.setdefault("3", programme.planned_ends_on)
    return told


def _our_places(programme: Programme) -> list[Place]:
    """The member states as people named them; a region where they named none."""
    named = _countries(programme)
    if named:
        return [Place("country", row.country.iso2, name=row.country.name, percentage=row.share) for row in named]
    return [REGION] if programme.is_regional else []


def _as_commitment(programme: Programme) -> Transaction:
    """An amount that was typed here and has no published rows, as the one commitment that it is."""
    day, value = programme.amount_on, programme.total or Decimal(0)
    note = programme.amount_note
    return Transaction("2", day or programme.starts_on, value, programme.currency, day, description=note)


def _other_identifiers(programme: Programme, said: dict[str, Any]) -> list[str]:
    told: list[str] = said.get("other_identifiers", [])
    ours = programme.other_identifier
    return told if not ours or ours in told else [ours, *told]


def _own(programme: Programme, record: IatiRecord | None, parent: Programme | None) -> Own:
    texts = {
        name: _as_said(getattr(programme, name))
        for name in TEXTS
        if name not in ("content_hash", "owner", "parent", "signature")
    }
    if programme.total is None:
        texts["currency"] = ""
    return Own(
        **texts,
        content_hash=record.content_hash if record else "",
        owner=programme.owner.code if programme.owner else "",
        parent=iati_identifier(parent) if parent else "",
        states=tuple(OwnShare(row.country.iso3, row.share) for row in _countries(programme)),
        priorities=tuple(
            OwnShare(row.priority.code, row.share, row.is_suggested, row.suggestion_reason)
            for row in _priorities(programme)
        ),
    )


def _as_said(value: Any) -> str:
    """A value of a programme as a text of our own part of the file."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else as_text(Decimal(value))


def _countries(programme: Programme) -> list[ProgrammeCountry]:
    return sorted(programme.in_countries.all(), key=lambda row: row.country.asean_order)


def _priorities(programme: Programme) -> list[ProgrammePriority]:
    return sorted(programme.for_priorities.all(), key=lambda row: row.priority.position)
