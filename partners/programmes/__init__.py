"""Programmes of partners, their organisations, countries, priorities and money."""
