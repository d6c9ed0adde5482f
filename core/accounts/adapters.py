"""How log-in behaves: by e-mail, with accounts that only the secretariat opens, and telling nobody who has one."""

import base64
import hashlib
import logging
import time
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import attempts
from core.accounts.second_factor import has_one_of, may_go
from core.history.audit import AuditKind, note
from core.models import User
from core.site_address import link_to

logger = logging.getLogger(__name__)

# What allauth tells people about by mail is also what the log wants to know.
NOTED: dict[str, tuple[AuditKind, str]] = {
    "mfa/email/totp_activated": (AuditKind.FACTOR_ADDED, "app"),
    "mfa/email/totp_deactivated": (AuditKind.FACTOR_REMOVED, "app"),
    "mfa/email/webauthn_added": (AuditKind.FACTOR_ADDED, "passkey"),
    "mfa/email/webauthn_removed": (AuditKind.FACTOR_REMOVED, "passkey"),
    "mfa/email/recovery_codes_generated": (AuditKind.RECOVERY_CODES_MADE, ""),
}
TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}


@cache
def _people() -> QuerySet[User]:
    """People with what every page asks of them. Put together once: every request of a person begins with it."""
    return User.objects.select_related("country", "organisation").annotate(has_second_factor=has_one_of()).order_by()


class PersonBackend(AuthenticationBackend):
    """Logs people in by address, and loads along with them what every page asks of them."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, while active; one query."""
        try:
            user: User = _people().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """Remember no closed account whose password was right, so that the answer is that for a wrong password."""
        return None


def too_often(request: HttpRequest, refusal: attempts.TooOften) -> ImmediateHttpResponse:
    """The page that says how long to wait (429), to be raised from within a form."""
    request.retry_after = refusal.seconds  # type: ignore[attr-defined]
    return ImmediateHttpResponse(respond_429(request))


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; the secretariat invites. What happens to an account is written into the log."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "This address and this password do not go together, or the account is not open."
        ),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This is not your password."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a page to go on to is one of ours; what is no address at all is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted together: the address that the site has found, and no header (`ops.proxies`)."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a mail, which begins with the site's own address."""
        return link_to(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link of a mail, which begins with the site's own address."""
        return link_to(urlsplit(super().get_email_confirmation_url(request, emailconfirmation)).path)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def validation_error(self, code: str, *args: Any) -> Any:
        """What allauth raises; where something was tried too often, the page that says so (429)."""
        if code in TOO_OFTEN:
            return ImmediateHttpResponse(respond_429(context.request))
        return super().validation_error(code, *args)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let somebody try a password now, or after a wait, or not."""
        try:
            email = str(credentials.get("email", ""))
            self.attempt = attempts.begin(request, email=email, guessed=attempts.PASSWORD)
        except attempts.TooOften as refusal:
            raise too_often(request, refusal) from None

    def _rollback_login_failed_rl_usage(self) -> None:
        """A right password is no guess."""
        self.attempt.give_back()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever has set a new password by mail is no guesser."""
        attempts.forget(str(credentials.get("email", "")))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count it, and write down that somebody failed; the address as typed stays out of the log."""
        person = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        note(AuditKind.LOGIN_FAILED, by=None, about=str(person) if person else "")
        self.attempt.failed(person)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Lead on; the device is known from now on as one of this person."""
        response: HttpResponse = super().post_login(request, user, **options)
        attempts.know_device(request, response, user)
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        """Log in, and write down by what means."""
        methods = [record.get("type") or record.get("method") for record in get_authentication_records(request, user)]
        super().login(request, user)
        note(AuditKind.LOGGED_IN, by=user, about=str(user), means=methods)

    def logout(self, request: HttpRequest) -> None:
        """Log out, and write it down."""
        if isinstance(request.user, User):
            note(AuditKind.LOGGED_OUT, by=request.user, about=str(request.user))
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """Set a password. Every other session ends, and whatever else holds as long as sessions do."""
        user.set_password(password)
        user.session_generation = F("session_generation") + 1
        user.save(update_fields=["password", "session_generation"])
        user.refresh_from_db(fields=["session_generation"])
        note(AuditKind.PASSWORD_CHANGED, by=user, about=str(user))

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Send the link; whoever has not accepted the invitation gets the message for unknown addresses."""
        note(AuditKind.PASSWORD_RESET_ASKED, by=None, about=str(user))
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)
        else:
            self.send_mail("account/email/unknown_account", email, {})

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Tell the person, and write it down."""
        if template_prefix in NOTED:
            kind, what = NOTED[template_prefix]
            note(kind, by=user, about=str(user), **({"what": what} if what else {}))
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return "/accounts/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask for the password again: not of somebody who has just typed it to log in."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        records = get_authentication_records(context.request, context.request.user)
        return required and not any(time.time() - record.get("at", 0) < 300 for record in records)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: named for people, kept encrypted, and never the last one removed where one is needed."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right, or no longer. Type the one that is shown now."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second factor. Set up another one first; then this one can go."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the factor may go."""
        return may_go(authenticator.user, authenticator)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A default name ("Passkey 2"); its owner is asked for a better one."""
        amount = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(n)d") % {"n": amount + 1} if amount else _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under which name a browser keeps the passkey: the host's, without its port."""
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.MFA_TOTP_ISSUER)}

    def encrypt(self, text: str) -> str:
        """Encrypt a factor's secret: neither the database nor a backup holds it as plain text."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret. One whose key is gone comes back random: no code fits it until the factor is reset."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.warning("A second factor was made under another SECRET_KEY and fits no code any more.")
            return base64.b32encode(get_random_string(20).encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts with the present SECRET_KEY, decrypts with that or one of SECRET_KEY_FALLBACKS."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = [hashlib.sha256(f"core.accounts.second_factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
