"""The admin site of the secretariat: log-in, who may enter, and which tables it shows at all."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from core.clearance.permissions import public_page

# The scripts of Django's admin carry no nonce; they are let in as what they are, files of this site.
scripts_of_packages = csp_replace({"script-src": [SELF]})

# Tables of other packages (log-in addresses, groups) are no business of the secretariat.
OWN_APPS = frozenset({"core", "needs", "roadmap", "partners"})


class SecretariatSite(admin.AdminSite):
    """Open to the secretariat alone; people log in where everybody does."""

    site_header = _("ASEAN Needs Dashboard: secretariat")
    site_title = _("Secretariat")
    index_title = _("Reference data, people and cycles")
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register tables of ours; what other packages bring along stays out."""
        found: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        own = [model for model in found if model._meta.app_label in OWN_APPS]
        if own:
            super().register(own, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """Django's addresses but the jump from a row of any table to its public page: ours have none."""
        return [entry for entry in super().get_urls() if getattr(entry, "name", None) != "view_on_site"]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Let anonymous visitors log in first, and refuse everybody who is not of the secretariat."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied(str(_("This part of the site is kept by the secretariat.")))
            return inner(request, *args, **kwargs)

        guarded.admin_site = self  # type: ignore[attr-defined]
        return scripts_of_packages(update_wrapper(guarded, view))

    @public_page
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send anonymous visitors to the site's own log-in page, and back here afterwards."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied(str(_("This part of the site is kept by the secretariat.")))
        return HttpResponseRedirect(resolve_url("admin:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Log out where everybody does."""
        return HttpResponseRedirect(resolve_url("account_logout"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change the password where everybody does."""
        return HttpResponseRedirect(resolve_url("account_change_password"))
