"""What rules may take of Django: enumerations with labels, and the lazy translation of those labels.

Rules know no tables. An enumeration is written once, in the rules, and models use it as the choices of a column.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy

__all__ = ["IntegerChoices", "TextChoices", "gettext_lazy"]
