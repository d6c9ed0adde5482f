"""An import goes round no rule: clearance, reasons, versions, rates and the rest are those of the form."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clearance.models import State
from core.history.audit import AuditEntry, AuditKind
from core.models import Organisation
from partners.programmes.models.money import ExchangeRate
from partners.programmes.models.programmes import Programme
from roadmap.models import Goal
from tests.factories.core import OrganisationFactory
from tests.factories.partners import ProgrammeFactory
from tests.page_forms import form_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contexts")]


def url_of(model, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def upload(client, model, text):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("rows.csv", content, content_type="text/csv")
    return client.post(url_of(model, "import"), {"format": "1", "import_file": file, "resource": ""})


def confirm(client, model, preview):
    form = preview.context["confirm_form"]
    data = {name: form.initial.get(name) or "" for name in form.fields}
    return client.post(url_of(model, "process_import"), data)


def faults(preview):
    assert "confirm_form" not in preview.context
    return [*preview.context["file_faults"], *preview.context["faults"]]


@pytest.fixture
def keeper(cast, as_person):
    return as_person(cast.secretariat)


@pytest.fixture
def programme(cast):
    return ProgrammeFactory(slug="one", title="One", owner=cast.editor_wcs.organisation, is_regional=True)


def test_a_national_goal_is_made_by_no_file(cast, keeper):
    answer = upload(keeper, Goal, "code,title,position,country\nmine,National goal,1,VNM\n")

    assert "country" in faults(answer)[0]
    assert not Goal.objects.filter(code="mine").exists()


def test_the_code_of_a_regional_goal_stays_the_regions(cast, keeper):
    Goal.objects.create(
        code="r-1",
        title="Regional",
        source_title="A published list",
        state=State.CLEARED,
        disclosure="public",
        cleared_at="2024-01-01T00Z",
    )

    assert faults(upload(keeper, Goal, "code,title,position,country\nr-1,Taken,1,VNM\n"))

    assert Goal.objects.get(code="r-1").country is None


def test_a_new_regional_goal_is_cleared_as_by_the_form(cast, keeper):
    confirm(keeper, Goal, upload(keeper, Goal, "code,title,position,source_title\nr-1,Regional,1,A plan\n"))

    goal = Goal.objects.get(code="r-1")
    assert (goal.country, goal.state, goal.disclosure, goal.created_by) == (None, "cleared", "public", cast.secretariat)


def test_a_public_programme_changes_with_a_reason(programme, keeper):
    [(line, column, words)] = faults(upload(keeper, Programme, "slug,title\none,Two\n"))
    assert (line, column) == (2, "change_reason")
    assert "say why" in words
    assert Programme.objects.get().title == "One"

    confirm(keeper, Programme, upload(keeper, Programme, "slug,title,change_reason\none,Two,As signed\n"))
    row = Programme.objects.get()
    assert (row.title, row.change_reason, row.version) == ("Two", "As signed", 2)
    assert row.events.count() == 2


def test_an_amount_comes_with_the_rate_of_its_day(programme, keeper):
    """The European Central Bank's table of 16 March 2020: 1.1157 US dollars for one euro, so 0.896298288070 euro."""
    head = "slug,total,currency,amount_on,change_reason"
    confirm(keeper, Programme, upload(keeper, Programme, f"{head}\none,100,EUR,2020-03-16,As signed\n"))

    row = Programme.objects.get()
    assert (row.rate_per_usd, row.rate_on) == (Decimal("0.896298288070"), date(2020, 3, 16))


@pytest.mark.parametrize(
    ("cells", "column"),
    [("9000000000,ZZZ,2020-03-16", "currency"), ("9000000000,,2020-03-16", "currency"), ("-5,USD,2020-03-16", "total")],
    ids=["no such currency", "no currency", "below nought"],
)
def test_money_that_cannot_be_is_refused(programme, keeper, cells, column):
    answer = upload(keeper, Programme, f"slug,total,currency,amount_on,change_reason\none,{cells},Signed\n")

    assert column in [name for _line, name, _words in faults(answer)]
    assert Programme.objects.get().total is None


@pytest.mark.parametrize(
    ("typed", "amount"), [('"1234,5"', "1234.50"), ('"1.234.567,89"', "1234567.89"), ('"1,234,567"', "1234567")]
)
def test_an_amount_is_read_as_its_country_writes_it(programme, keeper, typed, amount):
    text = f"slug,total,currency,amount_on,change_reason\none,{typed},USD,2020-03-16,Signed\n"
    confirm(keeper, Programme, upload(keeper, Programme, text))

    assert Programme.objects.get().total == Decimal(amount)


def test_an_amount_that_can_be_read_in_two_ways_is_refused(programme, keeper):
    text = 'slug,total,currency,amount_on,change_reason\none,"1,234",USD,2020-03-16,Signed\n'

    [(_line, column, words)] = faults(upload(keeper, Programme, text))
    assert (column, "two different numbers" in words) == ("total", True)


def test_no_file_states_a_rate(programme, keeper):
    text = "slug,total,currency,rate_per_usd,rate_source,change_reason\none,9000000000,VND,1,US dollar,Signed\n"

    assert "rate_per_usd" in faults(upload(keeper, Programme, text))[0]


def test_a_currency_without_a_rate_on_that_day_counts_in_no_sum(programme, keeper):
    text = "slug,total,currency,amount_on,change_reason\none,9000000000,EUR,1998-03-16,Signed\n"
    confirm(keeper, Programme, upload(keeper, Programme, text))

    row = Programme.objects.get()
    assert (row.total, row.rate_per_usd, row.rate_source) == (Decimal(9_000_000_000), None, "")


def test_a_programme_becomes_no_part_of_its_own_part(programme, keeper):
    ProgrammeFactory(slug="part", parent=programme)

    assert faults(upload(keeper, Programme, "slug,parent,change_reason\none,part,Moved\n"))[0][1] == "parent"


def test_what_is_one_line_in_the_form_is_one_line(cast, keeper):
    confirm(keeper, Organisation, upload(keeper, Organisation, 'code,name,source_title\nx,"One\nTwo\u202e",A list\n'))

    assert Organisation.objects.get(code="x").name == "One Two"


@pytest.mark.parametrize("day", ["0201-05-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_that_can_only_be_a_slip_is_refused(programme, keeper, day):
    [(_line, column, words)] = faults(upload(keeper, Programme, f"slug,starts_on,change_reason\none,{day},Signed\n"))

    assert (column, words) == ("starts_on", "It must lie between 1900 and 2100.")


def test_a_year_that_can_only_be_a_slip_is_refused(keeper):
    """2566 is 2023 in the calendar of Thailand."""
    answer = upload(keeper, ExchangeRate, "currency,year,per_usd,source_title\nTHB,2566,34.8,Bank of Thailand\n")

    assert [column for _line, column, _words in faults(answer)] == ["year"]


def test_what_was_judged_does_not_become_unjudged(keeper, cast):
    ProgrammeFactory(slug="one", owner=cast.editor_wcs.organisation, is_regional=True, iwt_relevance="confirmed")
    answer = upload(keeper, Programme, "slug,iwt_relevance,change_reason\none,not_judged,Signed\n")

    assert faults(answer)[0][1] == "iwt_relevance"


def test_an_early_end_has_its_own_page(programme, keeper):
    answer = upload(keeper, Programme, "slug,status,change_reason\none,terminated_early,Cut\n")

    assert faults(answer)[0][1] == "status"


def test_an_owners_open_form_meets_the_conflict_page(programme, cast, keeper, as_person):
    editor = as_person(cast.editor_wcs)
    address = "/partners/programmes/one/edit/"
    form = form_in(editor.get(address), "title", title="Mine", reason="Mine")

    confirm(keeper, Programme, upload(keeper, Programme, "slug,title,change_reason\none,Theirs,As signed\n"))
    answer = editor.post(address, form)

    assert "Somebody else saved this while you were typing" in answer.content.decode()
    assert "Theirs" in answer.content.decode()
    assert Programme.objects.get().title == "Theirs"


def test_what_changed_since_the_preview_is_not_overwritten(cast, keeper):
    OrganisationFactory(code="old", name="Old name")
    preview = upload(keeper, Organisation, "code,name,source_title\nold,From the file,A list\nnew,New one,A list\n")
    Organisation.objects.filter(code="old").update(name="Meanwhile")

    answer = confirm(keeper, Organisation, preview)

    assert answer.status_code == 422
    assert "since the preview" in answer.content.decode()
    assert Organisation.objects.get(code="old").name == "Meanwhile"
    assert not Organisation.objects.filter(code="new").exists()
    assert not AuditEntry.objects.filter(kind=AuditKind.IMPORTED).exists()


def test_one_bad_row_holds_all_back(cast, keeper):
    before = Organisation.objects.count()
    answer = upload(keeper, Organisation, "code,name,iati_type,source_title\ngood,Good,22,A list\nbad,,99,A list\n")

    assert {(line, column) for line, column, _words in faults(answer)} == {(3, "name"), (3, "iati_type")}
    assert Organisation.objects.count() == before


def test_a_file_is_brought_in_once(cast, keeper):
    preview = upload(keeper, Organisation, "code,name,source_title\nnew,New one,A list\n")

    assert confirm(keeper, Organisation, preview).status_code == 302
    again = confirm(keeper, Organisation, preview)

    assert again.status_code == 302
    assert "no longer here" in keeper.get(again["Location"]).content.decode()
    assert Organisation.objects.filter(code="new").count() == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "iwt-import-zz", "passwd"])
def test_the_name_of_a_kept_file_leads_nowhere_else(keeper, name):
    data = {"import_file_name": name, "original_file_name": "x", "format": "1", "resource": ""}

    answer = keeper.post(url_of(Organisation, "process_import"), data)

    assert answer.status_code == 302
    assert "no longer here" in keeper.get(answer["Location"]).content.decode()


def test_the_same_row_twice_is_told(cast, keeper):
    [(line, _column, words)] = faults(
        upload(keeper, Organisation, "code,name,source_title\nnew,One,A list\nnew,Two,A list\n")
    )

    assert line == 3
    assert "line 2" in words


def test_what_was_merged_is_passed_over_or_told_to_be_another(cast, keeper):
    kept = OrganisationFactory(code="kept", source_title="A list")
    OrganisationFactory(code="gone", name="Gone", merged_into=kept, is_active=False, source_title="A list")

    same = upload(keeper, Organisation, "code,name\ngone,Gone\n")
    assert same.context["result"].totals["skip"] == 1
    [(line, _column, words)] = faults(upload(keeper, Organisation, "code,name\ngone,Back again\n"))

    assert line == 2
    assert f"merged into “{kept}”" in words


def test_no_file_makes_a_programme_without_a_place(programme, keeper):
    """As the forms ask: a member state, which no file names here, or the region."""
    heading = "slug,title,owner,source_title,is_regional,status,iwt_share_basis,iwt_relevance,disclosure"
    new = heading + "\n{},Two,{},A list,{},2,unknown,confirmed,partners\n"
    for text in ("slug,is_regional\none,0\n", new.format("two", programme.owner.code, 0)):
        assert "say that it covers the region" in str(faults(upload(keeper, Programme, text)))

    assert "confirm_form" in upload(keeper, Programme, new.format("two", programme.owner.code, 1)).context
    # What stands without a place already, as imported files leave it, can be mended one thing at a time.
    Programme.objects.filter(pk=programme.pk).update(is_regional=False)
    assert "confirm_form" in upload(keeper, Programme, "slug,title,change_reason\none,Other,Its name\n").context
