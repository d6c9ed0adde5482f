"""Reference tables leave as files and come back by natural key; nothing is written before the preview is confirmed."""

import re
from io import BytesIO

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from import_export.admin import ImportExportModelAdmin
from openpyxl import load_workbook

from core.history.audit import AuditEntry, AuditKind
from core.models import Country, Organisation, Priority
from needs.models import Plan
from partners.programmes.models.programmes import Programme
from roadmap.models import Goal
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory

XLSX, CSV = "0", "1"
HEAD = "source_title,code,name,acronym,iati_type,iati_identifier,country,is_active,note"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contexts")]  # answers tell what is in their forms


def url_of(model, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def upload(client, model, text):
    file = SimpleUploadedFile("rows.csv", text.encode(), content_type="text/csv")
    return client.post(url_of(model, "import"), {"format": CSV, "import_file": file, "resource": ""})


def confirm(client, model, preview):
    form = preview.context["confirm_form"]
    return client.post(
        url_of(model, "process_import"), {name: form.initial[name] or "" for name in form.fields}, follow=True
    )


def counts(preview):
    return preview.context["result"].totals


def test_a_file_is_previewed_and_then_written(cast, as_person):
    client = as_person(cast.secretariat)
    OrganisationFactory(code="old", name="Old name", acronym="OLD")
    CountryFactory(iso3="THA")
    preview = upload(
        client,
        Organisation,
        f"{HEAD}\nA list,old,New name,OLD,21,,,1,\nA list,new,ສັດປ່າ Trust,NEW,22,LA-1,THA,1,Added\n",
    )
    assert (counts(preview)["update"], counts(preview)["new"]) == (1, 1)
    assert Organisation.objects.get(code="old").name == "Old name"
    confirm(client, Organisation, preview)
    assert Organisation.objects.get(code="old").name == "New name"
    added = Organisation.objects.get(code="new")
    assert (added.name, added.country.iso3, added.reference_digest) == ("ສັດປ່າ Trust", "THA", "")
    event = added.events.get()
    assert event.pgh_context.metadata["user_name"] == str(cast.secretariat)


@pytest.mark.parametrize(
    "row",
    ["S,new,,NEW,22,,,1,", "S,new,Name,NEW,99,,,1,", "S,new,Name,NEW,22,,ZZZ,1,", f"S,new,{'x' * 201},NEW,22,,,1,"],
    ids=["no name", "unknown type", "unknown country", "too long"],
)
def test_a_wrong_row_is_named_and_nothing_is_written(cast, as_person, row):
    client = as_person(cast.secretariat)
    before = Organisation.objects.count()
    answer = upload(client, Organisation, f"{HEAD}\n{row}\n")
    assert answer.status_code == 200
    result = answer.context["result"]
    assert result.has_errors() or result.has_validation_errors()
    assert "confirm_form" not in answer.context
    assert Organisation.objects.count() == before


@pytest.mark.parametrize("content", [b"\xff\xfe\x00rubbish", b"", b"a,b\n1"], ids=["binary", "empty", "other columns"])
def test_a_file_that_is_none_is_refused_in_words(cast, as_person, content):
    file = SimpleUploadedFile("rows.csv", content, content_type="text/csv")
    answer = as_person(cast.secretariat).post(
        url_of(Organisation, "import"), {"format": CSV, "import_file": file, "resource": ""}
    )
    assert answer.status_code == 200
    assert "confirm_form" not in answer.context


@pytest.mark.parametrize(("model", "key"), [(Country, "iso3"), (Priority, "code")])
def test_settled_tables_take_no_new_row(cast, as_person, model, key):
    PriorityFactory(code="LIV")
    answer = upload(as_person(cast.secretariat), model, f"{key},name\nZZZ,Atlantis\n")
    assert answer.context["result"].has_errors() or answer.context["result"].has_validation_errors()
    assert not model.objects.filter(name="Atlantis").exists()


def test_an_import_never_reaches_a_national_goal(cast, as_person):
    Goal.objects.create(code="vnm-goal", title="National goal", country=cast.focal_vnm.country)
    answer = upload(as_person(cast.secretariat), Goal, "code,title,position\nvnm-goal,Rewritten,1\nr-1,Regional,2\n")
    result = answer.context["result"]
    assert result.has_errors() or result.has_validation_errors()
    assert Goal.objects.get(code="vnm-goal").title == "National goal"


def test_export_neutralises_formulas(cast, as_person):
    OrganisationFactory(code="sly", name="=HYPERLINK(1)", note="-1+cmd", acronym="@SUM")
    client = as_person(cast.secretariat)
    text = client.post(url_of(Organisation, "export"), {"format": CSV, "resource": ""}).content.decode()
    assert not re.search(r"(^|,)[=@+]|,-\d\+", text, re.MULTILINE)
    assert counts(upload(client, Organisation, text))["skip"] == Organisation.objects.count()
    answer = client.post(url_of(Organisation, "export"), {"format": XLSX, "resource": ""})
    cells = [cell for row in load_workbook(BytesIO(answer.content)).active for cell in row]
    # A workbook says that it is text, and shows no sign of ours.
    assert {"=HYPERLINK(1)", "-1+cmd", "@SUM"} <= {cell.value for cell in cells}
    assert not [cell.value for cell in cells if cell.data_type == "f"]


TABLES = [model for model, page in admin.site._registry.items() if isinstance(page, ImportExportModelAdmin)]


ROUND_TRIPS = [(model, XLSX) for model in TABLES] + [(model, CSV) for model in (Organisation, Plan, Programme)]


@pytest.mark.parametrize(("model", "format_number"), ROUND_TRIPS)
def test_what_is_exported_comes_back_unchanged(reference, db, cast, as_person, model, format_number):
    client = as_person(cast.secretariat)
    rows = admin.site._registry[model].get_queryset(type("Request", (), {"user": cast.secretariat})()).count()
    assert rows > 0
    file = client.post(url_of(model, "export"), {"format": format_number, "resource": ""})
    assert file.status_code == 200
    sent = SimpleUploadedFile(f"rows.{'csv' if format_number == CSV else 'xlsx'}", file.content)
    preview = client.post(url_of(model, "import"), {"format": format_number, "import_file": sent, "resource": ""})
    result = preview.context["result"]
    assert not result.has_errors(), [str(error.error) for _, errors in result.row_errors() for error in errors][:3]
    assert not result.has_validation_errors(), [row.error for row in result.invalid_rows][:3]
    assert counts(preview)["skip"] == rows


def test_exports_and_imports_are_noted_with_who_and_how_many(cast, as_person):
    client = as_person(cast.secretariat)
    OrganisationFactory(code="old")
    client.post(url_of(Organisation, "export"), {"format": CSV, "resource": "", "organisationresource_code": "on"})
    confirm(client, Organisation, upload(client, Organisation, f"{HEAD}\nA list,new,New name,NEW,22,,,1,\n"))

    exported, imported = (AuditEntry.objects.get(kind=kind) for kind in (AuditKind.EXPORTED, AuditKind.IMPORTED))
    assert (exported.by, exported.about) == (cast.secretariat, "organisations")
    assert imported.detail == {"new": 1}
