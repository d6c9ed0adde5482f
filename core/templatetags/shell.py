"""Parts of the shell that tell who is there: left open while a page is built, put in when it is sent."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.page_cache.building import mark_for, part

register = template.Library()


@register.simple_tag(takes_context=True)
def shell_part(context: template.Context, name: str) -> SafeString:
    """A part by its name in `core.page_cache.building.PARTS`; nothing for who has not logged in."""
    request = getattr(context, "request", None)
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return SafeString("")
    return mark_safe(mark_for(request, name) or part(request, name))  # noqa: S308  a mark of ours, or a template of ours
