"""A successor takes over drafts and unsaved texts, all or nothing; history tells who wrote what."""

import pytest

from core.accounts.actions import hand_over, possible_successors, what_would_move
from core.clearance.actions import Refused
from core.drafts.models import UnsavedText
from core.history.audit import AuditEntry, AuditKind
from core.models import User
from tests.factories.core import CountryFactory, UnsavedTextFactory, UserFactory
from tests.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(cast):
    """One of each: a draft and a returned entry of the leaver, one submitted, and a draft of a colleague."""
    own = {"country": cast.focal_vnm.country, "created_by": cast.focal_vnm, "edited_by": cast.focal_vnm}
    return {
        "draft": NeedFactory(**own),
        "returned": NeedFactory(**own, returned=True),
        "submitted": NeedFactory(**own, submitted=True),
        "colleague": NeedFactory(**{**own, "created_by": cast.alternate_vnm, "edited_by": cast.alternate_vnm}),
    }


def test_drafts_and_unsaved_texts_go_and_the_account_is_closed(cast, as_person, drafts):
    text = UnsavedTextFactory(person=cast.focal_vnm)
    theirs = as_person(cast.focal_vnm)
    versions = {name: need.version for name, need in drafts.items()}

    moved = hand_over(by=cast.secretariat, leaver=cast.focal_vnm, successor=cast.alternate_vnm)

    assert (moved.drafts, moved.texts) == (2, 1)
    for name, need in drafts.items():
        need.refresh_from_db()
        went = name in ("draft", "returned")
        assert need.edited_by == (cast.focal_vnm if name == "submitted" else cast.alternate_vnm)
        assert need.version == versions[name] + went
    assert UnsavedText.objects.get(pk=text.pk).person == cast.alternate_vnm
    assert theirs.get("/workspace/").status_code == 302
    assert not User.objects.get(pk=cast.focal_vnm.pk).is_active


def test_history_tells_who_wrote_and_who_handed_over(cast, drafts):
    need = drafts["draft"]

    hand_over(by=cast.secretariat, leaver=cast.focal_vnm, successor=cast.alternate_vnm)

    need.refresh_from_db()
    assert need.created_by == cast.focal_vnm
    events = list(need.events.order_by("pgh_id"))
    assert [event.edited_by_id for event in events] == [cast.focal_vnm.pk, cast.alternate_vnm.pk]
    assert events[-1].pgh_context.metadata["handed_over_by"] == str(cast.secretariat)
    entry = AuditEntry.objects.get(kind=AuditKind.HANDED_OVER)
    assert (entry.by, entry.detail["drafts"]) == (cast.secretariat, 2)
    assert AuditEntry.objects.filter(kind=AuditKind.DEACTIVATED, by=cast.secretariat).exists()


def test_the_successor_finds_them_in_the_workspace(cast, as_person, drafts):
    hand_over(by=cast.secretariat, leaver=cast.focal_vnm, successor=cast.alternate_vnm)

    page = as_person(cast.alternate_vnm).get("/workspace/entries/").content.decode()

    assert drafts["draft"].code in page


@pytest.mark.parametrize(
    ("by", "leaver", "successor"),
    [
        ("secretariat", "focal_vnm", "focal_tha"),
        ("secretariat", "focal_vnm", "clearing_vnm"),
        ("secretariat", "focal_vnm", "focal_vnm"),
        ("secretariat", "editor_wcs", "editor_traffic"),
        ("clearing_vnm", "focal_vnm", "alternate_vnm"),
        ("focal_vnm", "focal_vnm", "alternate_vnm"),
        ("editor_wcs", "editor_wcs", "viewer_wcs"),
        ("secretariat", "secretariat", "secretariat"),
    ],
)
def test_what_is_refused(cast, drafts, by, leaver, successor):
    with pytest.raises(Refused):
        hand_over(by=getattr(cast, by), leaver=getattr(cast, leaver), successor=getattr(cast, successor))

    assert User.objects.get(pk=getattr(cast, leaver).pk).is_active
    assert not AuditEntry.objects.exists()


def test_a_closed_account_succeeds_nobody(cast):
    cast.alternate_vnm.is_active = False
    cast.alternate_vnm.save()

    with pytest.raises(Refused):
        hand_over(by=cast.secretariat, leaver=cast.focal_vnm, successor=cast.alternate_vnm)


def test_it_is_all_or_nothing(cast, drafts, monkeypatch):
    monkeypatch.setattr("core.accounts.actions.tell", lambda *args, **more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        hand_over(by=cast.secretariat, leaver=cast.focal_vnm, successor=cast.alternate_vnm)

    drafts["draft"].refresh_from_db()
    assert drafts["draft"].edited_by == cast.focal_vnm
    assert User.objects.get(pk=cast.focal_vnm.pk).is_active


def test_who_left_before_can_still_be_succeeded(cast, drafts):
    cast.focal_vnm.is_active = False
    cast.focal_vnm.save()

    assert hand_over(by=cast.secretariat, leaver=cast.focal_vnm, successor=cast.alternate_vnm).drafts == 2


def test_the_page_offers_only_who_can_succeed(cast, as_person, drafts):
    client, path = as_person(cast.secretariat), f"/admin/core/user/{cast.focal_vnm.pk}/handover/"

    page = client.get(path).content.decode()

    assert str(cast.alternate_vnm) in page
    assert str(cast.focal_tha) not in page
    assert list(possible_successors(cast.focal_vnm)) == [cast.alternate_vnm]
    assert what_would_move(cast.focal_vnm).drafts == 2
    assert client.post(path, {"successor": cast.focal_tha.pk}).status_code == 200
    answer = client.post(path, {"successor": cast.alternate_vnm.pk}, follow=True)
    assert "has taken over 2 drafts" in answer.content.decode()


def test_without_a_successor_the_page_says_so(cast, as_person):
    alone = UserFactory(focal=True, country=CountryFactory(iso3="LAO"), email="alone@example.org")

    page = as_person(cast.secretariat).get(f"/admin/core/user/{alone.pk}/handover/").content.decode()

    assert "Invite the successor first" in page


def test_only_the_secretariat_opens_the_page(cast, as_person):
    path = f"/admin/core/user/{cast.focal_vnm.pk}/handover/"

    statuses = {who: as_person(person).get(path).status_code for who, person in cast.people().items()}

    assert {who for who, status in statuses.items() if status != 403} == {"secretariat"}
