"""Programmes as IATI files: reading, importing, questions on an import, writing."""
