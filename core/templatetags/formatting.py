"""Filters that write numbers, money, shares and ages: `core.formatting` for templates."""

from django import template

from core import formatting

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
