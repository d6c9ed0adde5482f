"""Reply rounds: opened, changed, closed and replied to, by each role."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from core.clearance.actions import EditConflict, Refused
from core.clearance.models import Disclosure
from core.drafts.store import once
from core.notices.actions import choose_mail, mail_due
from core.notices.models import NoticeKind
from needs.rules import NeedStatus
from partners.coordination.actions.rounds import close_round, edit_round, open_round, reply
from partners.coordination.models.rounds import ReplyRound
from partners.coordination.queries.rounds import round_of
from partners.support.actions.answers import AnswerDraft, respond
from partners.support.models.answers import Response, ResponseKind, ResponseState
from tests.factories.coordination import ReplyRoundFactory, RoundInvitationFactory, RoundNeedFactory
from tests.partners.coordination.rounds_world import draft_of
from tests.partners.world import make_need

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
    assert mail_due(timezone.now() + timedelta(minutes=3)) == 1
    assert [message.to for message in mail.outbox] == [["editor.wcs@example.org"]]
    assert "2 needs wait for your reply" in mail.outbox[0].body


def test_who_has_switched_mail_of_rounds_off_gets_none(cast, needs):
    choose_mail(by=cast.editor_wcs, kinds=[NoticeKind.SUPPORT])

    open_round(by=cast.focal_vnm, draft=draft_of(cast, needs[:2]))

    assert mail_due(timezone.now() + timedelta(minutes=3)) == 0
    assert not mail.outbox


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
