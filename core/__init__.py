"""The ground floor: countries, people, permissions, clearance."""
