"""What may be typed about a need, and what is said when it may not."""

from datetime import date
from decimal import Decimal

import pytest

from needs.forms import NeedFilterForm, NeedForm, PartFormSet, initial_of, initial_of_parts
from needs.models import NeedFilter
from needs.queries import entry_choices
from tests.factories.core import CountryFactory, PriorityFactory
from tests.factories.needs import NeedComponentFactory, PlanFactory, PlanObjectiveFactory
from tests.needs.world import content, form_data

SCRIPTS = {
    "Lao": "ຄວາມຕ້ອງການອຸປະກອນສື່ສານ",
    "Khmer": "តម្រូវការឧបករណ៍ទំនាក់ទំនង",
    "Burmese": "ဆက်သွယ်ရေးကိရိယာ လိုအပ်ချက်",
    "Thai": "ความต้องการอุปกรณ์สื่อสาร",
    "Vietnamese": "Nhu cầu thiết bị liên lạc của kiểm lâm",
    "emoji": "Radios 📻 for rangers 🐘",
}


@pytest.fixture
def choices(db):
    PriorityFactory()
    return entry_choices(CountryFactory())


def form(choices, **changes):
    return NeedForm(form_data(**changes), choices=choices)


def test_a_title_and_a_priority_make_a_draft(choices):
    assert NeedForm({"title": "Radios", "priority": "LIV", "urgency": "medium"}, choices=choices).is_valid()


def test_content_carries_what_was_typed(choices):
    typed = form(choices, amount_sought="1 250 000.50")

    assert typed.is_valid(), typed.errors
    found = typed.content()
    assert (found.priority.code, found.amount_sought, found.currency) == ("LIV", Decimal("1250000.50"), "USD")
    assert found.status == "open"


@pytest.mark.parametrize("script", SCRIPTS)
def test_text_of_every_script_is_kept(choices, script):
    typed = form(choices, title=SCRIPTS[script], statement=SCRIPTS[script])

    assert typed.is_valid()
    assert typed.content().title == SCRIPTS[script]


def test_decomposed_text_is_composed_and_control_characters_are_gone(choices):
    typed = form(choices, title="Nhu ca\u0302\u0300u\x00\x1b\u202e", statement="One\r\nTwo\x07")

    assert typed.is_valid()
    assert (typed.content().title, typed.content().statement) == ("Nhu cầu", "One\nTwo")


@pytest.mark.parametrize(
    "amount",
    ["-1", "-0.01", "NaN", "Infinity", "-Infinity", "1e400", "1e15", "9" * 40, "12.345", "many", "1;2", "٣ ٤x"],
)
@pytest.mark.parametrize("field", ["amount_sought", "own_cofinancing"])
def test_impossible_amounts_are_refused_in_words(choices, field, amount):
    typed = form(choices, **{field: amount})

    assert not typed.is_valid()
    assert list(typed.errors) == [field]


def test_an_amount_of_nought_is_not_an_empty_one(choices):
    nought, empty = form(choices, amount_sought="0"), form(choices, amount_sought="")

    assert nought.is_valid()
    assert empty.is_valid()
    assert (nought.content().amount_sought, empty.content().amount_sought) == (Decimal(0), None)


def test_an_amount_needs_its_currency_even_in_a_draft(choices):
    assert list(form(choices, currency="").errors) == ["currency"]


@pytest.mark.parametrize("day", ["1969-12-31", "2101-01-01", "9999-99-99", "tomorrow", "0001-01-01", "2026-02-30"])
def test_impossible_days_are_refused(choices, day):
    assert list(form(choices, needed_by=day).errors) == ["needed_by"]


def test_a_day_that_has_passed_is_refused_on_submitting_alone(choices):
    typed = form(choices, needed_by="2020-01-01")

    assert typed.is_valid()
    assert not typed.check_complete(())
    assert list(typed.errors) == ["needed_by"]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 161},
        {"statement": "x" * 5001},
        {"no_plan_reason": "x" * 501},
        {"lead_agency": "x" * 201},
        {"under_way": "x" * 2001},
        {"title": ""},
        {"title": "   \x00 "},
        {"priority": ""},
        {"priority": "ZZZ"},
        {"urgency": "extreme"},
        {"support_kinds": ["equipment", "bribes"]},
        {"target_groups": "everybody"},
        {"currency": "XXX"},
        {"amount_basis": "guess"},
        {"plan_objective": "999999999999999999999"},
        {"plan_objective": "1 OR 1=1"},
        {"version": "-1"},
        {"version": "one"},
    ],
)
def test_what_cannot_be_is_refused(choices, changes):
    typed = form(choices, **changes)

    assert not typed.is_valid()
    assert list(typed.errors) == list(changes)


def test_only_objectives_of_own_plans_are_offered(cast):
    PriorityFactory()
    own = PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_vnm.country))
    foreign = PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_tha.country))
    choices = entry_choices(cast.focal_vnm.country)
    form_of = {"no_plan_reason": ""}

    assert form(choices, plan_objective=str(own.pk), **form_of).is_valid()
    assert list(form(choices, plan_objective=str(foreign.pk), **form_of).errors) == ["plan_objective"]


def test_objective_and_reason_together_contradict(cast):
    PriorityFactory()
    own = PlanObjectiveFactory(plan=PlanFactory(country=cast.focal_vnm.country))
    typed = form(entry_choices(cast.focal_vnm.country), plan_objective=str(own.pk))

    assert typed.is_valid()
    assert not typed.check_complete(())
    assert list(typed.errors) == ["no_plan_reason"]


def test_a_change_asks_for_its_reason_and_the_countrys_word(choices):
    typed = NeedForm(form_data(status="open"), choices=choices, is_change=True)

    assert typed.is_valid()
    assert not typed.check_complete(())
    assert list(typed.errors) == ["reason"]
    assert list(NeedForm(form_data(), choices=choices, is_change=True).errors) == ["status"]


def test_content_survives_the_way_into_the_form_and_back(choices):
    before = content(amount_sought=Decimal("1234567.50"), own_cofinancing=Decimal("100.00"), currency="THB")

    start = initial_of(before)
    typed = NeedForm({key: value for key, value in start.items() if value is not None}, choices=choices)

    assert typed.is_valid(), typed.errors
    after = typed.content(before.parts)
    assert after.amount_sought == before.amount_sought
    assert start["amount_sought"] == "1,234,567.50"
    assert start["own_cofinancing"] == "100"


# --- Parts ------------------------------------------------------------------------------------------


def rows(own_parts=(), **changes):
    data = {"parts-TOTAL_FORMS": "3", "parts-INITIAL_FORMS": "0", **changes}
    return PartFormSet(data, prefix="parts", own_parts=own_parts)


def test_empty_rows_are_no_parts(db):
    typed = rows(**{"parts-0-title": "Radios", "parts-2-title": "Cars", "parts-2-quantity": "2"})

    assert typed.is_valid()
    assert [(part.title, part.quantity) for part in typed.parts()] == [("Radios", None), ("Cars", Decimal(2))]


def test_a_row_with_an_amount_needs_a_name(db):
    typed = rows(**{"parts-1-amount": "5"})

    assert not typed.is_valid()
    assert list(typed.errors[1]) == ["title"]


@pytest.mark.parametrize("amount", ["-1", "NaN", "1e400", "9" * 20, "ten"])
@pytest.mark.parametrize("field", ["quantity", "amount"])
def test_impossible_numbers_in_parts_are_refused(db, field, amount):
    assert not rows(**{"parts-0-title": "Radios", f"parts-0-{field}": amount}).is_valid()


def test_the_key_of_another_needs_part_is_refused(db):
    own, foreign = NeedComponentFactory(), NeedComponentFactory()

    assert rows([own.pk], **{"parts-0-title": "Own", "parts-0-component": str(own.pk)}).is_valid()
    for key in (foreign.pk, 10**30, -1, "x"):
        assert not rows([own.pk], **{"parts-0-title": "Foreign", "parts-0-component": str(key)}).is_valid()


def test_the_same_part_twice_is_one_and_a_new_one(db):
    own = NeedComponentFactory()
    twice = {f"parts-{n}-title": f"R{n}" for n in (0, 1)} | {f"parts-{n}-component": own.pk for n in (0, 1)}

    typed = rows([own.pk], **twice)

    assert typed.is_valid()
    assert [part.pk for part in typed.parts()] == [own.pk, None]


@pytest.mark.parametrize("total", ["", "x", "-5"])
def test_a_broken_count_of_rows_is_refused_not_a_crash(db, total):
    assert not rows(**{"parts-TOTAL_FORMS": total}).is_valid()


def test_more_than_twenty_rows_are_not_taken(db):
    many = {f"parts-{n}-title": f"Part {n}" for n in range(40)}

    typed = rows(**{**many, "parts-TOTAL_FORMS": "1000000"})

    assert len(typed.forms) == 20


def test_parts_survive_the_way_into_the_form(db):
    start = initial_of_parts(content())

    assert [row["title"] for row in start] == ["Radios", "Training"]


# --- The filter -------------------------------------------------------------------------------------


def register_filter(data, *, with_state=False):
    choices = {"countries": [("VNM", "Viet Nam")], "priorities": [("LIV", "Livelihoods")]}
    return NeedFilterForm(data, **choices, with_state=with_state)


def test_the_filter_understands_every_field():
    data = {
        "q": "radios",
        "country": "VNM",
        "priority": "LIV",
        "support": "training",
        "urgency": "high",
        "status": "open",
        "coverage": "none",
        "needed_by": "2027-12-31",
        "state": "draft",
    }

    assert register_filter(data, with_state=True).wanted() == NeedFilter(
        countries=("VNM",),
        priorities=("LIV",),
        support_kind="training",
        urgency="high",
        status="open",
        state="draft",
        coverage="none",
        needed_by=date(2027, 12, 31),
        text="radios",
    )


def test_what_the_filter_does_not_understand_falls_back():
    data = {
        "q": "x" * 500,
        "country": "ATL",
        "priority": "'; --",
        "support": "\x00",
        "urgency": "0",
        "status": "nobody",
        "coverage": "half",
        "needed_by": "soon",
        "state": "open",
    }

    assert register_filter(data, with_state=True).wanted() == NeedFilter()
    assert register_filter(data, with_state=True).in_use() == {}


def test_the_state_is_asked_of_country_teams_only():
    assert register_filter({"state": "draft"}).wanted() == NeedFilter()
