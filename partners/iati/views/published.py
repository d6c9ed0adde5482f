"""What the publisher of a programme says of it, row by row."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.permissions import public_page
from core.pages import PageRequest, render_page
from partners.iati.queries.rows import published_of, published_programme
from partners.navigation import trail


@public_page
def published(request: PageRequest, slug: str) -> HttpResponse:
    """Budgets, transactions with their sums, recipients, sectors and related activities of one programme."""
    programme = published_programme(request.user, slug)
    if programme is None:
        raise Http404
    context = {
        "programme": programme,
        "published": published_of(request.user, programme, request.GET.get("page"), request.GET.get("budgets")),
        "trail": trail(
            (_("Programmes"), reverse("partners:programmes")),
            (programme.title, reverse("partners:programme", args=[programme.slug])),
        ),
    }
    return render_page(request, "partners/iati/programme_published.html", context)
