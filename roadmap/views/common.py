"""What the views of the road map share: looking things up for a visitor, and the way back up from a page."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import own_country_id
from core.models import Country, User
from core.pages import or_404
from roadmap import queries
from roadmap.models import CountryIndicator, Indicator, Observation

Place = tuple[Indicator, Country, CountryIndicator | None]


def own_place(person: User, code: str, iso3: str) -> Place:
    """An indicator, the visitor's own member state, and how it uses the indicator, if it does.

    Another member state is not found, whatever the visitor's role.
    """
    indicator, country = or_404(queries.find_indicator(code)), or_404(queries.find_country(iso3))
    if own_country_id(person) != country.pk:
        raise Http404
    return indicator, country, queries.find_country_indicator(person, indicator, country)


def own_observation(person: User, pk: int) -> Observation:
    """A value of the visitor's own member state, or Http404."""
    found = or_404(queries.find_observation(person, pk))
    if own_country_id(person) != found.country_id:
        raise Http404
    return found


def trail(indicator: Indicator | None = None, country: Country | None = None) -> list[dict[str, str]]:
    """The way back up from a page of the road map."""
    steps = [(_("Road map"), reverse("roadmap:index")), (_("Indicators"), reverse("roadmap:indicators"))]
    if indicator is not None:
        steps.append((indicator.title, reverse("roadmap:indicator", args=[indicator.code])))
        if country is not None:
            steps.append((country.name, reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])))
    return [{"label": label, "url": url} for label, url in steps]


def is_submitted(request: HttpRequest) -> bool:
    """Whether the button under an entry form was the one that also submits."""
    return request.POST.get("then") == "submit"
