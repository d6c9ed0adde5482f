"""The pages of overlaps: the list, two side by side, decisions, mergers and taking them back."""

import pytest
from django.urls import reverse

from partners.overlaps.models import OverlapDecision
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.programme_entry import family_of
from partners.support.models.answers import Response, ResponseState
from tests.factories.partners import ResponseFactory
from tests.partners.overlaps.overlap_world import editor, programme, secretariat
from tests.partners.world import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return programme(slug="one"), programme("Combating wildlife trafficking, Viet Nam", owner="traffic", slug="two")


@pytest.fixture
def own_pair():
    return programme(slug="one"), programme("Combating wildlife trafficking, Viet Nam", slug="two")


def url(name="overlap", first="one", second="two"):
    return reverse(f"partners:{name}", args=[first, second])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_list_compares_what_has_just_changed(client, pair):
    client.force_login(editor())

    page = text(client.get(reverse("partners:overlaps")))

    assert "Likely the same" in page
    assert pair[0].title in page
    assert url() in page


def test_the_list_asks_for_a_log_in(client, pair):
    assert client.get(reverse("partners:overlaps")).status_code == 302
    assert client.get(url()).status_code == 302


def test_the_list_costs_the_same_however_long(client, django_assert_max_num_queries):
    client.force_login(editor())
    for _number in range(3):
        programme()
    with django_assert_max_num_queries(16) as few:
        client.get(reverse("partners:overlaps"))
    for _number in range(6):
        programme(carriers=("env",))
    with django_assert_max_num_queries(16) as many:
        response = client.get(reverse("partners:overlaps"))

    assert len(few) == len(many)
    assert len(response.content) < 100_000


def test_side_by_side_tells_what_differs(client, pair):
    client.force_login(editor())

    page = text(client.get(url()))

    assert "Likely the same" in page
    assert "differs" in page
    assert "Different, because" in page
    assert "ask the other owner" in page
    assert "merge them</a>" not in page


def test_the_other_order_leads_to_the_same_page(client, pair):
    client.force_login(editor())

    response = client.get(url(first="two", second="one"))

    assert response.status_code == 301
    assert response.url == url()


@pytest.mark.parametrize("names", [("one", "one"), ("one", "nothing"), ("nothing", "none")])
def test_what_is_no_pair_is_not_found(client, pair, names):
    client.force_login(editor())

    assert client.get(url("overlap", *names)).status_code == 404


def test_a_reader_is_offered_no_decision(client, pair):
    client.force_login(editor("env"))

    assert "What are they to each other?" not in text(client.get(url()))
    assert client.post(url("overlap-decide"), {"kind": "related"}).status_code == 404
    assert client.get(url("overlap-merge")).status_code == 404
    assert client.post(url("overlap-take-back"), {"seen": 1}).status_code == 404


def test_different_because(client, pair):
    client.force_login(editor())

    refused = client.post(url("overlap-decide"), {"kind": "different", "reason": ""})
    done = client.post(url("overlap-decide"), {"kind": "different", "reason": "One trains, one prosecutes."})

    assert refused.status_code == 422
    assert done.status_code == 302
    assert "One trains, one prosecutes." in text(client.get(url()))
    assert "No overlap is left" in text(client.get(reverse("partners:overlaps")))
    assert "One trains" in text(client.get(reverse("partners:overlaps"), {"show": "decided"}))


def test_who_was_slower_sees_the_decision_and_keeps_the_words(client, pair):
    client.force_login(editor("traffic"))
    client.post(url("overlap-decide"), {"kind": "related", "reason": ""})
    client.force_login(editor())

    response = client.post(url("overlap-decide"), {"kind": "different", "reason": "Not the same at all."})

    assert response.status_code == 422
    assert "Somebody else was quicker" in text(response)
    assert "Not the same at all." in text(response)
    assert OverlapDecision.objects.get().kind == "related"


def test_pressing_twice_decides_once(client, pair):
    client.force_login(editor())
    token = "7d2f9a3e-6f55-4b0e-9a55-0d1f6f3f6a11"

    for _press in range(2):
        answer = client.post(url("overlap-decide"), {"kind": "related", "submit_token": token})
        assert answer.status_code == 302

    assert OverlapDecision.everything.count() == 1


def merged(client, own_pair, **choices):
    first, second = own_pair
    body = {
        "survivor": first.pk,
        "first_version": first.version,
        "second_version": second.version,
        "reason": "Entered twice.",
        "take_title": second.pk,
        **choices,
    }
    return client.post(url("overlap-merge"), body)


def test_a_merger_asks_only_where_both_differ(client, own_pair):
    client.force_login(editor())

    page = text(client.get(url("overlap-merge")))

    assert "take_title" in page
    assert "take_period" not in page


def test_two_become_one_and_the_other_address_leads_there(client, own_pair):
    first, second = own_pair
    part = programme("A part", parent=second)
    answer = ResponseFactory(need=make_need(), programme=second, organisation=second.owner)
    client.force_login(editor())

    done = merged(client, own_pair)

    first.refresh_from_db(), second.refresh_from_db(), part.refresh_from_db(), answer.refresh_from_db()
    assert done.url == reverse("partners:programme", args=["one"])
    assert first.title == second.title
    assert second.withdrawn_at is not None
    assert "Merged into" in second.withdrawn_reason
    assert (part.parent, answer.programme) == (first, first)
    # A part that a later file calls one of the other is a part of this one: their money counts once.
    later = programme("A later part", parent=second)
    assert [row.pk for row in family_of(secretariat(), later)["parents"]] == [first.pk]
    moved = client.get(reverse("partners:programme", args=["two"]))
    assert (moved.status_code, moved.url) == (302, reverse("partners:programme", args=["one"]))
    assert second.title not in text(client.get(reverse("partners:overlaps")))


def test_a_merger_is_taken_back_whole(client, own_pair):
    first, second = own_pair
    before = [(row.title, row.version) for row in own_pair]
    answer = ResponseFactory(need=make_need(), programme=second, organisation=second.owner)
    client.force_login(editor())
    merged(client, own_pair)

    decision = OverlapDecision.objects.get()
    done = client.post(url("overlap-take-back"), {"seen": decision.pk, "reason": "They were two."})

    first.refresh_from_db(), second.refresh_from_db(), answer.refresh_from_db()
    assert done.status_code == 302
    assert [row.title for row in (first, second)] == [title for title, _version in before]
    assert (second.withdrawn_at, second.parent) == (None, None)
    assert answer.programme == second
    assert not OverlapDecision.objects.exists()
    assert client.get(reverse("partners:programme", args=["two"])).status_code == 200


def test_what_was_changed_since_a_merger_is_left_as_it_is(client, own_pair):
    first, _second = own_pair
    client.force_login(editor())
    merged(client, own_pair)
    Programme.objects.filter(pk=first.pk).update(title="A title of later")

    done = client.post(url("overlap-take-back"), {"seen": OverlapDecision.objects.get().pk}, follow=True)

    first.refresh_from_db()
    assert first.title == "A title of later"
    assert "left as it is: Title" in text(done)


def test_lists_come_together_and_go_back(client):
    own = programme(slug="one", places=("VNM",)), programme(slug="two", places=("VNM", "THA"), carriers=("env",))
    client.force_login(editor())

    merged(client, own, take_countries="both", take_organisations=own[1].pk)

    assert set(own[0].in_countries.values_list("country__iso3", flat=True)) == {"VNM", "THA"}
    assert list(own[0].participations.values_list("organisation__code", "role")) == [("env", "4")]
    client.post(url("overlap-take-back"), {"seen": OverlapDecision.objects.get().pk})
    assert set(own[0].in_countries.values_list("country__iso3", flat=True)) == {"VNM"}
    assert set(own[1].in_countries.values_list("country__iso3", flat=True)) == {"VNM", "THA"}


def test_the_identifier_moves_where_the_survivor_has_none(client):
    own = programme(slug="one"), programme(slug="two", iati_identifier="XM-DAC-7-1")
    client.force_login(editor())

    merged(client, own)

    own[0].refresh_from_db(), own[1].refresh_from_db()
    assert (own[0].iati_identifier, own[1].iati_identifier) == ("XM-DAC-7-1", "")
    client.post(url("overlap-take-back"), {"seen": OverlapDecision.objects.get().pk})
    own[0].refresh_from_db(), own[1].refresh_from_db()
    assert (own[0].iati_identifier, own[1].iati_identifier) == ("", "XM-DAC-7-1")


def test_a_merger_on_an_old_view_stores_nothing_and_keeps_the_words(client, own_pair):
    client.force_login(editor())
    Programme.objects.filter(slug="two").update(version=9)

    answer = merged(client, own_pair)

    assert answer.status_code == 422
    assert "Entered twice." in text(answer)
    assert not OverlapDecision.objects.exists()


def test_two_of_two_owners_are_merged_by_the_secretariat_alone(client, pair):
    client.force_login(editor())
    assert merged(client, pair).status_code == 404
    client.force_login(secretariat())

    assert merged(client, pair).status_code == 302


def test_a_part_is_not_merged_into_what_contains_it(client):
    whole = programme(slug="one")
    middle = programme("Middle", parent=whole)
    own = whole, programme(slug="two", parent=middle)
    client.force_login(editor())

    answer = merged(client, own, survivor=own[1].pk)

    assert answer.status_code == 422
    assert "part of the other" in text(answer)


def test_an_answer_that_waits_keeps_its_state(client, own_pair):
    answer = ResponseFactory(need=make_need(), programme=own_pair[1], organisation=own_pair[1].owner)
    client.force_login(editor())

    merged(client, own_pair)

    assert Response.objects.get(pk=answer.pk).state == ResponseState.WAITING


def test_a_merged_programme_is_brought_back_by_taking_the_merger_back_alone(client, own_pair):
    client.force_login(editor())
    merged(client, own_pair)

    client.post(reverse("partners:programme-bring-back", args=["two"]))

    assert Programme.objects.get(slug="two").withdrawn_at is not None


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/partners/programmes/two/", "/partners/programmes/one/"),
        ("/partners/programmes/two/needs/?page=2", "/partners/programmes/one/needs/?page=2"),
        ("/partners/programmes/two/published/", "/partners/programmes/one/published/"),
        ("/partners/programmes/two/suspend/", "/partners/programmes/one/suspend/"),
        ("/partners/overlaps/three/two/", "/partners/overlaps/three/one/"),
        ("/partners/needs/VNM-901/respond/?programme=two", "/partners/needs/VNM-901/respond/?programme=one"),
        ("/partners/import/questions/?programme=two", "/partners/import/questions/?programme=one"),
    ],
)
def test_what_names_a_merged_programme_leads_to_the_same_of_the_one_kept(client, own_pair, address, kept):
    programme("Third", owner="traffic", slug="three")
    make_need(code="VNM-901")
    client.force_login(editor())
    merged(client, own_pair)

    answer = client.get(address)

    assert (answer.status_code, answer.headers.get("Location")) == (302, kept)


def test_the_history_of_a_merged_programme_leads_the_owner_of_the_one_kept_to_it(client, pair):
    client.force_login(secretariat())
    merged(client, pair)
    client.force_login(editor())

    answer = client.get(reverse("history", args=["programme", pair[1].pk]))

    assert (answer.status_code, answer["Location"]) == (302, reverse("history", args=["programme", pair[0].pk]))


def test_nothing_leads_on_to_a_programme_that_its_reader_may_not_see(client, own_pair):
    client.force_login(editor())
    merged(client, own_pair)
    Programme.objects.update(disclosure="partners")
    client.logout()

    assert client.get("/partners/programmes/two/needs/").status_code == 404
    assert client.post("/partners/programmes/two/").status_code == 405
