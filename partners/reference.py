"""The data files of this floor, in the order in which they are loaded."""

from core.reference import Table

TABLES: tuple[Table, ...] = ()
