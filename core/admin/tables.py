"""Admin pages of core's reference tables, and of outgoing mail: its state and recipients, never its text."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.base import SOURCE_FIELDS, BaseAdmin, ReferenceAdmin
from core.admin.imports import resource_for
from core.admin.merge_page import MergePage
from core.mail import OutgoingMail, send_again
from core.models import Authority, Country, Organisation, Priority, PriorityCrosswalk
from core.reference.merging import merge_organisations


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    """The eleven member states. Their number and codes are not the secretariat's to change."""

    resource_classes = (
        resource_for(
            Country,
            key=("iso3",),
            columns=(
                *("iso2", "m49", "asean_order", "name", "official_name", "admitted_on", "is_founder"),
                *("cites_party", "cites_acceded_on", "cites_in_force_on", "cites_note", "tile_row", "tile_column"),
                *SOURCE_FIELDS,
            ),
        ),
    )
    list_display = ("name", "iso3", "asean_order", "admitted_on", "cites_party", "cites_in_force_on", "verified")
    list_filter = ("cites_party", "verified")
    search_fields = ("name", "official_name", "iso2", "iso3")
    readonly_fields = ("iso2", "iso3", "m49", "asean_order")
    takes_rows = False  # a twelfth member state is a decision of the Summit and a data file of ours


@admin.register(Priority)
class PriorityAdmin(ReferenceAdmin):
    """The twelve priorities; their codes are stable."""

    resource_classes = (
        resource_for(Priority, key=("code",), columns=("position", "name", "definition", "basis", *SOURCE_FIELDS)),
    )
    list_display = ("code", "name", "position", "verified")
    list_filter = ("verified",)
    search_fields = ("code", "name", "definition")
    readonly_fields = ("code", "position")
    takes_rows = False  # partners' records are mapped to these codes


@admin.register(PriorityCrosswalk)
class PriorityCrosswalkAdmin(ReferenceAdmin):
    """What a priority is called elsewhere."""

    resource_classes = (
        resource_for(
            PriorityCrosswalk,
            key=("priority", "vocabulary", "term"),
            columns=SOURCE_FIELDS,
            links={"priority": ("code",)},
        ),
    )
    list_display = ("priority", "vocabulary", "term", "verified")
    list_select_related = ("priority",)
    list_filter = ("vocabulary", "priority", "verified")
    search_fields = ("term", "priority__name", "priority__code")


@admin.register(Organisation)
class OrganisationAdmin(MergePage, ReferenceAdmin):
    """Partners and national agencies. One that has ended is set inactive, a duplicate is merged."""

    merge = staticmethod(merge_organisations)

    resource_classes = (
        resource_for(
            Organisation,
            key=("code",),
            columns=("acronym", "name", "iati_type", "iati_identifier", "country", "is_active", "note", *SOURCE_FIELDS),
            links={"country": ("iso3",)},
        ),
    )
    list_display = ("name", "acronym", "iati_type", "iati_identifier", "country", "is_active", "verified")
    list_select_related = ("country",)
    list_filter = ("iati_type", "is_active", "verified", "country")
    search_fields = ("name", "acronym", "code", "iati_identifier")


@admin.register(Authority)
class AuthorityAdmin(ReferenceAdmin):
    """Which agency holds which role, and until when."""

    resource_classes = (
        resource_for(
            Authority,
            key=("country", "role", "name"),
            columns=("organisation", "valid_from", "valid_to", "note", *SOURCE_FIELDS),
            links={"country": ("iso3",), "organisation": ("code",)},
        ),
    )
    list_display = ("name", "country", "role", "valid_from", "valid_to", "verified")
    list_select_related = ("country",)
    list_filter = ("role", "country", "verified")
    search_fields = ("name", "country__name", "organisation__name")
    autocomplete_fields = ("organisation",)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(BaseAdmin):
    """To whom and about what, for a month after it was sent; never what it says."""

    list_display = ("written", "to", "subject", "state", "attempts", "tried_at", "trouble")
    list_filter = ("state", "created_at")
    fields = ("created_at", "to", "subject", "state", "attempts", "tried_at", "trouble", "message_id")
    readonly_fields = fields
    actions = ("send_again",)
    takes_rows = False

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, message: OutgoingMail) -> Any:
        """When it was written."""
        return message.created_at

    @admin.display(description=_("to"))
    def to(self, message: OutgoingMail) -> str:
        """The addresses, while they are kept."""
        found = [address for name in ("to", "cc", "bcc") for address in message.recipients.get(name, [])]
        return ", ".join(found) or "–"

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        """Put what could not be sent back into the queue."""
        done = sum(send_again(message) for message in queryset)
        text = ngettext("%(n)d message is being sent again.", "%(n)d messages are being sent again.", done)
        self.message_user(request, text % {"n": done})
