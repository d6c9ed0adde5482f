"""Every column of every import of the administration, against what its person may write through the form.

Found by asking the site which tables take files, so that a new table, or a new column of one, is covered as it comes.
The right value is the form's own: what a row holds after the same edit was typed into the form of the administration.
Of a wide table some six columns are typed and brought in; all of them in an exhaustive run.
"""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.urls import reverse
from import_export.admin import ImportExportModelAdmin

from core.admin.file_reading import FileFault
from tests.exhaustive import share
from tests.page_forms import form_in

PAGES = {model: page for model, page in admin.site._registry.items() if isinstance(page, ImportExportModelAdmin)}
TABLES = sorted(PAGES, key=lambda model: model._meta.label)
REASON = "change_reason"
# What the database and the clock write by themselves.
BY_ITSELF = frozenset({"edited_at"})

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contexts")]


@pytest.fixture
def keeper(reference, cast, as_person):
    return as_person(cast.secretariat)


def url_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def request_of(person):
    return type("Request", (), {"user": person, "GET": {}, "POST": {}})()


def resource_of(model):
    return PAGES[model].resource_classes[0]()


def values_of(row):
    fresh = type(row)._base_manager.get(pk=row.pk)
    return {field.attname: getattr(fresh, field.attname) for field in row._meta.concrete_fields}


def changed(before, after):
    return {name: after[name] for name in before if before[name] != after[name] and name not in BY_ITSELF}


def bring_in(client, model, cells):
    """Send a file of one row and confirm it; what was refused, else None."""
    text = io.StringIO()
    writer = csv.DictWriter(text, cells)
    writer.writeheader()
    writer.writerow(cells)
    file = SimpleUploadedFile("rows.csv", text.getvalue().encode(), content_type="text/csv")
    preview = client.post(url_of(model, "import"), {"format": "1", "import_file": file, "resource": ""})
    if (form := preview.context.get("confirm_form")) is None:
        return preview.context.get("file_faults", []) + preview.context.get("faults", [])
    data = {name: form.initial.get(name) or "" for name in form.fields}
    answer = client.post(url_of(model, "process_import"), data)
    assert answer.status_code == 302, answer.content.decode()
    return None


def type_in(client, row, name, value):
    """Type the same into the form; whether it was taken."""
    address = url_of(type(row), "change", row.pk)
    data = form_in(client.get(address), "admin_version", **{name: value})
    if REASON in data:
        data[REASON] = ["Tested"]
    return client.post(address, {**data, "_save": "Save"}).status_code == 302


def other_value(row, name, field):
    """Another value of a field: as the file names it, and as the form sends it."""
    column = row._meta.get_field(name)
    now = getattr(row, name)
    if isinstance(field, forms.ModelChoiceField):
        other = field.queryset.exclude(pk=getattr(now, "pk", None)).order_by("pk").first()
        return (resource_of(type(row)).fields[name].widget.render(other), str(other.pk)) if other else None
    if isinstance(field, forms.BooleanField):
        return ("0", None) if now else ("1", "on")
    if isinstance(field, forms.ChoiceField):
        codes = [str(code) for code, _label in field.choices if code and str(code) != str(now or "")]
        return (codes[0], codes[0]) if codes else None
    if isinstance(column, models.IntegerField):
        value = str((now or 2020) + 1)
    elif isinstance(column, models.DecimalField):
        value = str((now or Decimal(1)) + 1)
    elif isinstance(column, models.DateField):
        value = ((now or date(2024, 5, 1)) + timedelta(days=1)).isoformat()
    else:
        value = "https://example.org/other" if "url" in name or name == "website" else f"{now} x".strip()
    return value, value


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label_lower)
def test_an_import_writes_what_the_form_writes(keeper, cast, model):
    page, resource = PAGES[model], resource_of(model)
    row = page.get_queryset(request_of(cast.secretariat)).order_by("pk").first()
    key = {name: resource.fields[name].export(row) for name in resource._meta.import_id_fields}
    fields = page.get_form(request_of(cast.secretariat), row, change=True)(instance=row).fields
    tried, headers = 0, resource.get_export_headers()
    for name in share(headers, TABLES.index(model), max(1, len(headers) // 6)):
        if name in key or name == REASON:
            continue
        if name not in fields:
            before = values_of(row)
            assert bring_in(keeper, model, {**key, name: "77"}), name
            assert values_of(row) == before, name
            continue
        other = other_value(row, name, fields[name])
        if other is None:
            continue
        before = values_of(row)
        with transaction.atomic():
            is_taken = type_in(keeper, row, name, other[1])
            typed = changed(before, values_of(row))
            transaction.set_rollback(True)
        assert is_taken == bool(typed), name
        cells = {**key, name: other[0], **({REASON: "Tested"} if REASON in resource.fields else {})}
        with transaction.atomic():
            refused = bring_in(keeper, model, cells)
            written = changed(before, values_of(row))
            transaction.set_rollback(True)
        assert written == typed, name
        assert bool(refused) == (not is_taken), (name, refused)
        tried += is_taken
    assert tried, "no column was written at all"


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label_lower)
def test_no_other_column_of_the_table_is_taken(keeper, cast, model):
    page, resource = PAGES[model], resource_of(model)
    row = page.get_queryset(request_of(cast.secretariat)).order_by("pk").first()
    key = {name: resource.fields[name].export(row) for name in resource._meta.import_id_fields}
    every = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    before, n_before = values_of(row), model._base_manager.count()
    closed = sorted({*every, "pk", "id"} - set(resource.get_export_headers()))
    assert closed
    for name in closed:
        with pytest.raises(FileFault, match=name):
            resource.columns_in([*key, name])
    assert closed[0] in str(bring_in(keeper, model, {**key, closed[0]: "1"})[0])
    assert bring_in(keeper, model, {**key, **dict.fromkeys(closed, "1")})
    assert values_of(row) == before
    assert model._base_manager.count() == n_before


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label_lower)
def test_no_import_holds_bookkeeping_or_clearance(model):
    """What says who did what when, who may read, and whether a row stands is never typed by a file."""
    closed = {"id", "pk", "version", "is_demo", "reference_digest", "state", "change_by", "rate_per_usd", "rate_source"}
    taken = set(resource_of(model).get_export_headers())
    assert not taken & closed
    assert not [name for name in taken if name.startswith(("withdrawn", "created", "edited", "submitted", "cleared"))]
