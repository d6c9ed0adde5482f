"""Owners are asked to confirm what is old: on the desk, and by one mail a month."""

from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from core.models import OutgoingMail
from partners.actions.programme_mail import NAMED, ask_owners
from partners.models import OwnerReminder, Programme
from partners.queries.desk_programmes import waiting_programmes
from tests.factories.partners import ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OLD = TODAY - timedelta(days=400)


@pytest.fixture
def wcs(cast):
    """An old programme of WCS, and others that are not asked about."""
    own = {"owner": cast.editor_wcs.organisation}
    old = ProgrammeFactory(slug="old", title="Old", last_confirmed_on=OLD, **own)
    ProgrammeFactory(slug="never", title="Never", last_confirmed_on=None, **own)
    ProgrammeFactory(slug="fresh", title="Fresh", last_confirmed_on=TODAY, **own)
    ProgrammeFactory(slug="ended", title="Ended", last_confirmed_on=OLD, status="4", **own)
    ProgrammeFactory(slug="else", title="Else", last_confirmed_on=OLD, iwt_relevance="not_iwt", **own)
    ProgrammeFactory(slug="gone", title="Gone", last_confirmed_on=OLD, withdrawn_at=timezone.now(), **own)
    return old


def messages():
    """What was written, whether it waits in the queue or has gone out."""
    queued = [str(row.__dict__) for row in OutgoingMail.objects.all()]
    return queued or [f"{one.to} {one.subject} {one.body}" for one in django_mail.outbox]


def test_the_desk_holds_what_the_own_organisation_is_asked(cast, wcs, django_assert_num_queries):
    with django_assert_num_queries(1):
        entries = waiting_programmes(cast.editor_wcs)

    assert [one.title for one in entries] == ["Never", "Old"]
    assert "Never confirmed." in entries[0].sentence
    assert "Last confirmed on" in entries[1].sentence
    for who in (cast.viewer_wcs, cast.editor_traffic, cast.secretariat, cast.focal_vnm):
        assert not waiting_programmes(who)


def test_the_desk_leads_to_the_page(cast, as_person, wcs):
    page = as_person(cast.editor_wcs).get("/workspace/").content.decode()

    assert '<a href="/partners/programmes/old/">Old</a>' in page
    assert "/partners/programmes/new/" in page


def test_one_mail_a_month_whatever_happens(cast, wcs):
    first = date(TODAY.year, TODAY.month, 1)

    assert ask_owners(TODAY) == 1
    assert ask_owners(TODAY) == 0
    assert len(messages()) == 1
    assert (OwnerReminder.objects.get().month, OwnerReminder.objects.get().programmes) == (first, 2)
    assert ask_owners(first + timedelta(days=32)) == 1


def test_the_mail_names_what_is_old_and_nothing_else(cast, wcs):
    ask_owners(TODAY)

    text = messages()[0]
    assert "/partners/programmes/old/" in text
    assert "/partners/programmes/never/" in text
    for slug in ("fresh", "ended", "else", "gone"):
        assert f"/partners/programmes/{slug}/" not in text


def test_a_long_mail_names_the_first_and_counts_the_rest(cast):
    for number in range(NAMED + 3):
        ProgrammeFactory(slug=f"one-{number}", owner=cast.editor_wcs.organisation, last_confirmed_on=OLD)

    ask_owners(TODAY)

    assert messages()[0].count("/partners/programmes/one-") == NAMED
    assert "And 3 more." in messages()[0]


def test_nobody_is_asked_who_cannot_answer(cast, wcs):
    cast.editor_wcs.is_active = False
    cast.editor_wcs.save()

    assert ask_owners(TODAY) == 0
    assert not OwnerReminder.objects.exists()
    Programme.objects.update(last_confirmed_on=TODAY)
    cast.editor_wcs.is_active = True
    cast.editor_wcs.save()
    assert ask_owners(TODAY) == 0
