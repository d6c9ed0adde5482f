"""A part and a larger programme count once, however many stand between that are not kept here, or were withdrawn."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser

from partners.iati.actions.links import link_parents
from partners.iati.actions.values import the_world
from partners.iati.choices import RelationType
from partners.iati.models import LeftOutRelation
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut
from tests.factories.iati import ProgrammeRelationFactory
from tests.factories.partners import ProgrammeFactory
from tests.partners.iati.iati_samples import activity, budget
from tests.partners.iati.iati_world import programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HERE = '<recipient-country code="VN"/>'
NEXT = "2026-02-01T00:00:00Z"
AMOUNT = {"G": 700, "C": 300}


def one(identifier, up="", down="", stamp=""):
    """An activity of the chain that names what is right above or below it; those between are for no member state."""
    more = f' last-updated-datetime="{stamp}"' if stamp else ""
    relations = [("1", name) for name in up] + [("2", name) for name in down]
    rows = "".join(f'<related-activity type="{kind}" ref="{name}"/>' for kind, name in relations)
    kept = HERE + budget(AMOUNT[identifier]) if identifier in AMOUNT else ""
    return activity(identifier, rows + kept, attributes=f'default-currency="USD"{more}')


UP = {"C": one("C", up="N"), "N": one("N", up="M"), "M": one("M", up="G"), "G": one("G")}
DOWN = {"C": one("C"), "N": one("N", down="C"), "M": one("M", down="N"), "G": one("G", down="M")}
MIXED = {"C": one("C", up="N"), "N": one("N"), "M": one("M", down="N"), "G": one("G", down="M")}


def links():
    rows = Programme.objects.filter(parent__isnull=False)
    return dict(rows.values_list("iati_identifier", "parent__iati_identifier"))


def events():
    return Programme.pgh_event_model.objects.count(), list(LeftOutRelation.objects.order_by("pk").values_list())


def total():
    """What the public counts once all that is here is judged and public."""
    Programme.objects.update(iwt_relevance=IwtRelevance.CONFIRMED, iwt_share=100, disclosure=ProgrammeDisclosure.PUBLIC)
    return sum_of(AnonymousUser(), Cut()).total


@pytest.mark.parametrize("chain", [UP, DOWN, MIXED], ids=["up", "down", "mixed"])
@pytest.mark.parametrize("order", ["GMNC", "CNMG", "MNGC", "CGNM"])
def test_a_part_of_what_is_not_here_belongs_to_the_nearest_above_that_is(bring, chain, order):
    for identifier in order:
        bring(chain[identifier], only_asean=True)
    assert links() == {"C": "G"}
    assert programme("C").iati.values["passed"] == ["N", "M"]
    before = events()

    for identifier in reversed(order):
        bring(chain[identifier], only_asean=True)
    bring(*chain.values(), only_asean=True)
    assert (links(), events()) == ({"C": "G"}, before)
    assert total() == 700

    # Once they come they stand between.
    bring(chain["M"], chain["N"])
    assert links() == {"C": "N", "N": "M", "M": "G"}
    assert LeftOutRelation.objects.exclude(other="").count() == 0


@pytest.mark.parametrize(
    ("chain", "changed", "names"),
    [
        (MIXED, "G", {}),
        (UP, "M", {}),
        (UP, "N", {"up": "Q"}),
        (DOWN, "M", {"down": "Q"}),
        (DOWN, "N", {}),
        (UP, "C", {}),
    ],
)
def test_a_link_around_others_goes_once_nobody_says_so_any_more(bring, chain, changed, names):
    bring(*chain.values(), only_asean=True)
    assert links() == {"C": "G"}

    bring(one(changed, **names, stamp=NEXT), only_asean=True)
    assert links() == {}
    assert total() == 1000

    # An earlier edition that comes again brings nothing back.
    bring(chain[changed], only_asean=True)
    assert links() == {}


def test_what_was_withdrawn_keeps_its_place_between(bring):
    bring(*UP.values())
    Programme.objects.filter(iati_identifier__in=("M", "N")).update(withdrawn_at="2026-01-01T00:00Z")
    assert total() == 700
    assert links() == {"C": "N", "N": "M", "M": "G"}


def test_what_was_withdrawn_is_linked_when_the_larger_one_comes(bring):
    bring(UP["M"], UP["N"])
    Programme.objects.update(withdrawn_at="2026-01-01T00:00Z")

    bring(UP["C"])
    bring(UP["G"])

    assert links() == {"C": "N", "N": "M", "M": "G"}
    assert total() == 700


def test_no_stranger_puts_himself_above_by_what_is_not_here(bring):
    other = [
        text.replace("US-GOV-1", "XX-OTHER").replace("A donor", "Another donor") for text in (DOWN["G"], DOWN["M"])
    ]
    bring(*other, DOWN["N"], DOWN["C"], only_asean=True)

    assert links() == {}


def test_circles_among_those_left_out_end(bring):
    bring(one("G", down="M"), one("M", up="N"), one("N", up="M"), one("C", up="N"), only_asean=True)

    assert links() == {"C": "G"}


@pytest.mark.parametrize("order", list(itertools.permutations(["P", "Q", "C"])))
def test_of_several_that_a_part_names_the_first_that_is_here_counts_in_any_order(bring, order):
    files = {"P": one("P"), "Q": one("Q"), "C": one("C", up="PQ")}
    for identifier in order:
        bring(files[identifier])

    assert links() == {"C": "P"}


def test_nothing_is_noted_of_a_preview_or_a_dry_run(bring):
    bring(*UP.values(), only_asean=True, dry_run=True)

    assert LeftOutRelation.objects.count() == 0


def test_a_name_of_ours_that_another_programme_carries_stops_no_import(bring):
    """What "IWT-DASHBOARD-rangers" names is the programme that came first by it; the other keeps its own words."""
    ProgrammeFactory(slug="other", iati_identifier="IWT-DASHBOARD-rangers")
    named = ProgrammeFactory(slug="rangers", iati_identifier="XX-7")
    ProgrammeRelationFactory(programme=named, kind=RelationType.PARENT, identifier="XX-LARGER")

    tally = bring(activity("XX-1", '<related-activity type="1" ref="IWT-DASHBOARD-rangers"/>'))

    assert dict(tally.outcomes) == {"new": 1}
    assert links() == {"XX-1": "IWT-DASHBOARD-rangers"}
    link_parents(the_world(file_name="f.xml"), ["IWT-DASHBOARD-rangers"])
    assert links() == {"XX-1": "IWT-DASHBOARD-rangers"}
