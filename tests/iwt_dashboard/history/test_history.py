"""A record's history for its own side, bringing versions back, withdrawing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from core.history.audit import AuditEntry, AuditKind
from needs import actions as needs_actions
from needs.content import content_of
from needs.models import Need, NeedComponent, NeedRevision
from partners.coordination.models.champions import Approach, Champion
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.models.rounds import ReplyRound
from partners.support.models.answers import Response
from partners.support.models.delivery import Delivery
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal
from tests.factories.coordination import (
    ApproachFactory,
    ChampionFactory,
    ReplyRoundFactory,
    RoundInvitationFactory,
    RoundNeedFactory,
)
from tests.factories.needs import ClarificationFactory, NeedComponentFactory, NeedFactory, PlanFactory
from tests.factories.partners import (
    DeliveryFactory,
    EngagementFactory,
    MechanismFactory,
    ProgrammeFactory,
    ResponseFactory,
)
from tests.factories.roadmap import CountryIndicatorFactory, MilestoneFactory, ObservationFactory
from tests.page_forms import posted_form

pytestmark = pytest.mark.django_db

MINUTES = count(1)
LONG = "Rangers of three parks lack radios that reach the next post, and the batteries last for a day at most."


@pytest.fixture
def draft(cast):
    return NeedFactory(country=cast.focal_vnm.country, created_by=cast.focal_vnm, statement=LONG)


@pytest.fixture
def cleared(cast):
    return NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public", created_by=cast.focal_vnm)


def edit(cast, need, version=None, parts=(), **changes):
    content = content_of(need, list(parts))
    changed = type(content)(**{**vars(content), **changes})
    return needs_actions.save_entry(by=cast.focal_vnm, need=need, content=changed, reason="Because.", version=version)


def time_passes():
    """Set what was written so far apart from what comes: in a test all is one transaction, and so one instant."""
    now = timezone.now()
    for model in (Need, NeedComponent, NeedRevision):
        events = model._meta.get_field("events").related_model.objects.filter(pgh_created_at__year=now.year)
        with pgtrigger.ignore():
            events.update(pgh_created_at=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=next(MINUTES)))


def page(client, kind, record, **query):
    return client.get(reverse("history", args=[kind, record.pk]), query)


def test_a_change_shows_its_words_who_and_when_in_which_request(cast, as_person, draft):
    client = as_person(cast.focal_vnm)
    edit(cast, draft, statement=LONG.replace("three parks", "four parks"))

    text = page(client, "need", draft).content.decode()

    assert "<del>" in text
    assert "three" in text.split("<del>")[1].split("</del>")[0]
    assert "four" in text.split("<ins>")[1].split("</ins>")[0]


def test_days_and_amounts_are_told_as_everywhere_else(cast, as_person, draft):
    """Not as the database writes them: 2027-06-30, 1250000.00."""
    edit(cast, draft, needed_by=date(2027, 6, 30), amount_sought=Decimal(1250000), currency="USD")

    text = page(as_person(cast.focal_vnm), "need", draft).content.decode()

    assert all(f"<ins>{words}</ins>" in text for words in ("30 June 2027", "1,250,000"))


def test_parts_that_come_and_go_in_a_draft_are_told(cast, as_person, draft):
    part = NeedComponentFactory(need=draft, position=1, title="Radios for rangers")
    edit(cast, draft, parts=[])

    text = page(as_person(cast.focal_vnm), "need", draft).content.decode()

    assert "Radios for rangers" in text
    assert "Withdrawn" in text
    assert NeedComponent.everything.get(pk=part.pk).withdrawn_at


VNM = {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"}
WCS = {"editor_wcs", "viewer_wcs"}
READERS = {
    "need": {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"},
    "value": {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"},
    "indicator": {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"},
    "plan": {"focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm", "secretariat"},
    "programme": {"editor_wcs", "viewer_wcs", "secretariat"},
    "organisation": {"editor_wcs", "viewer_wcs", "secretariat"},
    "answer": {"focal_vnm", "alternate_vnm", "editor_wcs"},
    "question": {
        *("focal_vnm", "alternate_vnm", "clearing_vnm", "second_clearing_vnm", "viewer_vnm"),
        *("editor_wcs", "viewer_wcs"),
    },
    "round": {*VNM, *WCS, "secretariat"},
    "engagement": VNM,
    "champion": WCS,
    "delivery": VNM | WCS,
}


def round_about(need, *organisations):
    row = ReplyRoundFactory()
    RoundNeedFactory(round=row, need=need)
    for organisation in organisations:
        RoundInvitationFactory(round=row, organisation=organisation)
    return row


@pytest.mark.parametrize("kind", READERS)
def test_a_history_is_its_own_sides_alone(cast, as_person, cleared, kind):
    vnm, wcs = cast.focal_vnm.country, cast.editor_wcs.organisation
    one = CountryIndicatorFactory(country=vnm, disclosure="public")
    record = {
        "need": lambda: cleared,
        "value": lambda: ObservationFactory(country_indicator=one, disclosure="public"),
        "indicator": lambda: one,
        "plan": lambda: PlanFactory(country=vnm),
        "programme": lambda: ProgrammeFactory(owner=wcs, disclosure="public"),
        "organisation": lambda: wcs,
        "answer": lambda: ResponseFactory(need=cleared, organisation=wcs),
        "question": lambda: ClarificationFactory(need=cleared, organisation=wcs),
        "round": lambda: round_about(cleared, wcs),
        "engagement": lambda: EngagementFactory(country=vnm),
        "champion": lambda: ChampionFactory(organisation=wcs, country=vnm),
        "delivery": lambda: DeliveryFactory(
            response=ResponseFactory(need=cleared, organisation=wcs, delivering=True), confirmed=True
        ),
    }[kind]()

    found = {who for who, person in cast.people().items() if page(as_person(person), kind, record).status_code == 200}

    assert found == READERS[kind]
    assert page(as_person(cast.public), kind, record).status_code == 302


def text_of(client, kind, record):
    return page(client, kind, record).content.decode()


def test_a_rounds_history_tells_needs_organisations_and_own_replies(cast, as_person, cleared):
    traffic = cast.editor_traffic.organisation
    row = round_about(cleared, cast.editor_wcs.organisation, traffic)
    narrow = NeedFactory(country=cast.focal_tha.country, cleared=True, disclosure="asean", number=71)
    RoundNeedFactory(round=row, need=narrow)
    given = [ResponseFactory(need=cleared, organisation=one) for one in (cast.editor_wcs.organisation, traffic)]
    for one in given:
        Response.objects.filter(pk=one.pk).update(note=f"Word of {one.organisation.code}", state="in_discussion")
    ReplyRound.objects.filter(pk=row.pk).update(title="A title that was better")

    wcs, vnm, asean = (
        text_of(as_person(who), "round", row) for who in (cast.editor_wcs, cast.focal_vnm, cast.secretariat)
    )

    for text in (wcs, vnm, asean):
        assert "A title that was better" in text
        assert cleared.code in text
        assert str(traffic) in text
        assert narrow.code not in text
    assert ("Word of wcs" in wcs, "Word of traffic" in wcs) == (True, False)
    assert ("Word of wcs" in vnm, "Word of traffic" in vnm) == (True, True)
    assert "Word of" not in asean


def test_a_narrowed_rounds_history_stays_with_who_takes_part(cast, as_person, cleared):
    row = round_about(cleared)

    assert page(as_person(cast.editor_wcs), "round", row).status_code == 404
    assert page(as_person(cast.focal_tha), "round", row).status_code == 404


def test_who_wrote_an_engagement_is_named_to_its_own_team_alone(cast, as_person):
    mechanism = MechanismFactory()
    address = reverse("partners:engagement", args=[mechanism.code, "VNM"])
    client = as_person(cast.focal_vnm)
    client.post(address, posted_form(client.get(address)) | {"status": "requested"})
    row = Engagement.objects.get(mechanism=mechanism)

    assert str(cast.focal_vnm) in text_of(as_person(cast.viewer_vnm), "engagement", row)
    assert page(as_person(cast.editor_wcs), "engagement", row).status_code == 404


def test_a_champions_history_holds_no_name_and_of_others_only_standing_plans(cast, as_person):
    row = ChampionFactory(organisation=cast.editor_wcs.organisation, name="Somebody Known", for_partners=True)
    traffic = cast.editor_traffic.organisation
    off = {"withdrawn_at": timezone.now(), "despite_reason": "Called off since"}
    ApproachFactory(champion=row, organisation=traffic, despite_reason="Also stands")
    gone = ApproachFactory(champion=row, organisation=traffic, month=datetime(2027, 5, 1, tzinfo=UTC).date())
    Approach.objects.filter(pk=gone.pk).update(**off)
    Champion.objects.filter(pk=row.pk).update(contact_role="Another role", name="Another Name")

    wcs, own = (text_of(as_person(who), "champion", row) for who in (cast.editor_wcs, cast.editor_traffic))

    assert "Another role" in wcs
    assert "Another Name" not in wcs + own
    assert ("2027-03" in wcs, "2027-05" in wcs, "2027-05" in own) == (True, False, True)


def test_a_delivery_taken_back_keeps_its_history_for_the_two_sides(cast, as_person, cleared):
    answer = ResponseFactory(need=cleared, organisation=cast.editor_wcs.organisation, delivering=True)
    row = DeliveryFactory(response=answer, note="Radios came")
    Delivery.objects.filter(pk=row.pk).update(state="withdrawn", note="Radios never came")

    text = text_of(as_person(cast.focal_vnm), "delivery", row)

    assert "Taken back" in text
    assert all(f"{words}</" in text for words in ("Radios came", "Radios never came"))
    assert reverse("partners:response", args=[answer.pk]) in text
    assert page(as_person(cast.editor_traffic), "delivery", row).status_code == 404


def test_a_long_history_comes_in_pages_at_a_steady_cost(cast, as_person, draft, django_assert_max_num_queries):
    for number in range(25):
        edit(cast, draft, title=f"Title {number}")
        time_passes()
    client = as_person(cast.focal_vnm)
    page(client, "need", draft)

    with django_assert_max_num_queries(16):
        first = page(client, "need", draft).content.decode()

    assert "Title 24" in first
    assert "Page 1 of 2" in first
    assert "Title 2<" in page(client, "need", draft, page=2).content.decode()


def event_of(record, **row):
    return record._meta.get_field("events").related_model.objects.filter(**row).order_by("pgh_id").first().pgh_id


def bring(client, kind, record, track, event, **typed):
    address = reverse("history-restore", args=[kind, record.pk, track, event])
    return client.post(address, posted_form(client.get(address)) | typed)


def test_an_earlier_draft_comes_back_with_its_parts(cast, as_person, draft):
    part = NeedComponentFactory(need=draft, position=1, title="Radios")
    time_passes()
    edit(cast, draft, parts=[part], title="Second title")
    time_passes()
    edit(cast, Need.objects.get(pk=draft.pk), parts=[], title="Third title")

    answer = bring(as_person(cast.focal_vnm), "need", draft, "need", event_of(draft, title="Second title"))

    assert answer.status_code == 302
    again = Need.objects.get(pk=draft.pk)
    assert again.title == "Second title"
    assert list(NeedComponent.objects.filter(need=draft).values_list("pk", flat=True)) == [part.pk]
    assert AuditEntry.objects.filter(kind=AuditKind.VERSION_RESTORED, about=draft.code).exists()


def test_an_earlier_version_of_a_cleared_need_waits_to_be_cleared(cast, as_person, cleared):
    first = event_of(NeedRevision.objects.get(need=cleared), need_id=cleared.pk)
    edit(cast, cleared, title="Newer title")
    needs_actions.submit(by=cast.focal_vnm, record=cleared)
    needs_actions.clear_need(by=cast.clearing_vnm, record=cleared, disclosure="public")
    client = as_person(cast.focal_vnm)

    assert bring(client, "need", cleared, "version", first).status_code == 422
    assert bring(client, "need", cleared, "version", first, reason="The newer one was wrong.").status_code == 302

    assert Need.objects.get(pk=cleared.pk).title == "Newer title"
    assert NeedRevision.objects.open().get(need=cleared).content["title"] == cleared.title


def test_somebody_else_writing_meanwhile_is_a_conflict(cast, as_person, draft):
    edit(cast, draft, title="Second title")
    client = as_person(cast.focal_vnm)
    address = reverse("history-restore", args=["need", draft.pk, "need", event_of(draft, title=draft.title)])
    typed = posted_form(client.get(address))
    edit(cast, Need.objects.get(pk=draft.pk), title="A colleague's title")

    answer = client.post(address, typed)

    assert answer.status_code == 422
    assert "Somebody else" in answer.content.decode()
    assert Need.objects.get(pk=draft.pk).title == "A colleague's title"


def test_an_earlier_value_comes_back_as_a_correction(cast, as_person):
    one = CountryIndicatorFactory(country=cast.focal_vnm.country)
    value = ObservationFactory(country_indicator=one, value=30)
    Observation.objects.filter(pk=value.pk).update(value=40)

    answer = bring(
        as_person(cast.focal_vnm), "value", value, "value", event_of(value, value=30), reason="It was right before."
    )

    assert answer.status_code == 302
    correction = Observation.objects.get(supersedes=value)
    assert (correction.state, correction.value, correction.correction_reason) == ("draft", 30, "It was right before.")
    assert Observation.objects.get(pk=value.pk).value == 40


def test_an_earlier_set_up_comes_back_as_a_proposal_with_its_milestones(cast, as_person):
    one = CountryIndicatorFactory(country=cast.focal_vnm.country)
    milestone = MilestoneFactory(country_indicator=one)
    CountryIndicator.objects.filter(pk=one.pk).update(note="Second")
    event = event_of(one, note="Second")
    CountryIndicator.objects.filter(pk=one.pk).update(note="Third")

    answer = bring(as_person(cast.focal_vnm), "indicator", one, "indicator", event, reason="Better.")

    assert answer.status_code == 302
    content = TrajectoryProposal.objects.get(country_indicator=one).content
    assert content["note"] == "Second"
    assert [point["on"] for point in content["milestones"]] == [milestone.on.isoformat()]


@pytest.mark.parametrize("who", ["clearing_vnm", "viewer_vnm", "focal_tha", "secretariat", "editor_wcs"])
def test_only_writers_bring_versions_back(cast, as_person, draft, who):
    address = reverse("history-restore", args=["need", draft.pk, "need", event_of(draft, title=draft.title)])

    assert as_person(getattr(cast, who)).post(address, {"version": 1}).status_code in (403, 404)


def test_a_version_that_never_was_is_not_found(cast, as_person, draft):
    client = as_person(cast.focal_vnm)

    assert client.get(reverse("history-restore", args=["need", draft.pk, "need", 10**12])).status_code == 404
    assert client.get(reverse("history-restore", args=["plan", draft.pk, "self", 1])).status_code == 404
    assert client.get(reverse("history", args=["nothing", draft.pk])).status_code == 404


def test_a_draft_is_discarded_listed_and_brought_back(cast, as_person, draft):
    client = as_person(cast.focal_vnm)
    address = reverse("history-withdraw", args=["need", draft.pk])

    answer = client.post(address, {"version": draft.version, "reason": "Entered twice."}, follow=True)

    assert "Entered twice." in answer.content.decode()
    assert client.get(reverse("needs:detail", args=[draft.code])).status_code == 404
    assert "hidden from everybody" in page(client, "need", draft).content.decode()
    client.post(reverse("history-bring-back", args=["need", draft.pk]))
    assert client.get(reverse("needs:detail", args=[draft.code])).status_code == 200


def test_withdrawing_a_cleared_need_asks_why(cast, as_person, cleared):
    client = as_person(cast.clearing_vnm)
    address = reverse("history-withdraw", args=["need", cleared.pk])

    assert "Say why" in client.post(address, {"reason": ""}, follow=True).content.decode()
    client.post(address, {"reason": "Names people."})

    assert as_person(cast.public).get(reverse("needs:detail", args=[cleared.code])).status_code == 404
    assert Need.objects.get(pk=cleared.pk).withdrawn_reason == "Names people."


@pytest.mark.parametrize("who", ["focal_tha", "secretariat", "editor_wcs"])
@pytest.mark.parametrize("move", ["history-withdraw", "history-bring-back"])
def test_strangers_find_nothing_to_withdraw(cast, as_person, cleared, who, move):
    answer = as_person(getattr(cast, who)).post(reverse(move, args=["need", cleared.pk]), {"reason": "x"})

    assert answer.status_code == 404
    assert Need.objects.get(pk=cleared.pk).withdrawn_at is None


def test_what_another_country_withdrew_is_on_nobody_elses_list(cast, as_person, draft):
    as_person(cast.focal_vnm).post(reverse("history-withdraw", args=["need", draft.pk]), {"reason": ""})

    assert draft.code not in as_person(cast.focal_tha).get(reverse("withdrawn")).content.decode()
    assert draft.code in as_person(cast.viewer_vnm).get(reverse("withdrawn")).content.decode()
