"""What an import says of itself, and the values of its differences, in words."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formatting import number
from partners.iati.messages import field_label
from partners.iati.models import ImportState
from partners.programmes.models.choices import ParticipationRole, ProgrammeStatus

LONGEST = 300


def state_sentence(state: str, *, is_confirmed: bool = False) -> str:
    """What happens to a file, and whose move it is. Once it is confirmed, some of it may be written."""
    if is_confirmed and state == ImportState.DISCARDED:
        return _(
            "It was put aside after you had confirmed. What was written before stays, and nothing more is written."
        )
    if is_confirmed and state == ImportState.STOPPED:
        return _("The writing was interrupted. What is written stays; started again, it goes on where it was.")
    return {
        ImportState.WAITING: _("The file has arrived. It waits for its turn to be read."),
        ImportState.READING: _("The file is being read. Nothing is written yet."),
        ImportState.PREVIEW: _("This is what the file would do. Nothing is written until you confirm."),
        ImportState.QUEUED: _("You have confirmed. It waits for its turn to be written."),
        ImportState.WRITING: _("The programmes are being written, one by one. What is written stays."),
        ImportState.DONE: _("Done: the programmes are written."),
        ImportState.REFUSED: _("The file was refused. Nothing of it was taken."),
        ImportState.STOPPED: _("The reading was interrupted. Nothing of the file is written."),
        ImportState.DISCARDED: _("It was put aside. Nothing of it was written."),
    }[ImportState(state)]


def change_of(raw: Mapping[str, Any], *, is_whole: bool = False) -> dict[str, str]:
    """One line of a difference as the component shows it; long texts are cut unless the whole is asked for."""
    name = str(raw.get("field", ""))
    texts = {key: value_text(name, raw.get(key)) for key in ("before", "after", "mine")}
    if not is_whole:
        texts = {key: text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for key, text in texts.items()}
    stays = "mine" in raw and raw["mine"] is not None
    return {"label": field_label(name), **texts, "stays": texts["mine"] if stays else ""}


def value_text(name: str, value: Any) -> str:
    """A value of a difference in words; empty for nothing."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _mapping_text(value)
    if isinstance(value, list | tuple):
        if name == "money":
            return _money_text(*(str(one or "") for one in [*value, "", "", ""][:3]))
        return "; ".join(text for one in value if (text := value_text(name, one)))
    return _plain_text(name, str(value))


def _plain_text(name: str, text: str) -> str:
    if name == "status":
        return str(dict(ProgrammeStatus.choices).get(text, text))
    if name == "role":
        return str(dict(ParticipationRole.choices).get(text, text))
    if name.endswith("_on") and (day := _day(text)):
        return date_format(day, "j F Y")
    if name.startswith("countries."):
        return _("share not given") if text == "" else f"{_number(text)}%"
    return text


def _money_text(total: str, currency: str, on: str) -> str:
    """An amount to the cent, with the day whose rate counts."""
    day, amount = _day(on), f"{currency} {_number(total)}".strip()
    return f"{amount} ({date_format(day, 'j F Y')})" if day else amount


def _mapping_text(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{key}: {text}" for key, one in value.items() if (text := value_text(key, one)))


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _decimal(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _number(text: str) -> str:
    value = _decimal(text)
    return text if value is None else str(number(value))
