"""Which pages are measured, and for whom. Django is set up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from core.models import Role, User
from needs.models import Need
from partners.programmes.models.programmes import Programme
from roadmap.models import CountryIndicator

COUNTRY = "VNM"
PUBLIC, PARTNER, FOCAL, SECRETARIAT = AUDIENCES = ("public", "partner", "focal point", "secretariat")
# At other than the usual number of clients these pages are asked for by these people, unless all are wanted.
MAIN = ("landing", "country", "report card", "needs", "need", "gap map", "programmes")
MAIN_AUDIENCES = (PUBLIC, FOCAL)
# Where who is not signed in is sent elsewhere.
SIGNED_IN = frozenset({"workspace"})
# Files to take: asked for one after the other, by the public, without a crowd.
FILES = {
    "programmes, IATI XML": "/data/programmes.xml",
    "gaps, XLSX": "/partners/gaps/gaps.xlsx",
    "money, XLSX": "/partners/money/money.xlsx",
    "money, CSV": "/partners/money/money.csv",
    "calendar, iCalendar": "/calendar.ics",
}


@dataclass(frozen=True)
class Page:
    """A page by name, with its path and query."""

    name: str
    path: str

    def is_for(self, audience: str) -> bool:
        """Whether this audience can open it."""
        return audience != PUBLIC or self.name not in SIGNED_IN


def readers() -> dict[str, User | None]:
    """Somebody of each audience, the same at every size."""
    people = User.objects.filter(is_active=True).order_by("pk")
    return {
        PUBLIC: None,
        PARTNER: people.filter(role=Role.PARTNER_EDITOR)[0],
        FOCAL: people.get(email=f"focal.{COUNTRY.lower()}@example.org"),
        SECRETARIAT: people.filter(role=Role.SECRETARIAT)[0],
    }


def pages() -> list[Page]:
    """The main pages, and of each kind of record the one with most on it, as the public sees them."""
    public = AnonymousUser()
    needs = Need.objects.visible_to(public).filter(country__iso3=COUNTRY)
    need = needs.annotate(n=Count("responses")).order_by("-n", "pk")[0]
    programme = Programme.objects.visible_to(public).annotate(n=Count("in_countries")).order_by("-n", "pk")[0]
    shown = CountryIndicator.objects.visible_to(public).filter(country__iso3=COUNTRY)
    one = shown.annotate(n=Count("observations")).select_related("indicator", "country").order_by("-n", "pk")[0]
    of_indicator = f"/roadmap/indicators/{one.indicator.code}/"
    return [
        Page("landing", "/"),
        Page("country", f"/countries/{COUNTRY}/"),
        Page("report card", f"/countries/{COUNTRY}/report-card/"),
        Page("needs", "/needs/"),
        Page("needs, searched", "/needs/?q=ivory"),
        Page("need", f"/needs/{need.code}/"),
        Page("gap map", "/partners/gaps/"),
        Page("programmes", "/partners/programmes/"),
        Page("programme", f"/partners/programmes/{programme.slug}/"),
        Page("organisations", "/partners/"),
        Page("money", "/partners/money/"),
        Page("road map", "/roadmap/"),
        Page("indicators", "/roadmap/indicators/"),
        Page("indicator", of_indicator),
        Page("indicator of a state", f"{of_indicator}{COUNTRY}/"),
        Page("calendar", "/calendar/"),
        Page("workspace", "/workspace/"),
    ]


def chosen(wanted: str, known: Iterable[str]) -> list[str]:
    """Those of the known names that are wanted, which are words between semicolons; all where none is said."""
    names = [name.strip() for name in wanted.split(";") if name.strip()]
    known = list(known)
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"There is no {', '.join(unknown)}. Known are: {'; '.join(known)}.")
    return [name for name in known if not names or name in names]
