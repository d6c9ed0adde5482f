"""Plans of a member state."""

from django.db.models import QuerySet

from core.models import Country
from needs.models import Plan


def plans_of(country: Country) -> QuerySet[Plan]:
    """The country's official plans, the newest first. Plans are public by nature."""
    return Plan.objects.filter(country=country).order_by("-start_year", "-end_year", "title")
