"""A file proves nothing by what it says: nothing in it makes a programme public, confirmed, counted or another's."""

import io
import itertools
import re
from pathlib import Path

import pytest
from lxml import etree

from core.models import Organisation
from partners.iati.actions.planning import plan
from partners.iati.actions.trust import Trust, trust_in
from partners.iati.actions.values import the_world
from partners.iati.format.activity import Activity
from partners.iati.format.additions import NAMESPACE
from partners.iati.format.fingerprint import fingerprint
from partners.iati.format.reader import activities
from partners.iati.models import IatiRecord
from partners.iati.queries.out import programmes_xml
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory
from tests.factories.partners import ProgrammeCountryFactory, ProgrammeFactory, ProgrammePriorityFactory
from tests.partners.iati.iati_samples import activity, budget, file_of, money
from tests.partners.iati.iati_world import full, outcome, programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
CASES = Path(__file__).with_name("cases")
OURS = f'xmlns:iwt="{NAMESPACE}"'
CLAIM = (
    '<iwt:programme slug="x" owner="unodc" status="2" total="999000000" currency="USD" rate-per-usd="1" '
    'iwt-share="100" iwt-share-basis="stated" iwt-relevance="confirmed" disclosure="public" '
    'last-confirmed-on="2026-11-01"{more}>'
    '<iwt:member-state code="VNM"/><iwt:priority code="LIV"/></iwt:programme>'
)


@pytest.fixture
def unodc():
    PriorityFactory(code="LIV")
    return OrganisationFactory(code="unodc", name="UN Office on Drugs and Crime", iati_identifier="XM-DAC-41128")


@pytest.fixture
def typed(unodc):
    """A programme that UNODC's people typed, for partners alone; nobody has told its amount."""
    row = ProgrammeFactory(
        slug="border", title="Border", owner=unodc, disclosure="partners", iwt_share=100, summary="", total=None
    )
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"))
    ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="LIV"))
    return row


def reported(text, ref, name="Somebody", more=""):
    """An activity by another reporting organisation."""
    told = f'<reporting-org ref="{ref}" type="10"{more}><narrative>{name}</narrative></reporting-org>'
    return re.sub(r"<reporting-org.*?</reporting-org>", told, text)


def claiming(identifier="XX-1", body=None, more="", **said):
    words = CLAIM.format(more=more)
    return activity(identifier, (money() if body is None else body) + words, **said).replace(
        "<iati-activity ", f"<iati-activity {OURS} "
    )


def stands(row):
    """What a stranger's file might raise, of a programme as it stands."""
    row = Programme.objects.get(pk=row.pk)
    return (
        row.title,
        row.summary,
        row.owner and row.owner.code,
        row.disclosure,
        row.iwt_relevance,
        row.iwt_share,
        row.total,
        row.status,
        row.starts_on,
        row.parent_id,
        row.last_confirmed_on,
        sorted(row.in_countries.values_list("country__iso3", "share")),
        sorted(row.for_priorities.values_list("priority__code", "is_suggested")),
        sorted(row.participations.values_list("organisation__code", "role")),
        row.transactions.count() + row.budgets.count() + row.relations.count(),
        row.version,
    )


def exported():
    return b"".join(programmes_xml(UserFactory(secretariat=True), ProgrammeFilter()))


def read(content):
    (found,) = activities(io.BytesIO(content))
    return found


# --- our own words -------------------------------------------------------------------------------------


def test_the_file_of_a_stranger_raises_nothing(bring, unodc):
    tally = bring((CASES / "r09-foreign-file-speaks-as-ours.xml").read_bytes())

    row = programme("XX-FORGE-2")
    assert outcome(tally) == {"new": 1}
    # What the standard says of it: one commitment of 1,000 dollars for Viet Nam, by somebody unknown.
    assert (row.owner, row.disclosure, row.iwt_relevance, row.iwt_share) == (None, "partners", "not_judged", None)
    assert (row.total, row.last_confirmed_on, row.for_priorities.count()) == (1000, None, 0)
    assert sum_of(UserFactory(secretariat=True), Cut()).total == 0
    assert "neither bears our signature" in tally.notes[0]["notes"][-1]


def test_the_preview_says_what_is_claimed_and_not_taken(bring, unodc):
    done = plan(the_world(file_name="x"), read(file_of(claiming())), enters=False)

    refused = {line["field"]: line["after"] for line in done.diff if line.get("refused")}
    assert refused == {
        "owner": "unodc",
        "disclosure": "public",
        "iwt_relevance": "confirmed",
        "iwt_share": "100.00",
        "money": ["999000000.00", "USD", ""],
        "status": "2",
        "last_confirmed_on": "2026-11-01",
    }


@pytest.mark.parametrize("signature", ["", ' signature=""', f' signature="{"0" * 64}"', ' signature="é"'])
def test_a_signature_that_is_none_of_ours_is_none(bring, unodc, signature):
    bring(file_of(claiming(more=signature)))

    assert programme().owner.code == "donor"
    assert (programme().disclosure, programme().iwt_share, programme().total) == ("partners", None, 100)


def test_what_the_owners_people_bring_is_their_word(bring):
    PriorityFactory(code="LIV")
    bring(file_of(claiming()), organisation=Organisation.objects.get(code="donor"))

    row = programme()
    assert (row.owner.code, row.disclosure, row.iwt_relevance, row.iwt_share) == ("donor", "public", "confirmed", 100)
    assert row.total == 999_000_000
    assert [link.priority.code for link in row.for_priorities.all()] == ["LIV"]


def test_no_day_of_confirmation_lies_in_the_future_and_no_share_beyond_the_whole(bring):
    text = claiming().replace('iwt-share="100"', 'iwt-share="150"').replace("2026-11-01", "2126-11-01")

    bring(file_of(text), organisation=Organisation.objects.get(code="donor"))

    assert (programme().iwt_share, programme().last_confirmed_on.year < 2100) == (None, True)


@pytest.mark.parametrize(
    ("keys", "is_ours"),
    [(("for-tests-only", []), True), (("another", ["for-tests-only"]), True), (("another", []), False)],
)
def test_an_export_is_believed_where_this_instance_has_signed_it(typed, settings, keys, is_ours):
    content = exported()

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = keys

    assert (trust_in(the_world(), read(content)) is Trust.OURS) is is_ours


def places_to_edit(content):
    """Every attribute and text of the activity in a file."""
    root = etree.fromstring(content)
    for number, element in enumerate(root.iter()):
        if element is root:
            continue
        yield from ((number, name) for name in element.attrib)
        if (element.text or "").strip():
            yield number, ""


def test_whatever_is_edited_in_a_signed_export_takes_its_signature_away(typed):
    content = exported()
    original, wrong = fingerprint(read(content)), []
    places = list(places_to_edit(content))
    for (number, name), edited in itertools.product(places, ["public", "1", "100", "2020-01-01", "unodc", "VNM"]):
        root = etree.fromstring(content)
        element = list(root.iter())[number]
        if name:
            element.set(name, edited)
        else:
            element.text = edited
        for one in activities(io.BytesIO(etree.tostring(root))):
            # What is not read, such as the language of a text that has none other, may be edited freely.
            is_ours = isinstance(one, Activity) and trust_in(the_world(), one) is Trust.OURS
            wrong += [(number, name, edited)] if is_ours and fingerprint(one) != original else []

    assert len(places) > 40
    assert wrong == []


def test_the_signature_of_one_programme_is_worth_nothing_on_another(bring, typed):
    signature = re.search(r'signature="(\w+)"', exported().decode())[1]

    bring(file_of(claiming(more=f' signature="{signature}"')))

    assert (programme().disclosure, programme().iwt_relevance) == ("partners", "suggested")


# --- who speaks for whom -------------------------------------------------------------------------------

STRANGER = "XX-STRANGER"


@pytest.mark.parametrize(
    "text",
    [
        # Under the identifier that we gave it, in our words, in those of the standard, and by its own owner's name.
        claiming("IWT-DASHBOARD-border"),
        reported(activity("IWT-DASHBOARD-border", money("2", "999000000")), STRANGER),
        reported(activity("IWT-DASHBOARD-border", money()), STRANGER, "UN Office on Drugs and Crime"),
        reported(activity("IWT-DASHBOARD-border", money()), "XM-DAC-41128", more=' secondary-reporter="1"'),
        # As the larger one of which it is to be a part.
        reported(activity("S-1", '<related-activity type="2" ref="IWT-DASHBOARD-border"/>'), STRANGER),
    ],
)
def test_a_stranger_changes_nothing_in_what_people_typed(bring, typed, text):
    before = stands(typed)

    bring(file_of(text))

    assert stands(typed) == before
    assert sum_of(UserFactory(secretariat=True), Cut()).total == 0


def test_what_a_stranger_says_is_put_to_those_who_keep_it_once(bring, typed):
    text = reported(activity("IWT-DASHBOARD-border", money("2", "5"), title="Other"), STRANGER)

    tally = bring(file_of(text))

    assert outcome(tally) == {"changed": 1}
    assert {"title", "money"} <= {one["field"] for one in tally.conflicts}
    record = IatiRecord.objects.get(programme=typed)
    assert record.conflicts["money"] == {"mine": None, "theirs": ["5.00", "USD", "2024-03-01"]}
    assert (record.content_hash, record.reporting_ref) == ("", "")
    assert outcome(bring(file_of(text))) == {"unchanged": 1}


@pytest.mark.parametrize(
    ("ref", "name", "more", "reason"),
    [
        (STRANGER, "Somebody", "", "By what we hold it is reported by US-GOV-1; this file says XX-STRANGER."),
        (STRANGER, "A donor", "", "By what we hold it is reported by US-GOV-1; this file says XX-STRANGER."),
        ("", "Somebody", "", "By what we hold it is reported by US-GOV-1; this file says Somebody."),
        ("us-gov-1", "A donor, renamed", "", ""),
    ],
)
def test_another_publisher_does_not_go_on_with_what_one_has_said(bring, ref, name, more, reason):
    bring(full("First"))

    tally = bring(reported(full("Second"), ref, name, more))

    assert [one["reason"].startswith(reason) for one in tally.skipped] == ([True] if reason else [])
    assert programme().title == ("First" if reason else "Second")


def test_who_reports_for_itself_goes_before_who_repeats_it(bring):
    bring(reported(full("Repeated"), STRANGER, more=' secondary-reporter="1"'))
    assert programme().owner is None

    bring(full("Its own word"))
    assert programme().title == "Its own word"
    bring(reported(full("Repeated again"), STRANGER, more=' secondary-reporter="1"'))
    assert programme().title == "Its own word"


@pytest.mark.parametrize(
    ("identifier", "ref", "name", "more", "owner"),
    [
        ("XM-DAC-41128-7", "XM-DAC-41128", "Whoever", "", "unodc"),
        ("XX-7", "", "UN Office on Drugs and Crime", "", "unodc"),
        # A name does not outweigh an identifier that is another's; who repeats does not own; an identifier that begins
        # with one organisation's is not another's.
        ("XX-7", STRANGER, "UN Office on Drugs and Crime", "", None),
        ("XM-DAC-41128-7", "XM-DAC-41128", "", ' secondary-reporter="1"', None),
        ("XM-DAC-41128-7", "US-GOV-1", "The donor", "", None),
    ],
)
def test_whose_a_new_programme_is(bring, unodc, identifier, ref, name, more, owner):
    bring(file_of(reported(activity(identifier), ref, name, more)))

    row = programme(identifier)
    assert (row.owner and row.owner.code) == owner
    assert row.disclosure == "partners"


@pytest.mark.parametrize(
    ("told", "identifier", "reason"),
    [
        ("donor", "XM-DAC-41128-9", "Its identifier begins with that of another organisation."),
        ("donor", "US-GOV-1-9", ""),
        ("wcs", "US-GOV-1-9", "It is not reported by your organisation, and does not belong to it."),
    ],
)
def test_an_organisation_brings_its_own_alone(bring, unodc, told, identifier, reason):
    tally = bring(file_of(activity(identifier)), organisation=Organisation.objects.get(code=told))

    assert [one["reason"] for one in tally.skipped] == ([reason] if reason else [])


def test_nobody_takes_over_what_has_no_owner(bring, unodc):
    bring(reported(full("Of somebody"), STRANGER))
    ProgrammeFactory(slug="typed", title="Typed", owner=None, iati_identifier="XX-2")

    tally = bring(full("Mine"), activity("XX-2", title="Mine"), organisation=Organisation.objects.get(code="donor"))

    assert outcome(tally) == {"skipped": 2}
    assert programme().title == "Of somebody"
    assert programme("XX-2").title == "Typed"


def test_a_programme_is_a_part_of_what_it_says_itself_or_its_publisher(bring):
    bring(reported(activity("C"), STRANGER), activity("D"))

    bring(activity("P", '<related-activity type="2" ref="C"/><related-activity type="2" ref="D"/>'))

    assert programme("C").parent is None
    assert programme("D").parent == programme("P")


def test_who_takes_part_may_fill_in_what_is_empty(bring, unodc, typed):
    typed.participations.create(organisation=Organisation.objects.get(code="donor"), role="1")
    Programme.objects.filter(pk=typed.pk).update(iati_identifier="XX-5")

    bring(file_of(activity("XX-5", budget("5"), title="Other")))

    row = Programme.objects.get(pk=typed.pk)
    assert (row.total, row.title, row.iwt_relevance) == (5, "Border", IwtRelevance.CONFIRMED)
    assert list(row.iati.conflicts) == ["title"]
