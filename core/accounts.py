"""How log-in behaves: by e-mail, with accounts that only the secretariat opens."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
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


class PersonBackend(AuthenticationBackend):
    """Logs people in by address, and loads the country or organisation that every page names along with them."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, while active; one query for the person and where they belong."""
        user: User | None = User.objects.select_related("country", "organisation").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
