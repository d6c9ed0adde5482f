"""How log-in behaves: by e-mail, with accounts that only the secretariat opens."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from core.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; the secretariat invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False


def display_name(user: Any) -> str:
    """The name that pages and messages use for a person."""
    return user.name if isinstance(user, User) and user.name else str(user.email)
