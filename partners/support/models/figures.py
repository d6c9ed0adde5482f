"""Stored figures of needs: the coverage of each, and the counts of many, written by the rules whenever a row changes.

Nothing here is entered: `partners.support.actions.figures` counts it from needs, answers and deliveries.
"""

from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from core.clearance.models import Viewer, own_country_id, readable_disclosures
from core.clearance.rules import Disclosure, State
from core.figures.marks import marks
from core.folding import words_of
from core.models import Country, Priority
from needs.models import Need, NeedComponent
from needs.rules import CoverageStatus, NeedStatus
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery, DeliveryPart
from partners.support.rules.counts import Place

COVERAGE, TALLY = "need-coverage", "need-tally"

PLACES = [(place.value, place.name) for place in Place]
MISSING = Q(place=Place.OPEN.value, has_support=False)
"""Of needs that still look for support and have none confirmed."""


def coverage_text(viewer: Viewer, prefix: str = "") -> Coalesce:
    """SQL for the coverage as this viewer may see it, as JSON: its own team counts every offer and report, an
    organisation its own, all others what the country has confirmed. `prefix` leads to the figures."""
    shared = Cast(f"{prefix}shared", TextField())
    if home := own_country_id(viewer):
        of_team = When(**{f"{prefix}country_id": home}, then=Cast(f"{prefix}of_team", TextField()))
        return Coalesce(Case(of_team, default=Value(None), output_field=TextField()), shared)
    if viewer.is_authenticated and viewer.is_active and viewer.organisation_id:
        # A key of digits alone would be taken for a place in a list by the operators of JSON.
        own = Func(
            F(f"{prefix}of_organisations"),
            Value(str(viewer.organisation_id)),
            function="jsonb_extract_path_text",
            output_field=TextField(),
        )
        return Coalesce(own, shared)
    return Coalesce(shared, shared)


URGENT_FIRST = ("urgency", "needed_by", "position")
LISTED = (
    "need",
    "country",
    "priority",
    "disclosure",
    "state",
    "is_withdrawn",
    "word",
    "place",
    "status",
    "has_support",
    "has_deliveries",
    "urgency",
    "needed_by",
)
"""What the register is filtered by, as far as it is stored here."""


class NeedCoverageQuerySet(models.QuerySet):
    """Coverage of needs."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the needs that the viewer may see: `core.clearance.readable`, said of what is stored here."""
        condition = Q(state=State.CLEARED, disclosure__in=readable_disclosures(viewer))
        if home := own_country_id(viewer):
            condition |= Q(country_id=home)
        return self.filter(condition, is_withdrawn=False)

    def stated(self) -> Self:
        """Needs that are counted: cleared, and not withdrawn."""
        return self.filter(place__lt=Place.ASIDE)

    def open(self) -> Self:
        """Needs that still look for support."""
        return self.filter(place=Place.OPEN)

    def unsupported(self) -> Self:
        """Needs that still look for support and have none confirmed."""
        return self.filter(MISSING)

    def with_coverage(self, viewer: Viewer) -> Self:
        """With the need and all that a row of a list names, and what `partners.support.coverage` reads."""
        rows = self.select_related("need__country", "need__priority").annotate(stored_coverage=coverage_text(viewer))
        return rows.defer("shared", "of_team", "of_organisations", "words")

    def told_by(self, text: str) -> Self:
        """Those of which each word of a text stands in the need's own words, or in the name of its member state."""
        return self.filter(*(Q(words__contains=word) for word in words_of(text)))

    def urgent_first(self) -> Self:
        """Open ones first; then urgency, the nearer date, ASEAN order; never the size of a country or an amount."""
        return self.order_by("place", "urgency", F("needed_by").asc(nulls_last=True), "position")


class NeedCoverage(models.Model):
    """How far a need is covered: as everybody sees it (`shared`), as its own team and as single organisations do where
    that differs, and what lists are filtered, sorted and summed by, which is the same for all.

    `word` is the country's own. `place` says whether it is counted, and with which needs; `cell` in which row of
    `NeedTally` (None: in none).
    `position` is its place among all needs: member states in ASEAN order, and the needs of each by number.
    `words` are those that a search of needs looks at, folded (`core.folding`).
    `requested`, `confirmed` and `delivered` are what it adds to sums of money: never more than is asked for.
    """

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="figures")
    country = models.ForeignKey(Country, models.CASCADE, related_name="+", db_index=False)
    priority = models.ForeignKey(Priority, models.CASCADE, related_name="+", db_index=False)
    disclosure = models.CharField(max_length=10, choices=Disclosure, db_default="")
    state = models.CharField(max_length=10, choices=State, db_default="")
    is_withdrawn = models.BooleanField(db_default=False)
    position = models.BigIntegerField(db_default=0)
    cell = models.BigIntegerField(null=True)
    word = models.CharField(max_length=20, choices=NeedStatus, db_default="")
    place = models.PositiveSmallIntegerField(choices=PLACES, db_default=Place.ASIDE.value)
    urgency = models.PositiveSmallIntegerField(db_default=0)
    needed_by = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=CoverageStatus, db_default="")
    has_support = models.BooleanField(db_default=False)
    has_deliveries = models.BooleanField(db_default=False)
    is_covered = models.BooleanField(db_default=False)
    is_by_word = models.BooleanField(db_default=False)
    is_supported_aside = models.BooleanField(db_default=False)
    is_urgent = models.BooleanField(db_default=False)
    is_invented = models.BooleanField(db_default=False)
    currency = models.CharField(max_length=3, blank=True, db_default="")
    requested = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    confirmed = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    delivered = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    words = models.TextField(db_default="")
    shared: Any = models.JSONField(null=True)
    of_team: Any = models.JSONField(null=True)
    of_organisations: Any = models.JSONField(default=dict, db_default={})

    objects = NeedCoverageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = "coverage of a need"
        verbose_name_plural = "coverage of needs"
        indexes: ClassVar = [
            models.Index(fields=["cell"], name="partners_needcoverage_cell"),
            *(
                models.Index(
                    fields=[*of, "place", "urgency", "needed_by", "position"], name=f"partners_needcoverage_{name}"
                )
                for name, of in (("urgent", []), ("of_state", ["country"]), ("of_prio", ["priority"]))
            ),
            models.Index(fields=["country", "place", "position"], name="partners_needcoverage_by_num"),
            models.Index(fields=URGENT_FIRST, name="partners_needcoverage_missing", condition=MISSING),
            models.Index(fields=["needed_by", "position"], name="partners_needcoverage_due", condition=MISSING),
            models.Index(fields=["status", "position"], name="partners_needcoverage_status"),
            models.Index(fields=["position"], name="partners_needcoverage_brought", condition=Q(has_deliveries=True)),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="partners_needcoverage_words"),
            # The register is counted and cut from this index alone, without its rows.
            models.Index(fields=["position"], name="partners_needcoverage_listed", include=LISTED),
        ]

    def __str__(self) -> str:
        return f"Coverage of need {self.pk}"


class NeedTallyQuerySet(models.QuerySet):
    """Counts of needs."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Counts of needs that the viewer may see; what is counted is cleared and stands."""
        condition = Q(disclosure__in=readable_disclosures(viewer))
        if home := own_country_id(viewer):
            condition |= Q(country_id=home)
        return self.filter(condition)


class NeedTally(models.Model):
    """The counts of the needs of one priority in one member state that have one disclosure. Its key is the `cell` of
    those needs. The numbers are those of `partners.support.rules.counts.NeedCount`; money by currency: the number of
    the first need that asks in it, and what is requested, confirmed and delivered."""

    cell = models.BigIntegerField(primary_key=True)
    country = models.ForeignKey(Country, models.CASCADE, related_name="+")
    priority = models.ForeignKey(Priority, models.CASCADE, related_name="+", db_index=False)
    disclosure = models.CharField(max_length=10, choices=Disclosure)
    total = models.PositiveIntegerField(db_default=0)
    high_urgency = models.PositiveIntegerField(db_default=0)
    n_supported = models.PositiveIntegerField(db_default=0)
    n_covered = models.PositiveIntegerField(db_default=0)
    n_by_word = models.PositiveIntegerField(db_default=0)
    n_with_deliveries = models.PositiveIntegerField(db_default=0)
    n_without_amount = models.PositiveIntegerField(db_default=0)
    n_supported_aside = models.PositiveIntegerField(db_default=0)
    n_invented = models.PositiveIntegerField(db_default=0)
    n_met = models.PositiveIntegerField(db_default=0)
    by_coverage: Any = models.JSONField(default=dict, db_default={})
    money: Any = models.JSONField(default=dict, db_default={})

    objects = NeedTallyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cell"]
        verbose_name = "counts of needs"
        verbose_name_plural = "counts of needs"

    def __str__(self) -> str:
        return f"Needs of cell {self.pk}"


_OF_ITS_ANSWER = "SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)"
marks(Need, COVERAGE, "SELECT id FROM changed")
marks(NeedComponent, COVERAGE, "SELECT need_id FROM changed")
marks(Response, COVERAGE, "SELECT need_id FROM changed")
marks(ResponseComponent, COVERAGE, _OF_ITS_ANSWER)
marks(Delivery, COVERAGE, _OF_ITS_ANSWER)
marks(
    DeliveryPart,
    COVERAGE,
    "SELECT answer.need_id FROM changed JOIN partners_responsecomponent part ON part.id = changed.part_id"
    " JOIN partners_response answer ON answer.id = part.response_id",
)
# The place of needs among all hangs on the order of member states, and they are found by its name.
marks(
    Country,
    COVERAGE,
    "SELECT id FROM needs_need WHERE country_id IN"
    " (SELECT id FROM changed GROUP BY id HAVING count(DISTINCT (asean_order, name)) > 1)",
)
marks(NeedCoverage, TALLY, "SELECT cell FROM changed")
