"""Two entries of one plan become one: its objectives, the needs under them and its documents hang on what stays."""

import io

import pytest
from django.urls import reverse

from core.clearance.actions import Refused
from core.documents.actions import add_document
from core.documents.models import Document
from core.history.audit import AuditEntry, AuditKind
from needs.actions.plans import merge_plans
from needs.content import content_of, from_json, to_json
from needs.models import Plan
from needs.queries import entry_choices
from needs.queries.page import plans_of
from tests import files
from tests.factories.core import CountryFactory, DocumentFactory
from tests.factories.needs import NeedFactory, PlanFactory, PlanObjectiveFactory
from tests.page_forms import form_in


@pytest.fixture
def pair(cast):
    """The duplicate with objectives 1 and 2, and the plan that stays with objective 1, written otherwise."""
    viet_nam = cast.focal_vnm.country
    duplicate = PlanFactory(country=viet_nam, title="NBSAP of Viet Nam", start_year=2022)
    kept = PlanFactory(country=viet_nam, title="National Biodiversity Strategy", start_year=2022)
    for plan, number, title in (
        (duplicate, "1", "Protect  wildlife"),
        (duplicate, "2", "Work with villages"),
        (kept, "1", "Protect wildlife"),
    ):
        PlanObjectiveFactory(plan=plan, number=number, title=title)
    return duplicate, kept


def merged(cast, pair):
    return merge_plans(by=cast.secretariat, duplicate=pair[0], kept=pair[1], reason="Same decision of 28 January 2022")


def test_what_hangs_on_the_duplicate_hangs_on_the_plan_that_stays(cast, pair):
    duplicate, kept = pair
    first, second = duplicate.objectives.order_by("number")
    under_first = NeedFactory(country=kept.country, cleared=True, plan_objective=first)
    under_second = NeedFactory(country=kept.country, plan_objective=second)
    version = under_first.version
    DocumentFactory(kind="plan", record=duplicate.pk, country=kept.country)

    done = merged(cast, pair)

    # A need, an objective with its need, a document; objective 1 was there.
    assert (done.moved, done.had) == (3, 1)
    assert [(one.number, one.title) for one in kept.objectives.order_by("number")] == [
        ("1", "Protect wildlife"),
        ("2", "Work with villages"),
    ]
    under_first.refresh_from_db()
    under_second.refresh_from_db()
    assert under_first.plan_objective == kept.objectives.get(number="1")
    assert under_first.version == version + 1
    assert under_second.plan_objective.plan == kept
    assert Document.objects.of(kept).count() == 1


def test_an_earlier_version_and_what_waits_name_the_objective_that_stays(cast, pair):
    duplicate, kept = pair
    need = NeedFactory(country=kept.country, plan_objective=duplicate.objectives.get(number="1"))
    earlier = to_json(content_of(need, ()))

    merged(cast, pair)

    need.refresh_from_db()
    assert from_json(earlier, need=need).plan_objective == kept.objectives.get(number="1")


def test_a_duplicate_is_shown_and_offered_nowhere_and_leads_to_the_plan_that_stays(cast, pair, as_person):
    duplicate, kept = pair
    merged(cast, pair)

    assert list(plans_of(kept.country)) == [kept]
    assert {one.plan for one in entry_choices(kept.country)[1]} == {kept}
    answer = as_person(cast.public).get(f"/documents/plan/{duplicate.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/documents/plan/{kept.pk}/")
    duplicate.refresh_from_db()
    with pytest.raises(Refused):
        add_document(by=cast.focal_vnm, record=duplicate, name="plan.pdf", file=io.BytesIO(files.pdf()), size=9)
    third = PlanFactory(country=kept.country, title="A third entry", start_year=2022)
    merge_plans(by=cast.secretariat, duplicate=kept, kept=third, reason="Same")
    assert Plan.objects.get(pk=duplicate.pk).merged_into == third


def test_it_leaves_a_trace(cast, pair):
    merged(cast, pair)

    entry = AuditEntry.objects.get(kind=AuditKind.MERGED)
    assert (entry.by, entry.detail["into"]) == (cast.secretariat, str(pair[1]))
    assert entry.detail["reason"] == "Same decision of 28 January 2022"


def test_objectives_that_read_differently_are_nothing_to_be_guessed(cast, pair):
    duplicate, _kept = pair
    duplicate.objectives.filter(number="1").update(title="Close markets")

    with pytest.raises(Refused, match="Objective 1 reads differently"):
        merged(cast, pair)

    assert duplicate.objectives.count() == 2
    assert Plan.objects.get(pk=duplicate.pk).merged_into is None


def test_what_makes_no_sense_is_refused(cast, pair):
    duplicate, kept = pair
    elsewhere = PlanFactory(country=CountryFactory(iso3="THA"), title="Another")
    for wrong, words in ((duplicate, "the same"), (elsewhere, "two member states")):
        with pytest.raises(Refused, match=words):
            merge_plans(by=cast.secretariat, duplicate=duplicate, kept=wrong, reason="Same")
    with pytest.raises(Refused, match="how you know"):
        merge_plans(by=cast.secretariat, duplicate=duplicate, kept=kept, reason=" ")
    with pytest.raises(Refused):
        merge_plans(by=cast.focal_vnm, duplicate=duplicate, kept=kept, reason="Same")


def test_the_secretariat_merges_on_a_page_of_the_administration(cast, pair, as_person):
    duplicate, kept = pair
    client, address = as_person(cast.secretariat), reverse("admin:needs_plan_merge", args=[duplicate.pk])
    assert address in client.get(reverse("admin:needs_plan_change", args=[duplicate.pk])).content.decode()
    page = client.get(address)
    assert "Plan objectives: 2" in page.content.decode()

    answer = client.post(address, form_in(page, "kept", kept=str(kept.pk), reason="Same"), follow=True)

    assert "1 rows moved, 1 were there already" in answer.content.decode()
    page = client.get(reverse("admin:needs_plan_change", args=[duplicate.pk])).content.decode()
    assert f"Merged into {kept}" in page
    assert as_person(cast.focal_vnm).get(address).status_code == 403
