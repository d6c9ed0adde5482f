"""Filters that write numbers, money, shares and ages (`core.formatting`), and addresses that may become links."""

from django import template

from core import formatting
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
