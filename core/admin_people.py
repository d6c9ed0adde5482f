"""People in the admin: invite, change role, deactivate and reactivate. Nobody is deleted, nobody sees a password."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin_tables import HouseAdmin
from core.invitations import send_invitation
from core.models import COUNTRY_ROLES, PARTNER_ROLES, Role, User


class PersonForm(forms.ModelForm):
    """One role and the scope it holds for; what does not go together is said at the field."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "email", "role", "country", "organisation", "body", "is_alternate"]

    def clean_email(self) -> str:
        """One address, one account, in whatever case it was typed."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("There is an account for this address already. Reactivate or change that one.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        """Check that role, scope, body and alternate go together."""
        data: dict[str, Any] = super().clean() or {}
        role = data.get("role", self.instance.role)
        if not role:
            return data
        for name, roles, wanted in (
            ("country", COUNTRY_ROLES, _("This role holds for one member state: choose it.")),
            ("organisation", PARTNER_ROLES, _("This role holds for one organisation: choose it.")),
        ):
            if name not in data:
                continue
            if role in roles and not data[name]:
                self.add_error(name, wanted)
            if role not in roles and data[name]:
                self.add_error(name, _("Leave this empty for the role of %(role)s.") % {"role": Role(role).label})
        if data.get("is_alternate") and role != Role.FOCAL_POINT:
            self.add_error("is_alternate", _("Only a focal point can be an alternate."))
        if role == Role.FOCAL_POINT and not data.get("body"):
            self.add_error("body", _("Say for which of the two bodies the focal point reports."))
        if role != Role.FOCAL_POINT and data.get("body"):
            self.add_error("body", _("Leave this empty for the role of %(role)s.") % {"role": Role(role).label})
        return data


@admin.register(User)
class UserAdmin(HouseAdmin):
    """The secretariat opens accounts and closes them again; a closed account is out at its next request."""

    form = PersonForm
    list_display = ("name", "email", "role", "country", "organisation", "body", "is_active", "last_login")
    list_select_related = ("country", "organisation")
    list_filter = ("role", "is_active", "country", "body", "is_demo")
    search_fields = ("name", "email", "organisation__name", "organisation__acronym", "country__name")
    autocomplete_fields = ("organisation",)
    readonly_fields = ("is_active", "joined_at", "last_login")
    actions = ("invite", "deactivate", "reactivate")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new person has no dates yet."""
        return [*PersonForm.Meta.fields, *(self.readonly_fields if obj else ())]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody takes the role of the secretariat from themselves: the last one would lock everybody out."""
        own = ("role", "country", "organisation", "body", "is_alternate") if obj and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save; a new person gets no password but a link to set one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            self._invite_one(request, obj)

    @admin.action(description=_("Send a link to set a password"))
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send the invitation, or send it again."""
        for person in queryset:
            if person.is_active:
                self._invite_one(request, person)
            else:
                text = _("%(name)s is deactivated and got no link. Reactivate the account first.")
                self.message_user(request, text % {"name": person}, messages.WARNING)

    @admin.action(description=_("Deactivate"))
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close accounts: whoever is logged in is out at the next request."""
        people = list(queryset.filter(is_active=True))
        if request.user in people:
            self.message_user(request, _("Nobody deactivates their own account."), messages.WARNING)
        self._switch(request, [person for person in people if person != request.user], to=False)

    @admin.action(description=_("Reactivate"))
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Open accounts again; role and password are as they were."""
        self._switch(request, list(queryset.filter(is_active=False)), to=True)

    def _switch(self, request: HttpRequest, people: list[User], *, to: bool) -> None:
        for person in people:
            person.is_active = to
            person.save(update_fields=["is_active"])
            self.log_change(request, person, str(_("Reactivated.") if to else _("Deactivated.")))
        if to:
            text = ngettext("%(n)d account is open again.", "%(n)d accounts are open again.", len(people))
        else:
            text = ngettext("%(n)d account is closed.", "%(n)d accounts are closed.", len(people))
        self.message_user(request, text % {"n": len(people)})

    def _invite_one(self, request: HttpRequest, person: User) -> None:
        if send_invitation(request, person):
            text = _("A link to set a password has gone to %(email)s.")
            self.message_user(request, text % {"email": person.email})
        else:
            text = _(
                "The mail to %(email)s could not be sent. The account is there: to try again, choose “Send a link to "
                "set a password” in the list of people."
            )
            self.message_user(request, text % {"email": person.email}, messages.ERROR)
