"""The needs that a programme could support."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.permissions import Permission, can, public_page
from core.pages import PageRequest, page_of, querystring_without_page, render_page
from partners.navigation import or_404, trail
from partners.support.queries.matching import needs_for_programme, programme_to_match


@public_page
def needs_to_support(request: PageRequest, slug: str) -> HttpResponse:
    """Needs with the programme's member states, priorities and time, as far as the visitor may see them."""
    programme = or_404(programme_to_match, request.user, slug)
    context = {
        "programme": programme,
        "page_obj": page_of(needs_for_programme(request.user, programme), request.GET, per_page=15),
        "querystring": querystring_without_page(request.GET),
        "may_respond": can(request.user, Permission.RESPONSE_WRITE, organisation=programme.owner),
        "trail": trail(
            (_("Programmes"), reverse("partners:programmes")),
            (programme.title, reverse("partners:programme", args=[programme.slug])),
        ),
    }
    return render_page(request, "partners/support/programme_needs.html", context)
