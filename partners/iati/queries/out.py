"""Programmes on their way out as IATI: what stands here, and what their publishers said where it says more."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from core.clearance.models import Viewer
from core.models import Organisation
from partners.iati.format.additions import ORGANISATION_PREFIX, REPORTER, Own, OwnShare, identifier_of
from partners.iati.format.outgoing import Budget, Outgoing, Party, Place, Sector, Texts, Transaction
from partners.iati.format.percentages import as_text
from partners.iati.format.writing import CLOSING, opening, written
from partners.iati.models import (
    IatiRecord,
    ProgrammeBudget,
    ProgrammePlace,
    ProgrammeRelation,
    ProgrammeSector,
    ProgrammeTransaction,
    RelationType,
)
from partners.programmes.models.choices import ProgrammeStatus
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeFilter,
    ProgrammeOrganisation,
    ProgrammePriority,
)

PORTION = 100
LONGEST = {"title": 400, "description": 5000}
REGION = Place("798", is_region=True, vocabulary="1", name="Asia, regional")
PRIORITIES = "urn:iwt-dashboard:priorities"
CODES = {ProgrammeStatus.TERMINATED_EARLY: "5", ProgrammeStatus.UNKNOWN: ""}
OVER = (ProgrammeStatus.CLOSED, ProgrammeStatus.CANCELLED, ProgrammeStatus.TERMINATED_EARLY)
DATES = ("starts_on", "ends_on", "planned_ends_on", "amount_on", "rate_on", "last_confirmed_on")
NUMBERS = ("total", "rate_per_usd", "cofinancing", "iwt_share")
WORDS = (
    "slug",
    "status",
    "end_reason",
    "period_note",
    "other_identifier",
    "currency",
    "rate_source",
    "amount_note",
    "iwt_share_basis",
    "iwt_share_note",
    "iwt_relevance",
    "iwt_relevance_reason",
    "region_note",
    "disclosure",
)


def programmes_xml(viewer: Viewer, wanted: ProgrammeFilter) -> Iterator[bytes]:
    """The programmes that the viewer may see and asked for, as an IATI file, piece by piece.

    Which they are is settled at the start; memory holds one portion of them, whatever their number. Raises
    Programme.DoesNotExist where there are none: the schema wants an activity at least, so there is no empty file.
    """
    keys = list(
        Programme.objects.visible_to(viewer).matching(wanted).order_by("title", "pk").values_list("pk", flat=True)
    )
    if not keys:
        raise Programme.DoesNotExist
    return _pieces(viewer, keys)


def _pieces(viewer: Viewer, keys: list[int]) -> Iterator[bytes]:
    today = timezone.localdate()
    yield opening(timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"))
    for start in range(0, len(keys), PORTION):
        portion = outgoing(viewer, keys[start : start + PORTION])
        yield b"".join(written(activity, today) for activity in portion)
    yield CLOSING


def outgoing(viewer: Viewer, keys: list[int]) -> list[Outgoing]:
    """The programmes of these keys that the viewer may see, in the order of the keys. Ten queries."""
    published = (ProgrammeBudget, ProgrammeTransaction, ProgrammeSector, ProgrammePlace, ProgrammeRelation)
    names = ("budgets", "transactions", "sectors", "places", "relations")
    rows = Programme.objects.visible_to(viewer).filter(pk__in=keys).select_related("owner", "iati")
    rows = rows.prefetch_related(
        Prefetch("in_countries", ProgrammeCountry.objects.select_related("country")),
        Prefetch("for_priorities", ProgrammePriority.objects.select_related("priority")),
        Prefetch("participations", ProgrammeOrganisation.objects.select_related("organisation")),
        *(
            Prefetch(name, model.objects.order_by("position", "pk"))
            for name, model in zip(names, published, strict=True)
        ),
    )
    found = {row.pk: row for row in rows}
    # A larger programme that the viewer may not see stays unnamed.
    above = {row.parent_id for row in found.values() if row.parent_id}
    parents = {row.pk: row for row in Programme.objects.visible_to(viewer).filter(pk__in=above).select_related("iati")}
    return [_outgoing(found[key], parents.get(found[key].parent_id or 0)) for key in keys if key in found]


def iati_identifier(programme: Programme) -> str:
    """The identifier of its publisher, or the one under which we give it out."""
    return programme.iati_identifier or identifier_of(programme.slug)


def _outgoing(programme: Programme, parent: Programme | None) -> Outgoing:
    record: IatiRecord | None = getattr(programme, "iati", None)
    said: dict[str, Any] = record.published if record else {}
    transactions = tuple(_transaction(row) for row in programme.transactions.all())
    budgets = tuple(_budget(row) for row in programme.budgets.all())
    places = [_place(row) for row in programme.places.all() if not row.is_from_transactions]
    are_ours = not places and not any(row.places for row in transactions)
    return Outgoing(
        identifier=iati_identifier(programme),
        reporter=_reporter(programme, record),
        titles=_texts(programme.title, record, "title"),
        descriptions=_texts(programme.summary, record, "description"),
        language=str(said.get("language") or "en"),
        own=_own(programme, record, parent),
        other_identifiers=_other_identifiers(programme, said),
        parties=tuple(_parties(programme, said)),
        status=CODES.get(ProgrammeStatus(programme.status), programme.status),
        dates=_dates(programme, said),
        places=_our_places(programme) if are_ours else tuple(places),
        are_places_made=are_ours and not programme.in_countries.all(),
        sectors=tuple(_sector(row) for row in programme.sectors.all() if not row.is_from_transactions),
        tags=tuple(_tags(programme)),
        budgets=budgets,
        transactions=transactions or (() if budgets else _as_commitment(programme)),
        relations=_relations(programme, parent),
        hierarchy=str(said.get("hierarchy", "")),
        codes=said.get("codes") or {},
        is_humanitarian=programme.is_humanitarian,
    )


def _reporter(programme: Programme, record: IatiRecord | None) -> Party:
    """Who published it; else its owner; else the dashboard, for nobody has said whose it is."""
    if record and record.reporting_ref:
        name = record.reporting_name or record.reporting_ref
        return Party(record.reporting_ref, (("", name),), record.reporting_type)
    if programme.owner:
        return _party(programme.owner)
    return Party(REPORTER, (("", "ASEAN Needs Dashboard on illegal wildlife trade"),), "40")


def _party(organisation: Organisation, role: str = "") -> Party:
    ref = organisation.iati_identifier or f"{ORGANISATION_PREFIX}{organisation.code}"
    return Party(ref, (("", organisation.name),), organisation.iati_type, role)


def _parties(programme: Programme, said: dict[str, Any]) -> Iterator[Party]:
    """The organisations as they stand here, each in its publisher's words where it is one that was published."""
    published = [row for row in said.get("participants", ()) if isinstance(row, dict)]
    for link in programme.participations.all():
        ours = _party(link.organisation, link.role)
        theirs = next((row for row in published if _is_of(row, link)), {})
        yield Party(ours.ref, ours.names, theirs.get("kind") or ours.kind, link.role, theirs.get("activity", ""))


def _is_of(row: dict[str, Any], link: ProgrammeOrganisation) -> bool:
    known = {link.organisation.iati_identifier, link.organisation.name} - {""}
    return row.get("role") == link.role and bool({row.get("ref"), row.get("name")} & known)


def _texts(text: str, record: IatiRecord | None, name: str) -> Texts:
    """The text as it stands here, then what the publisher says in other languages.

    A text that a person has changed stands for the publisher's in the language of the activity.
    """
    told: dict[str, str] = record.narratives.get(name, {}) if record else {}
    language = str(record.published.get("language") or "en") if record else "en"
    shown_in = next((code for code, other in told.items() if other and other[: LONGEST[name]] == text), language)
    rest = [(code, other) for code, other in told.items() if code not in ("", shown_in) and other and other != text]
    return (("" if shown_in == language else shown_in, text), *rest)


def _dates(programme: Programme, said: dict[str, Any]) -> tuple[tuple[str, date], ...]:
    """Planned (1, 3) and actual (2, 4) days: the publisher's, and ours where a person has changed them since."""
    published = said.get("dates", {})
    told = {kind: date.fromisoformat(day) for kind, day in published.items()} if isinstance(published, dict) else {}
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
    return tuple(sorted(told.items()))


def _our_places(programme: Programme) -> tuple[Place, ...]:
    """The member states as people named them; a region where they named none."""
    named = sorted(programme.in_countries.all(), key=lambda link: link.country.asean_order)
    if named:
        return tuple(Place(row.country.iso2, name=row.country.name, percentage=row.share) for row in named)
    return (REGION,) if programme.is_regional else ()


def _tags(programme: Programme) -> Iterator[Sector]:
    """The priorities that a person has confirmed."""
    for link in sorted(programme.for_priorities.all(), key=lambda one: one.priority.position):
        if not link.is_suggested:
            yield Sector(link.priority.code, "99", PRIORITIES, link.priority.name)


def _as_commitment(programme: Programme) -> tuple[Transaction, ...]:
    """An amount that was typed here and has no published rows, as the one commitment that it is."""
    if programme.total is None:
        return ()
    day = programme.amount_on or programme.starts_on
    told = (("", programme.amount_note),) if programme.amount_note else ()
    return (
        Transaction(
            "2", programme.total, programme.currency, day, programme.amount_on, descriptions=told, is_made=True
        ),
    )


def _relations(programme: Programme, parent: Programme | None) -> tuple[tuple[str, str], ...]:
    told = [(row.kind, row.identifier) for row in programme.relations.all()]
    ours = (RelationType.PARENT.value, iati_identifier(parent)) if parent else None
    return tuple(told if ours is None or ours in told else [*told, ours])


def _other_identifiers(programme: Programme, said: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    told = said.get("other_identifiers", ())
    rows = [str(one) for one in told] if isinstance(told, list) else []
    ours = [programme.other_identifier] if programme.other_identifier and programme.other_identifier not in rows else []
    return tuple(("A9", ref) for ref in [*ours, *rows])


def _own(programme: Programme, record: IatiRecord | None, parent: Programme | None) -> Own:
    texts = {name: str(getattr(programme, name)) for name in WORDS}
    texts |= {name: day.isoformat() for name in DATES if (day := getattr(programme, name))}
    texts |= {name: as_text(Decimal(n)) for name in NUMBERS if (n := getattr(programme, name)) is not None}
    if programme.total is None:
        texts["currency"] = ""
    return Own(
        **texts,
        content_hash=record.content_hash if record else "",
        owner=programme.owner.code if programme.owner else "",
        is_regional="true" if programme.is_regional else "false",
        covers_more="true" if programme.covers_more else "false",
        parent=iati_identifier(parent) if parent else "",
        states=tuple(OwnShare(row.country.iso3, row.share) for row in _in_order(programme.in_countries.all())),
        priorities=tuple(
            OwnShare(row.priority.code, row.share, row.is_suggested, row.suggestion_reason)
            for row in sorted(programme.for_priorities.all(), key=lambda one: one.priority.position)
        ),
    )


def _in_order(rows: Iterable[ProgrammeCountry]) -> list[ProgrammeCountry]:
    return sorted(rows, key=lambda row: row.country.asean_order)


def _place(row: ProgrammePlace) -> Place:
    is_region = row.kind == "region"
    return Place(row.code, is_region, row.vocabulary, row.vocabulary_uri, row.name, row.percentage)


def _sector(row: ProgrammeSector) -> Sector:
    return Sector(row.code, row.vocabulary, row.vocabulary_uri, row.name, row.percentage)


def _budget(row: ProgrammeBudget) -> Budget:
    return Budget(row.value, row.currency, row.kind, row.status, row.starts_on, row.ends_on, row.value_on)


def _transaction(row: ProgrammeTransaction) -> Transaction:
    places = [Place(row.recipient_country)] if row.recipient_country else []
    if row.recipient_region:
        places.append(Place(row.recipient_region, is_region=True, vocabulary=row.region_vocabulary))
    return Transaction(
        kind=row.kind,
        value=row.value,
        currency=row.currency,
        happened_on=row.happened_on,
        value_on=row.value_on,
        reference=row.reference,
        descriptions=(("", row.description),),
        is_humanitarian=row.is_humanitarian,
        provider=Party(row.provider_ref, (("", row.provider_name),), activity=row.provider_activity),
        receiver=Party(row.receiver_ref, (("", row.receiver_name),), activity=row.receiver_activity),
        places=tuple(places),
        sectors=(Sector(row.sector, row.sector_vocabulary),) if row.sector else (),
        codes={key: str(code) for key, code in row.codes.items()} if isinstance(row.codes, dict) else {},
    )
