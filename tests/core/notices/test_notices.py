"""Who hears of which step, by how many mails, and what those say."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.clearance.actions import change_disclosure, submit, withdraw
from core.models import Role, User
from core.notices.actions import choose_mail, forget_mailed, mail_due, notify
from core.notices.models import KINDS_OF_ROLE, Notice, NoticeKind
from core.tasks import mail_notices
from needs import actions
from partners.support.actions.answers import AnswerDraft, decide, respond, take_step, write_message
from partners.support.actions.deliveries import DeliveryDraft, decide_delivery, report_delivery
from partners.support.models.delivery import Delivery
from partners.support.rules.answers import AnswerMove, DeliveryMove
from tests.factories.core import UserFactory
from tests.factories.needs import NeedFactory
from tests.factories.roadmap import CountryIndicatorFactory, ObservationFactory
from tests.needs.world import content

LATER = timedelta(minutes=3)


@pytest.fixture(autouse=True)
def mailbox(settings):
    """Mail is handed over at once, so that the test reads what a person would."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_ADDRESS = "https://needs.example.org"
    mail.outbox = []


@pytest.fixture
def draft(cast):
    return actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content())


@pytest.fixture
def need(cast):
    return NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, cleared=True, disclosure="public")


def mailed(after: timedelta = LATER) -> dict[str, str]:
    """Address to text of what leaves so long from now; nobody gets two mails at once."""
    mail.outbox = []
    mail_due(timezone.now() + after)
    assert len({one.to[0] for one in mail.outbox}) == len(mail.outbox)
    return {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}


def test_at_submit_the_clearing_officers_hear_of_it_by_name_and_link(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)

    found = mailed()

    assert sorted(found) == sorted([cast.clearing_vnm.email, cast.second_clearing_vnm.email])
    for text in found.values():
        assert f"{draft.code} {draft.title}" in text.splitlines()[0], "the subject names the record"
        assert f"https://needs.example.org/needs/{draft.code}/review/" in text
        assert "has submitted this. Clear it, or return it with a note." in text


def test_at_return_the_author_hears_of_it(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    actions.return_need(by=cast.clearing_vnm, record=draft, note="The amount is missing.")

    found = mailed()

    assert list(found) == [cast.focal_vnm.email], "the officers have nothing to do any more"
    assert f"https://needs.example.org/needs/{draft.code}/" in found[cast.focal_vnm.email]


def test_where_the_author_has_left_whoever_can_take_it_up_hears_of_it(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    User.objects.filter(pk=cast.focal_vnm.pk).update(is_active=False)

    actions.return_need(by=cast.clearing_vnm, record=draft, note="The amount is missing.")

    assert list(mailed()) == [cast.alternate_vnm.email]


@pytest.mark.parametrize("step", ["recall", "clear", "withdraw"])
def test_what_no_longer_waits_is_not_mailed(cast, draft, step):
    actions.submit(by=cast.focal_vnm, record=draft)
    if step == "clear":
        actions.clear_need(by=cast.clearing_vnm, record=draft, disclosure="national")
    else:
        actions.recall(by=cast.focal_vnm, record=draft)
        if step == "withdraw":
            withdraw(by=cast.focal_vnm, record=draft, reason="")

    assert mailed() == {}


def test_a_question_goes_to_the_country_and_its_answer_back(cast, need):
    row = actions.ask_question(by=cast.editor_wcs, need=need, question="How many rangers?")
    asked = mailed()
    actions.answer_question(by=cast.focal_vnm, clarification=row, answer="Forty.")
    answered = mailed(timedelta(hours=2))

    assert sorted(asked) == sorted([cast.focal_vnm.email, cast.alternate_vnm.email])
    assert sorted(answered) == sorted([cast.editor_wcs.email, cast.clearing_vnm.email, cast.second_clearing_vnm.email])
    for text in (*asked.values(), *answered.values()):
        assert need.full_title in text
        assert f"https://needs.example.org/needs/{need.code}/#question-{row.pk}" in text


def offer(cast, need):
    respond(by=cast.editor_wcs, need=need, draft=AnswerDraft(kind="offer", note="Two trainers."))
    return need.responses.get()


def test_each_step_of_an_offer_reaches_the_side_whose_move_it_is(cast, need):
    hours = iter(range(1, 20))

    def heard() -> tuple[list[str], str]:
        found = mailed(timedelta(hours=2 * next(hours)))
        assert all(need.full_title in text and "https://needs.example.org/partners/" in text for text in found.values())
        return sorted(found), "".join(found.values())

    country = sorted([cast.focal_vnm.email, cast.alternate_vnm.email])
    partner = [cast.editor_wcs.email]

    answer = offer(cast, need)
    told, text = heard()
    assert told == country
    assert "offers support. Accept, discuss or decline it." in text
    decide(by=cast.focal_vnm, response=answer, move=AnswerMove.ACCEPT)
    told, text = heard()
    assert told == partner
    assert "has accepted your offer. Say when delivery begins." in text
    take_step(by=cast.editor_wcs, response=answer, move=AnswerMove.START)
    assert heard()[0] == country
    report_delivery(
        by=cast.editor_wcs, response=answer, draft=DeliveryDraft(delivered_on=timezone.localdate(), note="Done.")
    )
    told, text = heard()
    assert told == country
    assert "reports a delivery of" in text
    decide_delivery(by=cast.focal_vnm, delivery=Delivery.objects.get(), move=DeliveryMove.DISPUTE, note="Not here.")
    told, text = heard()
    assert told == partner
    assert "disputes your delivery of" in text


def test_six_steps_of_three_minutes_are_one_mail_a_person(cast, need):
    """Six mails had gone out in three minutes for one offer; each side has one thing to know, where it stands now."""
    answer = offer(cast, need)
    write_message(by=cast.editor_wcs, response=answer, text="Any month suits us.")
    write_message(by=cast.alternate_vnm, response=answer, text="March then.")
    decide(by=cast.focal_vnm, response=answer, move=AnswerMove.DISCUSS, note="How many days?")
    write_message(by=cast.editor_wcs, response=answer, text="Ten.")
    decide(by=cast.focal_vnm, response=answer, move=AnswerMove.ACCEPT)

    assert list(mailed()) == [cast.editor_wcs.email]
    assert mailed(timedelta(minutes=10)) == {}


def test_several_things_of_an_hour_come_in_one_mail(cast):
    for n in range(3):
        row = actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content(title=f"Need {n}"))
        actions.submit(by=cast.focal_vnm, record=row)
    first = mailed()
    row = actions.create_need(by=cast.focal_vnm, country=cast.focal_vnm.country, content=content(title="A fourth need"))
    actions.submit(by=cast.focal_vnm, record=row)

    text = first[cast.clearing_vnm.email]
    assert all(f"Need {n}" in text for n in range(3))
    assert "and 2 more wait for you" in text.splitlines()[0]
    assert mailed(timedelta(minutes=30)) == {}, "the next mail leaves an hour after the last"
    assert "A fourth need" in mailed(timedelta(minutes=64))[cast.clearing_vnm.email]


def test_a_mail_names_twenty_and_counts_the_rest(cast, need):
    people = User.objects.filter(pk=cast.focal_vnm.pk)
    for n in range(23):
        row = NeedFactory(country=need.country, number=3000 + n)
        notify(people, NoticeKind.QUESTION, row, title=f"Thing {n:02d}", sentence="", path="/", by=None)

    text = mailed()[cast.focal_vnm.email]

    assert sum(f"Thing {n:02d}\n" in text for n in range(23)) == 20
    assert "And 3 more." in text


def test_a_message_does_not_hide_the_offer_that_is_still_to_be_told(cast, need):
    choose_mail(by=cast.focal_vnm, kinds=[NoticeKind.SUPPORT])
    write_message(by=cast.editor_wcs, response=offer(cast, need), text="Any month suits us.")

    assert "offers support" in mailed()[cast.focal_vnm.email]


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_each_kind_can_be_switched_off_and_on_again(cast, need, kind):
    role = next(role for role, kinds in KINDS_OF_ROLE.items() if kind in kinds)
    person = next(one for one in cast.people().values() if one.role == role)
    others = [one for one in KINDS_OF_ROLE[role] if one != kind]

    def told() -> bool:
        notify([person], NoticeKind(kind), need, title="A title", sentence="", path="/", by=None)
        found = person.email in mailed()
        Notice.objects.all().delete()
        return found

    choose_mail(by=person, kinds=others)
    assert not told()
    choose_mail(by=person, kinds=KINDS_OF_ROLE[role])
    assert told()


def test_the_account_page_keeps_the_choice(cast, as_person):
    client = as_person(cast.clearing_vnm)
    page = client.get("/accounts/").content.decode()
    assert str(NoticeKind.TO_CLEAR.label) in page
    assert str(NoticeKind.MESSAGE.label) not in page, "a kind that this role is never told of"

    answer = client.post("/accounts/mail/", {"mail-kinds": ["question"]}, follow=True)

    assert "Saved. You get the mail that is ticked." in answer.content.decode()
    assert list(cast.clearing_vnm.mail_switched_off.values_list("kind", flat=True)) == ["to_clear"]


def test_a_kind_of_somebody_elses_role_is_refused_and_changes_nothing(cast, as_person):
    answer = as_person(cast.clearing_vnm).post("/accounts/mail/", {"mail-kinds": ["round"]}, follow=True)

    assert "nothing was changed" in answer.content.decode()
    assert not cast.clearing_vnm.mail_switched_off.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.COUNTRY_VIEWER}, {"country": "THA"}])
def test_nobody_is_told_what_they_may_no_longer_read(cast, draft, change):
    actions.submit(by=cast.focal_vnm, record=draft)
    if "country" in change:
        change = {"country": cast.focal_tha.country}
    User.objects.filter(pk=cast.clearing_vnm.pk).update(**change)

    assert list(mailed()) == [cast.second_clearing_vnm.email]


def test_nobody_hears_of_a_move_of_their_own(cast, need):
    notify([cast.focal_vnm], NoticeKind.QUESTION, need, title="x", sentence="", path="/", by=cast.focal_vnm)

    assert not Notice.objects.exists()


def test_what_was_mailed_is_emptied_and_then_forgotten(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    mailed()

    assert set(Notice.objects.values_list("title", "sentence", "path")) == {("", "", "")}
    Notice.objects.update(mailed_at=timezone.now() - timedelta(days=2))
    assert forget_mailed() == 2
    assert not Notice.objects.exists()


def test_the_worker_mails_every_minute(cast, draft):
    actions.submit(by=cast.focal_vnm, record=draft)
    Notice.objects.update(noted_at=timezone.now() - LATER)

    mail_notices(timestamp=0)

    assert len(mail.outbox) == 2


def test_a_value_of_an_indicator_goes_the_same_way(cast):
    row = ObservationFactory(
        country_indicator=CountryIndicatorFactory(country=cast.focal_vnm.country),
        state="draft",
        cleared_at=None,
        created_by=cast.focal_vnm,
    )
    submit(by=cast.focal_vnm, record=row)

    text = mailed()[cast.clearing_vnm.email]

    assert row.country_indicator.indicator.title in text.splitlines()[0]
    assert f"https://needs.example.org/roadmap/values/{row.pk}/review/" in text


def test_what_is_long_or_broken_over_lines_stays_one_subject(cast, need):
    person = UserFactory(focal=True, country=need.country, email="third.vnm@example.org")
    notify(
        [person], NoticeKind.QUESTION, need, title="a\nBcc: x@example.org\n" + "b" * 900, sentence="", path="/", by=None
    )

    subject = mailed()[person.email].splitlines()[0]

    assert len(subject) <= 90
    assert "a Bcc: x@example.org" in subject


def test_an_officer_who_once_wrote_it_is_not_asked_to_clear_it(cast, draft):
    """Nobody clears what they wrote, so nobody is asked to: whoever edited it before they became clearing officer."""
    actions.save_entry(by=cast.alternate_vnm, need=draft, content=content(title="Radios for four parks"), version=None)
    actions.save_entry(by=cast.focal_vnm, need=draft, content=content(title="Radios for five parks"), version=None)
    User.objects.filter(pk=cast.alternate_vnm.pk).update(role=Role.CLEARING_OFFICER, is_alternate=False)

    actions.submit(by=cast.focal_vnm, record=draft)

    assert sorted(mailed()) == sorted([cast.clearing_vnm.email, cast.second_clearing_vnm.email])


@pytest.mark.parametrize("change", ["withdrawn", "narrowed"])
def test_what_was_withdrawn_or_narrowed_meanwhile_is_not_named(cast, need, change):
    """Its title would tell what its reader may no longer read, and its link would lead nowhere."""
    row = actions.ask_question(by=cast.editor_wcs, need=need, question="How many rangers?")
    actions.answer_question(by=cast.focal_vnm, clarification=row, answer="Forty.")
    if change == "narrowed":
        change_disclosure(by=cast.focal_vnm, record=need, disclosure="national")
    else:
        withdraw(by=cast.focal_vnm, record=need, reason="Twice here")

    found = mailed()

    assert cast.editor_wcs.email not in found
    assert (cast.clearing_vnm.email in found) is (change == "narrowed")
    assert not Notice.objects.waiting().exists()
