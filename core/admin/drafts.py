"""The forms of the administration on form drafts: what is typed is kept, saved once, and overwrites nothing unseen."""

import hashlib
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict
from core.drafts.forms import FormDraft
from core.drafts.submit_once import once

SEEN = "admin_version"
# Written by logging in, not by the form.
NOT_SEEN = frozenset({"last_login"})
LONGEST_ADDRESS = 300


class NotWritten(Exception):
    """The form was not taken; `response` shows it again with what is wrong."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("not written")
        self.response = response


class KeptForms(admin.ModelAdmin):
    """Change forms that keep what is typed, save once, and refuse to write over what somebody else saved meanwhile."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Open the form on a form draft; write at most once, and only over the row that its person had seen."""
        may_write = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if not may_write or "_popup" in request.GET or "_popup" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        row = self.get_object(request, object_id) if object_id else None
        if object_id and row is None:
            # There is no such row: nothing to keep a text for, and the key may be one that no table takes.
            return super().changeform_view(request, object_id, form_url, extra_context)
        name = str(self.opts.verbose_name)
        title = f"{name}: {row}" if row else _("New: %(what)s") % {"what": name}
        form_draft = FormDraft(request, f"admin.{self.opts.label_lower}:{object_id or 'new'}", title=title)  # type: ignore[arg-type]
        context = {**(extra_context or {}), "form_draft": form_draft, "seen": state_of(row) if row else ""}
        if form_draft.restored:
            context["unsaved_values"] = form_draft.restored.values
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)

        def write() -> str:
            self._refuse_stale(request, object_id)
            response = super(KeptForms, self).changeform_view(request, object_id, form_url, context)
            if response.status_code != 302:
                raise NotWritten(response)
            address = str(response["Location"])
            return address if len(address) <= LONGEST_ADDRESS else reverse("admin:index")

        try:
            return HttpResponseRedirect(once(by=request.user, token=form_draft.token, create=write))  # type: ignore[arg-type]
        except NotWritten as shown:
            return shown.response
        except EditConflict:
            messages.error(
                request,
                _("Somebody else has changed this since you opened it. Nothing was saved; your text is kept."),
            )
            return HttpResponseRedirect(request.get_full_path())

    def _refuse_stale(self, request: HttpRequest, object_id: str | None) -> None:
        """Lock the row, and refuse where it is no longer what the form showed."""
        seen = request.POST.get(SEEN, "")
        if not (object_id and seen):
            return
        found = self.get_object(request, object_id)
        if found is not None:
            row = type(found)._base_manager.select_for_update().get(pk=found.pk)
            if state_of(row) != seen:
                raise EditConflict


def state_of(row: models.Model) -> str:
    """A fingerprint of what stands in a row."""
    values = [f"{f.attname}={getattr(row, f.attname)!r}" for f in row._meta.concrete_fields if f.name not in NOT_SEEN]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:32]
