"""Owners are asked to confirm what is old: in the inbox, and by one mail a month."""

from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from core.clearance.actions import Refused
from core.mail import OutgoingMail
from core.notices.actions import choose_mail
from partners.programmes.actions.programme_mail import NAMED, ask_owners
from partners.programmes.actions.programmes import confirm_programme
from partners.programmes.models.programmes import Programme
from partners.programmes.models.reminders import OwnerReminder
from partners.programmes.queries.inbox import waiting_programmes
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


def test_the_inbox_holds_what_the_own_organisation_is_asked(cast, wcs, django_assert_num_queries):
    with django_assert_num_queries(1):
        entries = waiting_programmes(cast.editor_wcs)

    assert [one.title for one in entries] == ["Never", "Old"]
    assert "Never confirmed." in entries[0].sentence
    assert "Last confirmed on" in entries[1].sentence
    for who in (cast.viewer_wcs, cast.editor_traffic, cast.secretariat, cast.focal_vnm):
        assert not waiting_programmes(who)


def test_the_inbox_leads_to_the_page(cast, as_person, wcs):
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


def test_who_has_switched_mail_of_programmes_off_gets_none(cast, wcs):
    choose_mail(by=cast.editor_wcs, kinds=[])

    ask_owners(TODAY)

    assert not messages()


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


# --- Programmes without an owner -----------------------------------------------------------------------


@pytest.fixture
def orphans(cast):
    """Two that have no owner, one of them shared with partners only, and others that are not meant."""
    ProgrammeFactory(slug="orphan", title="Orphan", owner=None)
    ProgrammeFactory(slug="waif", title="Waif", owner=None, disclosure="partners", status="4")
    ProgrammeFactory(slug="roads", title="Roads", owner=None, iwt_relevance="not_iwt")
    ProgrammeFactory(slug="gone", title="Gone", owner=None, withdrawn_at=timezone.now())
    ProgrammeFactory(slug="kept", title="Kept", owner=cast.editor_wcs.organisation, last_confirmed_on=TODAY)


def titles_on(client, address):
    page = client.get(address).content.decode()
    return {title for title in ("Orphan", "Waif", "Roads", "Gone", "Kept") if f">{title}</a>" in page}


def test_the_secretariats_inbox_counts_programmes_without_an_owner(cast, as_person, orphans, django_assert_num_queries):
    with django_assert_num_queries(1):
        (line,) = waiting_programmes(cast.secretariat)

    assert line.title == "2 programmes without an owner"
    client = as_person(cast.secretariat)
    page = client.get("/workspace/").content.decode()
    assert f'<a href="{line.url}" data-figure="programmes">2 programmes without an owner</a>' in page
    assert titles_on(client, line.url) == {"Orphan", "Waif"}


def test_no_other_inbox_has_that_line_and_no_other_list_that_part(cast, as_person, orphans):
    for person in [cast.public, *cast.people().values()]:
        if person == cast.secretariat:
            continue
        seen = {"Orphan", "Kept"} if person == cast.public else {"Orphan", "Waif", "Kept"}
        assert titles_on(as_person(person), "/partners/programmes/?show=no_owner") == seen
        if person != cast.public:
            assert not [one for one in waiting_programmes(person) if "without" in one.title]


def test_with_none_the_inbox_says_nothing(cast, wcs):
    assert waiting_programmes(cast.secretariat) == []


def test_the_secretariat_confirms_what_has_no_owner(cast, as_person, orphans):
    client = as_person(cast.secretariat)
    assert "/partners/programmes/orphan/confirm/" in client.get("/partners/programmes/orphan/").content.decode()
    assert "/partners/programmes/kept/confirm/" not in client.get("/partners/programmes/kept/").content.decode()

    answer = client.post("/partners/programmes/orphan/confirm/", follow=True)

    assert "Confirmed: nothing has changed" in answer.content.decode()
    assert Programme.objects.get(slug="orphan").last_confirmed_on == TODAY
    assert client.post("/partners/programmes/kept/confirm/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("public", 302), ("viewer_wcs", 403), ("focal_vnm", 403), ("clearing_vnm", 403), ("editor_wcs", 404)],
)
def test_nobody_else_confirms_what_has_no_owner(cast, as_person, orphans, who, status):
    client = as_person(getattr(cast, who))

    assert "/orphan/confirm/" not in client.get("/partners/programmes/orphan/").content.decode()
    assert client.post("/partners/programmes/orphan/confirm/").status_code == status
    assert Programme.objects.get(slug="orphan").last_confirmed_on is None


def test_once_it_has_an_owner_the_word_is_the_owners(cast, orphans):
    row = Programme.objects.get(slug="orphan")
    Programme.objects.filter(pk=row.pk).update(owner=cast.editor_wcs.organisation)

    with pytest.raises(Refused):
        confirm_programme(by=cast.secretariat, programme=row)
    assert confirm_programme(by=cast.editor_wcs, programme=row).last_confirmed_on == TODAY
