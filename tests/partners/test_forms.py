"""What may be typed: the answer to a need, filled with what remains, and hostile input."""

from decimal import Decimal

import pytest

from core.choosing import Names
from core.models import Organisation
from partners.programmes.forms.filters import OrganisationFilterForm, ProgrammeFilterForm
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.queries.programmes import own_programmes
from partners.support.forms.answers import AnswerForm
from partners.support.forms.decisions import DecisionForm
from partners.support.models.answers import ResponseKind
from partners.support.queries.answer_page import answer_page
from partners.support.queries.responses import need_to_answer, response_of
from tests.factories.core import OrganisationFactory
from tests.factories.partners import ProgrammeFactory, ResponseComponentFactory, ResponseFactory
from tests.partners.world import add_part, make_need


@pytest.fixture
def need(cast):
    return make_need(amount_sought=Decimal(1000), currency="USD")


def form_for(cast, need, data=None):
    target = need_to_answer(cast.editor_wcs, need.code)
    return AnswerForm(data, target=target, programmes=own_programmes(cast.editor_wcs))


def typed(**fields):
    return {"kind": "offer", "note": "We help.", **fields}


def test_the_form_is_filled_with_what_remains(cast, need):
    whole, half = add_part(need, "Whole"), add_part(need, "Half", quantity=Decimal(10))
    earlier = ResponseFactory(need=need, accepted=True, amount=Decimal(400), organisation=OrganisationFactory(code="x"))
    ResponseComponentFactory(response=earlier, component=whole)
    ResponseComponentFactory(response=earlier, component=half, quantity=Decimal(4))

    form = form_for(cast, need)

    assert form["amount"].value() == "600"
    assert [row.part for row in form.part_rows] == [half]
    assert form.part_rows[0].quantity.value() == "6"
    assert form.part_rows[0].tick.value()


def test_a_need_without_money_takes_no_amount(cast):
    form = form_for(cast, make_need(), typed(amount="500"))

    assert "amount" not in form.fields
    assert form.is_valid()
    assert form.draft().amount is None


def test_an_offer_becomes_a_draft(cast, need):
    part, other = add_part(need, quantity=Decimal(5)), add_part(need)
    programme = ProgrammeFactory()

    form = form_for(
        cast,
        need,
        typed(
            **{
                "amount": "1,250.50",
                f"part_{part.pk}": "on",
                f"quantity_{part.pk}": "2",
                f"part_{other.pk}": "on",
                "starts_on": "2027-01-01",
                "ends_on": "2027-12-31",
                "programme": str(programme.pk),
                "contact_role": "Officer",
            }
        ),
    )

    assert form.is_valid(), form.errors
    draft = form.draft()
    assert (draft.amount, draft.programme) == (Decimal("1250.50"), programme)
    assert draft.parts == {part.pk: Decimal(2), other.pk: None}
    assert form.more_than_remains().keys() == {"amount"}


def test_more_of_a_part_than_remains_is_said_and_not_refused(cast, need):
    part = add_part(need, quantity=Decimal(5), unit="dogs")

    form = form_for(cast, need, typed(**{f"part_{part.pk}": "on", f"quantity_{part.pk}": "9"}))

    assert form.is_valid()
    assert form.more_than_remains() == {f"quantity_{part.pk}": "This is more than remains: 5 dogs."}


@pytest.mark.parametrize("kind", [ResponseKind.INTEREST, ResponseKind.NOT_NOW])
def test_other_answers_carry_no_money_no_parts_and_no_days(cast, need, kind):
    part = add_part(need, quantity=Decimal(5))
    faulty = {"amount": "much", f"part_{part.pk}": "on", f"quantity_{part.pk}": "-3", "starts_on": "soon"}

    form = form_for(cast, need, typed(kind=kind, **faulty))

    assert form.is_valid(), form.errors
    draft = form.draft()
    assert (draft.amount, draft.parts, draft.starts_on) == (None, {}, None)


def test_a_fault_in_the_quantity_of_a_part_that_is_not_ticked_is_none(cast, need):
    part = add_part(need, quantity=Decimal(5))

    form = form_for(cast, need, typed(**{f"quantity_{part.pk}": "none"}))

    assert form.is_valid(), form.errors


def test_an_offer_offers_something(cast, need):
    form = form_for(cast, need, {"kind": "offer"})

    assert not form.is_valid()
    assert "Say what you offer" in str(form.non_field_errors())


def test_a_ticked_part_that_was_covered_meanwhile_is_said(cast, need):
    part = add_part(need)
    earlier = ResponseFactory(need=need, accepted=True, organisation=OrganisationFactory(code="x"))
    ResponseComponentFactory(response=earlier, component=part)

    form = form_for(cast, need, typed(**{f"part_{part.pk}": "on"}))

    assert not form.is_valid()
    assert "meanwhile" in str(form.non_field_errors())


def test_another_organisations_programme_is_no_choice(cast, need):
    foreign = ProgrammeFactory(slug="foreign", owner=OrganisationFactory(code="traffic"))

    form = form_for(cast, need, typed(programme=str(foreign.pk)))

    assert set(form.errors) == {"programme"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "bribe"),
        ("amount", "-1"),
        ("amount", "0"),
        ("amount", "1e400"),
        ("amount", "NaN"),
        ("amount", "9" * 15),
        ("amount", "1.234"),
        ("amount", "ten"),
        ("starts_on", "yesterday"),
        ("starts_on", "0001-01-01"),
        ("ends_on", "9999-12-31"),
        ("programme", "1 OR 1=1"),
        ("programme", "999999999999999999999"),
        ("note", "x" * 2001),
        ("contact_role", "x" * 201),
    ],
)
def test_hostile_values_are_refused_in_words(cast, need, field, value):
    form = form_for(cast, need, typed(**{field: value}))

    assert not form.is_valid()
    assert field in form.errors


def test_days_in_the_wrong_order_are_refused(cast, need):
    form = form_for(cast, need, typed(starts_on="2027-02-01", ends_on="2027-01-01"))

    assert set(form.errors) == {"ends_on"}


@pytest.mark.parametrize("words", ["ສະບາຍດີ", "សួស្តី", "မင်္ဂလာပါ", "สวัสดี", "Việt Nam", "🦏 rhino"])
def test_words_in_every_script_are_kept(cast, need, words):
    form = form_for(cast, need, typed(note=f"\x00{words}\x07\u202e"))

    assert form.is_valid()
    assert form.draft().note == words


def test_declining_needs_a_reason_and_other_moves_do_not(cast, need):
    answer = ResponseFactory(need=need, amount=Decimal(100), currency="USD")
    page = answer_page(cast.focal_vnm, response_of(cast.focal_vnm, answer.pk))

    def form(**typed):
        return DecisionForm(typed, page=page)

    assert form(move="discuss").is_valid()
    assert set(form(move="decline", note=" ").errors) == {"note"}
    assert set(form(move="withdraw").errors) == {"move"}
    assert set(form().errors) == {"move"}
    assert set(form(move="discuss", version="x").errors) == {"version"}


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XXX", "priority": "'", "organisation": "nobody", "status": "?"},
        {"country": "\x00", "q": "x" * 500},
        {},
    ],
)
def test_filters_fall_back_to_all(query):
    form = ProgrammeFilterForm(query, countries=[], priorities=[], organisations=Names(Organisation.objects.none()))

    assert form.wanted() == ProgrammeFilter()
    assert form.active() == 0


def test_the_name_of_an_organisation_falls_back_to_none():
    assert OrganisationFilterForm({"q": "x" * 500}).text() == ""
    assert OrganisationFilterForm({"q": " wild\x00life "}).text() == "wildlife"
