"""The forms of the administration keep what is typed, save once, and overwrite nothing unseen."""

import pytest
from django.urls import reverse

from core.drafts.models import UnsavedText
from core.models import Organisation
from tests.factories.core import OrganisationFactory
from tests.page_forms import form_in

pytestmark = pytest.mark.django_db
ADD = "admin:core_organisation_add"


@pytest.fixture
def keeper(cast, as_person):
    return as_person(cast.secretariat)


def typed_on(client, address, **typed):
    return form_in(client.get(address), "draft_envelope", **typed)


def test_what_is_typed_is_kept_and_offered_again(keeper):
    address = reverse(ADD)

    keeper.post("/unsaved/keep/", typed_on(keeper, address, name="Wildlife Friends"))

    page = keeper.get(address).content.decode()
    assert "You began this on" in page
    assert "Wildlife Friends" in page


def test_two_presses_add_one_row_and_close_the_text(keeper):
    data = typed_on(keeper, reverse(ADD), name="Wildlife Friends", code="wf", source_title="Its report")

    answers = [keeper.post(reverse(ADD), {**data, "_save": "Save"}) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Organisation.objects.filter(code="wf").count() == 1
    assert not UnsavedText.objects.open().exists()


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(keeper):
    row = OrganisationFactory(code="wf", name="Wildlife Friends")
    address = reverse("admin:core_organisation_change", args=[row.pk])
    data = typed_on(keeper, address, name="Mine")
    Organisation.objects.filter(pk=row.pk).update(name="Theirs")

    answer = keeper.post(address, {**data, "_save": "Save"}, follow=True)

    row.refresh_from_db()
    assert row.name == "Theirs"
    assert "Somebody else has changed this" in answer.content.decode()
    assert [text.values["name"] for text in UnsavedText.objects.open()] == [["Mine"]]


def test_a_form_that_is_not_taken_is_shown_again_and_kept(keeper):
    data = typed_on(keeper, reverse(ADD), name="", code="wf")

    answer = keeper.post(reverse(ADD), {**data, "_save": "Save"})

    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()
    assert UnsavedText.objects.open().count() == 1
