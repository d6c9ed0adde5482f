"""The register of needs and a need with its answers."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.models import own_country_id
from core.clearance.permissions import Permission, can, public_page
from core.converters import capitals
from core.drafts.forms import FormDraft
from core.models import User
from core.pages import PageRequest, PersonRequest, querystring_without_page, render_page
from iwt_dashboard.pages.need_page import NeedPage, need_page
from iwt_dashboard.pages.needs_register import need_register
from needs.forms import NeedFilterForm, StatusForm, status_key
from needs.queries import country_choices, priority_choices


@public_page
@require_safe
def need_list(request: PageRequest) -> HttpResponse:
    """The needs of all member states, as far as the visitor may see them."""
    form = NeedFilterForm(
        request.GET,
        countries=country_choices(),
        priorities=priority_choices(),
        with_state=own_country_id(request.user) is not None,
    )
    context = {
        "register": need_register(request.user, form.wanted(), request.GET.get("page")),
        "form": form,
        "chips": chips(request, form),
        "querystring": querystring_without_page(request.GET),
        "may_write": can(request.user, Permission.ENTRY_WRITE),
        "shows_state": own_country_id(request.user),
    }
    return render_page(request, "needs/need_list.html", context, fragments={"need-results": "needs/_need_results.html"})


def chips(request: PageRequest, form: NeedFilterForm) -> list[dict[str, str]]:
    """The filters in use, each with the address of the list without it."""
    found = []
    for name, words in form.in_use().items():
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        found.append({"label": f"{form.fields[name].label}: {words}", "url": f"{request.path}?{rest.urlencode()}"})
    return found


@public_page
@capitals("code")
@require_safe
def need_detail(request: PageRequest, code: str) -> HttpResponse:
    """A need with its coverage, answers, questions and, for its own team, its history."""
    page = need_page(request.user, code)
    if page is None:
        raise Http404(_("There is no such need, or it is not shared with you."))
    context: dict[str, Any] = {"page": page, "need": page.need, **status_form(request, page)}
    context["organisation"] = request.user.organisation if isinstance(request.user, User) else None
    return render_page(request, "needs/need_detail.html", context)


def status_form(request: PageRequest, page: NeedPage) -> dict[str, Any]:
    """The form of the country's own word on where the need stands, for those who may propose another."""
    if not page.may_set_status or not isinstance(request.user, User):
        return {}
    need = page.need
    title = _("Where %(code)s stands") % {"code": need.code}
    form_draft = FormDraft(cast(PersonRequest, request), status_key(need), title=title)
    form = StatusForm(auto_id="status-%s", initial={"status": need.status, "version": page.record.version})
    form_draft.fill(form, but=("version",))
    return {"form_draft": form_draft, "status_form": form}
