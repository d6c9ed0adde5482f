"""Pages to enter, clear and ask about needs. The register and a need's own page are in `iwt_dashboard`."""
