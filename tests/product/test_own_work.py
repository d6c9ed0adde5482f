"""Nobody clears what they wrote, whatever their role was then or is now, and whoever has written there since.

The rule of the CBD Clearing-House (a publishing authority never publishes an own draft), for every kind of record that
a country clears, found by asking the models, and for what is cleared with it: its documents.
"""

import pytest
from django.apps import apps
from django.utils import timezone

from core.clearance import actions
from core.clearance.actions import Refused, moves_for
from core.clearance.models import Cleared, Proposal
from core.clearance.rules import Move, Refusal
from core.documents.actions import clear_document
from core.documents.models import DOCUMENTED
from core.models import Role, User
from iwt_dashboard.pages.inbox import SOURCES
from needs.actions import clear_need, share_answer
from partners.coordination.actions.mechanisms import clear_engagement
from roadmap.actions import clear_observation, clear_set_up
from tests.factories.core import DocumentFactory, UserFactory
from tests.factories.needs import ClarificationFactory, NeedFactory, NeedRevisionFactory, PlanFactory
from tests.factories.partners import EngagementFactory, EngagementProposalFactory
from tests.factories.roadmap import (
    ActionRatingFactory,
    CommitmentStepFactory,
    CountryIndicatorFactory,
    GoalFactory,
    ObservationFactory,
    TrajectoryProposalFactory,
)

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in apps.get_models() if issubclass(kind, Cleared) and not hasattr(kind, "pgh_id")]


def _need(**fields):
    return NeedFactory(submitted=True, **fields)


def _change_of_need(**fields):
    return NeedRevisionFactory(submitted=True, need=NeedFactory(cleared=True, country=fields.pop("country")), **fields)


def _change_of_target(**fields):
    one = CountryIndicatorFactory(country=fields["country"])
    return TrajectoryProposalFactory(country_indicator=one, base_version=one.version, state="submitted", **fields)


def _change_of_engagement(**fields):
    row = EngagementFactory(country=fields["country"], created_by=fields["created_by"])
    now = timezone.now()
    return EngagementProposalFactory(
        engagement=row, state="submitted", submitted_at=now, submitted_by=fields["created_by"], **fields
    )


MAKE = {
    "partners.engagement": lambda **fields: EngagementFactory(state="submitted", **fields),
    "partners.engagementproposal": _change_of_engagement,
    "needs.need": _need,
    "needs.needrevision": _change_of_need,
    "roadmap.goal": lambda **fields: GoalFactory(state="submitted", **fields),
    "roadmap.actionrating": lambda **fields: ActionRatingFactory(state="submitted", **fields),
    "roadmap.countryindicator": lambda **fields: CountryIndicatorFactory(state="submitted", **fields),
    "roadmap.trajectoryproposal": _change_of_target,
    "roadmap.observation": lambda **fields: ObservationFactory(
        country_indicator=CountryIndicatorFactory(country=fields["country"]), state="submitted", **fields
    ),
    "roadmap.commitmentstep": lambda **fields: CommitmentStepFactory(state="submitted", **fields),
}
CLEAR = {
    "partners.engagement": clear_engagement,
    "partners.engagementproposal": clear_engagement,
    "needs.need": clear_need,
    "needs.needrevision": lambda *, record, **given: clear_need(record=record.need, **given),
    "roadmap.countryindicator": clear_set_up,
    "roadmap.trajectoryproposal": clear_set_up,
    "roadmap.observation": clear_observation,
}


def clear(by, record):
    act = CLEAR.get(record._meta.label_lower, actions.clear)
    return act(by=by, record=type(record)._base_manager.get(pk=record.pk), disclosure="national", version=None)


@pytest.fixture
def turncoat(cast):
    """Somebody who writes for Viet Nam, and clears for it later."""
    return UserFactory(focal=True, country=cast.focal_vnm.country, email="turncoat@example.org")


def now_clears(person):
    User.objects.filter(pk=person.pk).update(role=Role.CLEARING_OFFICER, body="", is_alternate=False)
    return User.objects.get(pk=person.pk)


def written_once_by(person, record, by):
    """The person wrote in the record, and somebody else after them."""
    for hand in (person, by):
        row = type(record)._base_manager.get(pk=record.pk)
        row.edited_by = hand
        row.save()
    return type(record)._base_manager.get(pk=record.pk)


def test_every_kind_that_is_cleared_is_tried():
    assert {kind._meta.label_lower for kind in KINDS} == set(MAKE)


@pytest.mark.parametrize("kind", sorted(MAKE))
@pytest.mark.parametrize("as_what", ["created_by", "edited_by", "submitted_by"])
def test_who_once_wrote_a_record_does_not_clear_it(cast, turncoat, kind, as_what):
    author = cast.focal_vnm
    record = MAKE[kind](country=author.country, created_by=turncoat if as_what == "created_by" else author)
    if as_what == "edited_by":
        record = written_once_by(turncoat, record, author)
    if as_what == "submitted_by":
        for hand in (turncoat, author):
            record.submitted_by = hand
            record.save()
    officer = now_clears(turncoat)

    assert Move.CLEAR not in moves_for(officer, record)
    with pytest.raises(Refused, match=str(Refusal.OWN_ENTRY.label)):
        clear(officer, record)
    record.refresh_from_db()
    assert record.state == "submitted"

    assert Move.CLEAR in moves_for(cast.clearing_vnm, record)
    clear(cast.clearing_vnm, record)
    record.refresh_from_db()
    assert record.state == "cleared"


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_what_one_wrote_oneself_does_not_wait_in_the_inbox(cast, turncoat, kind):
    record = written_once_by(turncoat, MAKE[kind](country=turncoat.country, created_by=cast.focal_vnm), cast.focal_vnm)

    def waits_for(person):
        entries = [entry for source in SOURCES for entry in source.waiting(person)]
        return [entry for entry in entries if entry.record == record]

    is_listed = bool(waits_for(cast.clearing_vnm))
    assert not waits_for(now_clears(turncoat))
    assert is_listed == (kind not in {"roadmap.goal", "roadmap.actionrating", "roadmap.commitmentstep"})


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_who_returned_a_record_has_not_written_it(cast, kind):
    record = MAKE[kind](country=cast.focal_vnm.country, created_by=cast.focal_vnm)
    returned = actions.return_to_author(by=cast.clearing_vnm, record=record, note="Name the agency.")
    again = actions.submit(by=cast.focal_vnm, record=returned)

    clear(cast.clearing_vnm, again)

    again.refresh_from_db()
    assert (again.state, again.cleared_by) == ("cleared", cast.clearing_vnm)


@pytest.mark.parametrize("slug", sorted(name for name, one in DOCUMENTED.items() if one.is_cleared_by_country))
def test_whose_document_waits_does_not_clear_its_record(cast, turncoat, slug):
    kind = DOCUMENTED[slug].model._meta.label_lower
    record = MAKE[kind](country=turncoat.country, created_by=cast.focal_vnm)
    document = DocumentFactory(kind=slug, record=record.pk, country=turncoat.country, added_by=turncoat)
    officer = now_clears(turncoat)

    with pytest.raises(Refused):
        clear(officer, record)

    document.withdraw(officer)
    document.save()
    clear(officer, record)


@pytest.mark.parametrize("proposal", [kind for kind in KINDS if issubclass(kind, Proposal)])
def test_whose_document_waits_does_not_clear_a_change_of_its_record(cast, turncoat, proposal):
    slugs = {one.model: name for name, one in DOCUMENTED.items()}
    change = MAKE[proposal._meta.label_lower](country=turncoat.country, created_by=cast.focal_vnm)
    record = getattr(change, proposal.record_field)
    if type(record) not in slugs:
        return
    DocumentFactory(kind=slugs[type(record)], record=record.pk, country=turncoat.country, added_by=turncoat)

    with pytest.raises(Refused):
        clear(now_clears(turncoat), change)
    clear(cast.clearing_vnm, change)


@pytest.mark.parametrize("slug", sorted(DOCUMENTED))
def test_who_added_a_document_does_not_clear_it_by_itself(cast, turncoat, slug):
    model = DOCUMENTED[slug].model
    record = model._base_manager.get(pk=_standing_record(model, cast).pk)
    document = DocumentFactory(kind=slug, record=record.pk, country=record.country, added_by=turncoat)

    with pytest.raises(Refused, match=str(Refusal.OWN_ENTRY.label)):
        clear_document(by=now_clears(turncoat), document=document)
    clear_document(by=cast.clearing_vnm, document=document)


def _standing_record(model, cast):
    country = cast.focal_vnm.country
    if model._meta.label_lower == "needs.plan":
        return PlanFactory(country=country)
    record = MAKE[model._meta.label_lower](country=country, created_by=cast.focal_vnm)
    clear(cast.clearing_vnm, record)
    return record


def test_who_once_answered_a_question_does_not_share_the_answer(cast, turncoat):
    need = NeedFactory(cleared=True, country=turncoat.country, disclosure="partners")
    question = ClarificationFactory(need=need, answered=True, answered_by=turncoat)
    question.answer, question.answered_by = "Rewritten.", cast.focal_vnm
    question.save()

    with pytest.raises(Refused, match=str(Refusal.OWN_ENTRY.label)):
        share_answer(by=now_clears(turncoat), clarification=question)
    share_answer(by=cast.clearing_vnm, clarification=question)


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_who_once_wrote_a_record_does_not_widen_its_circle(cast, turncoat, kind):
    record = written_once_by(turncoat, MAKE[kind](country=turncoat.country, created_by=cast.focal_vnm), cast.focal_vnm)
    clear(cast.clearing_vnm, record)
    record = type(record)._base_manager.get(pk=record.pk)

    with pytest.raises(Refused):
        actions.change_disclosure(by=now_clears(turncoat), record=record, disclosure="public")
    actions.change_disclosure(by=cast.second_clearing_vnm, record=record, disclosure="public")
