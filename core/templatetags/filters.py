"""What the address of a page asks for and the page does not know."""

from typing import Any

from django import template
from django.template import Context

from core.filters import FilterForm, NoFilter

register = template.Library()


@register.inclusion_tag("components/_left_aside.html", takes_context=True)
def left_aside(context: Context) -> dict[str, Any]:
    """The sentences on it, by the page's filter: `filter` or `form` of its context, or none. What is sent by a form is
    asked of nobody."""
    request = context.get("request")
    if request is None or request.method not in ("GET", "HEAD"):
        return {"found": []}
    known = (context.get(name) for name in ("filter", "form"))
    form = next((one for one in known if isinstance(one, FilterForm)), None) or NoFilter(request.GET)
    return {"found": form.left_aside()}
