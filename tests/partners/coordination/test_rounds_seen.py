"""Reply rounds as others see them: who sees what, reminders, inboxes, pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from core.clearance.models import Disclosure
from core.notices.actions import mail_due
from core.notices.models import Notice
from needs.actions import answer_question, ask_question
from needs.rules import NeedStatus
from partners.coordination.actions.round_mail import remind
from partners.coordination.actions.rounds import close_round, edit_round, reply
from partners.coordination.models.rounds import RoundReminder
from partners.coordination.queries.inbox import waiting_rounds
from partners.coordination.queries.rounds import consolidated, round_of
from partners.support.actions.answers import AnswerDraft, decide
from partners.support.models.answers import Response, ResponseKind
from partners.support.rules.answers import AnswerMove
from tests.factories.coordination import ReplyRoundFactory, RoundInvitationFactory, RoundNeedFactory
from tests.factories.partners import ResponseFactory
from tests.page_forms import form_in
from tests.partners.coordination.rounds_world import SOON, draft_of

# --- who sees what -----------------------------------------------------------------------------------


def test_the_two_sides_and_the_opener_see_who_is_silent_and_others_how_many(cast, needs, reply_round):
    """Decided in ADR 33: that an organisation has not decided on a need is between the two sides and who asked."""
    reply(
        by=cast.editor_wcs,
        reply_round=reply_round,
        replies={needs[0].pk: AnswerDraft(kind="offer", note="Secret radios.")},
    )

    def told(who):
        row = consolidated(getattr(cast, who), reply_round.pk, "VNM").needs[0]
        offered = [one.response.organisation.code for one in row.replies.get("offer", [])]
        return offered, [one.code for one in row.silent], row.more_silent, row.hidden

    assert told("focal_vnm") == (["wcs"], ["traffic"], 0, 0)
    assert told("editor_wcs") == (["wcs"], [], 1, 0)
    assert told("editor_traffic") == ([], ["traffic"], 0, 1)
    assert told("secretariat") == ([], ["traffic"], 0, 1)
    assert told("focal_tha") == ([], [], 1, 1)


def test_progress_names_whom_the_viewer_may_know_and_counts_all(cast, needs, reply_round):
    """Two needs of Viet Nam, one of Thailand, put to WCS and TRAFFIC by the secretariat; WCS replies to the first."""
    reply(
        by=cast.editor_wcs, reply_round=reply_round, replies={needs[0].pk: AnswerDraft(kind="not_now", note="Later.")}
    )

    def told(who):
        page = round_of(getattr(cast, who), reply_round.pk)
        known = {row.organisation.code: (row.answered, row.asked) for row in page.invited if row.is_known}
        return known, len(page.invited), page.n_answered

    assert told("secretariat") == ({"wcs": (1, 3), "traffic": (0, 3)}, 2, 0)
    assert told("focal_vnm") == ({"wcs": (1, 2), "traffic": (0, 2)}, 2, 0)
    assert told("focal_tha") == ({"wcs": (0, 1), "traffic": (0, 1)}, 2, 0)
    assert told("editor_wcs") == ({"wcs": (1, 3)}, 2, 0)
    assert told("editor_traffic") == ({"traffic": (0, 3)}, 2, 0)


def test_the_secretariat_counts_in_a_round_that_a_country_opened(cast, needs):
    row = ReplyRoundFactory(country=cast.focal_vnm.country, opened_by=cast.focal_vnm)
    RoundNeedFactory(round=row, need=needs[0])
    RoundInvitationFactory(round=row, organisation=cast.editor_wcs.organisation)

    page = round_of(cast.secretariat, row.pk)
    assert (page.n_answered, page.sees_all, [one.is_known for one in page.invited]) == (0, False, [False])
    sheet = consolidated(cast.secretariat, row.pk, "VNM").needs[0]
    assert (sheet.silent, sheet.more_silent) == ([], 1)


@pytest.mark.parametrize("who", ["editor_wcs", "focal_tha"])
def test_no_page_of_a_round_says_of_another_that_it_has_not_replied(cast, needs, reply_round, as_person, who):
    reply(
        by=cast.editor_wcs, reply_round=reply_round, replies={needs[0].pk: AnswerDraft(kind="not_now", note="Later.")}
    )
    client, name = as_person(getattr(cast, who)), str(cast.editor_traffic.organisation)

    sheet = client.get(f"/partners/rounds/{reply_round.pk}/countries/VNM/").content.decode()

    assert name not in sheet
    assert "1 other organisation" in sheet


def test_accepted_support_is_seen_by_all_who_take_part(cast, needs, reply_round):
    reply(
        by=cast.editor_wcs,
        reply_round=reply_round,
        replies={needs[0].pk: AnswerDraft(kind="offer", note="Secret radios.")},
    )
    decide(by=cast.focal_vnm, response=Response.objects.get(), move=AnswerMove.ACCEPT)

    row = consolidated(cast.secretariat, reply_round.pk, "VNM").needs[0]

    assert [(one.response.organisation.code, one.is_of_a_side) for one in row.replies["offer"]] == [("wcs", False)]


def test_others_read_what_was_accepted_and_never_what_was_offered_beyond_it(cast, needs, reply_round, as_person):
    wcs = cast.editor_wcs.organisation
    ResponseFactory(need=needs[0], organisation=wcs, accepted=True, amount=Decimal(7777), accepted_amount=Decimal(1234))

    for who in ("secretariat", "editor_traffic"):
        form_draft = (
            as_person(getattr(cast, who)).get(f"/partners/rounds/{reply_round.pk}/countries/VNM/").content.decode()
        )
        assert "1,234" in form_draft
        assert "7,777" not in form_draft


def test_a_need_that_is_narrowed_leaves_the_page_of_partners(cast, needs, reply_round):
    needs[0].disclosure = Disclosure.NATIONAL
    needs[0].save()

    assert len(round_of(cast.editor_wcs, reply_round.pk).needs) == 2
    page = round_of(cast.focal_vnm, reply_round.pk)
    assert {row.need.code: row.is_asking for row in page.needs} == {
        "VNM-001": False,
        "VNM-002": True,
        "THA-001": True,
    }


def test_a_need_that_is_met_is_not_waited_for(cast, needs, reply_round):
    for need in needs[1:]:
        need.status = NeedStatus.DELIVERED
        need.save()
    ResponseFactory(need=needs[0], organisation=cast.editor_wcs.organisation)

    assert round_of(cast.editor_wcs, reply_round.pk).own.waiting == 0


def test_a_change_during_the_round_is_said(cast, needs, reply_round):
    ResponseFactory(need=needs[0], organisation=cast.editor_wcs.organisation)
    needs[0].cleared_at = timezone.now()
    needs[0].save()

    row = consolidated(cast.focal_vnm, reply_round.pk, "VNM").needs[0]

    assert row.asked.changed_on == timezone.localdate()
    assert row.replies["offer"][0].is_before_change


# --- reminders and inboxes -----------------------------------------------------------------------------


def mailed():
    """Address to text of the mail that is due; nobody gets two at once."""
    mail.outbox = []
    Notice.objects.waiting().update(noted_at=timezone.now() - timedelta(minutes=3))
    mail_due(timezone.now())
    assert len({one.to[0] for one in mail.outbox}) == len(mail.outbox)
    return {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}


def test_rounds_and_whatever_else_waits_come_in_one_mail_and_once(cast, needs, reply_round, settings):
    """One mail a person and hour: two rounds and the country's answer to a question are three lines of it."""
    settings.SITE_ADDRESS = "https://needs.example.org"
    second = ReplyRoundFactory(opened_by=cast.secretariat, title="Second round")
    RoundNeedFactory(round=second, need=needs[0])
    RoundInvitationFactory(round=second, organisation=cast.editor_wcs.organisation)
    question = ask_question(by=cast.editor_wcs, need=needs[0], question="How many?")
    answer_question(by=cast.focal_vnm, clarification=question, answer="Forty.")

    assert remind() == 3
    assert remind() == 0

    bodies = mailed()
    wcs, traffic = bodies["editor.wcs@example.org"], bodies["editor.traffic@example.org"]
    assert all(text in wcs for text in ("The round", "Second round", needs[0].full_title, "wait for your reply until"))
    for one in (reply_round, second):
        assert f"https://needs.example.org/partners/rounds/{one.pk}/reply/" in wcs
    assert "Second round" not in traffic
    assert RoundReminder.objects.count() == 3
    assert mailed() == {}


def test_whoever_has_replied_to_everything_is_left_alone(cast, needs, reply_round):
    for need in needs:
        ResponseFactory(need=need, organisation=cast.editor_wcs.organisation, kind=ResponseKind.NOT_NOW)

    remind()

    assert list(mailed()) == ["editor.traffic@example.org"]


def test_nobody_is_mailed_of_a_round_that_was_replied_to_or_closed_meanwhile(cast, needs, reply_round):
    remind()
    replies = {need.pk: AnswerDraft(kind=ResponseKind.NOT_NOW, note="No funds.") for need in needs}
    reply(by=cast.editor_wcs, reply_round=reply_round, replies=replies)
    assert list(Notice.objects.filter(kind="round").values_list("person__email", flat=True)) == [
        "editor.traffic@example.org"
    ]

    close_round(by=cast.secretariat, reply_round=reply_round, version=None)
    assert not Notice.objects.filter(kind="round").exists()


def test_a_round_that_is_changed_before_its_mail_left_is_mailed_as_it_stands(cast, needs, reply_round):
    """Named anew and put off; the day of before would have them reply in a hurry, or not at all."""
    remind()
    later = reply_round.reply_by + timedelta(days=45)
    draft = draft_of(cast, [], title="Another name", reply_by=later, organisations=[])

    edit_round(by=cast.secretariat, reply_round=reply_round, draft=draft, version=None)

    body = mailed()["editor.wcs@example.org"]
    assert "Another name" in body
    assert "The round" not in body
    assert date_format(later, "j F Y") in body
    assert date_format(reply_round.reply_by, "j F Y") not in body
    assert mailed() == {}


def test_two_weeks_before_and_on_the_day_and_anew_when_put_off(cast, needs, reply_round):
    day = reply_round.reply_by
    remind()
    assert remind(day - timedelta(days=14)) == 2
    assert remind(day - timedelta(days=13)) == 0
    assert remind(day) == 2
    assert remind(day + timedelta(days=1)) == 0

    reply_round.reply_by = day + timedelta(days=60)
    reply_round.save()
    assert remind(day + timedelta(days=1)) == 0
    assert remind(day + timedelta(days=46)) == 2


def test_inboxes(cast, needs, reply_round):
    assert "3 needs wait" in waiting_rounds(cast.editor_wcs)[0].sentence
    assert not waiting_rounds(cast.viewer_wcs)
    assert not waiting_rounds(cast.secretariat)

    for need in needs:
        ResponseFactory(need=need, organisation=cast.editor_wcs.organisation)
    reply_round.reply_by = timezone.localdate() - timedelta(days=2)
    reply_round.save()

    assert not waiting_rounds(cast.editor_wcs)
    assert "1 organisation has not replied" in waiting_rounds(cast.secretariat)[0].sentence
    assert not waiting_rounds(cast.focal_vnm)

    # One need of three: the round still waits, though nobody is silent.
    ResponseFactory(need=needs[0], organisation=cast.editor_traffic.organisation)
    assert "Every organisation has replied, to all of it or to some." in waiting_rounds(cast.secretariat)[0].sentence


# --- pages -------------------------------------------------------------------------------------------


def test_a_round_from_its_opening_to_the_draft(cast, needs, as_person):
    opener = as_person(cast.focal_vnm)
    data = {
        "title": "Sites",
        "reply_by": (timezone.localdate() + SOON).isoformat(),
        "needs": [needs[0].pk, needs[1].pk],
        "organisations": [cast.editor_wcs.organisation_id],
    }
    assert opener.get("/partners/rounds/new/").status_code == 200
    address = opener.post("/partners/rounds/new/", data)["Location"]
    partner = as_person(cast.editor_wcs)
    assert needs[0].code in partner.get(f"{address}reply/").content.decode()

    sent = {f"kind_{needs[0].pk}": "offer", f"note_{needs[0].pk}": "Radios.", f"amount_{needs[0].pk}": "1,000"}
    answer = partner.post(f"{address}reply/", sent)

    assert answer["Location"] == address
    assert "has replied to 1 of 2" in opener.get(address).content.decode()
    form_draft = opener.get(f"{address}countries/VNM/").content.decode()
    assert "Radios." in form_draft
    assert "$1,000" in form_draft or "US$1,000" in form_draft or "USD" in form_draft


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Nothing has been chosen"),
        ({"kind": "offer"}, "Say in a few words"),
        ({"note": "Perhaps"}, "choose what you reply"),
        ({"kind": "offer", "amount": "0"}, "Leave it empty"),
        ({"kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_replies_that_say_nothing_come_back(cast, needs, reply_round, as_person, sent, words):
    data = {f"{name}_{needs[0].pk}": text for name, text in sent.items()}

    answer = as_person(cast.editor_wcs).post(f"/partners/rounds/{reply_round.pk}/reply/", data)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Response.objects.exists()


def test_two_editors_at_once_see_both_versions(cast, needs, reply_round, as_person):
    client, address = as_person(cast.secretariat), f"/partners/rounds/{reply_round.pk}/edit/"
    page = client.get(address)
    edit_round(
        by=cast.secretariat,
        reply_round=reply_round,
        draft=draft_of(cast, [], title="Theirs", reply_by=reply_round.reply_by),
        version=1,
    )

    answer = client.post(address, form_in(page, "title", title="Mine"))

    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()
    assert "Mine" in answer.content.decode()
