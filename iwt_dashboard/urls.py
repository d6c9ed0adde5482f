"""The table of contents of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

import core.converters  # noqa: F401  registers the converters used below and in the apps
import needs.urls
from iwt_dashboard.views import country, help_pages, landing, needs_pages, workspace

# The register and a need's page show partners' answers beside the need, so they are made in the roof; entering and
# clearing are the needs app's own. Both share one namespace.
needs_urls = [
    path("", needs_pages.need_list, name="list"),
    path("<need:code>/", needs_pages.need_detail, name="detail"),
    *needs.urls.urlpatterns,
]

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("countries/", landing.country_list, name="countries"),
    path("countries/<iso3:iso3>/", country.country_page, name="country"),
    path("countries/<iso3:iso3>/report-card/", country.report_card, name="report-card"),
    path("countries/<iso3:iso3>/reference/", country.profile, name="country-profile"),
    path("needs/", include((needs_urls, "needs"))),
    path("roadmap/", include("roadmap.urls")),
    path("partners/", include("partners.urls")),
    path("workspace/", workspace.workspace, name="workspace"),
    path("workspace/entries/", workspace.entries, name="workspace-entries"),
    path("help/", help_pages.help_index, name="help"),
    path("help/roles/", help_pages.roles, name="help-roles"),
    path("method/", help_pages.method, name="method"),
    path("glossary/", help_pages.glossary, name="glossary"),
    path("healthz", help_pages.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns += [path("styleguide/", help_pages.styleguide, name="styleguide")]

handler400 = "iwt_dashboard.errors.bad_request"
handler403 = "iwt_dashboard.errors.forbidden"
handler404 = "iwt_dashboard.errors.not_found"
handler500 = "iwt_dashboard.errors.server_error"
