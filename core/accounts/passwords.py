"""What a password must be. Every rule is told before anybody types, in the words of `get_help_text`."""

import re
import unicodedata
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.models import User

LEAST_LENGTH = 12
LEAST_DIFFERENT = 6
# So many letters or digits must be left of a password once the words of this place are taken out.
LEAST_OF_ONES_OWN = 8
WORDS_OF_THIS_PLACE = Path(__file__).with_name("words_of_this_place.txt").read_text(encoding="utf-8").split()
DISGUISES = str.maketrans("013457@$!|", "oieastasil")  # letters written as digits and signs where a rule asks for those


class LongEnough(MinimumLengthValidator):
    """At least twelve characters: length is what makes guessing expensive."""

    def __init__(self, min_length: int = LEAST_LENGTH) -> None:
        super().__init__(min_length)

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("At least %(n)d characters. Four or five words that do not belong together are good.") % {
            "n": self.min_length
        }


class NotPersonal(UserAttributeSimilarityValidator):
    """Not like the person's name or address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not like your name or your e-mail address.")


class NotCommon(CommonPasswordValidator):
    """Not among the passwords that are tried first, bare or with digits and signs around them; no run of a few keys."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what stands in Django's list of common passwords, and what is hardly more."""
        plain = password.casefold()
        bare = plain.strip("0123456789!?.,;:_-+*#$%&/()='\" ")
        if {plain, bare, bare.translate(DISGUISES)} & self.passwords or len(set(plain)) < LEAST_DIFFERENT:
            raise ValidationError(
                _("This password is among the first that are tried, or hardly more than that."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not a common password with digits or signs around it, and not a row of the same few keys.")


class NotOfThisPlace:
    """Not made of the words of this place: who knows the dashboard would guess them."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password of which little is left without the words of this place and of the person's post."""
        if _left_over(password, (*WORDS_OF_THIS_PLACE, *_words_of(user))) < LEAST_OF_ONES_OWN:
            raise ValidationError(
                _("Take other words: this password is made of the words of this dashboard, or of digits alone."),
                code="password_of_this_place",
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _(
            "Not made of the words of this dashboard, of a member state or of your organisation, "
            "and not of digits alone."
        )


def _left_over(password: str, words: tuple[str, ...]) -> int:
    """How many characters of a password count once those words are taken out, also written with digits for letters.

    Each letter counts, a digit or sign only once however often it is there; a password without a letter counts 0.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    kept = list(plain)
    for text in (plain, plain.translate(DISGUISES)):
        for found in re.finditer(pattern, text):
            kept[found.start() : found.end()] = " " * len(found[0])
    letters = [sign for sign in kept if sign.isalpha()]
    others = {sign for sign in kept if not sign.isalpha() and not sign.isspace()}
    return len(letters) + len(others) if any(sign.isalpha() for sign in plain) else 0


def _words_of(user: Any) -> list[str]:
    """The words by which the person's country and organisation go."""
    if not isinstance(user, User):
        return []
    names = [user.country.name if user.country else ""]
    if user.organisation:
        names += [user.organisation.name, user.organisation.acronym, user.organisation.code]
    return [word for name in names for word in re.findall(r"\w{3,}", name.casefold())]
