"""The page beside a record in the admin on which a duplicate is merged into the one that stays."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.clearance.actions import Refused
from core.form_fields import TextField
from core.reference.merging import Merged, what_hangs_on


class MergeForm(forms.Form):
    """Into which one, and why."""

    reason = TextField(label=_("How do you know that it is the same"), max_length=200)

    def __init__(self, *args: Any, among: models.QuerySet[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kept"] = forms.ModelChoiceField(
            label=_("The one that stays"),
            queryset=among,
            help_text=_("Everything of this one hangs on it from then on."),
        )
        self.order_fields(["kept", "reason"])


class MergePage:
    """The page, for the admin of a model whose rows have `merged_into`. `merge` is the action; both are of one member
    state, or of none."""

    admin_site: AdminSite
    opts: Any
    model: Any
    message_user: Any
    log_change: Any
    merge: Callable[..., Merged]
    change_form_template: Any = "admin/mergeable_form.html"

    def get_urls(self) -> list[Any]:
        """The address, before those that take any text for a key."""
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows that hold the text; what was merged is no longer offered where a field completes what is typed."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into__isnull=True)
        found: tuple[Any, bool] = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        return found

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """The form, with the way to merge the row, or to the one that it was merged into."""
        context = {
            **(extra_context or {}),
            "merge_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_merge",
            "change_url": self._change_name,
        }
        return super().change_view(request, object_id, form_url, context)  # type: ignore[misc]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge a duplicate into the one that stays."""
        duplicate = get_object_or_404(self.model, pk=pk)
        others = self.model._base_manager.filter(merged_into__isnull=True, country=duplicate.country).exclude(pk=pk)
        form = MergeForm(request.POST or None, among=others.order_by(*self.opts.ordering))
        if request.method == "POST" and form.is_valid():
            kept, reason = form.cleaned_data["kept"], form.cleaned_data["reason"]
            try:
                done = type(self).merge(by=request.user, duplicate=duplicate, kept=kept, reason=reason)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                return HttpResponseRedirect(request.path)
            self._tell(request, duplicate, kept, done)
            return HttpResponseRedirect(reverse(self._change_name, args=[kept.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge a duplicate"),
            "original": duplicate,
            "opts": self.opts,
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "change_url": self._change_name,
            "form": form,
            "hanging": what_hangs_on(duplicate),
        }
        return TemplateResponse(request, "admin/merge.html", context)

    def _tell(self, request: HttpRequest, duplicate: Any, kept: Any, done: Merged) -> None:
        self.log_change(request, duplicate, str(_("Merged into %(name)s.") % {"name": kept}))
        self.log_change(request, kept, str(_("%(name)s was merged into it.") % {"name": duplicate}))
        text = _("%(gone)s is merged into %(kept)s: %(n)d rows moved, %(had)d were there already.")
        self.message_user(request, text % {"gone": duplicate, "kept": kept, "n": done.moved, "had": done.had})

    @property
    def _change_name(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
