"""`manage.py load_reference`, over all apps."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from core.clearance.models import State
from core.clearance.rules import Disclosure
from core.figures import settle
from core.models import Country, Sourced
from core.reference import load
from core.sources import is_copy
from iwt_dashboard.management.commands import load_reference
from partners.coordination.models.mechanisms import Engagement

pytestmark = pytest.mark.django_db


def run(*args):
    out = io.StringIO()
    call_command("load_reference", *args, stdout=out, no_color=True)
    return out.getvalue()


def content():
    """Every row of every table, history included."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in ("core", "needs", "roadmap", "partners")
    }


def test_a_second_run_changes_no_row_writes_no_history_and_asks_little():
    run()
    # As its commit does.
    settle()
    before = content()

    with CaptureQueriesContext(connection) as queries:
        out = run()

    assert content() == before
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SET "))]
    assert [sql for sql in asked if not sql.startswith("SELECT")] == []
    # A few questions for each table, none for each of its rows.
    assert len(asked) < 150
    for line in out.splitlines()[1:]:
        created, updated, _unchanged, kept = line.split()[-4:]
        assert (created, updated, kept) == ("0", "0", "0"), line


def test_every_row_names_its_source_and_no_verified_row_leans_on_what_nobody_read():
    """Verified is what was read at its publisher's; general knowledge, our own work and copies are not."""
    run()

    for model in apps.get_models():
        if not issubclass(model, Sourced) or "Event" in model.__name__:
            continue
        for row in model._base_manager.all():
            assert row.source_title, (model, row)
            unread = ("General knowledge", "Worked out by", "in part ", "read as a copy")
            assert row.verified == (not any(words in row.source_title for words in unread)), (model, row)
            if str(row.source_date) == "2026-11-22":
                assert "(read 2026-11-22)" in row.source_title or "read as a copy at" in row.source_title, (model, row)
            assert row.source_url.startswith("https://") or row.source_url == "", (model, row)
            # No reader is led from an official record to a store of copies.
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                assert not (isinstance(value, str) and is_copy(value)), (model, row, field.name)
            shown = " ".join(re.sub(r"<[^>]*>", " ", provenance(row)).split())
            is_own = row.source_title.startswith(("General knowledge", "Worked out by"))
            assert shown.startswith("No source given" if is_own else "Published source"), (model, row)


def provenance(row):
    """The mark of where a row comes from, as every page shows it."""
    names = ("source_title", "source_url", "source_date", "verified")
    return render_to_string("components/_provenance.html", {"kind": "published"} | {n: getattr(row, n) for n in names})


def test_a_report_card_leads_to_the_official_page_and_calls_what_was_read_a_copy(client):
    """The category of national legislation was read in a copy of the table of the CITES Secretariat."""
    run()

    page = client.get("/countries/VNM/report-card/").content.decode()

    processes = page[page.index('id="processes"') :].split("</section>")[0]
    assert 'href="https://cites.org/eng/legislation/parties"' in processes
    assert "read as a copy at info.5y1.org" in processes
    assert "Not yet verified" in processes
    assert not [address for address in re.findall(r'href="([^"]+)"', page) if is_copy(address)]


def test_an_edited_row_is_kept_and_named():
    run()
    Country.objects.filter(iso3="LAO").update(official_name="As its people write it")

    out = run()

    assert "Kept because people edited it: member states: LAO" in out
    assert Country.objects.get(iso3="LAO").official_name == "As its people write it"


def test_dry_run_tells_and_writes_nothing():
    out = run("--dry-run")

    assert "core: member states" in out
    assert "Dry run: nothing was changed." in out
    assert not Country.objects.exists()


def test_history_names_the_loader():
    run()

    event = apps.get_model("core", "CountryEvent").objects.first()
    assert event.pgh_context.metadata["user_name"] == "Reference data"


def test_a_faulty_file_is_told_and_its_app_left_alone(monkeypatch, tmp_path):
    path = tmp_path / "countries.yaml"
    path.write_text("rows:\n  - {iso3: BRN, colour: red, source: S01}\n", encoding="utf-8")
    table = load_reference.Table(path, Country, key=("iso3",))
    monkeypatch.setitem(load_reference.APPS, "core", (table,))

    with pytest.raises(
        CommandError, match=r"countries\.yaml, line 2: unknown key colour\. Nothing of core was loaded\."
    ):
        run()

    assert not Country.objects.exists()


@pytest.mark.parametrize(
    ("disclosure", "is_renewed"),
    [(Disclosure.PUBLIC, True), (Disclosure.PARTNERS, False), (Disclosure.NATIONAL, False)],
)
def test_a_row_from_before_its_table_passed_clearance_is_renewed_unless_it_was_narrowed(disclosure, is_renewed):
    """An earlier release loaded engagements without a state; the update made them cleared and public."""
    run()
    row = Engagement.objects.exclude(reference_digest="").order_by("pk").first()
    now = row.source_title
    row.source_title, row.state, row.disclosure = "As it was told before", State.DRAFT, Disclosure.NATIONAL
    loaded_as = load._digest(row, {})
    Engagement.objects.filter(pk=row.pk).update(
        source_title=row.source_title, reference_digest=loaded_as, state=State.CLEARED, disclosure=disclosure
    )

    run()

    row.refresh_from_db()
    assert (row.source_title == now) == is_renewed
    assert row.disclosure == disclosure
