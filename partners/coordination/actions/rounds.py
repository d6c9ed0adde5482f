"""Reply rounds: opening, changing, closing, replying. Each is atomic and asks the rules on the locked row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused, ask_may
from core.clearance.permissions import Permission, can
from core.models import User
from core.tracking import is_invented
from needs.models import Need
from partners.coordination.actions.round_mail import remind_organisation, reword_round, settle_round
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, askable, invitable
from partners.coordination.permissions import may_keep_round
from partners.support.actions.answers import AnswerDraft, respond, take_step
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.rules.answers import AnswerMove

MOST_NEEDS = 40


@dataclass(frozen=True)
class RoundDraft:
    """What a round asks: `needs` and `organisations` are the keys of those that are added."""

    title: str
    reply_by: date
    note: str = ""
    needs: Collection[int] = ()
    organisations: Collection[int] = ()


@transaction.atomic
def open_round(*, by: User, draft: RoundDraft) -> str:
    """Open a round on needs that partners may see, and invite organisations; gives its address.

    A country asks about its own needs, the secretariat about any. Raises Refused where a need or an organisation is
    no longer to be had, or the day lies before today.
    """
    ask_may(by, Permission.ROUND_OPEN)
    if draft.reply_by < timezone.localdate():
        raise Refused(_("The day by which to reply lies in the past."))
    row = ReplyRound.objects.create(
        country=by.country,
        title=draft.title,
        note=draft.note,
        reply_by=draft.reply_by,
        opened_at=timezone.now(),
        opened_by=by,
        is_demo=is_invented(),
    )
    _add(by, row, draft)
    return reverse("partners:round", args=[row.pk])


@transaction.atomic
def edit_round(*, by: User, reply_round: ReplyRound, draft: RoundDraft, version: int | None) -> ReplyRound:
    """Change words and day, add needs and organisations; a new day opens it again. Raises Refused, EditConflict."""
    row = _locked(by, reply_round, version)
    if draft.reply_by != row.reply_by:
        if draft.reply_by < timezone.localdate():
            raise Refused(_("The day by which to reply lies in the past."))
        row.closed_on = row.closed_by = None
    row.title, row.note, row.reply_by = draft.title, draft.note, draft.reply_by
    row.version += 1
    row.save(update_fields=["title", "note", "reply_by", "closed_on", "closed_by", "version"])
    _add(by, row, draft)
    reword_round(row)
    return row


@transaction.atomic
def close_round(*, by: User, reply_round: ReplyRound, version: int | None) -> ReplyRound:
    """End a round before its day, or end the late answers of one that is past. Raises as `edit_round`."""
    row = _locked(by, reply_round, version)
    if row.closed_on is not None:
        raise Refused(_("This round is closed already."))
    row.closed_on, row.closed_by = timezone.localdate(), by
    row.version += 1
    row.save(update_fields=["closed_on", "closed_by", "version"])
    settle_round(row)
    return row


@transaction.atomic
def reply(*, by: User, reply_round: ReplyRound, replies: Mapping[int, AnswerDraft]) -> str:
    """Answer some needs of a round for the person's organisation, by the key of the need; the others wait on.

    Each reply is an answer to its need like any other, and takes the place of an earlier interest or "not now" that
    nobody has acted on. All or nothing. Raises Refused where the round is closed, a need no longer looks for support,
    or the country has acted on the earlier answer; ReplyRound.DoesNotExist where the organisation is not invited.
    """
    organisation = by.organisation_id
    if organisation is None or not can(by, Permission.RESPONSE_WRITE):
        raise Refused(_("Your role may not do this."))
    # Locked, so that a reply and the closing of its round come one after the other.
    row = ReplyRound.objects.visible_to(by).select_for_update(of=("self",)).get(pk=reply_round.pk)
    if row.closed_on is not None:
        raise Refused(_("This round is closed. You can still answer each need on its own page."))
    asked = {found.need_id: found.need for found in RoundNeed.objects.visible_to(by).filter(round=row)}
    for key, one in sorted(replies.items()):
        if key not in asked:
            raise Refused(_("A need has left the round meanwhile. Look at the round once more."))
        _answer(by, organisation, asked[key], one)
    settle_round(row, organisation)
    return reverse("partners:round", args=[row.pk])


def _answer(by: User, organisation: int, need: Need, one: AnswerDraft) -> None:
    """Write one reply as an answer. What stands already and says the same stays; an answer acted on is not touched."""
    earlier = (
        Response.objects.visible_to(by)
        .filter(need=need, organisation_id=organisation)
        .exclude(state=ResponseState.WITHDRAWN)
        .order_by("-responded_at", "-pk")
        .first()
    )
    if earlier is not None:
        if (earlier.kind, earlier.note, earlier.amount) == (one.kind, one.note, one.amount):
            return
        if not is_replaceable(earlier):
            words = _("Your answer to %(code)s has moved on and cannot be given anew here. Open it on its own page.")
            raise Refused(words % {"code": need.code})
        take_step(by=by, response=earlier, move=AnswerMove.WITHDRAW)
    try:
        respond(by=by, need=need, draft=one)
    except Refused as refusal:
        raise Refused(f"{need.code}: {refusal}") from None


def is_replaceable(answer: Response) -> bool:
    """Whether a reply may take the place of an answer: of interest and "not now" that wait, not of an offer."""
    return answer.state == ResponseState.WAITING and answer.kind != ResponseKind.OFFER


def _locked(by: User, reply_round: ReplyRound, version: int | None) -> ReplyRound:
    row: ReplyRound = ReplyRound.objects.visible_to(by).select_for_update(of=("self",)).get(pk=reply_round.pk)
    if not may_keep_round(by, row):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    return row


def _add(by: User, row: ReplyRound, draft: RoundDraft) -> None:
    """Put needs into a round and invite organisations; whatever is in it already is left as it is."""
    needs = askable(by).filter(pk__in=draft.needs)
    organisations = invitable().filter(pk__in=draft.organisations)
    if len(needs) != len(set(draft.needs)):
        raise Refused(_("A need that you chose no longer looks for support, or partners no longer see it."))
    if len(organisations) != len(set(draft.organisations)):
        raise Refused(_("An organisation that you chose has nobody who could reply."))
    RoundNeed.objects.bulk_create([RoundNeed(round=row, need=need) for need in needs], ignore_conflicts=True)
    RoundInvitation.objects.bulk_create(
        [RoundInvitation(round=row, organisation=one, invited_at=timezone.now()) for one in organisations],
        ignore_conflicts=True,
    )
    if row.asked.count() > MOST_NEEDS:
        raise Refused(_("A round asks about %(most)d needs at most. Open a second one.") % {"most": MOST_NEEDS})
    if not row.asked.exists() or not row.invitations.exists():
        raise Refused(_("A round asks at least one organisation about at least one need."))
    for one in organisations:
        remind_organisation(one, timezone.localdate())
