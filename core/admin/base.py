"""What the admin pages of all apps share.

Forms stand on form drafts: what is typed is kept, saved once, and overwrites nothing unseen. Nothing is deleted, the
history can be read, and reference tables are imported and exported by their natural key.
"""

import hashlib
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.forms import BaseInlineFormSet
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin.import_pages import ImportPages
from core.admin.imports import state_of
from core.clearance.actions import EditConflict
from core.drafts.forms import FormDraft
from core.drafts.store import once
from core.folding import sort_key
from core.form_fields import TextField
from core.history.audit import AuditKind, note
from core.history.timeline import timeline
from core.search import holding

SOURCE_FIELDS = ("source_title", "source_url", "source_date", "verified")
SEEN = "admin_version"
# Member states joined from 1967 on; sources are older at times.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LEFT_ASIDE = _("The address asks for something that is not known here; it was left aside. You see the whole table.")
LONGEST_ADDRESS = 300


class ValuesInOrder(admin.AllValuesFieldListFilter):
    """The filter by the texts of a column; distinct texts come from the database as it likes."""

    def __init__(self, *place: Any, **named: Any) -> None:
        super().__init__(*place, **named)
        self.lookup_choices: Any = sorted(self.lookup_choices, key=lambda text: sort_key(text or ""))


admin.FieldListFilter.register(
    lambda field: isinstance(field, models.CharField | models.TextField) and not field.flatchoices,
    ValuesInOrder,
    take_priority=True,
)


class NotWritten(Exception):
    """The form was not taken; `response` shows it again with what is wrong."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("not written")
        self.response = response


class CarefulAutocomplete(AutocompleteSelect):
    """A field that completes what is typed, and takes what is no key at all for nothing chosen: Django's own would
    ask the database for it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """What is offered at first: the rows chosen, where they can be any."""
        return super().optgroups(name, [one for one in value if not one or self._is_key(one)], attr)

    def _is_key(self, value: Any) -> bool:
        key = self.field.remote_field.model._meta.pk
        try:
            key.run_validators(key.to_python(value))
        except (ValidationError, ValueError, TypeError):
            return False
        return True


class Completing:
    """Gives the fields of an admin page that complete what is typed our widget, and days and years their bounds."""

    admin_site: Any
    get_autocomplete_fields: Any

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field of the form: text is cleaned as on all other pages, and a day or a year that can only be a slip of
        the keyboard is refused."""
        if type(db_field) in (models.CharField, models.TextField) and not db_field.choices:
            kwargs.setdefault("form_class", TextField)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        is_day = isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField)
        is_year = isinstance(db_field, models.IntegerField) and db_field.name.rpartition("_")[2] == "year"
        if field is not None and (is_day or is_year):
            bounds = (date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)) if is_day else (EARLIEST_YEAR, LATEST_YEAR)
            words = _("It must lie between %(first)s and %(last)s.") % {"first": EARLIEST_YEAR, "last": LATEST_YEAR}
            field.validators = [
                *field.validators,
                MinValueValidator(bounds[0], message=words),
                MaxValueValidator(bounds[1], message=words),
            ]
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field of the form."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", CarefulAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class BaseAdmin(Completing, admin.ModelAdmin):
    """A table that is kept, never emptied: rows are switched off, ended or corrected, and every write has its trace.

    Forms keep what is typed, save once, and refuse to write over what somebody else saved meanwhile.
    """

    list_per_page = 50
    show_full_result_count = False
    save_on_top = True
    history_limit = 200
    takes_rows = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Open the form on a form draft; write at most once, and only over the row that its person had seen."""
        may_write = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        is_kept = may_write and "_popup" not in request.GET and "_popup" not in request.POST
        row = self.get_object(request, object_id) if object_id and is_kept else None
        # For a row that there is not no text is kept; its key may be one that no table takes.
        if may_write and object_id and not is_kept:
            return self._popup_view(request, object_id, form_url, extra_context or {})
        if not is_kept or (object_id and row is None):
            return super().changeform_view(request, object_id, form_url, extra_context)
        name = str(self.opts.verbose_name)
        title = f"{name}: {row}" if row else _("New: %(what)s") % {"what": name}
        form_draft = FormDraft(request, f"admin.{self.opts.label_lower}:{object_id or 'new'}", title=title)  # type: ignore[arg-type]
        context = {**(extra_context or {}), "form_draft": form_draft, "seen": self._state(request, row) if row else ""}
        if form_draft.restored:
            context["unsaved_values"] = form_draft.restored.values
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)

        def write() -> str:
            self._refuse_stale(request, object_id)
            response = super(BaseAdmin, self).changeform_view(request, object_id, form_url, context)
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
                request, _("Somebody else has changed this since you opened it. Nothing was saved; your text is kept.")
            )
            return HttpResponseRedirect(request.get_full_path())

    def _popup_view(self, request: HttpRequest, object_id: str, form_url: str, context: dict[str, Any]) -> Any:
        """The form in a window of its own beside another one: what is typed is not kept there, and it writes over
        nothing unseen either."""
        row = self.get_object(request, object_id)
        context |= {"seen": self._state(request, row)} if row else {}
        try:
            with transaction.atomic():
                if request.method == "POST":
                    self._refuse_stale(request, object_id)
                return super().changeform_view(request, object_id, form_url, context)
        except EditConflict:
            messages.error(request, _("Somebody else has changed this since you opened it. Nothing was saved."))
            address = request.get_full_path()
            is_told = "_popup" in request.GET
            return HttpResponseRedirect(address if is_told else f"{request.path}?_popup=1")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page of a row; where nothing on it can be typed, it offers nothing to save."""
        form = context["adminform"]
        if not form.form.fields and not context["inline_admin_formsets"]:
            context |= {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; where its address filtered by what is no field or value, Django leads to the whole list, and here
        it is said."""
        if ERROR_FLAG in request.GET:
            messages.warning(request, LEFT_ASIDE)
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows of which each word stands in one of the columns, as every search here reads them."""
        columns = self.get_search_fields(request)
        if not columns:
            return queryset, False
        found = queryset.filter(holding(search_term, *columns))
        return found, any(lookup_spawns_duplicates(self.opts, column) for column in columns)

    def _refuse_stale(self, request: HttpRequest, object_id: str | None) -> None:
        """Lock the row, and refuse where it is no longer what the form showed."""
        seen = request.POST.get(SEEN, "")
        if not (object_id and seen):
            return
        found = self.get_object(request, object_id)
        if found is not None:
            row = type(found)._base_manager.select_for_update().get(pk=found.pk)
            if self._state(request, row) != seen:
                raise EditConflict

    def _state(self, request: HttpRequest, row: Any) -> str:
        """A fingerprint of what the form shows: the row, and the rows below it that stand in the same form."""
        found = [state_of(row)]
        for inline in self.get_inline_instances(request, row):
            link = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)  # type: ignore[arg-type]
            found += map(state_of, inline.model._base_manager.filter(**{link.name: row}).order_by("pk"))
        return hashlib.sha256("\n".join(found).encode()).hexdigest()[:32]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may, where the table takes new rows here at all."""
        return self.takes_rows and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and count the write where writes are counted, so that a form that somebody has open notices it."""
        _count_write(obj, is_change=change)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Save the rows of an inline; one that is ticked for removal is withdrawn, not deleted."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row.withdraw(request.user)
            row.save(update_fields=list(row.WITHDRAWAL))
        for row in rows:
            _count_write(row, is_change=row.pk is not None)
            row.save()
        formset.save_m2m()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the database itself has kept of every write; where it keeps nothing, the record's page says all."""
        if not hasattr(self.model, "events"):
            return self.change_view(request, object_id, extra_context=extra_context)
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(name)s") % {"name": record},
            "entries": timeline(record, limit=self.history_limit),
            "object": record,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/history.html", context)


def _count_write(row: models.Model, *, is_change: bool) -> None:
    if is_change and any(field.name == "version" for field in row._meta.concrete_fields):
        row.version += 1  # type: ignore[attr-defined]


class OnceFormSet(BaseInlineFormSet):
    """Names a row that stands twice, which the database refuses among the rows that have not been withdrawn."""

    def clean(self) -> None:
        """Compare the rows that stay with one another."""
        super().clean()
        for rule in self.model._meta.constraints:  # type: ignore[union-attr]
            if not isinstance(rule, models.UniqueConstraint) or rule.condition is None:
                continue
            names = [name for name in rule.fields if name != self.fk.name]
            seen = set()
            for form in self.forms:
                data = getattr(form, "cleaned_data", None)
                if not data or data.get("DELETE"):
                    continue
                key = tuple(data.get(name) for name in names)
                if key in seen:
                    form.add_error(names[0], _("This stands here twice."))
                seen.add(key)


class LinksInline(Completing, admin.StackedInline):
    """Rows that belong to the row above. Stacked, because there every field stands with its label."""

    extra = 0
    formset = OnceFormSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Load what each row names along with it."""
        return super().get_queryset(request).select_related()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Read the choices once a request, and not once a row, and again each time that Django builds the form."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.related_model is not self.parent_model:
            read: dict[Any, Any] = request.__dict__.setdefault("choices_read", {})
            if db_field not in read:
                choices: Any = field.choices
                read[db_field] = list(iter(choices))
            field.choices = read[db_field]
        return field


class SourcedForm:
    """Asks for the source of a row, unless somebody here answers for it; of an imported one as well."""

    def _post_clean(self) -> None:
        form: Any = self
        super()._post_clean()  # type: ignore[misc]
        if not form.instance.source_title.strip() and not form.instance.has_own_word:
            form.add_error("source_title", _("Say where it comes from: what was published, and by whom."))


class ReferenceAdmin(ImportPages, BaseAdmin):
    """A reference table with import (previewed before anything is written) and export as XLSX or CSV."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which asks for the row's source where the table has one."""
        kind: Any = super().get_form(request, obj, change=change, **kwargs)
        return type(kind)(kind.__name__, (SourcedForm, kind), {}) if "source_title" in kind.base_fields else kind

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The page of the export; an address that filters by what is no field leads to the whole table."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.warning(request, LEFT_ASIDE)
            return HttpResponseRedirect(request.path)

    def get_data_for_export(self, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """The rows; that they were taken is noted."""
        data = super().get_data_for_export(request, queryset, **kwargs)
        self._note(request, AuditKind.EXPORTED, rows=len(data))
        return data

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        """Note that a file was imported, and what came of it."""
        if not (result.has_errors() or result.has_validation_errors()):
            counts = {name: count for name, count in result.totals.items() if count}
            self._note(request, AuditKind.IMPORTED, **counts)
        return super().process_result(result, request)

    def _note(self, request: HttpRequest, kind: AuditKind, **told: Any) -> None:
        note(kind, by=request.user, about=str(self.opts.verbose_name_plural), **told)  # type: ignore[arg-type]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The facts first, then where they come from."""
        names = list(self.get_fields(request, obj))
        facts = [name for name in names if name not in SOURCE_FIELDS]
        sources = [name for name in SOURCE_FIELDS if name in names]
        return [(None, {"fields": facts}), *([(_("Source"), {"fields": sources})] if sources else [])]
