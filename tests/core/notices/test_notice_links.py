"""Each link of a mail opens for whoever gets it, and leads to the page on which the thing named can be done."""

import re
from datetime import timedelta

from django.utils import timezone

from core.clearance.actions import return_to_author, submit
from core.notices.models import Notice, NoticeKind
from needs import actions
from partners.coordination.actions.rounds import open_round
from partners.overlaps.actions.decisions import decide_overlap
from partners.overlaps.models import OverlapDecisionKind
from partners.support.actions.answers import AnswerDraft, decide, respond, write_message
from partners.support.actions.deliveries import DeliveryDraft, decide_delivery, report_delivery
from partners.support.rules.answers import AnswerMove, DeliveryMove
from tests.factories.needs import NeedFactory
from tests.factories.partners import (
    EngagementFactory,
    EngagementProposalFactory,
    MechanismFactory,
    ProgrammeFactory,
)
from tests.factories.roadmap import CountryIndicatorFactory, ObservationFactory, TrajectoryProposalFactory
from tests.needs.world import content
from tests.partners.coordination.rounds_world import draft_of


def entries(cast):
    """One entry of each kind that a country clears, a draft of the focal point of Viet Nam."""
    viet_nam, writer = cast.focal_vnm.country, {"created_by": cast.focal_vnm}
    own = {"country": viet_nam, "state": "draft", "cleared_at": None, **writer}
    used = CountryIndicatorFactory(country=viet_nam)
    engagement = EngagementFactory(country=viet_nam)
    yield actions.create_need(by=cast.focal_vnm, country=viet_nam, content=content())
    yield CountryIndicatorFactory(**own)
    yield ObservationFactory(country_indicator=used, state="draft", cleared_at=None, **writer)
    yield TrajectoryProposalFactory(country_indicator=used, **writer)
    yield EngagementFactory(mechanism=MechanismFactory(code="another"), **own)
    yield EngagementProposalFactory(engagement=engagement, **writer)


def told_of(cast, as_person):
    """What each notice leads to, by its person's name in the cast, its kind and the kind of record: status and page."""
    names = {person.pk: name for name, person in cast.people().items()}
    found = {}
    for one in Notice.objects.select_related("person"):
        answer = as_person(one.person).get(one.path.partition("#")[0])
        page = answer.content.decode()
        place = one.path.partition("#")[2]
        assert answer.status_code == 200, (names[one.person_id], one.path)
        assert not place or f'id="{place}"' in page, one.path
        found[names[one.person_id], one.kind, one.about.partition(":")[0]] = page.partition("<main")[2]
    return found


def test_what_is_submitted_is_decided_and_what_is_returned_is_mended_where_the_link_leads(cast, as_person):
    rows = list(entries(cast))
    for row in rows:
        submit(by=cast.focal_vnm, record=row)

    submitted = told_of(cast, as_person)

    assert {who for who, _kind, _record in submitted} == {"clearing_vnm", "second_clearing_vnm"}
    assert len(submitted) == 2 * len(rows)
    for page in submitted.values():
        assert re.search(r'action="[^"]*/clear/"', page)
        assert re.search(r'action="[^"]*/return/"', page)

    for row in rows:
        return_to_author(by=cast.clearing_vnm, record=row, note="The amount is missing.")
    returned = told_of(cast, as_person)
    assert len(returned) == len(rows)
    for (who, kind, _record), page in returned.items():
        assert (who, kind) == ("focal_vnm", "returned")
        # The form itself, or the way to it.
        assert re.search(r'href="[^"]*(/edit/|/set-up/)|<form class="form" method="post"', page)


def test_every_other_kind_leads_its_reader_to_what_is_asked(cast, as_person):
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public", created_by=cast.focal_vnm)
    question = actions.ask_question(by=cast.editor_wcs, need=need, question="How many?")
    respond(by=cast.editor_wcs, need=need, draft=AnswerDraft(kind="offer", note="Two trainers."))
    respond(by=cast.editor_traffic, need=need, draft=AnswerDraft(kind="offer", note="One trainer."))
    second = NeedFactory(country=need.country, number=902, cleared=True, disclosure="partners")
    open_round(by=cast.focal_vnm, draft=draft_of(cast, [second]))
    pair = [ProgrammeFactory(owner=one.organisation) for one in (cast.editor_wcs, cast.editor_traffic)]
    decide_overlap(by=cast.editor_wcs, one=pair[0], other=pair[1], kind=OverlapDecisionKind.SAME_ASKED)

    found = told_of(cast, as_person)
    assert "/answer/" in found["focal_vnm", "question", "needs.clarification"]
    assert "/decide/" in found["focal_vnm", "support", "partners.response"]
    assert 'method="post"' in found["editor_wcs", "round", "partners.roundinvitation"]
    # Who keeps one of two alone can say that they differ; who keeps both can merge them, and is asked that.
    of_one, of_both = (found[who, "programme", "partners.overlapdecision"] for who in ("editor_traffic", "secretariat"))
    assert "/decide/" in of_one
    assert "/merge/" not in of_one
    assert "/merge/" in of_both
    asked = {one.person_id: one.sentence for one in Notice.objects.filter(kind="programme")}
    assert "the secretariat merges them" in asked[cast.editor_traffic.pk]
    assert "Merge them, or say why" in asked[cast.secretariat.pk]

    actions.answer_question(by=cast.focal_vnm, clarification=question, answer="Forty.")
    answers = {row.organisation_id: row for row in need.responses.all()}
    decide(by=cast.focal_vnm, response=answers[cast.editor_wcs.organisation_id], move=AnswerMove.ACCEPT)
    of_traffic = answers[cast.editor_traffic.organisation_id]
    write_message(by=cast.editor_traffic, response=of_traffic, text="Any month.")
    Notice.objects.exclude(kind=NoticeKind.MESSAGE).filter(about=f"partners.response:{of_traffic.pk}").delete()
    write_message(by=cast.focal_vnm, response=of_traffic, text="In March.")
    found = told_of(cast, as_person)
    assert "/share/" in found["clearing_vnm", "question", "needs.clarification"]
    sentences = {one.person_id: one.sentence for one in Notice.objects.filter(kind="question")}
    assert "Share it" in sentences[cast.clearing_vnm.pk]
    assert "Share it" not in sentences[cast.editor_wcs.pk]
    assert "Forty." in found["editor_wcs", "question", "needs.clarification"]
    assert "/progress/" in found["editor_wcs", "support", "partners.response"]
    assert "/message/" in found["editor_traffic", "message", "partners.response"]


def test_each_report_of_a_delivery_leads_to_where_it_is_decided(cast, as_person):
    """Two reports of one answer within the hour are two things, each on its page; what is decided is asked no more."""
    need = NeedFactory(country=cast.focal_vnm.country, cleared=True, disclosure="public", created_by=cast.focal_vnm)
    respond(by=cast.editor_wcs, need=need, draft=AnswerDraft(kind="offer", note="Radios and batteries."))
    answer = decide(by=cast.focal_vnm, response=need.responses.get(), move=AnswerMove.ACCEPT)
    today = timezone.localdate()
    for note, day in (("Radios.", today), ("Batteries.", today - timedelta(days=1))):
        report_delivery(by=cast.editor_wcs, response=answer, draft=DeliveryDraft(delivered_on=day, note=note))
    first, second = answer.deliveries.order_by("pk")

    asked = Notice.objects.filter(person=cast.focal_vnm)
    assert {one.path for one in asked} == {f"/partners/deliveries/{one.pk}/" for one in (first, second)}
    assert len({one.sentence for one in asked}) == 2
    assert 'value="confirm"' in told_of(cast, as_person)["focal_vnm", "delivery", "partners.delivery"]

    decide_delivery(by=cast.focal_vnm, delivery=first, move=DeliveryMove.DISPUTE, note="Not here.")
    assert [one.about for one in asked.all()] == [f"partners.delivery:{second.pk}"]
    assert "/take-back/" in told_of(cast, as_person)["editor_wcs", "delivery", "partners.delivery"]
