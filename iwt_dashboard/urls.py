"""The table of contents of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

import core.converters  # noqa: F401  registers the converters used below and in the apps
import needs.urls
from iwt_dashboard.views import (
    account,
    calendar,
    country,
    data,
    documents,
    help_pages,
    history,
    landing,
    needs_pages,
    unsaved,
    well_known,
)

# The register and a need's page show partners' answers beside the need, so `iwt_dashboard` has them; entering and
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
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.calendar_ics, name="calendar-ics"),
    path("calendar/make/", calendar.calendar_make, name="calendar-make"),
    path("calendar/revoke/", calendar.calendar_revoke, name="calendar-revoke"),
    path("calendar/<slug:token>.ics", calendar.calendar_private, name="calendar-private"),
    path("workspace/", landing.workspace, name="workspace"),
    path("workspace/entries/", landing.entries, name="workspace-entries"),
    path("unsaved/", unsaved.texts, name="unsaved-texts"),
    path("unsaved/keep/", unsaved.keep, name="unsaved-keep"),
    path("unsaved/token/", unsaved.token, name="unsaved-token"),
    path("unsaved/<uuid:form_draft>/", unsaved.text, name="unsaved-text"),
    path("unsaved/<uuid:form_draft>/set-aside/", unsaved.set_aside, name="unsaved-set-aside"),
    path("unsaved/<uuid:form_draft>/discard/", unsaved.discard, name="unsaved-discard"),
    path("unsaved/<uuid:form_draft>/bring-back/", unsaved.bring_back, name="unsaved-bring-back"),
    path("workspace/log/", history.log, name="log"),
    path("workspace/log/csv/", history.log_csv, name="log-csv"),
    path("workspace/withdrawn/", history.withdrawn, name="withdrawn"),
    path("history/<slug:kind>/<int:record>/", history.history, name="history"),
    path("history/<slug:kind>/<int:record>/withdraw/", history.withdraw, name="history-withdraw"),
    path("history/<slug:kind>/<int:record>/bring-back/", history.bring_back, name="history-bring-back"),
    path("history/<slug:kind>/<int:record>/<slug:track>/<int:event>/", history.restore, name="history-restore"),
    path("documents/<slug:kind>/<int:record>/", documents.documents, name="documents"),
    path("documents/<slug:kind>/<int:record>/add/", documents.add, name="document-add"),
    path("documents/<uuid:key>/", documents.download, name="document"),
    path("documents/<uuid:key>/clear/", documents.clear, name="document-clear"),
    path("documents/<uuid:key>/withdraw/", documents.withdraw, name="document-withdraw"),
    path("documents/<uuid:key>/bring-back/", documents.bring_back, name="document-bring-back"),
    path("data/", data.data, name="data"),
    path("data/programmes.xml", data.programmes_xml, name="programmes-xml"),
    path("help/", help_pages.help_index, name="help"),
    path("help/roles/", help_pages.roles, name="help-roles"),
    path("method/", help_pages.method, name="method"),
    path("glossary/", help_pages.glossary, name="glossary"),
    path("healthz", well_known.healthz, name="healthz"),
    path("readyz", well_known.readyz, name="readyz"),
    path("robots.txt", well_known.robots, name="robots"),
    path(".well-known/security.txt", well_known.security, name="security-contact"),
    path("accounts/", account.account, name="account"),
    path("accounts/invitation/", account.invitation, name="invitation"),
    path("accounts/log-out-everywhere/", account.sign_out_everywhere, name="log-out-everywhere"),
    # These stand in the place of allauth's own pages at the same addresses.
    path("accounts/email/", account.address, name="account-address"),
    path("accounts/email/confirm/", account.address_confirm, name="account-address-confirm"),
    path("accounts/mail/", account.choose_mail, name="account-mail"),
    path("accounts/sessions/", account.open_sessions, name="account-sessions"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", account.passkey_remove, name="passkey-remove"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns += [path("styleguide/", help_pages.styleguide, name="styleguide")]

handler400 = "iwt_dashboard.ops.errors.bad_request"
handler403 = "iwt_dashboard.ops.errors.forbidden"
handler404 = "iwt_dashboard.ops.errors.not_found"
handler429 = "iwt_dashboard.ops.errors.too_many"
handler500 = "iwt_dashboard.ops.errors.server_error"
