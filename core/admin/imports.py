"""Imports of the administration: each row of a file goes through the same form as if a person had typed it.

A resource names its columns; a file that names any other is refused. A row is found by its natural key, its cells are
put into the form of the table over what stands in the row, and the form's rules, its reason and its save do the rest.
Where anything is refused nothing is written, and each fault is told by line and column.
"""

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.results import RowResult

from core.admin.cells import day_text, is_yes, number_text
from core.admin.file_reading import FileFault, FileTable
from core.clearance.actions import EditConflict, Refused
from core.folding import folded
from core.form_fields import clean_text

logger = logging.getLogger(__name__)
JOIN = " / "
SHEET_DIGITS = 15  # what a number of a spreadsheet holds
MOST_SECONDS = 60  # that one file may take of the server
NOT_SEEN = frozenset({"last_login"})  # written by logging in, not by the form


def state_of(row: models.Model) -> str:
    """A fingerprint of what stands in a row."""
    values = [f"{f.attname}={getattr(row, f.attname)!r}" for f in row._meta.concrete_fields if f.name not in NOT_SEEN]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:32]


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
            words = _("There is no %(what)s named “%(name)s”.")
            raise ValidationError(words % {"what": self.model._meta.verbose_name, "name": value})
        return self._found[value]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The name of a row."""
        parts = () if value is None else (attrgetter(name.replace("__", "."))(value) for name in self.names)
        return JOIN.join("" if part is None else str(part) for part in parts)


class PlainNumberWidget(widgets.Widget):
    """A number as spreadsheets take it: without grouping, with a point, and without the zeros that its column adds."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """The number; as text where a spreadsheet would round it."""
        if value is None:
            return ""
        if not isinstance(value, Decimal):
            return value
        text = f"{value.normalize():f}"
        return Decimal(text) if len(value.as_tuple().digits) <= SHEET_DIGITS else text


class FormResource(resources.ModelResource):
    """A table as a file. `page` is its admin, and `request` that of the person who imports; an export needs neither."""

    reasons: ClassVar[tuple[str, ...]] = ()
    """Columns that say why a row changes: always empty in an export, and alone no change."""

    def __init__(self, *, page: Any = None, request: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.page, self.request = page, request
        for field in self.fields.values():
            if isinstance(field.widget, widgets.NumberWidget):
                field.widget = PlainNumberWidget()
        self._keys: dict[Any, int] = {}
        self._seen: dict[Any, str] = {}
        self.table: FileTable | None = None
        self._began = time.monotonic()

    def import_data(self, dataset: Any, **options: Any) -> Any:
        """Look at the heading first: a table that is not this one is refused as a whole, and so is one that takes too
        long. Raises FileFault where it was to be written."""
        self.table = getattr(dataset, "table", None)
        try:
            dataset.headers = self.columns_in(dataset.headers)
            return super().import_data(dataset, **options)
        except FileFault as fault:
            if not options.get("dry_run"):
                raise
            result = self.get_result_class()()
            result.append_base_error(self.get_error_result_class()(fault))
            return result

    def columns_in(self, heading: Sequence[str]) -> list[str]:
        """The columns that a heading names. Raises FileFault."""
        known = {folded(name): name for name in self.get_export_headers()}
        found = [folded(name) for name in heading]
        if "" in found:
            raise FileFault(_("Column %(n)d has no name.") % {"n": found.index("") + 1})
        if twice := [name for place, name in enumerate(found) if name in found[:place]]:
            raise FileFault(_("The column “%(name)s” stands twice.") % {"name": twice[0]})
        if unknown := [heading[place].strip() for place, name in enumerate(found) if name not in known]:
            words = _("This table takes no column %(names)s. It takes: %(known)s.")
            named = ", ".join(f"“{name[:60]}”" for name in unknown[:5])
            raise FileFault(words % {"names": named, "known": ", ".join(known.values())})
        if missing := [name for name in self._meta.import_id_fields if folded(name) not in found]:
            words = _("The file lacks the column “%(name)s”, by which its rows are found.")
            raise FileFault(words % {"name": missing[0]})
        return [known[name] for name in found]

    def import_row(self, row: Any, instance_loader: Any, **options: Any) -> RowResult:
        """Put one row through the form. Whatever is refused is told at its column.

        Raises FileFault where the file takes too long as a whole.
        """
        self._ask_time(options["row_number"])
        result: RowResult = self.get_row_result_class()()
        try:
            with transaction.atomic():
                self._through_the_form(row, result, line=self._line(options["row_number"]))
        except ValidationError as error:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        except (Refused, EditConflict) as error:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, ValidationError(str(error))
        except DatabaseError:
            logger.exception("A row of an import could not be written.")
            words = _("This row goes against another one in the database, so it cannot be written.")
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, ValidationError(words)
        return result

    def after_import(self, dataset: Any, result: Any, **options: Any) -> None:
        """Refuse where a row has changed since the preview, and tell the lines of the file instead of counting rows."""
        state = hashlib.sha256(repr(sorted(self._seen.items())).encode()).hexdigest()
        if not options.get("dry_run") and options.get("seen") not in (None, state):
            raise FileFault(
                _("Somebody has changed rows of it since the preview. Nothing was written; send the file again.")
            )
        result.seen, result.how = state, self.table.how if self.table else ""
        for row in result.invalid_rows:
            row.number = self._line(row.number)

    def _ask_time(self, number: int) -> None:
        if number > 1 and time.monotonic() - self._began > MOST_SECONDS:
            words = _("This takes too long: %(seconds)d seconds went by up to line %(line)d. Send the file in parts.")
            raise FileFault(words % {"seconds": MOST_SECONDS, "line": self._line(number - 1)})

    def _line(self, number: int) -> int:
        return self.table.lines[number - 1] if self.table else number + 1

    def _through_the_form(self, row: dict[str, Any], result: RowResult, *, line: int) -> None:
        cells = {name: clean_text("" if text is None else str(text)) for name, text in row.items()}
        key = self._key_of(cells)
        if (other := self._keys.setdefault(tuple(key.values()), line)) != line:
            raise ValidationError(_("The same row stands on line %(line)d already.") % {"line": other})
        found = self.page.get_queryset(self.request).filter(**key).order_by().first()
        if found is not None:
            found = type(found)._base_manager.select_for_update().get(pk=found.pk)
        self._seen[repr(key)] = state_of(found) if found else ""
        self._ask_may(found)
        row_now = found or self._meta.model()
        diff = self.get_diff_class()(self, row_now, found is None)
        form, faults = self._form(found, cells)
        result.import_type = RowResult.IMPORT_TYPE_UPDATE if found else RowResult.IMPORT_TYPE_NEW
        if found and not faults and not set(form.changed_data) - set(self.reasons):
            result.import_type, written = RowResult.IMPORT_TYPE_SKIP, found
        else:
            if stays := getattr(found, "merged_into", None):
                raise ValidationError(_("This was merged into “%(kept)s”. Change that one.") % {"kept": stays})
            errors = {name: list(each) for name, each in form.errors.as_data().items() if name not in faults}
            if errors or faults:
                raise ValidationError(errors | faults)
            written = self.page.save_form(self.request, form, change=found is not None)
            self.page.save_model(self.request, written, form, change=found is not None)
            form.save_m2m()
        result.add_instance_info(written)
        result.instance = written
        diff.compare_with(self, written)
        result.diff = diff.as_html()

    def _ask_may(self, found: models.Model | None) -> None:
        if found is None and not self.page.has_add_permission(self.request):
            raise ValidationError(_("There is no such row, and none can be added here."))
        if found is not None and not self.page.has_change_permission(self.request, found):
            raise ValidationError(_("This row cannot be changed here."))

    def _key_of(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The values of the natural key."""
        key, faults = {}, {}
        for name in self._meta.import_id_fields:
            field, text = self._meta.model._meta.get_field(name), cells[name].strip()
            try:
                if field.is_relation:
                    key[name] = self._named(name, text)
                elif not text and field.null:
                    key[name] = None
                else:
                    key[name] = field.to_python(self._key_text(field, text))
            except ValidationError as error:
                faults[name] = error.error_list
        if faults:
            raise ValidationError(faults)
        return key

    @staticmethod
    def _key_text(field: Any, text: str) -> str:
        if isinstance(field, models.DateField):
            return day_text(text)
        return number_text(text, is_whole=True) if isinstance(field, models.IntegerField) else text

    def _named(self, name: str, text: str) -> models.Model | None:
        """The row of another table that a cell names."""
        field = self.fields[name]
        try:
            found: models.Model | None = field.widget.clean(text.strip(), row={})
        except (ObjectDoesNotExist, ValueError) as error:
            what = self._meta.model._meta.get_field(name).related_model._meta.verbose_name
            words = _("There is no %(what)s named “%(name)s”.") % {"what": what, "name": text[:80]}
            raise ValidationError(words) from error
        return found

    def _form(
        self, found: models.Model | None, cells: Mapping[str, str]
    ) -> tuple[Any, dict[str, list[ValidationError]]]:
        """The form as its person would send it: what stands in the row, and over it the cells; and what is no value."""
        kind = self.page.get_form(self.request, found, change=found is not None)
        blank = kind(instance=found)
        data: dict[str, Any] = {}
        faults: dict[str, list[ValidationError]] = {}
        for name, field in blank.fields.items():
            data[name] = field.prepare_value(blank.get_initial_for_field(field, name))
            if name not in cells:
                continue
            try:
                value = self._typed(name, field, cells[name])
            except ValidationError as error:
                faults[name] = error.error_list
            else:
                data[name] = data[name] if value is None else value
        for name in set(cells) - set(blank.fields):
            if found is None or self._stands(name, found) != cells[name].strip():
                faults[name] = [ValidationError(_("This cannot be changed here."))]
        return kind(data, instance=found), faults

    def _stands(self, name: str, found: models.Model) -> str:
        return str(self.fields[name].export(found)).strip()

    def _typed(self, name: str, field: forms.Field, text: str) -> Any:
        """A cell as the form's field takes it; None leaves what stands there."""
        if isinstance(field, forms.ModelChoiceField):
            named = self._named(name, text)
            return named.pk if named else ""
        if isinstance(field, forms.BooleanField):
            return is_yes(text) if text.strip() else None
        if isinstance(field, forms.IntegerField):
            # Django derives the field of decimals from that of whole numbers.
            return number_text(text, is_whole=not isinstance(field, forms.DecimalField))
        return day_text(text) if isinstance(field, forms.DateField) else text


def resource_for(
    model: type[models.Model],
    *,
    key: Sequence[str],
    columns: Sequence[str],
    links: Mapping[str, Sequence[str]] | None = None,
    reasons: Sequence[str] = (),
) -> type[FormResource]:
    """The import and export of a table. `key` names the fields of the natural key, `columns` all others that a file may
    hold, each a field of the admin's form; `links` says by which fields other tables are named, as in
    `core.reference.load.Table`; `reasons` are those of the columns that say why a row changes."""
    named = {name: _link(model, name, lookups) for name, lookups in (links or {}).items()}
    named |= {name: fields.Field(column_name=name, attribute=None) for name in reasons}
    options = {"import_id_fields": list(key), "fields": [*key, *columns], "report_skipped": True}
    made: Any = resources.modelresource_factory(model, FormResource, meta_options=options, custom_fields=named)
    made.reasons = tuple(reasons)
    return made  # type: ignore[no-any-return]


def _link(model: type[models.Model], name: str, lookups: Sequence[str]) -> fields.Field:
    """The column of a foreign key."""
    target: Any = model._meta.get_field(name).related_model
    plain = len(lookups) == 1 and "__" not in lookups[0]
    widget = widgets.CachedForeignKeyWidget(target, lookups[0]) if plain else JoinedKeyWidget(target, lookups)
    return fields.Field(column_name=name, attribute=name, widget=widget)
