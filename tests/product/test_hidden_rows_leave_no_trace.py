"""What a reader may not see leaves no trace where it is not named: in an order, a filter, a file, or a reason.

Each answer is held against the answer in a world from which the hidden rows were taken (`test_leaks.take_out_hidden`),
which `test_leaks` does for pages; here for what is easily thought harmless.
"""

import re

import pytest
from django.urls import reverse

from core.models import Organisation
from partners.iati.actions.run import import_file
from partners.iati.actions.values import the_world
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.programme_entry import entry_choices
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import OrganisationFactory
from tests.factories.partners import ProgrammeFactory, ProgrammeOrganisationFactory
from tests.partners.iati.iati_samples import activity, file_of
from tests.product.asking import arguments_of
from tests.product.test_leaks import COMPARING, READERS, fetched, plain, take_out_hidden

pytestmark = pytest.mark.django_db

# A calendar counts how often a row was written, and taking rows away writes none that stays.
STAMPS = re.compile(r"DTSTAMP:\S+|LAST-MODIFIED:\S+|SEQUENCE:\d+")
WITHDRAWN, NOT_IWT = {"withdrawn_at": "2026-03-01T00:00Z"}, {"iwt_relevance": "not_iwt"}


def calendars(universe, who):
    """The page, the public file, and the private file where the reader has one: whole, and by each member state."""
    paths = [reverse("calendar"), reverse("calendar-ics")]
    paths += [
        reverse("calendar-private", args=arguments_of(row))
        for row in universe.of("calendar")
        if row.organisation == who
    ]
    return [f"{path}{query}" for path in paths for query in ("", "?country=VNM", "?country=THA", "?country=BRN")]


# A team of each of the two countries: the world holds a round about a need that Thailand has narrowed.
WHO = READERS if EXHAUSTIVE else [*COMPARING, "focal_tha"]


@pytest.mark.parametrize("who", WHO)
def test_calendars_and_champions_are_those_of_a_world_without_the_hidden_rows(universe, client_of, who):
    """A round is not listed for a member state whose need in it has been narrowed since.

    The member states of the unnamed champions are not told, so they may not order the list of champions either.
    """
    addresses = calendars(universe, who)
    addresses += [] if who in ("public", "deactivated") else [reverse("partners:champions")]
    before = {one: STAMPS.sub("", plain(fetched(client_of(who), one)[0])) for one in addresses}
    take_out_hidden(universe, who)

    after = {one: STAMPS.sub("", plain(fetched(client_of(who), one)[0])) for one in addresses}

    assert {one for one in before if before[one] != after[one]} == set()


def test_the_narrowed_need_is_asked_about_and_known_to_its_own_side(universe, client_of):
    """The comparison above is worth something: Thailand's team finds the round among its dates, WCS does not."""
    title = universe.of("round")[0].record.title
    query = f"{reverse('calendar')}?country=THA"

    assert title in fetched(client_of("focal_tha"), query)[0]
    assert title not in fetched(client_of("editor_wcs"), query)[0]
    assert title in fetched(client_of("editor_wcs"), f"{reverse('calendar')}?country=VNM")[0]


@pytest.mark.parametrize("who", ["editor_wcs", "editor_traffic"])
def test_organisations_are_offered_in_an_order_that_counts_no_hidden_programme(universe, who):
    """Those that take part in a programme come first: in one that the person may see."""
    person = universe.people[who]
    idle = [OrganisationFactory(code=code, name=code) for code in ("first-idle", "second-idle")]
    before = [named.name for named in entry_choices(person).organisations.offered]
    owner = Organisation.objects.exclude(pk=person.organisation_id).get(code__in=["wcs", "traffic"])
    hidden = ProgrammeFactory(slug="hidden", title="Hidden", owner=owner, **NOT_IWT)
    ProgrammeOrganisationFactory(programme=hidden, organisation=idle[1])

    assert [named.name for named in entry_choices(person).organisations.offered] == before


# --- Imports: what a file is answered ----------------------------------------------------------------

STANDS_HERE = {
    "nothing": None,
    "one of another": {},
    "one of another, withdrawn": WITHDRAWN,
    "one of another, judged to be about something else": NOT_IWT,
    "one of nobody, withdrawn": {"owner": None, **WITHDRAWN},
    "one of nobody, judged to be about something else": {"owner": None, **NOT_IWT},
}


def told(tmp_path, reporter, stands_here):
    """What WCS is told of an activity that `reporter` reports, where a programme of that identifier stands here."""
    Programme.objects.filter(iati_identifier="XX-9").delete()
    Organisation.objects.filter(code="traffic").update(iati_identifier="TRAFFIC-1")
    Organisation.objects.filter(code="wcs").update(iati_identifier="WCS-1")
    if stands_here is not None:
        owner = {"owner": Organisation.objects.get(code="traffic")} | stands_here
        ProgrammeFactory(slug="stands-here", title="Stands here", iati_identifier="XX-9", **owner)
    path = tmp_path / "file.xml"
    path.write_bytes(file_of(activity("XX-9", title="Their title").replace("US-GOV-1", reporter)))
    tally = import_file(
        path, the_world(file_name="f.xml", organisation=Organisation.objects.get(code="wcs")), dry_run=True
    )
    return tally.skipped[0]["reason"] if tally.skipped else "taken", tally.conflicts


@pytest.mark.parametrize("stands_here", STANDS_HERE)
def test_what_others_report_is_answered_the_same_whatever_stands_here(universe, tmp_path, stands_here):
    """A stranger's file does not find out what is kept here, or was withdrawn."""
    reason, conflicts = told(tmp_path, "TRAFFIC-1", STANDS_HERE[stands_here])

    assert reason == "It is not reported by your organisation, and does not belong to it."
    assert conflicts == []


@pytest.mark.parametrize("stands_here", [name for name in STANDS_HERE if name != "nothing"])
def test_what_one_reports_oneself_is_refused_without_saying_whose_it_is(universe, tmp_path, stands_here):
    """An identifier that another has cannot be taken twice: that it could not be taken is all that is said."""
    reason, conflicts = told(tmp_path, "WCS-1", STANDS_HERE[stands_here])

    assert reason == "It could not be taken for your organisation. The secretariat can look into it."
    assert conflicts == []


def test_what_one_reports_oneself_and_nobody_has_is_taken(universe, tmp_path):
    assert told(tmp_path, "WCS-1", None) == ("taken", [])


def test_the_own_withdrawn_programme_is_named_to_its_owner(universe, tmp_path):
    own = {"owner": Organisation.objects.get(code="wcs"), **WITHDRAWN}

    assert (
        told(tmp_path, "WCS-1", own)[0] == "It was withdrawn here. Bring it back first, if it is to be kept up to date."
    )
