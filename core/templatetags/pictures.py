"""Figures as pictures."""

from typing import Any

from django import template

from core import chart_pictures

register = template.Library()


@register.inclusion_tag("components/_picture.html")
def picture(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure as it looks without script."""
    return chart_pictures.picture(figure)
