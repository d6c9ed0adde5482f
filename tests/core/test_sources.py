"""What is a published source, what is a copy of one, and how a row without a source is told."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.admin.base import ReferenceAdmin
from core.models import Organisation, Priority, Sourced
from core.reference.files import ReferenceDataError, Row, Sources
from core.sources import (
    COPY_NAMES,
    COPY_STORES,
    IN_PART,
    NO_SOURCE,
    UNPUBLISHED_PARTS,
    each_source,
    host_of,
    is_all_published,
    is_copy,
    is_published,
    parts_of_title,
)
from tests.factories.core import PriorityFactory


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://cites.org/eng/legislation/parties", False),
        ("https://www.unodc.org/roseap/", False),
        ("", False),
        ("not an address", False),
        ("https://[half", False),
        ("https://info.5y1.org/prime-minister-of-jamaica-2020_1_5388ee.html", True),
        ("http://WWW.SCRIBD.com/document/1", True),
        ("https://text-id.123dok.com/document/6zko2dwey", True),
        ("https://businessdocbox.com/Forestry/104318885", True),
        ("https://lawsdocbox.com/amp/89540563", True),
        ("https://vdocuments.site/x", True),
        ("https://stag.cites.org/fra/taxonomy/term/42037", True),
        ("https://sdg-staging.data.gov/15-c-1", True),
        # The same stores under other endings, and other hosts of trial.
        ("https://fdocuments.ec/document/x", True),
        ("https://vdocuments.pub/x", True),
        ("https://docplayer.org/1", True),
        ("https://dokumen.site/download/x", True),
        ("https://pdfslide.tips/x", True),
        ("https://es.scribd.com/doc/1", True),
        ("https://uat.cites.org/eng", True),
        ("https://preprod.unep.org/page", True),
        ("https://dev-chm.cbd.int/countries/profile/?country=tl", True),
        # Words that only hold such a name, and publishers whose own name it is.
        ("https://development.asean.org/x", False),
        ("https://undp-development.org/x", False),
        ("https://test.org/page", False),
        ("https://wildlifetest.example.org/", False),
        # Not the store itself, but an address that only holds its name.
        ("https://notscribd.com/", False),
        ("https://example.org/scribd.com", False),
    ],
)
def test_what_leads_to_a_copy(address, expected):
    assert is_copy(address) is expected


@given(
    st.sampled_from([*COPY_STORES, *(f"{name}.net" for name in COPY_NAMES)]),
    st.sampled_from(["", "www.", "en.", "a.b."]),
    st.text(max_size=20),
)
def test_every_page_of_a_store_is_a_copy(store, below, path):
    assert is_copy(f"https://{below}{store}/{re.sub(r'[^a-z]', '', path)}")


@given(st.text(max_size=60))
def test_no_address_is_too_odd_to_be_judged(text):
    assert is_copy(text) in (True, False)
    assert host_of(text) == host_of(text).lower()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("CITES Decision 17.52", True),
        ("", False),
        ("   ", False),
        ("General knowledge, not yet checked against a source", False),
        ("General knowledge, in doubt, not yet checked against a source", False),
        ("Worked out by this project from the sources named", False),
        ("Eco-Business; in part general knowledge, not yet checked", True),
    ],
)
def test_what_was_published(title, expected):
    assert is_published(title) is expected


@pytest.mark.parametrize(
    ("title", "parts", "is_whole"),
    [
        ("CITES CoP18", ("CITES CoP18", ""), True),
        ("One (read as a copy at docslib.org); Two", ("One (read as a copy at docslib.org); Two", ""), True),
        ("One; in part general knowledge, not yet checked", ("One", "general knowledge, not yet checked"), False),
        (
            "One; Two; in part general knowledge, in doubt; in part worked out by this project",
            ("One; Two", "general knowledge, in doubt, worked out by this project"),
            False,
        ),
        # What is in part something else was published all the same.
        ("The report; in part two", ("The report; in part two", ""), True),
        ("General knowledge, not yet checked", ("", "General knowledge, not yet checked"), False),
        (NO_SOURCE, ("", NO_SOURCE), False),
        ("", ("", ""), False),
    ],
)
def test_what_of_a_source_was_published(title, parts, is_whole):
    assert parts_of_title(title) == parts
    assert is_all_published(title) is is_whole


@given(st.text(max_size=40), st.sampled_from(["", *UNPUBLISHED_PARTS]))
def test_no_word_of_a_source_gets_lost(published, part):
    named, rest = parts_of_title(published + part)

    assert sorted((named + rest).replace(" ", "")) == sorted((published + part[len(IN_PART) :]).replace(" ", ""))


def shown(**context):
    """The mark as a reader sees it."""
    text = render_to_string("components/_provenance.html", {"kind": "published", **context})
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"source_title": "CITES CoP18"}, "Published source: CITES CoP18"),
        ({"source_title": "CITES CoP18", "short": True, "verified": False}, "Published source Not yet verified"),
        ({"source_title": ""}, "No source given"),
        ({"source_title": NO_SOURCE, "verified": False}, "No source given Not yet verified"),
        # What was published and what was not are told apart, and a day is that of what was published.
        (
            {"source_title": "The table; in part general knowledge, in doubt", "source_date": date(2026, 1, 2)},
            "Published source: The table, 2 January 2026 In part without a source: general knowledge, in doubt",
        ),
        (
            {"source_title": "The table; in part worked out by this project", "short": True, "verified": False},
            "Published source In part without a source Not yet verified",
        ),
        ({}, "No source given"),
        ({"source_title": "", "verified": False}, "No source given Not yet verified"),
        (
            {"source_title": "General knowledge, not yet checked against a source", "verified": False},
            "No source given General knowledge, not yet checked against a source Not yet verified",
        ),
        ({"source_title": "General knowledge, in doubt", "short": True}, "No source given"),
        ({"kind": "demonstration"}, "Demonstration"),
        ({"kind": "country", "country": "Viet Nam"}, "Reported by Viet Nam"),
    ],
)
def test_a_mark_never_calls_published_what_has_no_source(context, expected):
    assert shown(**context) == expected


# --- The register ------------------------------------------------------------------------------------


REGISTER = """
known: {title: "General knowledge, not yet checked", in_part: general knowledge, not_read: true}
A: {title: The table, url: "https://cites.org/table", copy: "https://docslib.org/doc/1", read_on: 2026-01-02}
B: {title: The report, copy: fdocuments.net, read_on: 2026-01-02}
C: {title: The page, url: "https://unodc.org/page", read_on: 2026-01-03}
"""


@pytest.mark.parametrize(
    ("named", "title", "url", "verified"),
    [
        ("C", "The page (read 2026-01-03)", "https://unodc.org/page", True),
        ("A", "The table (read as a copy at docslib.org)", "https://cites.org/table", False),
        ("B", "The report (read as a copy at fdocuments.net)", "", False),
        # What was published comes first, and its publisher's address before a copy's.
        ("known, C", "The page (read 2026-01-03); in part general knowledge", "https://unodc.org/page", False),
        # The address, the day and the beginning of the title are of one source: the one that a reader is led to.
        (
            "B, C",
            "The page (read 2026-01-03); The report (read as a copy at fdocuments.net)",
            "https://unodc.org/page",
            False,
        ),
        ("known", "General knowledge, not yet checked", "", False),
    ],
)
def test_what_a_row_says_of_its_sources(tmp_path, named, title, url, verified):
    path = tmp_path / "sources.yaml"
    path.write_text(REGISTER)

    found = Sources(path).fields(row_of(tmp_path, named))

    assert (found["source_title"], found["source_url"], found["verified"]) == (title, url, verified)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('X: {title: A page, url: "https://scribd.com/document/1"}', "name it as the copy"),
        ("X: {title: General knowledge}", "its title begins so"),
        ("X: {title: A page, not_read: true}", "its title begins so"),
        ("X: {url: 'https://cites.org'}", "a source needs a title"),
    ],
)
def test_a_register_that_leads_astray_is_refused(tmp_path, entry, told):
    path = tmp_path / "sources.yaml"
    path.write_text(entry)

    with pytest.raises(ReferenceDataError, match=told):
        Sources(path)


def row_of(folder, named):
    """A row that names these sources."""
    return Row(folder / "rows.yaml", 1, {"source": named})


# --- The administration ------------------------------------------------------------------------------


# Member states and priorities are a closed list: no row of them is entered.
SOURCED = [
    model
    for model, page in admin.site._registry.items()
    if isinstance(page, ReferenceAdmin) and issubclass(model, Sourced) and page.takes_rows
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", SOURCED, ids=lambda model: model.__name__)
def test_the_administration_takes_no_row_without_a_source(cast, as_person, model):
    """Every table of reference data asks for it, whatever else is wrong with the form."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    page = as_person(cast.secretariat).post(address, {"source_title": "  "}).content.decode()

    assert "Say where it comes from: what was published, and by whom." in page


@pytest.mark.django_db
def test_a_row_with_its_source_is_taken_and_one_that_leads_to_a_copy_is_not(cast, as_person):
    keeper, address = as_person(cast.secretariat), reverse("admin:core_organisation_add")
    row = {"code": "new-one", "name": "A new one", "is_active": "on", "source_title": "Its annual report"}

    refused = keeper.post(address, {**row, "source_url": "https://docslib.org/doc/1"}).content.decode()
    assert "leads to a copy which somebody else keeps" in refused
    assert not Organisation.objects.filter(code="new-one").exists()

    keeper.post(address, {**row, "source_url": "https://example.org/report"})
    assert Organisation.objects.get(code="new-one").source_title == "Its annual report"


@pytest.mark.django_db
@pytest.mark.parametrize("title", [NO_SOURCE, "General knowledge", "The table; in part general knowledge, in doubt"])
def test_what_has_no_published_source_cannot_be_marked_as_verified(cast, as_person, title):
    row = PriorityFactory(code="LIV", verified=False, source_title=title)
    address = reverse("admin:core_priority_change", args=[row.pk])

    as_person(cast.secretariat).post(
        address, {"code": "LIV", "name": row.name, "position": row.position, "verified": "on", "source_title": title}
    )

    assert not Priority.objects.get(pk=row.pk).verified


KNOWN = {
    "A report": "https://a.example/",
    "The table; with its notes": "https://t.example/",
    "A copy (read as a copy at x)": "",
}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("A report", [("A report", "https://own.example/")]),
        # A source that nobody registered keeps its name whole: the signs in it part nothing.
        ("Law 12; annex 3", [("Law 12; annex 3", "https://own.example/")]),
        (
            "Law 12; annex 3; A report",
            [("Law 12; annex 3", "https://own.example/"), ("A report", "https://a.example/")],
        ),
        (
            "A report (read 2026-11-22); The table; with its notes; A copy (read as a copy at x)",
            [
                ("A report (read 2026-11-22)", "https://own.example/"),
                ("The table; with its notes", "https://t.example/"),
                ("A copy (read as a copy at x)", ""),
            ],
        ),
        ("", []),
    ],
)
def test_each_of_several_sources_has_its_own_address(title, found):
    assert each_source(title, "https://own.example/", KNOWN) == found


def test_a_row_without_an_address_has_that_of_its_source():
    assert each_source("A report; Of nobody", "", KNOWN) == [("A report", "https://a.example/"), ("Of nobody", "")]


def test_every_source_of_a_page_is_a_link_by_itself():
    """The address of the second stands in the register of sources."""
    first, second = "Unregistered", "CITES National Legislation Project: Parties"
    page = render_to_string(
        "components/_provenance.html",
        {"kind": "published", "source_title": f"{first}; {second}", "source_url": "https://usaidrdw.org/x"},
    )

    assert re.findall('<a href="([^"]*)"', page) == [
        "https://usaidrdw.org/x",
        "https://cites.org/eng/legislation/parties",
    ]
