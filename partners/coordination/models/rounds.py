"""Reply rounds: a batch of needs, the organisations that are asked about them, and the day by which they answer.

What an organisation replies is stored as its answer to the need (`Response`), and nowhere in the round.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Disclosure, State, Viewer, own_country_id
from core.models import Country, Organisation, Role, User
from core.tracking import kept, standing
from needs.models import Need
from needs.rules import CLOSED_STATUSES
from partners.coordination.rules.rounds import ReminderKind
from partners.support.models.answers import Response, ResponseState

# Only such needs may be put before partners.
FOR_PARTNERS = (Disclosure.PARTNERS, Disclosure.PUBLIC)


def before_partners(prefix: str = "") -> Q:
    """The condition that partners may see a need; `prefix` leads to it from another table ("need__")."""
    shown = Q(**{f"{prefix}state": State.CLEARED, f"{prefix}disclosure__in": FOR_PARTNERS})
    return shown & standing(prefix)


def askable(by: User) -> models.QuerySet[Need]:
    """Needs that the person may put into a round: open, before partners, of the own country where they have one."""
    rows = Need.objects.visible_to(by).open().filter(before_partners())
    return rows.filter(country_id=by.country_id) if by.country_id else rows


def invitable() -> models.QuerySet[Organisation]:
    """Organisations of which somebody can reply."""
    editors = User.objects.filter(role=Role.PARTNER_EDITOR, is_active=True, organisation=models.OuterRef("pk"))
    return Organisation.objects.filter(models.Exists(editors))


class ReplyRoundQuerySet(models.QuerySet):
    """Rounds of replies."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The secretariat sees all, an organisation those to which it is invited, a country those with needs of its."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        if viewer.role == Role.SECRETARIAT:
            return self
        of_round = {"round": models.OuterRef("pk")}
        if viewer.organisation_id:
            invited = RoundInvitation.objects.filter(**of_round, organisation_id=viewer.organisation_id)
            return self.filter(models.Exists(invited))
        home = own_country_id(viewer)
        if home is None:
            return self.none()
        asked = RoundNeed.objects.filter(**of_round, need__country_id=home)
        return self.filter(Q(country_id=home) | Q(models.Exists(asked)))


@kept()
class ReplyRound(models.Model):
    """A batch of needs on which the invited organisations are asked to answer by a day.

    `country` opened it about needs of its own; without one the secretariat did. Whether it is open is
    computed from `reply_by` and `closed_on` (`partners.coordination.rules.rounds.round_state`): no job has to close it.
    """

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("member state")
    )
    title = models.CharField(_("title"), max_length=160)
    note = models.TextField(_("what the organisations are told"), max_length=2000, blank=True)
    reply_by = models.DateField(_("reply by"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    needs = models.ManyToManyField(Need, through="RoundNeed", related_name="rounds", verbose_name=_("needs"))
    organisations = models.ManyToManyField(
        Organisation, through="RoundInvitation", related_name="rounds", verbose_name=_("organisations")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = ReplyRoundQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-reply_by", "-pk"]
        verbose_name = _("reply round")
        verbose_name_plural = _("reply rounds")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True)
                | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="partners_replyround_closing_paired",
            )
        ]

    def __str__(self) -> str:
        return self.title


class RoundNeedQuerySet(models.QuerySet):
    """Needs in rounds."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows of the rounds that the viewer sees, whose needs partners may see, or which are of the own country."""
        rows = self.filter(round__in=ReplyRound.objects.visible_to(viewer).values("pk"))
        home = own_country_id(viewer)
        of_home = Q(need__country_id=home) & standing("need__") if home else Q(pk__in=[])
        return rows.filter(before_partners("need__") | of_home)

    def asking(self) -> Self:
        """Those whose need still looks for support and stands before partners."""
        return self.filter(before_partners("need__")).exclude(need__status__in=CLOSED_STATUSES)


@kept()
class RoundNeed(models.Model):
    """A need that a round asks about."""

    round = models.ForeignKey(ReplyRound, on_delete=models.PROTECT, related_name="asked", verbose_name=_("round"))
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="asked_in", verbose_name=_("need"))

    objects = RoundNeedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["round", "need__country__asean_order", "need__number"]
        verbose_name = _("need of a round")
        verbose_name_plural = _("needs of rounds")
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "need"], name="partners_roundneed_once")]

    def __str__(self) -> str:
        return str(self.need)

    @property
    def is_asking(self) -> bool:
        """Whether the need still looks for support, and partners may see it once it is cleared."""
        return self.need.status not in CLOSED_STATUSES and self.need.disclosure in FOR_PARTNERS


@kept()
class RoundInvitation(models.Model):
    """An organisation that a round asks. `invited_at` is when; answers given before it count too."""

    round = models.ForeignKey(ReplyRound, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("round"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="round_invitations", verbose_name=_("organisation")
    )
    invited_at = models.DateTimeField(_("invited"))

    class Meta:
        ordering: ClassVar = ["round", "organisation__name"]
        verbose_name = _("invitation to a round")
        verbose_name_plural = _("invitations to rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organisation"], name="partners_roundinvitation_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.round}"


@kept()
class RoundReminder(models.Model):
    """A reminder that was sent to an organisation. Its row is what keeps it from being sent twice."""

    invitation = models.ForeignKey(RoundInvitation, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(_("reminder"), max_length=10, choices=ReminderKind)
    reply_by = models.DateField(_("reply by"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        ordering: ClassVar = ["invitation", "sent_at"]
        verbose_name = _("reminder of a round")
        verbose_name_plural = _("reminders of rounds")
        constraints: ClassVar = [
            # A day that was put off is reminded of anew.
            models.UniqueConstraint(fields=["invitation", "kind", "reply_by"], name="partners_roundreminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.invitation}, {self.get_kind_display()}"


def replied_at(rounds: Sequence[ReplyRound]) -> dict[tuple[int, int], datetime]:
    """When an answer was given that stands, by the keys of its need and of the invited organisation; the latest.

    Neither who replied nor what is for all who take part in a round: no more than the keys and the instant leave this
    function, and whoever shows them asks who may know which.
    """
    keys = [row.pk for row in rounds]
    rows = Response.objects.exclude(state=ResponseState.WITHDRAWN).filter(
        need__in=RoundNeed.objects.filter(round__in=keys).values("need"),
        organisation__in=RoundInvitation.objects.filter(round__in=keys).values("organisation"),
    )
    found = rows.order_by("responded_at", "pk").values_list("need_id", "organisation_id", "responded_at")
    return {(need, organisation): instant for need, organisation, instant in found}


def waiting_of(organisation: int, rounds: Sequence[ReplyRound]) -> dict[int, int]:
    """How many needs of each round wait for a reply of the organisation, by the key of the round."""
    replied = replied_at(rounds)
    found = dict.fromkeys((row.pk for row in rounds), 0)
    for one in RoundNeed.objects.asking().filter(round__in=rounds):
        found[one.round_id] += (one.need_id, organisation) not in replied
    return found
