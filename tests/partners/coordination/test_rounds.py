"""Reply rounds: opened, replied to, reminded of, and brought together, by each role."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.clearance.models import Disclosure
from core.drafts.store import once
from needs.rules import NeedStatus
from partners.coordination.actions.round_mail import remind
from partners.coordination.actions.rounds import RoundDraft, close_round, edit_round, open_round, reply
from partners.coordination.models.rounds import ReplyRound, RoundReminder
from partners.coordination.queries.inbox import waiting_rounds
from partners.coordination.queries.rounds import consolidated, round_of
from partners.support.actions.answers import AnswerDraft, decide, respond
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.rules.answers import AnswerMove
from tests.factories.coordination import ReplyRoundFactory, RoundInvitationFactory, RoundNeedFactory
from tests.factories.partners import ResponseFactory
from tests.page_forms import form_in
from tests.partners.world import make_need

SOON = timedelta(days=30)


@pytest.fixture
def needs(cast):
    return [make_need(amount_sought=Decimal(1000), currency="USD"), make_need(), make_need("THA")]


@pytest.fixture
def reply_round(cast, needs):
    """A round of the secretariat about two needs of Viet Nam and one of Thailand, which asks WCS and TRAFFIC."""
    row = ReplyRoundFactory(opened_by=cast.secretariat)
    for need in needs:
        RoundNeedFactory(round=row, need=need)
    for person in (cast.editor_wcs, cast.editor_traffic):
        RoundInvitationFactory(round=row, organisation=person.organisation)
    return row


def draft_of(cast, needs, **fields):
    defaults = {
        "title": "Support for sites",
        "reply_by": timezone.localdate() + SOON,
        "needs": [need.pk for need in needs],
        "organisations": [cast.editor_wcs.organisation_id],
    }
    return RoundDraft(**{**defaults, **fields})


# --- opening, changing, closing ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["focal_vnm", "clearing_vnm"])
def test_a_country_asks_about_its_own_needs_alone(cast, needs, who):
    person = getattr(cast, who)

    open_round(by=person, draft=draft_of(cast, needs[:2]))
    with pytest.raises(Refused):
        open_round(by=person, draft=draft_of(cast, needs))

    assert ReplyRound.objects.get().country == person.country


@pytest.mark.parametrize("who", ["viewer_vnm", "editor_wcs", "viewer_wcs"])
def test_others_open_no_round(cast, needs, who):
    with pytest.raises(Refused):
        open_round(by=getattr(cast, who), draft=draft_of(cast, needs[:1]))


@pytest.mark.parametrize(
    "fields", [{"disclosure": Disclosure.ASEAN}, {"state": "draft"}, {"status": NeedStatus.DELIVERED}]
)
def test_what_partners_do_not_see_or_what_is_met_is_not_asked_about(cast, needs, fields):
    hidden = make_need(**fields)

    with pytest.raises(Refused):
        open_round(by=cast.focal_vnm, draft=draft_of(cast, [*needs[:1], hidden]))

    assert not ReplyRound.objects.exists()


def test_one_press_opens_one_round_and_writes_to_the_invited(cast, needs):
    token = uuid4()

    def opening():
        return open_round(by=cast.focal_vnm, draft=draft_of(cast, needs[:2]))

    first = once(by=cast.focal_vnm, token=token, create=opening)

    assert once(by=cast.focal_vnm, token=token, create=opening) == first
    assert ReplyRound.objects.count() == 1
    assert [message.to for message in mail.outbox] == [["editor.wcs@example.org"]]
    assert "2 needs wait for your reply" in mail.outbox[0].body


def test_a_past_day_is_refused(cast, needs):
    with pytest.raises(Refused):
        open_round(by=cast.secretariat, draft=draft_of(cast, needs, reply_by=timezone.localdate() - timedelta(days=1)))


def test_putting_off_opens_a_closed_round_again(cast, needs, reply_round):
    close_round(by=cast.secretariat, reply_round=reply_round, version=1)
    later = timezone.localdate() + timedelta(days=90)

    row = edit_round(by=cast.secretariat, reply_round=reply_round, draft=draft_of(cast, [], reply_by=later), version=2)

    assert (row.closed_on, row.reply_by, row.version) == (None, later, 3)


def test_who_was_slower_sees_a_conflict(cast, needs, reply_round):
    close_round(by=cast.secretariat, reply_round=reply_round, version=1)

    with pytest.raises(EditConflict):
        edit_round(by=cast.secretariat, reply_round=reply_round, draft=draft_of(cast, []), version=1)


def test_another_side_may_not_change_it(cast, needs, reply_round):
    with pytest.raises(Refused):
        close_round(by=cast.focal_vnm, reply_round=reply_round, version=1)


# --- replying ----------------------------------------------------------------------------------------


def test_a_reply_is_an_answer_to_the_need(cast, needs, reply_round):
    replies = {
        needs[0].pk: AnswerDraft(kind="offer", note="Ten radios.", amount=Decimal(400)),
        needs[1].pk: AnswerDraft(kind="interest"),
        needs[2].pk: AnswerDraft(kind="not_now", note="Not this year."),
    }

    reply(by=cast.editor_wcs, reply_round=reply_round, replies=replies)

    found = {row.need: (row.kind, row.note, row.amount, row.currency, row.state) for row in Response.objects.all()}
    assert found == {
        needs[0]: ("offer", "Ten radios.", Decimal(400), "USD", "waiting"),
        needs[1]: ("interest", "", None, "", "waiting"),
        needs[2]: ("not_now", "Not this year.", None, "", "waiting"),
    }


def test_some_can_wait(cast, needs, reply_round):
    reply(by=cast.editor_wcs, reply_round=reply_round, replies={needs[0].pk: AnswerDraft(kind="interest")})

    own = round_of(cast.editor_wcs, reply_round.pk).own
    assert (own.answered, own.waiting) == (1, 2)


def test_interest_can_become_an_offer_and_an_offer_stays(cast, needs, reply_round):
    key = needs[0].pk
    reply(by=cast.editor_wcs, reply_round=reply_round, replies={key: AnswerDraft(kind="interest", note="Perhaps.")})
    reply(by=cast.editor_wcs, reply_round=reply_round, replies={key: AnswerDraft(kind="offer", note="Radios.")})

    with pytest.raises(Refused):
        reply(by=cast.editor_wcs, reply_round=reply_round, replies={key: AnswerDraft(kind="not_now")})

    standing = Response.objects.exclude(state=ResponseState.WITHDRAWN).get(need=needs[0])
    assert (standing.kind, standing.note) == (ResponseKind.OFFER, "Radios.")


def test_the_same_reply_again_writes_nothing(cast, needs, reply_round):
    for _press in range(2):
        reply(
            by=cast.editor_wcs,
            reply_round=reply_round,
            replies={needs[0].pk: AnswerDraft(kind="interest", note="Perhaps.")},
        )

    assert Response.objects.count() == 1


def test_all_or_nothing(cast, needs, reply_round):
    needs[1].status = NeedStatus.DELIVERED
    needs[1].save()

    with pytest.raises(Refused, match=needs[1].code):
        reply(
            by=cast.editor_wcs,
            reply_round=reply_round,
            replies={needs[0].pk: AnswerDraft(kind="interest"), needs[1].pk: AnswerDraft(kind="interest")},
        )

    assert not Response.objects.exists()


def test_an_answer_given_before_the_round_counts(cast, needs, reply_round):
    respond(by=cast.editor_wcs, need=needs[0], draft=AnswerDraft(kind="interest"))

    assert round_of(cast.editor_wcs, reply_round.pk).own.answered == 1


def test_who_is_not_invited_knows_of_nothing(cast, needs, reply_round):
    other = ReplyRoundFactory(opened_by=cast.secretariat, title="Another")
    RoundNeedFactory(round=other, need=needs[0])
    RoundInvitationFactory(round=other, organisation=cast.editor_wcs.organisation)

    with pytest.raises(ReplyRound.DoesNotExist):
        reply(by=cast.editor_traffic, reply_round=other, replies={needs[0].pk: AnswerDraft(kind="interest")})
    with pytest.raises(ReplyRound.DoesNotExist):
        round_of(cast.editor_traffic, other.pk)


def test_a_closed_round_takes_no_reply_and_a_past_one_a_late_one(cast, needs, reply_round):
    reply_round.reply_by = timezone.localdate() - timedelta(days=1)
    reply_round.save()
    reply(by=cast.editor_wcs, reply_round=reply_round, replies={needs[0].pk: AnswerDraft(kind="interest")})
    assert round_of(cast.secretariat, reply_round.pk).invited[1].is_late

    close_round(by=cast.secretariat, reply_round=reply_round, version=None)
    with pytest.raises(Refused):
        reply(by=cast.editor_wcs, reply_round=reply_round, replies={needs[1].pk: AnswerDraft(kind="interest")})


# --- who sees what -----------------------------------------------------------------------------------


def test_everybody_who_takes_part_sees_who_replied_and_the_two_sides_what(cast, needs, reply_round):
    reply(
        by=cast.editor_wcs,
        reply_round=reply_round,
        replies={needs[0].pk: AnswerDraft(kind="offer", note="Secret radios.")},
    )

    def told(who):
        row = consolidated(getattr(cast, who), reply_round.pk, "VNM").needs[0]
        offered = [one.response.organisation.code for one in row.replies.get("offer", [])]
        return offered, [one.code for one in row.silent], row.hidden

    assert told("focal_vnm") == (["wcs"], ["traffic"], 0)
    assert told("editor_wcs") == (["wcs"], ["traffic"], 0)
    assert told("editor_traffic") == ([], ["traffic"], 1)
    assert told("secretariat") == ([], ["traffic"], 1)
    assert told("focal_tha") == ([], ["traffic"], 1)


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


def test_reminders_are_one_mail_an_organisation_and_sent_once(cast, needs, reply_round):
    second = ReplyRoundFactory(opened_by=cast.secretariat, title="Second round")
    RoundNeedFactory(round=second, need=needs[0])
    RoundInvitationFactory(round=second, organisation=cast.editor_wcs.organisation)

    assert remind() == 2
    assert remind() == 0

    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "The round" in bodies["editor.wcs@example.org"]
    assert "Second round" in bodies["editor.wcs@example.org"]
    assert "Second round" not in bodies["editor.traffic@example.org"]
    assert RoundReminder.objects.count() == 3


def test_whoever_has_replied_to_everything_is_left_alone(cast, needs, reply_round):
    for need in needs:
        ResponseFactory(need=need, organisation=cast.editor_wcs.organisation, kind=ResponseKind.NOT_NOW)

    remind()

    assert [message.to for message in mail.outbox] == [["editor.traffic@example.org"]]


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
