"""Reference data of the ground floor in the admin."""

from django.contrib import admin

from core.admin.base import FixedTableResource, ReferenceAdmin, resource_for
from core.models import Authority, Country, Organisation, Priority, PriorityCrosswalk


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    """The eleven member states. Their number and codes are not the secretariat's to change."""

    resource_classes = (resource_for(Country, key=("iso3",), base=FixedTableResource),)
    list_display = ("name", "iso3", "asean_order", "admitted_on", "cites_party", "cites_in_force_on", "verified")
    list_filter = ("cites_party", "verified")
    search_fields = ("name", "official_name", "iso2", "iso3")
    readonly_fields = ("iso2", "iso3", "m49", "asean_order")
    takes_rows = False  # a twelfth member state is a decision of the Summit and a data file of ours


@admin.register(Priority)
class PriorityAdmin(ReferenceAdmin):
    """The twelve priorities; their codes are stable."""

    resource_classes = (resource_for(Priority, key=("code",), base=FixedTableResource),)
    list_display = ("code", "name", "position", "verified")
    list_filter = ("verified",)
    search_fields = ("code", "name", "definition")
    readonly_fields = ("code", "position")
    takes_rows = False  # partners' records are mapped to these codes


@admin.register(PriorityCrosswalk)
class PriorityCrosswalkAdmin(ReferenceAdmin):
    """What a priority is called elsewhere."""

    resource_classes = (
        resource_for(PriorityCrosswalk, key=("priority", "vocabulary", "term"), links={"priority": ("code",)}),
    )
    list_display = ("priority", "vocabulary", "term", "verified")
    list_select_related = ("priority",)
    list_filter = ("vocabulary", "priority", "verified")
    search_fields = ("term", "priority__name", "priority__code")


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    """Partners and national agencies. One that has ended is set inactive."""

    resource_classes = (resource_for(Organisation, key=("code",), links={"country": ("iso3",)}),)
    list_display = ("name", "acronym", "iati_type", "iati_identifier", "country", "is_active", "verified")
    list_select_related = ("country",)
    list_filter = ("iati_type", "is_active", "verified", "country")
    search_fields = ("name", "acronym", "code", "iati_identifier")


@admin.register(Authority)
class AuthorityAdmin(ReferenceAdmin):
    """Which agency holds which role, and until when."""

    resource_classes = (
        resource_for(
            Authority, key=("country", "role", "name"), links={"country": ("iso3",), "organisation": ("code",)}
        ),
    )
    list_display = ("name", "country", "role", "valid_from", "valid_to", "verified")
    list_select_related = ("country",)
    list_filter = ("role", "country", "verified")
    search_fields = ("name", "country__name", "organisation__name")
    autocomplete_fields = ("organisation",)
