"""What may be stored as an address, and what becomes a link: http and https, and nothing in their clothes."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core.models import Country
from core.reference.files import ReferenceDataError
from core.web_address import Checked, WebAddressFormField, check_web_address, linkable
from iwt_dashboard.ops.paths import BASE_DIR
from needs.models import Plan
from partners.coordination.models.mechanisms import Mechanism
from tests.factories.core import CountryFactory

GOOD = [
    "https://cites.org/eng",
    "http://www.traffic.org",
    "https://cites.org:8443/eng/disc/species.php?a=b&c=%20d#e",
    "https://vi.wikipedia.org/wiki/T%C3%AA_t%C3%AA",
    "https://xn--vit-nam-8za.example/",
    "http://192.0.2.1/x",
    "HTTPS://CITES.ORG/x",
]
# Each is told apart by what browsers do with it: leading controls and spaces, tabs and line ends within, any case.
BAD = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x00javascript:alert(1)",
    "\x01https://cites.org",
    "javascript://cites.org/%0aalert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "VBScript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "file://server/share",
    "FILE:///C:/",
    "\\\\server\\share",
    "//evil.example.org",
    "/needs/",
    "ftp://example.org/x",
    "blob:https://cites.org/x",
    "view-source:https://cites.org",
    "ms-word:ofe|u|https://evil.example.org/x.docx",
    "search-ms:query=x",
    "mailto:a@example.org",
    "tel:112",
    "https:cites.org",
    "https:///cites.org",
    "https://",
    "https://cites.org@evil.example.org/",
    "https://user:password@evil.example.org/",
    "https://cites.org\\@evil.example.org",
    "https://cites.org/a b",
    "https://cites.org/\u202egro.live",
    "https://cites.org/\u200b",
    'https://cites.org/"onmouseover=alert(1)',
    "https://cites.org/<script>",
    "https://[::1",
    "https://" + "x" * 600 + ".org",
    "cites",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_address_on_the_web_is_taken_and_is_a_link(address):
    check_web_address(address)

    assert linkable(address) == address


@pytest.mark.parametrize("address", BAD, ids=ascii)
def test_anything_else_is_refused_and_is_no_link(address):
    with pytest.raises(ValidationError, match="https://"):
        check_web_address(address)

    assert linkable(address) == ""


@given(st.text(max_size=60), st.sampled_from(["javascript:", "data:", "file:", "vbscript:", "JAVASCRIPT\t:"]))
def test_no_other_scheme_becomes_a_link_whatever_stands_around_it(rest, scheme):
    assert linkable(scheme + rest) == ""
    assert linkable(f" {scheme}{rest}") == ""


@pytest.mark.parametrize("value", [None, "", 0, [], object()])
def test_what_is_no_text_is_no_link(value):
    assert linkable(value) == ""


# --- Fields of forms ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", GOOD)
def test_a_form_takes_an_address(address):
    assert WebAddressFormField().clean(f" {address} ") == address


@pytest.mark.parametrize(
    "address", [one for one in BAD if one not in {"//evil.example.org", "\tjavascript:alert(1)"}], ids=ascii
)
def test_a_form_refuses_the_rest_in_words(address):
    with pytest.raises(ValidationError) as refusal:
        WebAddressFormField().clean(address)

    assert str(refusal.value.messages[0])


def test_what_is_typed_without_a_scheme_is_encrypted():
    assert WebAddressFormField().clean("cites.org/eng") == "https://cites.org/eng"
    assert WebAddressFormField().clean("cites.org:8443/eng") == "https://cites.org:8443/eng"
    assert WebAddressFormField(required=False).clean("") == ""


# --- Columns -----------------------------------------------------------------------------------------


def columns():
    """Every column that holds an address, of every table that is not a history."""
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"core", "needs", "roadmap", "partners"}
        for field in model._meta.concrete_fields
        if field.model is model
        and re.search(r"(^|_)(url|link|website)$", field.name)
        and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_column_that_holds_an_address_checks_it():
    found = columns()

    assert {(model.__name__, field.name) for model, field in found} >= {
        ("Country", "source_url"),
        ("Plan", "document_url"),
        ("Mechanism", "website"),
        ("Engagement", "report_url"),
        ("CommitmentStep", "link"),
        ("Observation", "evidence_url"),
    }
    assert [(model.__name__, field.name) for model, field in found if not isinstance(field, Checked)] == []
    for _model, field in found:
        assert isinstance(field.formfield(), WebAddressFormField)


@pytest.mark.django_db
@pytest.mark.parametrize("address", BAD[:16], ids=ascii)
def test_no_way_to_write_stores_it(address):
    country = CountryFactory()
    for model, field in columns():
        with pytest.raises(ValidationError):
            field.get_db_prep_save(address, connection)
        with pytest.raises(ValidationError):
            field.clean(address, model())
    with pytest.raises(ValidationError):
        Country.objects.filter(pk=country.pk).update(source_url=address)
    with pytest.raises(ValidationError):
        Plan.objects.bulk_create([Plan(country=country, title="x", document_url=address)])
    with pytest.raises(ValidationError):
        Mechanism.objects.create(code="x", name="x", website=address)


def test_the_loader_of_reference_data_names_the_row(tmp_path):
    from core.reference.files import Sources

    path = tmp_path / "sources.yaml"
    path.write_text("a:\n  title: A page\n  url: javascript:alert(1)\n")

    with pytest.raises((ReferenceDataError, ValueError), match="javascript:alert"):
        Sources(path)


# --- Pages -------------------------------------------------------------------------------------------

LINKED = re.compile(r'href="\{\{ ?([^}|]*(?:url|link|website))([^}]*)\}\}"')
# Paths of our own, which views put together.
OWN = {f"{name}_url" for name in ("record", "account", "login", "action", "reset", "list", "money", "cancel")} | {"url"}
OWN |= {f"{name}.url" for name in ("entry", "change", "item", "step", "link", "way", "chip", "answer", "row", "page")}


def test_every_page_checks_what_it_links():
    found = {}
    for path in (BASE_DIR / "templates").rglob("*.html"):
        for name, rest in LINKED.findall(path.read_text()):
            if name.strip() not in OWN and "web_address" not in rest:
                found[str(path)] = name

    assert found == {}


def test_a_page_shows_an_old_address_as_text():
    page = Template(
        '{% include "components/_provenance.html" with kind="published" source_title="A" source_url=u only %}'
    )

    assert "<a" not in page.render(Context({"u": "javascript:alert(1)"}))
    assert 'href="https://cites.org"' in page.render(Context({"u": "https://cites.org"}))
