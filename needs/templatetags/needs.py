"""How templates write what is covered of a need; the words themselves stand in `needs.messages`."""

from django import template

from needs import messages

register = template.Library()
register.filter(messages.parts_text)
