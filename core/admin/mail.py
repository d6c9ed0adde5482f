"""Mail in the admin: what waits, what could not be sent, sending it again. What a message says is shown to nobody."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.base import HouseAdmin
from core.mail import OutgoingMail, send_again


@admin.register(OutgoingMail)
class OutgoingMailAdmin(HouseAdmin):
    """To whom and about what, as long as it is not sent; then only that it was."""

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
