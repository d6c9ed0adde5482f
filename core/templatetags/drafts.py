"""The hidden token by which a form that is sent twice is carried out once."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.drafts.envelope import TOKEN

register = template.Library()


@register.simple_tag
def submit_token() -> SafeString:
    """The hidden token of a form that is nothing but buttons; forms with text include components/_form_draft.html."""
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', TOKEN, uuid.uuid4())
