"""What is typed into the cells of a file, as the form beside it takes it: numbers, days, yes and no. Pure functions.

Spreadsheets write numbers and days as their owner's country does. What has one meaning alone is taken; what can be read
in two ways is refused, for "1,234" is a thousand here and a little more than one there.
"""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009'’](?=\d{3}(?!\d))")
YES = frozenset({"1", "true", "yes", "x", "ja", "oui"})
NO = frozenset({"0", "false", "no", "nein", "non"})


def number_text(text: str, *, is_whole: bool = False) -> str:
    """A number with a point for its decimals, whatever signs it was written with. Raises ValidationError.

    Where only whole numbers are meant (`is_whole`), "2,015" has one meaning.
    """
    bare = GROUPS.sub("", text.strip()).replace("\u2212", "-")
    if "," not in bare and bare.count(".") < 2:
        return bare  # a number, or what the form will refuse in its own words
    sign, digits = (bare[:1], bare[1:]) if bare[:1] in "+-" else ("", bare)
    if not re.fullmatch(r"[\d.,]+", digits):
        return bare
    if is_whole and re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", digits):
        return sign + re.sub("[.,]", "", digits)
    for group, point in ((".", ","), (",", ".")):
        parted = digits.split(point)
        if (
            re.fullmatch(rf"\d{{1,3}}(\{group}\d{{3}})+", parted[0])
            and len(parted) < 3
            and _is_sure(digits, group, point)
        ):
            return sign + parted[0].replace(group, "") + (f".{parted[1]}" if parted[1:] and parted[1] else "")
    if re.fullmatch(r"\d*,\d+", digits):
        whole, rest = digits.split(",")
        if len(rest) != 3 or len(whole) > 3 or whole in ("", "0"):
            return f"{sign}{whole or 0}.{rest}"
    raise ValidationError(
        _("“%(text)s” can be read as two different numbers. Write it without commas, such as 1234.5.") % {"text": text}
    )


def _is_sure(digits: str, group: str, point: str) -> bool:
    """Whether a number with groups has one meaning: two groups, or groups and decimals."""
    return digits.count(group) > 1 or point in digits


def day_text(text: str) -> str:
    """A day as year-month-day. Raises ValidationError where the order of day and month cannot be told."""
    bare = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]00:00(:00)?", bare):
        return bare[:10]
    if found := re.fullmatch(r"(\d{4})[./](\d{1,2})[./](\d{1,2})", bare):
        return _day(text, *map(int, found.groups()))
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", bare):
        return _day(text, *map(int, reversed(found.groups())))
    if found := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", bare):
        first, second, year = map(int, found.groups())
        if first > 12 or first == second:
            return _day(text, year, second, first)
        if second > 12:
            return _day(text, year, first, second)
        words = _("“%(text)s” can be read as two different days. Write it as year-month-day, such as 2027-06-30.")
        raise ValidationError(words % {"text": text})
    if bare:
        try:
            datetime.strptime(bare, "%Y-%m-%d")
        except ValueError:
            raise ValidationError(_wrong_day(text)) from None
    return bare


def _day(text: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValidationError(_wrong_day(text)) from None


def _wrong_day(text: str) -> str:
    return _("“%(text)s” is no day. Write it as year-month-day, such as 2027-06-30.") % {"text": text}


def is_yes(text: str) -> bool:
    """Whether a cell says yes; 1 and 0 are what our own files write. Raises ValidationError."""
    bare = text.strip().casefold()
    if bare in YES:
        return True
    if bare in NO:
        return False
    raise ValidationError(_("“%(text)s” is neither yes nor no. Write 1 or 0.") % {"text": text})
