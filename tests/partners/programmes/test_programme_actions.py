"""What may be written about programmes, by whom, and what is left behind."""

import dataclasses
from copy import copy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.models import Organisation
from partners.pages.actions import bring_programme_back, withdraw_programme
from partners.programmes.actions.programmes import (
    create_programme,
    edit_programme,
    end_early,
    restart,
    suspend,
)
from partners.programmes.content import Participation, ProgrammeContent
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.support.models.answers import ResponseState
from tests.factories.core import CountryFactory, PriorityFactory
from tests.factories.partners import ProgrammeFactory, ResponseFactory

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def vnm():
    return CountryFactory(iso3="VNM")


def replace(content, **values):
    """The content with other values, of the programme's own row or of what hangs on it."""
    row, links = copy(content.row), {field.name for field in dataclasses.fields(content)}
    for name in values.keys() - links:
        setattr(row, name, values[name])
    return dataclasses.replace(content, row=row, **{name: values[name] for name in values.keys() & links})


@pytest.fixture
def content(vnm):
    row = Programme(
        title="Livelihoods beside parks",
        status="2",
        starts_on=date(2020, 3, 16),
        total=D("1000000"),
        currency="EUR",
        amount_on=date(2020, 3, 16),
        iwt_share=D(40),
        iwt_share_basis="stated",
    )
    return ProgrammeContent(
        row=row,
        countries={vnm.pk: D(60)},
        priorities={PriorityFactory(code="LIV").pk: None},
    )


@pytest.fixture
def mine(cast, content):
    return create_programme(by=cast.editor_wcs, content=content)


def edit(by, programme, content, **more):
    more.setdefault("version", programme.version)
    return edit_programme(by=by, programme=programme, content=content, **more)


def test_an_editor_enters_a_programme_of_the_own_organisation(cast, content, vnm):
    content = replace(content, owner=cast.editor_traffic.organisation)

    row = create_programme(by=cast.editor_wcs, content=content)

    assert row.owner == cast.editor_wcs.organisation
    assert row.slug == "livelihoods-beside-parks"
    assert row.last_confirmed_on == timezone.localdate()
    assert ProgrammeCountry.objects.get(programme=row).share == D(60)
    assert ProgrammePriority.objects.get(programme=row).priority.code == "LIV"


def test_the_secretariat_enters_for_anybody_and_confirms_nothing(cast, content):
    content = replace(content, owner=cast.editor_wcs.organisation)

    row = create_programme(by=cast.secretariat, content=content)

    assert row.owner == cast.editor_wcs.organisation
    assert row.last_confirmed_on is None


@pytest.mark.parametrize("who", ["viewer_wcs", "focal_vnm", "clearing_vnm"])
def test_others_enter_nothing(cast, content, who):
    with pytest.raises(Refused):
        create_programme(by=getattr(cast, who), content=content)

    assert not Programme.objects.exists()


def test_the_rate_of_the_day_is_stored_with_the_amount(mine):
    mine.refresh_from_db()

    assert mine.rate_per_usd == D("0.896298288070")
    assert mine.rate_on == date(2020, 3, 16)
    assert mine.rate_source == "European Central Bank, euro reference rates"


def test_the_rate_follows_the_amount_and_else_stays(cast, mine, content):
    Programme.objects.filter(pk=mine.pk).update(rate_per_usd=D("0.9"))
    mine.refresh_from_db()

    same = edit(cast.editor_wcs, mine, replace(content, title="Another title"))
    assert same.rate_per_usd == D("0.9")

    other = edit(cast.editor_wcs, same, replace(content, total=D(5)))
    assert other.rate_per_usd == D("0.896298288070")


def test_an_amount_without_a_day_takes_the_first_day_of_the_programme(cast, content):
    row = create_programme(by=cast.editor_wcs, content=replace(content, amount_on=None))

    assert row.amount_on == date(2020, 3, 16)


def test_where_no_rate_is_known_none_is_stored_or_the_owners_own(cast, content):
    dong = replace(content, currency="VND", stated_rate=D(24000))

    row = create_programme(by=cast.editor_wcs, content=dong)
    assert (row.rate_per_usd, row.rate_source) == (D(24000), "Stated by the owner")

    row = edit(cast.editor_wcs, row, replace(dong, stated_rate=None))
    assert (row.rate_per_usd, row.rate_on, row.rate_source) == (None, None, "")


def test_no_amount_no_rate(cast, content):
    row = create_programme(by=cast.editor_wcs, content=replace(content, total=None, currency=""))

    assert (row.amount_on, row.rate_per_usd) == (None, None)


def test_titles_that_say_nothing_in_latin_letters_get_an_address(cast, content):
    first = create_programme(by=cast.editor_wcs, content=replace(content, title="โครงการ"))
    second = create_programme(by=cast.editor_wcs, content=replace(content, title="โครงการ"))
    third = create_programme(by=cast.editor_wcs, content=replace(content, title="New"))

    assert [row.slug for row in (first, second, third)] == ["programme", "programme-2", "programme-new"]


def test_an_edit_of_what_others_have_changed_conflicts(cast, mine, content):
    edit(cast.editor_wcs, mine, replace(content, title="Second"))

    with pytest.raises(EditConflict):
        edit(cast.editor_wcs, mine, replace(content, title="Third"), version=1)


def test_strangers_edit_nothing(cast, mine, content):
    for who in (cast.editor_traffic, cast.viewer_wcs, cast.focal_vnm):
        with pytest.raises(Refused):
            edit(who, mine, content)


def test_what_everybody_can_read_changes_with_a_reason(cast, mine, content):
    public = edit(cast.editor_wcs, mine, replace(content, disclosure="public"))

    with pytest.raises(Refused, match="say why"):
        edit(cast.editor_wcs, public, replace(content, disclosure="public", total=D(5)), reason="  ")
    row = edit(cast.editor_wcs, public, replace(content, disclosure="public", total=D(5)), reason="The grant was cut.")

    assert row.change_reason == "The grant was cut."


def test_links_are_withdrawn_changed_and_added(cast, mine, content, vnm):
    tha, first = CountryFactory(iso3="THA"), ProgrammeCountry.objects.get(programme=mine)
    row = edit(cast.editor_wcs, mine, replace(content, countries={vnm.pk: D(50), tha.pk: None}))
    assert ProgrammeCountry.objects.get(programme=row, country=vnm).pk == first.pk

    row = edit(cast.editor_wcs, row, replace(content, countries={tha.pk: D(100)}))
    assert [(one.country.iso3, one.share) for one in ProgrammeCountry.objects.filter(programme=row)] == [
        ("THA", D(100))
    ]
    gone = ProgrammeCountry.everything.get(pk=first.pk)
    assert gone.withdrawn_by == cast.editor_wcs

    row = edit(cast.editor_wcs, row, replace(content, countries={vnm.pk: None}))
    assert ProgrammeCountry.everything.filter(programme=row, country=vnm).count() == 2


def test_a_suggested_priority_stays_until_it_is_confirmed(cast, mine, content):
    cyber = PriorityFactory(code="CYB")
    ProgrammePriority.objects.create(programme=mine, priority=cyber, is_suggested=True, suggestion_reason="Its title.")

    row = edit(cast.editor_wcs, mine, content)
    assert ProgrammePriority.objects.get(programme=row, priority=cyber).is_suggested

    row = edit(cast.editor_wcs, row, replace(content, priorities={**content.priorities, cyber.pk: None}))
    assert not ProgrammePriority.objects.get(programme=row, priority=cyber).is_suggested


def test_organisations_come_in_roles_and_new_ones_are_entered_once(cast, mine, content):
    wcs = cast.editor_wcs.organisation
    new = Participation("4", Organisation(name="Forest Trust", iati_type="22", iati_identifier="VN-123"))
    row = edit(cast.editor_wcs, mine, replace(content, organisations=(Participation("1", wcs), new, new)))

    links = ProgrammeOrganisation.objects.filter(programme=row)
    assert sorted((one.organisation.name, one.role) for one in links) == sorted(
        [(wcs.name, "1"), ("Forest Trust", "4")]
    )
    again = Participation("4", Organisation(name="FOREST TRUST", iati_type="22"))
    edit(cast.editor_wcs, row, replace(content, organisations=(again,)))

    assert Organisation.objects.filter(name__iexact="forest trust").count() == 1
    assert ProgrammeOrganisation.objects.get(programme=row).organisation.code == "forest-trust"


def test_an_identifier_stands_once(cast, content):
    ProgrammeFactory(iati_identifier="XM-1")

    with pytest.raises(Refused, match="identifier"):
        create_programme(by=cast.editor_wcs, content=replace(content, iati_identifier="XM-1"))


def test_a_programme_is_no_part_of_itself(cast, mine, content):
    child = create_programme(by=cast.editor_wcs, content=replace(content, parent=mine))

    with pytest.raises(Refused, match="part of itself"):
        edit(cast.editor_wcs, mine, replace(content, parent=child))


def test_early_end_has_a_day_and_a_reason(cast, mine):
    today = timezone.localdate()
    for on, reason, words in (
        (today, " ", "Say why"),
        (today + timedelta(days=1), "Cut", "still to come"),
        (date(2020, 3, 15), "Cut", "before it began"),
    ):
        with pytest.raises(Refused, match=words):
            end_early(by=cast.editor_wcs, programme=mine, on=on, reason=reason)

    planned = today + timedelta(days=400)
    Programme.objects.filter(pk=mine.pk).update(ends_on=planned)
    row = end_early(by=cast.editor_wcs, programme=mine, on=today, reason="The grant was withdrawn.")

    assert (row.status, row.ends_on, row.end_reason) == ("terminated_early", today, "The grant was withdrawn.")
    assert row.planned_ends_on == planned
    with pytest.raises(Refused, match="ended already"):
        end_early(by=cast.editor_wcs, programme=row, on=today, reason="Again")


def test_an_edit_cannot_end_early_but_may_correct_what_ended_early(cast, mine, content):
    with pytest.raises(Refused, match="own page"):
        edit(cast.editor_wcs, mine, replace(content, status="terminated_early"))
    ended = end_early(by=cast.editor_wcs, programme=mine, on=timezone.localdate(), reason="Cut")

    row = edit(cast.editor_wcs, ended, replace(content, status="terminated_early", title="Corrected"))
    assert row.end_reason == "Cut"
    assert edit(cast.editor_wcs, row, content).end_reason == ""


def test_suspended_and_restarted(cast, mine):
    with pytest.raises(Refused):
        restart(by=cast.editor_wcs, programme=mine, reason="Go on")
    row = suspend(by=cast.editor_wcs, programme=mine, reason="Elections")
    assert row.status == "6"
    with pytest.raises(Refused):
        suspend(by=cast.editor_wcs, programme=row, reason="Elections")

    row = restart(by=cast.editor_wcs, programme=row, reason="They are over")
    assert (row.status, row.change_reason) == ("2", "They are over")


def test_what_ended_early_and_goes_on_ends_as_planned_again(cast, mine):
    planned = timezone.localdate() + timedelta(days=400)
    Programme.objects.filter(pk=mine.pk).update(ends_on=planned)
    ended = end_early(by=cast.editor_wcs, programme=mine, on=timezone.localdate(), reason="Cut")

    row = restart(by=cast.editor_wcs, programme=ended, reason="Another donor stepped in")

    assert (row.ends_on, row.planned_ends_on, row.end_reason) == (planned, None, "")


def test_restart_after_the_end_asks_for_a_new_one(cast, mine):
    today = timezone.localdate()
    Programme.objects.filter(pk=mine.pk).update(status="4", ends_on=today - timedelta(days=1))

    with pytest.raises(Refused, match="until when"):
        restart(by=cast.editor_wcs, programme=mine, reason="New money")
    row = restart(by=cast.editor_wcs, programme=mine, reason="New money", ends_on=today + timedelta(days=90))

    assert row.ends_on == today + timedelta(days=90)


def test_a_mistake_is_withdrawn_and_comes_back(cast, mine):
    with pytest.raises(Refused, match="Say why"):
        withdraw_programme(by=cast.editor_wcs, programme=mine, reason="")

    row = withdraw_programme(by=cast.editor_wcs, programme=mine, reason="Entered twice")
    assert not Programme.objects.visible_to(cast.secretariat).exists()
    assert not ProgrammeCountry.objects.visible_to(cast.editor_wcs).exists()
    with pytest.raises(Refused):
        bring_programme_back(by=cast.editor_traffic, programme=row)

    bring_programme_back(by=cast.editor_wcs, programme=row)
    assert Programme.objects.visible_to(cast.viewer_wcs).get().withdrawn_reason == ""


@pytest.mark.parametrize("state", ["waiting", "in_discussion", "accepted", "delivering"])
def test_a_programme_under_which_something_is_offered_cannot_be_withdrawn(cast, mine, state):
    answer = ResponseFactory(programme=mine, accepted=True)
    answer.state = state
    answer.save()

    with pytest.raises(Refused, match="Answers to needs"):
        withdraw_programme(by=cast.editor_wcs, programme=mine, reason="Entered twice")
    answer.state = ResponseState.WITHDRAWN
    answer.save()
    assert withdraw_programme(by=cast.editor_wcs, programme=mine, reason="Entered twice").withdrawn_at


def test_the_whole_of_others_cannot_be_withdrawn(cast, mine, content):
    child = create_programme(by=cast.editor_wcs, content=replace(content, parent=mine))

    with pytest.raises(Refused, match="parts"):
        withdraw_programme(by=cast.editor_wcs, programme=mine, reason="Entered twice")
    withdraw_programme(by=cast.editor_wcs, programme=child, reason="Entered twice")
    assert withdraw_programme(by=cast.editor_wcs, programme=mine, reason="Entered twice").withdrawn_at


def test_what_is_about_something_else_stays_with_its_owner_and_the_secretariat(cast, mine, content):
    row = edit(cast.editor_wcs, mine, replace(content, disclosure="public", iwt_relevance=IwtRelevance.NOT_IWT))

    seen_by = {
        who
        for who in ("public", "editor_wcs", "viewer_wcs", "editor_traffic", "focal_vnm", "secretariat")
        if Programme.objects.visible_to(getattr(cast, who)).filter(pk=row.pk).exists()
    }
    assert seen_by == {"editor_wcs", "viewer_wcs", "secretariat"}
    assert not Programme.objects.visible_to(cast.secretariat).about_iwt().exists()
