"""What every builder of demonstration rows works with: texts, the day that is called today, people, reference rows."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.apps import apps
from django.db import models
from django.utils import timezone

from core.clearance.models import Cleared, Disclosure, State
from core.models import Country
from iwt_dashboard.demo_data.people import People

Row = TypeVar("Row", bound=models.Model)


@cache
def texts(name: str) -> Any:
    """The content of one file beside this module, without its ending: `texts("needs")`."""
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))


def fill(text: str, words: dict[str, Any]) -> str:
    """The text with its placeholders filled, and a capital letter at its start."""
    filled = text.format_map(words).strip()
    return filled[:1].upper() + filled[1:]


def at(day: date, hour: int = 9) -> datetime:
    """A full hour of a day, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


@contextmanager
def instants_as_given() -> Iterator[None]:
    """Let `created_at` and `edited_at` take the instants of the story instead of the instant of loading."""
    with ExitStack() as stack:
        for model in apps.get_models():
            for name, switch in (("created_at", "auto_now_add"), ("edited_at", "auto_now")):
                if issubclass(model, Cleared):
                    field = model._meta.get_field(name)
                    setattr(field, switch, False)
                    stack.callback(setattr, field, switch, True)
        yield


@dataclass(frozen=True)
class Calendar:
    """Days around `today`; nothing that has happened lies after it."""

    today: date

    def ago(self, days: int) -> date:
        """The day so many days before today (after it where negative)."""
        return self.today - timedelta(days=days)

    def year_end(self, years: int) -> date:
        """The last day of the year so many years after this one (before it where negative)."""
        return self.day(years, 12, 31)

    def day(self, years: int, month: int, day: int) -> date:
        """A day of the year so many years after this one."""
        return date(self.today.year + years, month, day)


@dataclass(frozen=True)
class Stage:
    """The people, the day, and reference rows by their codes."""

    people: People
    calendar: Calendar
    reference: dict[type[models.Model], dict[str, Any]]

    @property
    def countries(self) -> dict[str, Country]:
        """The member states by ISO3, in ASEAN order."""
        return self.reference[Country]

    def row(self, model: type[Row], told: Mapping[str, Any], **more: Any) -> Row:
        """A row of the demonstration, with what its text tells under the names of fields; `more` goes before.

        A day is told as days before today (after it where negative) or as year, month and day, the year counted from
        this one; a link to a reference row as its code. Other links are left to `more`.
        """
        for field in model._meta.concrete_fields:
            if field.name in told and field.name not in more:
                if not field.is_relation:
                    more[field.name] = self._value(field, told[field.name])
                elif field.related_model in self.reference:
                    more[field.name] = self.reference[field.related_model][told[field.name]]  # type: ignore[index]
        return model(**more, is_demo=True)

    def _value(self, field: "models.Field[Any, Any]", told: Any) -> Any:
        if told is None or not isinstance(field, models.DateField):
            return told
        day = self.calendar.day(*told) if isinstance(told, list) else self.calendar.ago(told)
        return at(day) if isinstance(field, models.DateTimeField) else day

    def steps(self, country: Country, state: str, days: int, *, disclosure: str, note: str = "") -> dict[str, Any]:
        """The fields of clearance for a record of that country that was first written so many days ago.

        The focal point writes and submits, on behalf of both bodies in turn; the clearing officer decides. No step
        lies after today. Who can see it is set when it is cleared; until then it stands at the narrowest level.
        """
        calendar, team = self.calendar, self.people.teams[country.iso3]
        author = team.alternate if calendar.ago(days).toordinal() % 3 == 0 else team.focal
        created, submitted = at(calendar.ago(max(1, days)), 8), at(calendar.ago(max(1, days - 4)), 10)
        fields: dict[str, Any] = {
            "state": state,
            "version": 1,
            "disclosure": disclosure if state == State.CLEARED else Disclosure.NATIONAL,
            "created_at": created,
            "created_by": author,
            "edited_at": created,
            "edited_by": author,
        }
        if state == State.DRAFT:
            return fields
        fields |= {"version": 2, "submitted_at": submitted, "submitted_by": author, "edited_at": submitted}
        if state == State.SUBMITTED:
            return fields
        decided = at(calendar.ago(max(0, days - 11)), 7)
        if state == State.RETURNED:
            fields |= {"returned_at": decided, "returned_by": team.clearing, "return_note": note}
        else:
            fields |= {"cleared_at": decided, "cleared_by": team.clearing}
        return fields | {"version": 3, "edited_at": decided}

    def cleared_by_secretariat(self, days: int, disclosure: str) -> dict[str, Any]:
        """The fields of clearance for a record that the secretariat wrote and cleared so many days ago."""
        instant, person = at(self.calendar.ago(days)), self.people.secretariat
        fields = {"cleared_at": instant, "created_at": instant, "edited_at": instant}
        return fields | {"state": State.CLEARED, "disclosure": disclosure, "created_by": person, "edited_by": person}
