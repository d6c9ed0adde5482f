"""What every button and every form has in common."""

import uuid

import pytest
from django import forms
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from core.clearance.actions import EditConflict, Refused
from core.drafts.edit import Theirs, conflict_sentence, edit_form, go_to, press
from core.drafts.forms import FormDraft
from core.drafts.models import SubmitToken
from core.models import Organisation
from tests.factories.core import OrganisationFactory


class Said(BaseStorage):
    """Messages that stay with their request."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, *args, **kwargs):
        return []


class WordForm(forms.Form):
    """One word."""

    word = forms.CharField(max_length=20)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


@pytest.fixture
def ask(cast):
    def asking(data=None, **headers):
        factory = RequestFactory(headers=headers)
        request = factory.get("/here/") if data is None else factory.post("/here/", data)
        request.user, request._messages, request.htmx = cast.secretariat, Said(None), HtmxDetails(request)
        return request

    return asking


def said(request):
    return [(message.level_tag, str(message)) for message in request._messages._queued_messages]


def fail(problem):
    def act(*_args):
        OrganisationFactory(code="half-written")
        raise problem

    return act


def test_a_press_is_carried_out_once_and_leads_to_the_same_page(ask):
    token = str(uuid.uuid4())
    pressed = []

    for request in (ask({"submit_token": token}), ask({"submit_token": token})):
        answer = press(request, lambda: pressed.append(1), done="Done.", to="/there/")
        assert (answer.status_code, answer["Location"]) == (302, "/there/")
        assert said(request) == [("success", "Done.")]

    assert pressed == [1]


def test_a_press_may_lead_where_its_action_says(ask):
    assert press(ask({}), lambda: "/new/", done="Done.")["Location"] == "/new/"


def test_what_to_say_can_be_left_to_the_view(ask):
    called = []

    request = ask({})
    press(request, lambda: "/new/", done=lambda: called.append(1))

    assert called == [1]
    assert said(request) == []


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Refused("It may not be."), "It may not be."),
        (EditConflict(), "Somebody was quicker."),
    ],
)
def test_a_press_that_was_refused_says_why_and_writes_nothing(ask, problem, words):
    request = ask({"submit_token": str(uuid.uuid4())})

    answer = press(request, fail(problem), done="Done.", to="/there/", back="/back/", conflict="Somebody was quicker.")

    assert answer["Location"] == "/back/"
    assert said(request) == [("error", words)]
    assert not Organisation.objects.filter(code="half-written").exists()
    assert not SubmitToken.objects.exists()


def test_a_refused_press_can_show_its_page_again(ask):
    request, seen = ask({}), []

    def again(problem):
        seen.append(problem)
        return HttpResponse(str(problem), status=422)

    refused = press(request, fail(Refused("No.")), done="Done.", to="/there/", again=again)
    met = press(request, fail(EditConflict()), done="Done.", to="/there/", again=again)

    assert (refused.status_code, refused.content) == (422, b"No.")
    assert met.content.decode() == conflict_sentence()
    assert [type(one) for one in seen] == [Refused, EditConflict]
    assert said(request) == []


def test_what_is_gone_is_not_found(ask):
    with pytest.raises(Http404):
        press(ask({}), fail(ObjectDoesNotExist()), done="Done.", to="/there/")
    with pytest.raises(Http404):
        open_form(ask({"word": "new"}), write=fail(ObjectDoesNotExist()))


def test_htmx_is_told_to_move_only_where_it_would_swap_a_part(ask):
    part = go_to(ask({}, **{"HX-Request": "true", "HX-Target": "form"}), "/there/")
    page = go_to(ask({}, **{"HX-Request": "true"}), "/there/")

    assert (part.status_code, part["HX-Redirect"]) == (200, "/there/")
    assert (page.status_code, page["Location"]) == (302, "/there/")


def open_form(request, *, write=lambda _filled: "/saved/", **options):
    def make(data):
        return WordForm(data, initial={"word": "stored", "version": 3})

    def show(filled):
        return HttpResponse(str(filled.form), status=filled.status)

    form_draft = FormDraft(request, "test.word", title="A word")
    return edit_form(request, form_draft, make=make, write=write, done="Saved.", show=show, **options)


def test_a_form_opens_with_what_is_stored(ask):
    answer = open_form(ask())

    assert answer.status_code == 200
    assert 'value="stored"' in answer.content.decode()


def test_a_form_is_saved_once(ask):
    token, written = str(uuid.uuid4()), []

    def write(filled):
        written.append(filled.form.cleaned_data["word"])
        return "/saved/"

    for request in (ask({"word": "new", "submit_token": token}), ask({"word": "new", "submit_token": token})):
        assert open_form(request, write=write)["Location"] == "/saved/"
        assert said(request) == [("success", "Saved.")]

    assert written == ["new"]


def test_a_faulty_form_is_shown_again_with_what_was_typed(ask):
    answer = open_form(ask({"word": "far too long a word to be one"}), write=fail(AssertionError()))

    assert answer.status_code == 422
    assert "far too long a word to be one" in answer.content.decode()


def test_a_refusal_stands_above_the_form_or_where_the_view_puts_it(ask):
    above = open_form(ask({"word": "new"}), write=fail(Refused("Not that one.")))
    beside = open_form(
        ask({"word": "new"}),
        write=fail(Refused("Not that one.")),
        refuse=lambda form, refusal: form.add_error("word", f"Here: {refusal}"),
    )

    assert above.status_code == beside.status_code == 422
    assert "Not that one." in above.content.decode()
    assert "Here: Not that one." in beside.content.decode()
    assert not Organisation.objects.filter(code="half-written").exists()


def test_an_edit_that_meets_another_leads_to_the_choice(ask):
    theirs = Theirs(WordForm(initial={"word": "other", "version": 4}), version=4)

    answer = open_form(ask({"word": "mine", "version": "3"}), write=fail(EditConflict()), conflict=lambda _f: theirs)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "mine" in text
    assert "other" in text
    assert 'action="/here/"' in text


def test_a_view_may_answer_a_conflict_itself(ask):
    answer = open_form(
        ask({"word": "mine"}), write=fail(EditConflict()), conflict=lambda _filled: HttpResponse("all is done")
    )

    assert answer.content == b"all is done"
