"""The page beside an organisation in the admin on which it is merged into another one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.clearance.actions import Refused
from core.form_fields import TextField
from core.models import Organisation
from core.reference.merging import merge_organisations, what_hangs_on


class MergeForm(forms.Form):
    """Into which one, and why."""

    kept = forms.ModelChoiceField(
        label=_("The one that stays"),
        queryset=Organisation.objects.none(),
        help_text=_("Everything of this one hangs on it from then on."),
    )
    reason = TextField(label=_("How do you know that it is the same"), max_length=200)


class MergePage:
    """The page, for the admin of organisations."""

    admin_site: AdminSite
    message_user: Any
    log_change: Any

    def get_urls(self) -> list[Any]:
        """The address, before those that take any text for a key."""
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/merge/", view, name="core_organisation_merge"), *super().get_urls()]  # type: ignore[misc]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge a duplicate into the one that stays."""
        duplicate = get_object_or_404(Organisation, pk=pk)
        form = MergeForm(request.POST or None)
        others = Organisation.objects.filter(merged_into__isnull=True, country=duplicate.country).exclude(pk=pk)
        form.fields["kept"].queryset = others.order_by("name")  # type: ignore[attr-defined]
        if request.method == "POST" and form.is_valid():
            kept, reason = form.cleaned_data["kept"], form.cleaned_data["reason"]
            try:
                done = merge_organisations(by=request.user, duplicate=duplicate, kept=kept, reason=reason)  # type: ignore[arg-type]
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                return HttpResponseRedirect(request.path)
            self.log_change(request, duplicate, str(_("Merged into %(name)s.") % {"name": kept}))
            self.log_change(request, kept, str(_("%(name)s was merged into it.") % {"name": duplicate}))
            text = _("%(gone)s is merged into %(kept)s: %(n)d rows moved, %(had)d were there already.")
            names = {"gone": duplicate, "kept": kept, "n": done.moved, "had": done.had}
            self.message_user(request, text % names)
            return HttpResponseRedirect(reverse("admin:core_organisation_change", args=[kept.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge a duplicate"),
            "original": duplicate,
            "opts": Organisation._meta,
            "form": form,
            "hanging": what_hangs_on(duplicate),
        }
        return TemplateResponse(request, "admin/organisation_merge.html", context)
