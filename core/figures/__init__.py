"""Stored figures: what many pages count, kept beside the rows it comes from and never older than they are (ADR 46)."""

from core.figures.registry import Figure, register
from core.figures.settling import settle

__all__ = ["Figure", "register", "settle"]
