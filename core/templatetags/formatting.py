"""Filters that write numbers, money, shares and ages (`core.formatting`), and addresses that may become links."""

from typing import Any

from django import template
from django.template.defaultfilters import date as date_filter
from django.utils.html import format_html

from core import formatting, sources
from core.reference.files import known_addresses
from core.sources import NO_SOURCE, is_published, parts_of_title
from core.web_address import linkable

register = template.Library()

for write in (
    formatting.number,
    formatting.money,
    formatting.percent,
    formatting.per_cent,
    formatting.share,
    formatting.part,
    formatting.age,
):
    register.filter(write)

register.filter("web_address", linkable)


@register.filter(expects_localtime=True)
def day(value: Any, written: str) -> str:
    """Like Django's `date`, and no line ever breaks inside it: "Dec" here and "2025" there reads as two things.

    For what stands in a cell, a list, a note; its markup fits no attribute and no title.
    """
    text = date_filter(value, written)
    return format_html('<span class="nowrap">{}</span>', text) if text else ""


@register.filter
def published_part(title: str | None) -> str:
    """What of a source was published; empty where nothing was."""
    return parts_of_title(title or "")[0]


@register.filter
def each_source(title: str | None, address: str | None) -> list[tuple[str, str]]:
    """The published sources that a title names, each with the address to which it may lead, or none; `address` is the
    row's own."""
    named = sources.each_source(published_part(title), address or "", known_addresses())
    return [(name, linkable(found)) for name, found in named]


@register.filter
def unpublished_part(title: str | None) -> str:
    """What of a source was published by nobody, in words; empty where all of it was, or where there is none."""
    rest = parts_of_title(title or "")[1]
    return "" if rest == NO_SOURCE else rest


@register.filter
def names_published(title: str | None) -> bool:
    """Whether the name of a source is that of something published."""
    return is_published(title or "")
