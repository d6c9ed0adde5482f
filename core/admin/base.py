"""What the admin pages of all apps share: no deleting, a history that can be read, import and export by natural key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm

from core.admin.drafts import KeptForms
from core.clearance.models import Cleared
from core.exports import as_text, without_mark
from core.history.audit import AuditKind, note
from core.history.timeline import timeline
from core.models import User

SOURCE_FIELDS = ("source_title", "source_url", "source_date", "verified")
# An address that is typed without its scheme is one that is encrypted.
WEB_ADDRESSES = {models.URLField: {"assume_scheme": "https"}}
NOT_TYPED = ("id", "reference_digest", "is_demo")
JOIN = " / "


class HouseAdmin(KeptForms):
    """A table that is kept, never emptied: rows are switched off, ended or corrected, and every write has its trace."""

    list_per_page = 50
    show_full_result_count = False
    save_on_top = True
    history_limit = 200
    formfield_overrides: ClassVar[Mapping[Any, Mapping[str, Any]]] = WEB_ADDRESSES

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Save the rows of an inline; one that is ticked for removal is withdrawn, not deleted."""
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row.withdrawn_at, row.withdrawn_by = timezone.now(), request.user
            row.save(update_fields=list(row.WITHDRAWAL))
        for row in rows:
            row.save()
        formset.save_m2m()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the database itself has kept of every write, with what it changed."""
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


class LinksInline(admin.StackedInline):
    """Rows that belong to the row above. Stacked, because there every field stands with its label."""

    extra = 0
    formset = OnceFormSet
    formfield_overrides: ClassVar[Mapping[Any, Mapping[str, Any]]] = WEB_ADDRESSES

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


class JoinedKeyWidget(widgets.Widget):
    """A foreign key named by several fields of the other table, joined by " / " as in our data files."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        super().__init__()
        self.model, self.names = model, tuple(names)
        self._found: dict[str, models.Model] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> models.Model | None:
        """The row that is named so. All names are read once for an import."""
        if value in (None, ""):
            return None
        if self._found is None:
            rows = self.model._default_manager.all()
            paths = {name.rpartition("__")[0] for name in self.names if "__" in name}
            self._found = {self.render(instance): instance for instance in rows.select_related(*paths)}
        if value not in self._found:
            raise ValueError(
                _("There is no %(what)s named “%(name)s”.") % {"what": self.model._meta.verbose_name, "name": value}
            )
        return self._found[value]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The name of a row."""
        return "" if value is None else JOIN.join(str(_follow(value, name)) for name in self.names)


class TableResource(resources.ModelResource):
    """Rows found by their natural key; what has not changed is left alone, and every row is checked as a form would."""

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read empty cells as empty text, days without an hour, and would-be formulas without their mark."""
        for name, value in row.items():
            if value is None:
                row[name] = ""
            elif isinstance(value, datetime):
                row[name] = value.date()
            elif isinstance(value, str):
                row[name] = without_mark(value)


class FixedTableResource(TableResource):
    """A table whose rows are settled: an import changes them and adds none."""

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Refuse what is new."""
        if instance.pk is None:
            raise ValueError(_("There is no such row, and none can be added here."))


def resource_for(
    model: type[models.Model],
    *,
    key: Sequence[str],
    links: Mapping[str, Sequence[str]] | None = None,
    base: type[TableResource] = TableResource,
) -> type[TableResource]:
    """The import and export of a table.

    `key` names the fields that identify a row; `links` says by which fields of the other table a foreign key is named
    ("country" by iso3), as the tables of `load_reference` do. Bookkeeping of clearance stays out both ways.
    """
    hidden = set(NOT_TYPED)
    if issubclass(model, Cleared):
        hidden |= {field.name for field in Cleared._meta.get_fields()}
    named = {name: _link(model, name, lookups) for name, lookups in (links or {}).items()}
    columns = [field.name for field in model._meta.concrete_fields if field.name not in hidden]
    options = {
        "import_id_fields": list(key),
        "fields": [*key, *(name for name in columns if name not in key)],
        "skip_unchanged": True,
        "report_skipped": True,
        "clean_model_instances": True,
    }
    return resources.modelresource_factory(model, base, meta_options=options, custom_fields=named)


class ReferenceAdmin(ImportExportModelAdmin, HouseAdmin):
    """A reference table with import (previewed before anything is written) and export as XLSX or CSV."""

    formats = (XLSX, CSV)
    export_form_class = ExportForm

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The page of the export; an address that filters by what is no field leads to the whole table."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)

    def get_data_for_export(self, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """The rows, with text that looks like a formula marked as text."""
        data = super().get_data_for_export(request, queryset, **kwargs)
        safe = type(data)(headers=data.headers)
        for row in data:
            safe.append([as_text(value) for value in row])
        note(AuditKind.EXPORTED, by=_person(request), about=str(self.opts.verbose_name_plural), rows=len(safe))
        return safe

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        """Note that a file was imported, and what came of it."""
        counts = {name: count for name, count in result.totals.items() if count}
        note(AuditKind.IMPORTED, by=_person(request), about=str(self.opts.verbose_name_plural), **counts)
        return super().process_result(result, request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The facts first, then where they come from."""
        names = list(self.get_fields(request, obj))
        sources = [name for name in SOURCE_FIELDS if name in names]
        facts = [name for name in names if name not in sources]
        sections: list[Any] = [(None, {"fields": facts})]
        if sources:
            sections.append((_("Source"), {"fields": sources}))
        return sections


def _person(request: HttpRequest) -> User:
    """The member of the secretariat who asks: nobody else comes as far."""
    person: Any = request.user
    return person


def _link(model: type[models.Model], name: str, lookups: Sequence[str]) -> fields.Field:
    """The column of a foreign key."""
    target: Any = model._meta.get_field(name).related_model
    plain = len(lookups) == 1 and "__" not in lookups[0]
    widget = widgets.CachedForeignKeyWidget(target, lookups[0]) if plain else JoinedKeyWidget(target, lookups)
    return fields.Field(column_name=name, attribute=name, widget=widget)


def _follow(value: Any, path: str) -> Any:
    for name in path.split("__"):
        value = getattr(value, name)
    return "" if value is None else value
