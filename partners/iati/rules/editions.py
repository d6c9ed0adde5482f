"""Which of several editions of one activity stands: decided so that the same files always end the same, and stay so.

The stamp of the last update decides (IATI: iati-activity/@last-updated-datetime, else iati-activities/
@generated-datetime). What cannot be one is none: no date, before there were computers to write it, or later than
tomorrow. A stamped edition goes before one without. Where stamps do not decide, an edition that was never here is newer
than the one that is; one that was here before this run and was replaced stays replaced. Those that one run brings first
are told apart by the latest day in them, then by the names of their files, then by their content; content that comes in
several files has the last of their places. The same content under another stamp is another edition.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.choices import TextChoices
from core.choices import gettext_lazy as _

FIRST_YEAR = 1990
AHEAD = timedelta(days=1)
MOST_SEEN = 200
DIGEST = 16
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class StampFault(TextChoices):
    """Why the stamp of an activity counts as none."""

    FUTURE = "future", _("Its date of last update (%(stamp)s) lies in the future: it counts as not given.")
    IMPOSSIBLE = "impossible", _("Its date of last update (“%(stamp)s”) is no possible date: it counts as not given.")


class Pass(TextChoices):
    """Why an edition is passed over."""

    OLDER = "older", _("We hold a later version of it, of %(day)s.")
    NO_STAMP = "no_stamp", _("It does not say when it was last updated. We hold a version that does, of %(day)s.")
    SEEN = (
        "seen",
        _("This version was here before and was replaced. Nothing in it says that it is the later one."),
    )
    SAME_RUN = (
        "same_run",
        _(
            "Another version of it came in the same run. Nothing says which is the later one: the one in %(file)s was "
            "taken, by the latest day in it and the names of the files."
        ),
    )


@dataclass(frozen=True)
class Edition:
    """One edition: its stamp if it has one, the latest day that it tells of, the file that it came in, its content."""

    stamp: datetime | None
    latest_day: date
    file_name: str
    digest: str

    @property
    def key(self) -> str:
        """What it is remembered by: the beginning of its digest, and its stamp."""
        return f"{self.digest[:DIGEST]}@{self.stamp.isoformat() if self.stamp else ''}"

    @property
    def rank(self) -> tuple[date, str, str]:
        """What tells editions of one run apart where stamps do not."""
        return self.latest_day, self.file_name, self.digest

    def goes_before(self, other: "Edition") -> bool:
        """Whether of two that come first in the same run this one stands."""
        if self.stamp != other.stamp:
            return other.stamp is None or (self.stamp is not None and self.stamp > other.stamp)
        return self.rank > other.rank


def stamp_of(text: str, now: datetime) -> tuple[datetime | None, StampFault | None]:
    """A stamp as an instant, or why it counts as none; an empty one is none without a reason."""
    text = text.strip()
    if not text:
        return None, None
    found = _instant(text)
    if found is None or found.year < FIRST_YEAR:
        return None, StampFault.IMPOSSIBLE
    # An hour of the world's last year is not the same instant everywhere, so years are compared first.
    if found.year > now.year + 1 or found.astimezone(UTC) > now + AHEAD:
        return None, StampFault.FUTURE
    return found.astimezone(UTC), None


def passed_over(new: Edition, held: Edition, seen: Collection[str], *, is_same_run: bool) -> Pass | None:
    """Why an edition whose content is not the one held is passed over; None where it is to be taken.

    `seen` are the keys of editions that were here, in the same run before it began; earlier releases noted the
    beginnings of their digests alone.
    """
    if held.stamp and new.stamp != held.stamp:
        if new.stamp is None:
            return Pass.NO_STAMP
        return Pass.OLDER if new.stamp < held.stamp else None
    if new.stamp and not held.stamp:
        return None
    if new.key in seen or new.digest[:DIGEST] in seen:
        return Pass.SEEN
    return Pass.SAME_RUN if is_same_run and new.rank < held.rank else None


def with_seen(seen: Collection[str], *keys: str) -> list[str]:
    """What was here, and more; so many that no folder of real files holds more."""
    return [*(one for one in seen if one not in keys), *dict.fromkeys(keys)][-MOST_SEEN:]


def _instant(text: str) -> datetime | None:
    """An ISO 8601 instant, or the beginning of its day; without a zone it is UTC."""
    for form in (text, found[0] if (found := _DAY.match(text)) else ""):
        try:
            instant = datetime.fromisoformat(form)
        except ValueError:
            continue
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None
