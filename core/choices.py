"""What rules may take of Django: enumerations, which models use as choices, and the translation of their labels."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy

__all__ = ["IntegerChoices", "TextChoices", "gettext_lazy"]
