"""The pages on which a file is previewed and brought in: what stands in it, what is wrong with it line by line.

The file is kept on this machine between preview and confirmation, under a name of our own, for a day at most.
"""

import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import tablib
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ExportForm
from import_export.results import RowResult

from core.admin.file_reading import FileFault, read_table
from core.exports import BYTE_ORDER_MARK, csv_lines, xlsx

SHOWN = 200  # rows of a preview or of a report; the rest is counted
KEPT_SECONDS = 86_400
KEPT_NAME = re.compile(r"iwt-import-[0-9a-f]{32}")


class _AnyTable:
    """Reads a file by what is in it, whatever format was chosen for it."""

    def create_dataset(self, content: bytes) -> tablib.Dataset:
        """The table in a file. Raises FileFault."""
        table = read_table(content)
        dataset = tablib.Dataset(*table.rows, headers=table.heading)
        dataset.table = table
        return dataset

    def is_binary(self) -> bool:
        """Bytes: the encoding is found out while reading."""
        return True

    def get_read_mode(self) -> str:
        """Read as bytes."""
        return "rb"


class AnyXlsx(_AnyTable, XLSX):
    """What is chosen as a workbook."""


class AnyCsv(_AnyTable, CSV):
    """What is chosen as text."""


class SafeXlsx(XLSX):
    """A workbook in which text is text."""

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> bytes:
        """The table as the other files of the product have it."""
        return xlsx(dataset.title or "Export", dataset.headers or [], dataset)


class SafeCsv(CSV):
    """Text in which no cell runs as a formula."""

    def export_data(self, dataset: tablib.Dataset, **_options: Any) -> str:
        """The table as the other files of the product have it."""
        return "".join(csv_lines(dataset.headers or [], dataset)).removeprefix(BYTE_ORDER_MARK)


class KeptFile:
    """A file between its preview and its confirmation."""

    def __init__(self, *, name: str | None = None, **_options: Any) -> None:
        self.name = name

    def save(self, content: bytes) -> None:
        """Keep it under a new name, and throw away what nobody confirmed for a day."""
        folder = Path(tempfile.gettempdir())
        for old in folder.glob("iwt-import-*"):
            # Another process may throw it away in the same moment, or own it.
            with suppress(OSError):
                if KEPT_NAME.fullmatch(old.name) and old.stat().st_mtime < time.time() - KEPT_SECONDS:
                    old.unlink()
        self.name = f"iwt-import-{uuid4().hex}"
        path = folder / self.name
        path.touch(mode=0o600)
        path.write_bytes(content)

    def read(self) -> bytes:
        """What was sent. Raises FileFault where it is here no more."""
        try:
            return self._path().read_bytes()
        except OSError as error:
            raise FileFault(
                _("The file of this preview is no longer here: it was brought in, or it is too old. Send it again.")
            ) from error

    def remove(self) -> None:
        """Throw it away."""
        self._path().unlink(missing_ok=True)

    def _path(self) -> Path:
        if not KEPT_NAME.fullmatch(self.name or ""):
            raise FileNotFoundError
        return Path(tempfile.gettempdir()) / str(self.name)


class SeenForm(ConfirmImportForm):
    """The confirmation of a preview; `seen` is the state of the rows that it compared the file with."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ImportPages(ImportExportModelAdmin):
    """Import (previewed before anything is written) and export of a table as XLSX or CSV."""

    import_formats = (AnyXlsx, AnyCsv)
    export_formats = (SafeXlsx, SafeCsv)
    export_form_class = ExportForm
    confirm_form_class = SeenForm
    tmp_storage_class = KeptFile
    import_template_name = "admin/import_file.html"

    def get_import_resource_kwargs(self, request: HttpRequest, **options: Any) -> dict[str, Any]:
        """Each row is written as the person who imports would write it."""
        return {"page": self, "request": request}

    def get_import_data_kwargs(self, **options: Any) -> dict[str, Any]:
        """Write all or nothing, and only over what the preview has shown."""
        form = options.pop("form", None)
        seen = form.cleaned_data.get("seen") if isinstance(form, SeenForm) else None
        return {**options, "rollback_on_validation_errors": True, "seen": seen or None}

    def choose_import_resource_class(self, form: Any, request: HttpRequest) -> Any:
        """There is one resource a table."""
        return self.get_import_resource_classes(request)[0]

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Say what is wrong with the file."""
        if not isinstance(e, FileFault):
            raise e
        form.add_error("import_file", str(e))

    def import_action(self, request: HttpRequest, **options: Any) -> Any:
        """The page of the import, with its preview or with what is wrong."""
        answer = super().import_action(request, **options)
        context = answer.context_data
        if result := context.get("result"):
            form = context.get("confirm_form")
            if form is not None:
                form.initial["seen"] = getattr(result, "seen", "")
            context |= {**report_of(result), "how": getattr(result, "how", "")}
        return answer

    def process_import(self, request: HttpRequest, **options: Any) -> HttpResponse:
        """Bring the previewed file in; a file that is gone is said in words."""
        try:
            answer: HttpResponse = super().process_import(request, **options)
        except FileFault as fault:
            messages.error(request, str(fault))
            return HttpResponseRedirect("../import/")
        return answer

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say what was written, or what was refused since the preview."""
        if not (result.has_errors() or result.has_validation_errors()):
            done: HttpResponse = super().process_result(result, request)
            return done
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "media": self.media,
            "form": self.get_import_form_class(request)(
                self.get_import_formats(), self.get_import_resource_classes(request)
            ),
            "result": result,
            "fields_list": [("", self.get_import_resource_classes(request)[0]().get_export_headers())],
            **report_of(result),
        }
        return TemplateResponse(request, [self.import_template_name], context, status=422)


def report_of(result: Any) -> dict[str, Any]:
    """What the page says of an import: its first rows or faults, and how many more there are."""
    faults = [
        (row.number, "" if name == "__all__" else name, words)
        for row in result.invalid_rows
        for name, said in row.error_dict.items()
        for words in said
    ]
    rows = [row for row in result.valid_rows() if row.import_type != RowResult.IMPORT_TYPE_SKIP]
    return {
        "file_faults": [str(error.error) for error in result.base_errors],
        "faults": faults[:SHOWN],
        "more_faults": max(0, len(faults) - SHOWN),
        "rows": [] if faults else rows[:SHOWN],
        "more_rows": 0 if faults else max(0, len(rows) - SHOWN),
        "unchanged": result.totals[RowResult.IMPORT_TYPE_SKIP],
    }
