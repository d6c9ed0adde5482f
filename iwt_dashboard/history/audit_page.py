"""The log of the secretariat: every write of a record and everything else that was noted, searched together.

It says who wrote which record when, in which request, and which fields changed: never what was written. A record goes
by its code or number; a title could give uncleared content away. Who may read the record finds its text on its page.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.choosing import Names
from core.folding import sort_key, words_of
from core.history.audit import AuditEntry, AuditKind
from core.history.timeline import HIDDEN_FIELDS, event_model_of
from core.models import Role, User
from core.reading import reading_connection

PER_PAGE = 50
# So far back a page can be turned; a search narrows what is older.
DEEPEST = 10_000
EXPORTED_ROWS = 20_000
EXPORTED_AT_ONCE = 5_000
OWN_APPS = ("core", "needs", "roadmap", "partners")
# How a row is called and whose country it is: paths from its history row. Models not named here go by their number.
SAID: dict[str, tuple[str, str]] = {
    "core.Country": ("iso3", "iso3"),
    "core.Organisation": ("code", "country__iso3"),
    "core.Authority": ("name", "country__iso3"),
    "core.User": ("name", "country__iso3"),
    "core.Document": ("", "country__iso3"),
    "needs.Need": ("code", "country__iso3"),
    "needs.NeedComponent": ("need__code", "need__country__iso3"),
    "needs.NeedRevision": ("need__code", "country__iso3"),
    "needs.Clarification": ("need__code", "need__country__iso3"),
    "needs.Plan": ("", "country__iso3"),
    "needs.PlanObjective": ("", "plan__country__iso3"),
    "roadmap.Indicator": ("code", ""),
    "roadmap.Goal": ("code", "country__iso3"),
    "roadmap.ActionRating": ("", "country__iso3"),
    "roadmap.CommitmentStep": ("", "country__iso3"),
    "roadmap.CountryIndicator": ("indicator__code", "country__iso3"),
    "roadmap.Milestone": ("country_indicator__indicator__code", "country_indicator__country__iso3"),
    "roadmap.Observation": ("country_indicator__indicator__code", "country__iso3"),
    "roadmap.TrajectoryProposal": ("country_indicator__indicator__code", "country__iso3"),
    "roadmap.ExternalProcess": ("", "country__iso3"),
    "partners.Programme": ("slug", ""),
    "partners.ProgrammeCountry": ("programme__slug", "country__iso3"),
    "partners.ProgrammePriority": ("programme__slug", ""),
    "partners.ProgrammeOrganisation": ("programme__slug", ""),
    "partners.Response": ("need__code", "need__country__iso3"),
    "partners.ResponseComponent": ("response__need__code", "response__need__country__iso3"),
    "partners.Engagement": ("mechanism__code", "country__iso3"),
    "partners.MechanismSession": ("code", ""),
    "partners.RaisedNeed": ("need__code", "need__country__iso3"),
    "partners.ReplyRound": ("", "country__iso3"),
    "partners.Mechanism": ("code", ""),
}
AUDIT = "audit"
COLUMNS = tuple(
    f"log_{name}"
    for name in ("source", "row", "at", "obj", "who", "role", "what", "about", "iso3", "request_id", "command")
)


@dataclass(frozen=True)
class LogFilter:
    """What a person asked of the log. `kind` is the label of a model, or an audit kind; empty means all."""

    person: int | None = None
    kind: str = ""
    country: str = ""
    record: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class LogRow:
    """One line of the log."""

    when: datetime
    who: str
    role: str
    what: str
    about: str
    country: str
    fields: tuple[str, ...]
    request_id: str
    command: str


def logged_models() -> list[Any]:
    """Every model that keeps a history."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OWN_APPS and any(link.name == "events" for link in model._meta.related_objects)
    ]


def log_page(wanted: LogFilter, number: Any) -> "Page[LogRow]":
    """A page of the log, the newest first. Costs a fixed number of queries, however many tables and rows there are."""
    lines: Any = _Lines(wanted)
    page: Page[Any] = Paginator(lines, PER_PAGE).get_page(number)
    page.object_list = list(rows_of(list(page.object_list)))
    return page


def exported(wanted: LogFilter) -> Iterator[LogRow]:
    """The newest rows of the log, for a file."""
    lines = _Lines(wanted)
    for start in range(0, EXPORTED_ROWS, EXPORTED_AT_ONCE):
        found = list(lines[start : start + EXPORTED_AT_ONCE])
        yield from rows_of(found)
        if len(found) < EXPORTED_AT_ONCE:
            return


class _Lines:
    """The lines that a filter finds, as a sequence for Django's paginator (`count` and slices), DEEPEST at most."""

    def __init__(self, wanted: LogFilter) -> None:
        self.wanted = wanted

    @cached_property
    def _parts(self) -> list[QuerySet[Any]]:
        return list(_branches(self.wanted))

    def count(self) -> int:
        """How many lines there are, as far as one can turn."""
        counted = [part.order_by()[:DEEPEST] for part in self._parts]
        sql, params = _union(counted)
        if not sql:
            return 0
        with reading_connection().cursor() as cursor:
            cursor.execute(f"select count(*) from ({sql}) as lines", params)  # noqa: S608  made by the ORM
            (found,) = cursor.fetchone()
        return min(int(found), DEEPEST)

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        """A slice of the lines, newest first. Each table is read no further than the slice's end."""
        newest = [part.order_by("-log_at", "-log_row")[: wanted.stop] for part in self._parts]
        sql, params = _union(newest)
        if not sql:
            return []
        with reading_connection().cursor() as cursor:
            order = "order by log_at desc, log_source, log_row desc limit %s offset %s"
            cursor.execute(  # nosec: made by the ORM
                f"select * from ({sql}) as lines {order}",  # noqa: S608
                (*params, wanted.stop - wanted.start, wanted.start),
            )
            names = [column[0].removeprefix("log_") for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _union(parts: list[QuerySet[Any]]) -> tuple[str, list[Any]]:
    """The parts as one query; those that can find nothing are left out. Empty where all are."""
    made = []
    for part in parts:
        with suppress(EmptyResultSet):
            made.append(part.query.sql_with_params())
    return " union all ".join(f"({sql})" for sql, _params in made), [p for _sql, params in made for p in params]


def _branches(wanted: LogFilter) -> Iterator[QuerySet[Any]]:
    if not wanted.kind or wanted.kind in AuditKind.values:
        yield _audit_branch(wanted)
    if wanted.kind in AuditKind.values:
        return
    for model in logged_models():
        if wanted.kind in ("", model._meta.label) and (found := _write_branch(model, wanted)) is not None:
            yield found


def _audit_branch(wanted: LogFilter) -> QuerySet[Any]:
    rows = AuditEntry.objects.filter(_period("at", wanted))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.person:
        rows = rows.filter(by=wanted.person)
    if wanted.country:
        team = User.objects.filter(country__iso3=wanted.country).values("pk")
        rows = rows.filter(Q(by__in=team) | Q(about__startswith=f"{wanted.country}-"))
    if wanted.record:
        rows = rows.filter(about__holds=wanted.record)
    for word in words_of(wanted.text):
        rows = rows.filter(Q(by_name__holds=word) | Q(about__holds=word) | Q(request_id__iexact=word))
    return rows.annotate(
        log_source=Value(AUDIT, CharField()),
        log_row=F("pk"),
        log_obj=Value(0),
        log_who=F("by_name"),
        log_role=F("by_role"),
        log_what=F("kind"),
        log_at=F("at"),
        log_about=F("about"),
        log_request_id=F("request_id"),
        log_iso3=Value("", CharField()),
        log_command=Value("", CharField()),
    ).values(*COLUMNS)


def _write_branch(model: Any, wanted: LogFilter) -> QuerySet[Any] | None:
    name, country = SAID.get(model._meta.label, ("", ""))
    events = event_model_of(model)
    if wanted.country and not country:
        return None
    nothing = Q(pk__in=[])

    def called(text: str) -> Q:
        return Q(**{f"{name}__holds": text}) if name else nothing

    rows = events.objects.filter(_period("pgh_created_at", wanted))
    if wanted.person:
        rows = rows.filter(pgh_context__metadata__user=wanted.person)
    if wanted.country:
        rows = rows.filter(**{country: wanted.country})
    if wanted.record:
        is_number = wanted.record.isdecimal() and len(wanted.record) < 16
        rows = rows.filter(called(wanted.record) | (Q(pgh_obj_id=int(wanted.record)) if is_number else nothing))
    rows = rows.annotate(log_who=_context("user_name"), log_command=_context("command"))
    for word in words_of(wanted.text):
        by_word = Q(log_who__holds=word) | Q(log_command__holds=word) | Q(pgh_context__metadata__request=word)
        rows = rows.filter(by_word | called(word))
    return rows.annotate(
        log_at=F("pgh_created_at"),
        log_source=Value(model._meta.label, CharField()),
        log_row=F("pgh_id"),
        log_obj=F("pgh_obj_id"),
        log_role=_context("role"),
        log_what=F("pgh_label"),
        log_about=Cast(F(name) if name else Value(""), CharField()),
        log_iso3=Cast(F(country) if country else Value(""), CharField()),
        log_request_id=_context("request"),
    ).values(*COLUMNS)


def _context(name: str) -> Any:
    """What stands beside a history row about the request that wrote it."""
    return KeyTextTransform(name, "pgh_context__metadata")


def _period(field: str, wanted: LogFilter) -> Q:
    zone, found = timezone.get_current_timezone(), Q()
    if wanted.since:
        found &= Q(**{f"{field}__gte": datetime.combine(wanted.since, time.min, zone)})
    if wanted.until:
        found &= Q(**{f"{field}__lt": datetime.combine(wanted.until + timedelta(days=1), time.min, zone)})
    return found


# --- lines as they are read --------------------------------------------------------------------------


def rows_of(lines: list[dict[str, Any]]) -> Iterator[LogRow]:
    """Lines with their words. One query finds the changed fields of all of them."""
    changed = _changed_fields(lines)
    roles, kinds = dict(Role.choices), dict(AuditKind.choices)
    for line in lines:
        role = line["role"] or ""
        if line["source"] == AUDIT:
            somebody, about = _("Somebody"), line["about"]
            what = str(kinds.get(line["what"], line["what"]))
        else:
            noun = str(apps.get_model(line["source"])._meta.verbose_name).capitalize()
            somebody, about = _("The system"), line["about"] or _("number %(n)s") % {"n": line["obj"]}
            what = f"{noun}: {_('created') if line['what'] == 'insert' else _('changed')}"
        yield LogRow(
            when=line["at"],
            who=line["who"] or somebody,
            role=str(roles.get(role, role)),
            what=what,
            about=about,
            country=line["iso3"] or "",
            fields=changed.get((line["source"], line["row"]), ()),
            request_id=line["request_id"] or "",
            command=line["command"] or "",
        )


def _changed_fields(lines: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Which fields each write changed, by their names in words; nothing of what stood in them."""
    by_model: dict[str, list[int]] = {}
    for line in lines:
        if line["source"] != AUDIT and line["what"] == "update":
            by_model.setdefault(line["source"], []).append(line["row"])
    parts: list[str] = []
    params: list[Any] = []
    for label, numbers in by_model.items():
        table = connection.ops.quote_name(event_model_of(apps.get_model(label))._meta.db_table)
        parts.append(
            f"select %s as source, e.pgh_id, array(select n.key from jsonb_each(to_jsonb(e)) n "  # noqa: S608
            f"where n.key not like 'pgh\\_%%' and n.value is distinct from to_jsonb(p) -> n.key) from {table} e "
            f"left join lateral (select * from {table} b where b.pgh_obj_id = e.pgh_obj_id and b.pgh_id < e.pgh_id "
            "order by b.pgh_id desc limit 1) p on true where e.pgh_id = any(%s)"
        )
        params += [label, numbers]
    if not parts:
        return {}
    with reading_connection().cursor() as cursor:
        cursor.execute(" union all ".join(parts), params)
        return {(source, event): _in_words(source, columns) for source, event, columns in cursor.fetchall()}


def _in_words(label: str, columns: list[str]) -> tuple[str, ...]:
    named = {field.column: field for field in apps.get_model(label)._meta.concrete_fields}
    found = [named[column] for column in columns if column in named]
    return tuple(str(field.verbose_name) for field in found if field.name not in HIDDEN_FIELDS)


def kind_choices() -> list[tuple[str, Any]]:
    """What the log can be narrowed to: what was noted, and the records that are written."""
    records = [(model._meta.label, str(model._meta.verbose_name).capitalize()) for model in logged_models()]
    return [
        ("", _("Everything")),
        (_("What happened"), list(AuditKind.choices)),
        (_("Records written"), sorted(records, key=lambda choice: sort_key(choice[1]))),
    ]


def person_choices() -> Names:
    """Everybody who has an account, for the filter."""
    label = Concat("name", Value(" ("), "email", Value(")"), output_field=CharField())
    return Names(User.objects.annotate(label=label).order_by("name", "email"), key="pk", name="label")
