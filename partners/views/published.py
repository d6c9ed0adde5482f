"""What the publisher of a programme says of it, row by row."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import PageRequest, render_page
from core.permissions import public_page
from partners import queries
from partners.views.common import trail


@public_page
def published(request: PageRequest, slug: str) -> HttpResponse:
    """Budgets, transactions with their sums, recipients, sectors and related activities of one programme."""
    programme = queries.published_programme(request.user, slug)
    if programme is None:
        raise Http404
    context = {
        "programme": programme,
        "published": queries.published_of(request.user, programme, request.GET.get("page"), request.GET.get("budgets")),
        "trail": trail(
            (_("Programmes"), reverse("partners:programmes")),
            (programme.title, reverse("partners:programme", args=[programme.slug])),
        ),
    }
    return render_page(request, "partners/programme_published.html", context)
