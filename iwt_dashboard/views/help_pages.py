"""Help, roles, method, glossary."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.messages import who_can_see
from core.clearance.models import Disclosure
from core.clearance.permissions import HOLDERS, Permission, public_page
from core.models import Role
from core.pages import render_page
from core.styleguide import styleguide_context
from iwt_dashboard.method import worked_examples, worked_examples_partners
from iwt_dashboard.method.worked_examples_iati import iati_examples
from iwt_dashboard.method.worked_examples_money import money_examples
from partners.support.messages import GAP_SENTENCES
from roadmap.rules import RULES_VERSION, THRESHOLDS


@public_page
@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """How to do the common things, by role."""
    return render_page(request, "iwt_dashboard/method/help_index.html", {})


@public_page
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, made from the permission table that the product itself asks."""
    table = [
        {"label": permission.label, "held": [role in HOLDERS[permission] for role in Role]} for permission in Permission
    ]
    context = {
        "roles": [role.label for role in Role],
        "table": table,
        "audiences": [(level.label, who_can_see(level, _("the owning country"))) for level in Disclosure],
    }
    return render_page(request, "iwt_dashboard/method/roles.html", context)


@public_page
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Every rule with its source and a worked example, computed by the rule itself."""
    context = {
        "thresholds": THRESHOLDS,
        "rules_version": RULES_VERSION,
        "status_examples": worked_examples.status_examples(),
        "coverage_examples": worked_examples.coverage_examples(),
        "money_examples": money_examples(),
        "gap_kinds": [(kind.label, sentence) for kind, sentence in GAP_SENTENCES.items()],
        "iati_examples": iati_examples(),
        "overlap_examples": worked_examples_partners.overlap_examples(),
        "match_examples": worked_examples_partners.match_examples(),
        "programme_examples": worked_examples_partners.programme_examples(),
        "coordination_examples": worked_examples_partners.coordination_examples(),
    }
    return render_page(request, "iwt_dashboard/method/method.html", context)


@public_page
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field as they are used here."""
    return render_page(request, "iwt_dashboard/method/glossary.html", {})


@public_page
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; in debug mode only."""
    return render_page(request, "core/styleguide.html", styleguide_context())
