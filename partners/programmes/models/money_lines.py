"""What programmes count in every sum, kept beside them for each audience; `partners.programmes.rules.money_lines`."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Viewer
from partners.programmes.models.choices import Audience, ParticipationRole
from partners.programmes.models.listing import audience_of
from partners.programmes.models.programmes import Programme, ProgrammeOrganisation
from partners.programmes.rules.explained import ADDS_NOTHING, Cut, CutReason
from partners.programmes.rules.money import NOT_SPLIT
from partners.programmes.rules.money_lines import ALL, ANY
from partners.programmes.rules.portfolio import NO_PERIOD


def _dollars(**options: Any) -> models.DecimalField:
    """An amount in US dollars. An amount of any currency fits, at whatever rate."""
    return models.DecimalField(max_digits=34, decimal_places=2, **options)


class MoneyLineQuerySet(models.QuerySet):
    """Lines, asked for by the part of the money that they are about."""

    def in_cut(self, viewer: Viewer, cut: Cut) -> Self:
        """What `explain` says to a viewer, a row a programme: `here` is what it adds, `why` the reason why it adds
        nothing (or None), and `is_unknown` whether it might add something all the same."""
        rows = self.filter(
            audience=audience_of(viewer), country__in=_keys(cut.country), priority__in=_keys(cut.priority)
        )
        amount: Any = F("amount")
        is_unknown: Any = F("might_add")
        why: Any = NullIf("reason" if cut.funder is None else "alone_reason", Value(""))
        if cut.funder is not None:
            rows = rows.funded_by(cut.funder)
        if cut.year is not None:
            amount, why = _amount_in(cut.year), Coalesce(why, _reason_of(cut.year))
        if cut.year not in (None, NO_PERIOD):
            possible = Q(might_add=None) | Q(possible_from__lte=cut.year, possible_until__gte=cut.year)
            is_unknown = Case(When(possible, then=is_unknown), default=Value(False))
        rows = rows.annotate(why=why)
        adds_or_not = Q(why=None) | Q(why__in=sorted(ADDS_NOTHING))
        return rows.annotate(
            here=Case(When(why=None, then=amount), default=Value(0), output_field=_dollars()),
            is_unknown=Case(When(adds_or_not, then=Value(False)), default=is_unknown, output_field=BooleanField()),
        )

    def adding_in(self, viewer: Viewer, year: int) -> Self:
        """Lines of every kind that add something in a year: `here` is how much."""
        return self.filter(_adds_in(year), audience=audience_of(viewer)).annotate(here=_amount_in(year))

    def with_part_in(self, year: int) -> Self:
        """With how much each adds in a year, `here`; nought where it adds nothing."""
        part = Case(When(_adds_in(year), then=_amount_in(year)), default=Value(0), output_field=_dollars())
        return self.annotate(here=part)

    def funded_by(self, code: str) -> Self:
        """Those of programmes that an organisation funds, by itself or with others; or nobody on record."""
        if code == NOT_SPLIT:
            return self.filter(n_funders=0)
        funding = ProgrammeOrganisation.objects.filter(role=ParticipationRole.FUNDING, organisation__code=code)
        return self.filter(programme__in=funding.values("programme"))


class MoneyLine(models.Model):
    """What a programme says to an audience where a member state and a priority are asked for, or all of either.

    The columns are those of `partners.programmes.rules.money_lines.MoneyRow`, which alone makes them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="money_lines")
    audience = models.CharField(_("audience"), max_length=6, choices=Audience)
    country = models.CharField(_("member state"), max_length=3, blank=True)
    priority = models.CharField(_("priority"), max_length=3, blank=True)
    amount = _dollars()
    first_year = models.SmallIntegerField(null=True)
    last_year = models.SmallIntegerField(null=True)
    by_year = ArrayField(_dollars())
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    alone_reason = models.CharField(max_length=20, blank=True)
    might_add = models.BooleanField(null=True)
    possible_from = models.SmallIntegerField()
    possible_until = models.SmallIntegerField()
    n_funders = models.SmallIntegerField()
    iwt_usd = _dollars(null=True)
    in_parts = _dollars(null=True)
    not_provided = _dollars(null=True)

    objects = MoneyLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("money of a programme")
        verbose_name_plural = _("money of programmes")
        indexes: ClassVar = [
            # What a year's money by member state and priority is added up from.
            models.Index(
                fields=["audience", "last_year", "first_year"],
                condition=Q(reason="") & ~Q(country=ALL) & ~Q(priority=ALL),
                name="partners_moneyline_in_year",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["audience", "country", "priority", "programme"], name="partners_moneyline_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.audience} {self.country} {self.priority}"


def _keys(asked: str | None) -> list[str]:
    """The rows that answer for a member state or a priority."""
    return [ALL] if asked is None else [NOT_SPLIT] if asked == NOT_SPLIT else [asked, ANY]


def _adds_in(year: int) -> Q:
    """Whether a line adds anything in a year."""
    return Q(first_year__lte=year, last_year__gte=year, reason="")


def _amount_in(year: int) -> Func:
    """What a line adds in a year of its period."""
    place = Value(year) - F("first_year") + Value(1)
    return Func(F("by_year"), place, template="(%(expressions)s]", arg_joiner=")[", output_field=_dollars())


def _reason_of(year: int) -> Case:
    """Why what adds something adds nothing in this year; nothing where it does."""
    return Case(
        When(first_year__lte=year, last_year__gte=year, then=Value(None)),
        When(first_year=NO_PERIOD, then=Value(CutReason.NO_PERIOD.value)),
        default=Value(CutReason.OTHER_YEARS.value),
        output_field=models.CharField(),
    )
