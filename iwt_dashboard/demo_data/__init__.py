"""Demonstration data: invented entries that show how the dashboard works, marked as such in the database.

The texts stand in the YAML files beside these modules; the modules turn them into rows. All dates are counted from the
day of loading, so that a demonstration is always about now; the same day gives the same rows.
"""
