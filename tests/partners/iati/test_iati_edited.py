"""An export of ours that comes back: each change by hand is put to people; an empty database has all again."""

import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.models import Organisation
from partners.iati.actions import imports as actions
from partners.iati.actions.answers import THEIRS, QuestionAnswers, answer_questions
from partners.iati.models import IatiRecord
from partners.iati.queries.imports import counts_of
from partners.iati.queries.out import programmes_xml
from partners.iati.rules.merge import NOT_SPLIT
from partners.programmes.actions.programmes import set_rate
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityFactory, UserFactory
from tests.factories.partners import (
    ProgrammeCountryFactory,
    ProgrammeFactory,
    ProgrammeOrganisationFactory,
    ProgrammePriorityFactory,
)
from tests.partners.iati.iati_samples import activity, money
from tests.partners.iati.iati_world import PEOPLE, PERIOD, outcome
from tests.partners.iati.test_iati_round_trip import empty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
CASES = Path(__file__).with_name("cases")


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def typed():
    """A programme that WCS typed: a commitment of a million, for two states, two priorities, without a start."""
    row = ProgrammeFactory(
        slug="typed",
        title="Typed here",
        summary="In our words",
        status="2",
        ends_on=date(2027, 6, 1),
        total=Decimal(1_000_000),
        currency="USD",
        amount_on=date(2024, 1, 1),
        iwt_share=Decimal(50),
        iwt_share_basis="stated",
        disclosure="partners",
    )
    set_rate(row)
    row.save()
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="VNM"), share=Decimal(60))
    ProgrammeCountryFactory(programme=row, country=CountryFactory(iso3="THA"), share=None)
    ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="LIV"), share=Decimal(40))
    PriorityFactory(code="ENF")
    ProgrammeOrganisationFactory(programme=row, organisation=OrganisationFactory(code="donor"))
    return row


@pytest.fixture
def published(bring):
    more = (
        '<description type="1"><narrative>Rangers</narrative><narrative xml:lang="fr">Gardes</narrative></description>'
    )
    body = PERIOD + PEOPLE + more + '<recipient-country code="VN"/><default-flow-type code="10"/>'
    body += money("2", "900") + money("3", "5")
    bring(activity("US-GOV-1-7", body, title="Published"))
    return Programme.objects.get(iati_identifier="US-GOV-1-7")


def exported(secretariat):
    return b"".join(programmes_xml(secretariat, ProgrammeFilter())).decode()


def without_stamp(text):
    return re.sub(r' generated-datetime="[^"]*"', "", text)


def edit(text, pattern, to):
    assert re.search(pattern, text), pattern
    return re.sub(pattern, to, text, count=1).encode()


TYPED = [
    # In the words of the standard alone, in ours alone, or in both: field, and what the file says.
    (r"Typed here", "Edited", {"title": "Edited"}),
    (r"In our words", "In theirs", {"summary": "In theirs"}),
    (r'activity-status code="2"', 'activity-status code="4"', {"status": "4"}),
    (r' status="2"', ' status="4"', {"status": "4"}),
    (r'iso-date="2027-06-01"', 'iso-date="2028-06-01"', {"ends_on": "2028-06-01"}),
    (r">1000000<", ">12345<", {"money": ["12345.00", "USD", "2024-01-01"]}),
    (r' total="1000000"', ' total="12345"', {"money": ["12345.00", "USD", "2024-01-01"]}),
    (r'currency="USD">1000000<', 'currency="EUR">1000000<', {"money": ["1000000.00", "EUR", "2024-01-01"]}),
    (r'iwt-share="50"', 'iwt-share="100"', {"iwt_share": "100.00"}),
    (r'disclosure="partners"', 'disclosure="public"', {"disclosure": "public"}),
    (r'member-state code="VNM" share="60"', 'member-state code="VNM" share="70"', {"countries.VNM": "70.00"}),
    (r'member-state code="THA"', 'member-state code="LAO"', {"countries.THA": None, "countries.LAO": NOT_SPLIT}),
    (r'iwt:priority code="LIV" share="40"', 'iwt:priority code="LIV" share="90"', {"priorities.LIV": "90.00"}),
    (
        r'iwt:priority code="LIV" share="40"',
        'iwt:priority code="ENF"',
        {"priorities.LIV": None, "priorities.ENF": NOT_SPLIT},
    ),
    (
        r'(<participating-org role=)"1"( ref="US-GOV-1")',
        r'\1"4"\2',
        {"organisations.donor|4": True, "organisations.donor|1": None},
    ),
    # What we filled in is said once somebody has changed it: the start, and a description.
    (r'(<activity-date type="1" iso-date=)"[^"]+"', r'\1"2023-05-06"', {"starts_on": "2023-05-06"}),
    (
        r'recipient-country code="TH" percentage="[^"]+"',
        'recipient-country code="TH" percentage="12"',
        {"countries.THA": "12.00"},
    ),
]


@pytest.mark.parametrize(("pattern", "to", "said"), TYPED, ids=[f"{row[0]} {row[1]}" for row in TYPED])
def test_each_edit_of_what_was_typed_is_proposed_and_nothing_is_taken(bring, secretariat, typed, pattern, to, said):
    text = exported(secretariat)
    assert outcome(bring(text.encode())) == {"unchanged": 1}
    before = list(Programme.objects.values())
    edited = edit(text, pattern, to)

    tally = bring(edited)

    assert outcome(tally) == {"changed": 1}
    assert {one["field"]: one["after"] for one in tally.conflicts} == said
    assert list(Programme.objects.values()) == before
    assert outcome(bring(edited)) == {"unchanged": 1}
    record = IatiRecord.objects.get(programme=typed)
    assert set(record.conflicts) == set(said)
    assert without_stamp(exported(secretariat)) == without_stamp(text)


@pytest.mark.parametrize(("pattern", "to", "said"), TYPED, ids=[f"{row[0]} {row[1]}" for row in TYPED])
def test_each_edit_is_taken_from_the_owners_people(bring, secretariat, typed, pattern, to, said):
    edited, own = edit(exported(secretariat), pattern, to), Organisation.objects.get(code="wcs")

    assert outcome(bring(edited, organisation=own)) == {"changed": 1}

    assert outcome(bring(edited, organisation=own)) == {"unchanged": 1}
    row = Programme.objects.get(pk=typed.pk)
    assert row.change_reason or all("." in name for name in said)
    assert row.version == typed.version + 1


def test_what_is_proposed_stands_once_a_person_says_so(bring, secretariat, typed):
    text = exported(secretariat)
    edited = edit(text, "Typed here", "Edited").decode()
    edited = edit(edited, 'member-state code="THA"', 'member-state code="LAO"')
    bring(edited)

    choices = dict.fromkeys(("title", "countries.THA", "countries.LAO"), THEIRS)
    answer_questions(by=secretariat, programme=typed, answers=QuestionAnswers(conflicts=choices), version=typed.version)

    row = Programme.objects.get(pk=typed.pk)
    assert row.title == "Edited"
    assert sorted(row.in_countries.values_list("country__iso3", flat=True)) == ["LAO", "VNM"]
    assert outcome(bring(edited)) == {"unchanged": 1}


def test_an_edited_export_of_what_was_published_is_proposed_too(bring, secretariat, published):
    text = exported(secretariat)
    file = edit(edit(text, "Published", "Edited").decode(), ">900<", ">901<")

    tally = bring(file)

    assert {one["field"]: one["after"] for one in tally.conflicts} == {
        "title": "Edited",
        "money": ["901.00", "USD", "2024-03-01"],
    }
    assert sorted(published.transactions.values_list("value", flat=True)) == [5, 900]
    assert outcome(bring(file)) == {"unchanged": 1}
    # The publisher's own next word goes on from its last one.
    assert published.iati.values["title"] == "Published"


@pytest.mark.parametrize(
    ("pattern", "to", "field"),
    [
        (r'(<transaction-type code=)"3"', r'\1"4"', "transactions"),
        (r"<value([^>]*)>5<", r"<value\1>6<", "transactions"),
        (r'(<transaction-date iso-date=)"2024-03-01"', r'\1"2024-04-01"', "transactions"),
        (r"(</iati-activity>)", r'<related-activity ref="XX-9" type="1"/>\1', "relations"),
        (r">Gardes<", r">Autres<", "texts"),
        (r'(<default-flow-type code=)"10"', r'\1"30"', "texts"),
    ],
)
def test_an_edit_of_rows_alone_is_said_and_not_taken(bring, secretariat, published, pattern, to, field):
    file = edit(exported(secretariat), pattern, to)

    tally = bring(file)

    assert outcome(tally) == {"skipped": 1}
    assert "changed by hand in what its publisher says row by row" in tally.skipped[0]["reason"]
    assert sorted(published.transactions.values_list("kind", "value")) == [("2", 900), ("3", 5)]
    # Its owner's people may say so, and then it is what we give out.
    taken = bring(file, organisation=published.owner)
    assert outcome(taken) == {"changed": 1}
    assert field != "texts" or to.replace(r"\1", "") in exported(secretariat)
    assert outcome(bring(file, organisation=published.owner)) == {"unchanged": 1}


def test_the_export_that_testers_edited_is_noticed(bring):
    for code in ("freeland", "cites-secretariat", "adb"):
        OrganisationFactory(code=code)
    arrest = ProgrammeFactory(
        slug="arrest", title="Asia's Regional Response", owner__code="freeland", total=10_000_000, currency="USD"
    )

    tally = bring((CASES / "r02-edited-export.xml").read_bytes())

    said = {one["field"]: one["after"] for one in tally.conflicts if one["identifier"] == "IWT-DASHBOARD-arrest"}
    assert said["title"].startswith("EDITED BY HAND")
    assert said["money"][:2] == ["12345.00", "USD"]
    assert Programme.objects.get(pk=arrest.pk).total == 10_000_000


# --- an empty second database ----------------------------------------------------------------------------


def family():
    """Whole, parts and parts of parts: typed, published, judged about something else, linked and unlinked by people."""

    def row(slug, amount, parent=None, **facts):
        made = ProgrammeFactory(
            **{"slug": slug, "total": amount, "currency": "USD", "iwt_share": 100, "parent": parent, **facts}
        )
        ProgrammeCountryFactory(programme=made, country=CountryFactory(iso3="VNM"))
        set_rate(made)
        made.save()
        return made

    top = row("top", 700_000)
    middle = row("middle", 400_000, top)
    row("low", 300_000, middle)
    other = row("other", 50_000, top, iwt_relevance=IwtRelevance.NOT_IWT)
    row("beneath", 40_000, other)
    kyat = row("kyat", 9_000_000, middle)
    Programme.objects.filter(pk=kyat.pk).update(
        currency="MMK", rate_per_usd=Decimal("2100.5"), rate_on=date(2025, 1, 1), rate_source="Stated by the owner"
    )
    return top


def test_into_an_empty_database_every_part_is_a_part_again(bring, secretariat):
    top = family()
    bring(
        activity("US-GOV-1-1", PERIOD + '<recipient-country code="VN"/>' + money("2", "1000"), title="Wildlife crime"),
        activity("US-GOV-1-2", '<related-activity type="1" ref="US-GOV-1-1"/>' + money("2", "600")),
        activity("US-GOV-1-3", '<related-activity type="1" ref="US-GOV-1-1"/>' + money("2", "60")),
    )
    Programme.objects.filter(iati_identifier__startswith="US-GOV").update(
        iwt_relevance=IwtRelevance.CONFIRMED, iwt_share=100, is_regional=True
    )
    # People know better what the second is a part of, and that the third is none.
    Programme.objects.filter(iati_identifier="US-GOV-1-2").update(parent=top)
    Programme.objects.filter(iati_identifier="US-GOV-1-3").update(parent=None)
    before, links = sum_of(secretariat, Cut()).total, parents()
    assert before == Decimal("701060.00")
    content = exported(secretariat).encode()
    empty()

    tally = bring(content)

    assert outcome(tally) == {"new": 8}
    assert sum_of(secretariat, Cut()).total == before
    # What stands in no export lies between two that do.
    assert parents() == {key: value for key, value in links.items() if key != "other"} | {"beneath": "top"}
    assert outcome(bring(content)) == {"unchanged": 8}


def parents():
    return dict(Programme.objects.values_list("slug", "parent__slug"))


def test_a_link_that_a_person_took_away_from_a_restored_one_stays_away(bring, secretariat):
    family()
    content = exported(secretariat).encode()
    empty()
    bring(content)
    Programme.objects.filter(slug="low").update(parent=None)

    bring(content)

    assert parents()["low"] is None


def test_reference_data_that_nobody_touched_takes_what_people_made_of_it(bring, secretariat, typed):
    """A new instance begins with the same programmes as the old one began with; people have judged them since."""
    top = ProgrammeFactory(slug="top", total=Decimal(2_000_000), currency="USD", iwt_share=100)
    ProgrammeCountryFactory(programme=top, country=CountryFactory(iso3="VNM"))
    OrganisationFactory(code="unodc")
    Programme.objects.filter(pk=typed.pk).update(
        parent=top, iwt_share=80, disclosure="public", owner=Organisation.objects.get(code="unodc"), title="Judged"
    )
    content, before = exported(secretariat).encode(), sum_of(secretariat, Cut()).total
    empty()
    ProgrammeFactory(slug="typed", title="As it was loaded", owner=None, disclosure="partners")
    ProgrammeFactory(slug="top", title="Top", total=Decimal(2_000_000), currency="USD", iwt_share=100)

    bring(content)

    row = Programme.objects.get(slug="typed")
    assert (row.title, row.owner.code, row.disclosure, row.parent.slug) == ("Judged", "unodc", "public", "top")
    assert sum_of(secretariat, Cut()).total == before == 2_000_000
    # Once it was touched here, an export changes nothing any more.
    Programme.objects.filter(slug="typed").update(title="Edited since")
    assert outcome(bring(content)) == {"unchanged": 2}
    assert Programme.objects.get(slug="typed").title == "Edited since"


def test_the_preview_and_the_questions_say_what_stays(bring, secretariat, typed, client, settings, tmp_path):
    settings.IATI_DIR = str(tmp_path / "iati")
    text = edit(exported(secretariat), "Typed here", "Edited").decode()
    file = edit(text, 'member-state code="THA"', 'member-state code="LAO"')
    row = actions.start_import(by=secretariat, name="a.xml", file=io.BytesIO(file))
    actions.read_import(row.pk)
    client.force_login(secretariat)

    page = client.get(f"/partners/import/{row.pk}/").content.decode()

    assert "Open: what stands here stays until people decide" in page
    # Nothing would be written of it: the button and the counts say so.
    assert "Confirm: put this to those who keep the programme, write nothing" in page
    assert "Confirm: write" not in page
    assert (counts_of(row)["asks"], counts_of(row)["changed"]) == (1, 0)
    assert "Edited" in client.get(f"/partners/import/{row.pk}/?outcome=asks").content.decode()
    # Nothing is struck out that stays.
    assert "<del>" not in page
    assert ("Member state LAO" in page, "not split" in page) == (True, True)
    bring(file)
    page = client.get("/partners/import/questions/").content.decode()
    assert "Title: a file says otherwise" in page
    assert "Take what the file says:" in page
