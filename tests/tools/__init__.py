"""Tools for developers that drive a running dashboard."""
