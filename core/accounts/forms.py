"""The forms of log-in and account in our words. What they do is allauth's."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import attempts
from core.accounts.adapters import too_often
from core.models import User
from core.notices.actions import wanted_kinds
from core.notices.models import KINDS_OF_ROLE

EMAIL = gettext_lazy("E-mail address")
PASSWORD = gettext_lazy("Password")
AGAIN = gettext_lazy("The same password again")
PASSWORD_RULES = lazy(password_validators_help_text_html, SafeString)()


class Plain:
    """Labels and help in our words, and nothing in empty fields: a label stands above each field, and stays there."""

    LABELS: ClassVar[dict[str, Any]] = {
        "login": EMAIL,
        "email": EMAIL,
        "password": PASSWORD,
        "oldpassword": gettext_lazy("Your present password"),
        "password1": gettext_lazy("New password"),
        "password2": AGAIN,
        "code": gettext_lazy("Code"),
        "name": gettext_lazy("Name of the passkey"),
        "passwordless": gettext_lazy("Log in with this passkey alone, without typing the password"),
    }
    HELP_TEXTS: ClassVar[dict[str, Any]] = {
        "password": "",
        "oldpassword": "",
        "password1": PASSWORD_RULES,
        "code": gettext_lazy("The digits that your app shows now, or one of your recovery codes."),
        "name": gettext_lazy("How you will know it in the list, such as “Work laptop” or “Blue key”."),
        "passwordless": gettext_lazy("The device then asks for your finger, face or PIN."),
    }
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HELP_TEXTS.get(name, field.help_text)


class LoginForm(Plain, account.LoginForm):
    """Address and password."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """The address to which the link goes."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send it, unless several are on their way already; the page that follows says the same of all."""
        email = str(self.cleaned_data["email"])
        try:
            may_send = attempts.may_send(request, email=email)
        except attempts.TooOften as refusal:
            raise too_often(request, refusal) from None
        return str(super().save(request, **kwargs)) if may_send else email


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """A new password, from the link."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """A new password in the place of the present one."""


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password."""


class AddressForm(forms.Form):
    """The new address of somebody's own account."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        max_length=254,
        help_text=gettext_lazy("A link goes there. Until you follow it, you log in with the present address."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class InvitationForm(forms.Form):
    """The password by which an invited person opens their account."""

    password1 = forms.CharField(
        label=PASSWORD,
        help_text=PASSWORD_RULES,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=AGAIN, strip=False, max_length=256, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        """Hold the password against the rules."""
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        data: dict[str, Any] = super().clean() or {}
        if "password1" in data and data["password1"] != data.get("password2"):
            self.add_error("password2", _("This is not the same password."))
        return data


class Counted:
    """Counts wrong codes by device, address and account, as wrong passwords are."""

    user: User

    def clean_code(self) -> str:
        """Check the code, now or after a wait."""
        request = context.request
        try:
            with attempts.trying(request, self.user, attempts.CODE, forms.ValidationError):
                return str(super().clean_code())  # type: ignore[misc]
        except attempts.TooOften as refusal:
            raise too_often(request, refusal) from None


class CodeForm(Counted, Plain, factors.AuthenticateForm):
    """The second step of a log-in."""


class CodeAgainForm(Counted, Plain, factors.ReauthenticateForm):
    """A code instead of the password, to show that it is still the same person."""


class ActivateAppForm(Plain, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    LABELS: ClassVar = {"code": gettext_lazy("Code that the app shows")}
    HELP_TEXTS: ClassVar = {"code": gettext_lazy("Six digits, which change every half minute.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


PASSKEY_UNREADABLE = gettext_lazy("What the browser sent is not what a passkey says. Try again.")
MOST_OF_A_PASSKEY = 20_000


class AnswerOfPasskey(forms.JSONField):
    """A browser's passkey answer: a JSON object. Anything else is refused before the passkey library parses it."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        """The answer as a dictionary."""
        if isinstance(value, str) and (len(value) > MOST_OF_A_PASSKEY or "\\u0000" in value or "\x00" in value):
            raise forms.ValidationError(PASSKEY_UNREADABLE)
        try:
            answer = super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError(PASSKEY_UNREADABLE) from error
        if value not in self.empty_values and not isinstance(answer, dict):
            raise forms.ValidationError(PASSKEY_UNREADABLE)
        return answer

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Each try begins anew: what was sent is not shown again."""
        return ""

    def prepare_value(self, value: Any) -> str:
        """An empty field."""
        return ""


class RefusesUnreadablePasskey:
    """Refuses answers at which the library that reads passkeys raises an unexpected exception."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = AnswerOfPasskey()  # type: ignore[attr-defined]

    def _clean_fields(self) -> None:
        _or_refuse(super()._clean_fields, self)  # type: ignore[misc]

    def _clean_form(self) -> None:
        _or_refuse(super()._clean_form, self)  # type: ignore[misc]


def _or_refuse(clean: Callable[[], None], form: Any) -> None:
    try:
        clean()
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, NotImplementedError):
        form.cleaned_data.pop("credential", None)
        form.add_error("credential", PASSKEY_UNREADABLE)


class PasskeyStepForm(RefusesUnreadablePasskey, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step of a log-in."""


class PasskeyLoginForm(RefusesUnreadablePasskey, webauthn.LoginWebAuthnForm):
    """A passkey in the place of address and password."""


class PasskeyAgainForm(RefusesUnreadablePasskey, webauthn.ReauthenticateWebAuthnForm):
    """A passkey to show that it is still the same person."""


class AddPasskeyForm(RefusesUnreadablePasskey, Plain, webauthn.AddWebAuthnForm):
    """A name for the new passkey; the browser adds the key itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].max_length = 60  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["maxlength"] = 60


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""


class MailForm(forms.Form):
    """Which mail about records a person wants; a kind that is not ticked is not sent."""

    kinds = forms.MultipleChoiceField(
        label=_("Mail me when"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data, initial={"kinds": [kind.value for kind in wanted_kinds(person)]}, prefix="mail")
        field: Any = self.fields["kinds"]
        field.choices = [(kind.value, kind.label) for kind in KINDS_OF_ROLE[person.role]]
