"""The hidden token by which a form that is sent twice is carried out once."""

import uuid

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.drafts.envelope import TOKEN
from core.page_cache.building import ONCE, mark_for

register = template.Library()


@register.simple_tag(takes_context=True)
def submit_token(context: Context) -> SafeString:
    """The hidden token of a form that is nothing but buttons; forms with text include components/_form_draft.html."""
    token = mark_for(getattr(context, "request", None), ONCE) or uuid.uuid4()
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', TOKEN, token)
